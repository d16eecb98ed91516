"""The sheets 组别 and 员工 of the month workbook."""

from typing import Any

from django.utils.translation import gettext as _

from common import bulk, cell_days, cells
from common.access import Role
from common.dated import BEGINNING
from common.identity import id_number_trouble, is_card_length
from common.intake import ABSENT, Column, Intake, Sheet, Table
from common.sheet_xml import Cell
from staff import services
from staff.coming_people import take_people
from staff.known import differing, employee_of, group_ids, people
from staff.models import Group, GroupTerms, RuleBook
from staff.services import GROUP_TERMS, DatedRow

ROLES = {
    "客服": Role.AGENT,
    "组长": Role.LEADER,
    "主管": Role.SUPERVISOR,
    "经理": Role.MANAGER,
    "会计": Role.ACCOUNTANT,
    "总监": Role.DIRECTOR,
    "客服组长": Role.LEADER,
    "客服主管": Role.SUPERVISOR,
    "客服经理": Role.MANAGER,
    "客服总监": Role.DIRECTOR,
    **{role.value: role for role in Role},
}
employee_no = cells.key(40)


def bank_card(cell: Cell) -> str:
    """16 to 19 digits; whether the check digit is right is told apart, as a note."""
    number = str(cells.digits_text(40)(cell))
    if not is_card_length(number):
        raise cells.Wrong(_("A bank card has 16 to 19 digits."))
    return number


def id_number(cell: Cell) -> str:
    """An ID number whose check digit and date of birth are right, with a capital X."""
    number = str(cells.digits_text(40)(cell)).upper()
    if trouble := id_number_trouble(number):
        raise cells.Wrong(trouble)
    return number


def pay(cell: Cell) -> Any:
    """An amount of 0 or more."""
    return cells.amount_between("0", None, lambda: _("This amount cannot be below 0."))(cell)


# 组别


def add_groups(table: Table, intake: Intake) -> None:
    """Make the groups that are new, so that people can be put into them."""
    standing = set(Group.objects.values_list("name", flat=True))
    new = [row.group for row in table.rows if row.group not in standing]
    if new:
        bulk.insert(Group, ["name"], ([name] for name in new))
    intake.shelf["new_groups"] = set(new)


def rule_books() -> dict[str, int]:
    """Rule books by preset and by name."""
    books = list(RuleBook.objects.order_by("pk").values_list("pk", "preset", "name"))
    return {preset: pk for pk, preset, _name in reversed(books) if preset} | {
        name: pk for pk, _p, name in books
    }


def take_group_terms(table: Table, intake: Intake) -> None:
    """Who runs each group under which rule book, from the beginning or from the first open month."""
    ids, books = group_ids(intake), rule_books()
    standing = services.dated_rows(GroupTerms, "group", GROUP_TERMS, [ids[row.group] for row in table.rows])
    changed: list[tuple[int, DatedRow]] = []
    for row in table.rows:
        group = ids[row.group]
        wanted = wanted_group_terms(table, intake, row, books)
        if wanted is not None:
            changed += changed_group(table, intake, row, group, standing.get(group, []), wanted)
    services.set_group_terms(changed)


def wanted_group_terms(
    table: Table, intake: Intake, row: Any, books: dict[str, int]
) -> tuple[Any, ...] | None:
    """The ids that a row means, in the order of GROUP_TERMS; None where one is unknown (and reported)."""
    found: list[Any] = []
    for column in ("supervisor_no", "leader_no"):
        number = getattr(row, column)
        found.append(employee_of(intake, table, row, column) if number not in (None, ABSENT) else number)
    book = row.rulebook
    if book not in (None, ABSENT) and book not in books:
        listed = " / ".join(sorted(books)) or "-"
        intake.bad(
            table,
            row.number,
            "rulebook",
            _("There is no such rule book. There are: %(books)s") % {"books": listed},
        )
    found.append(books.get(book) if book not in (None, ABSENT) else book)
    return None if intake.is_bad(table, row) else tuple(found)


def changed_group(
    table: Table, intake: Intake, row: Any, group: int, standing: list[DatedRow], wanted: tuple[Any, ...]
) -> list[tuple[int, DatedRow]]:
    """The row of terms to write for a group, counted and recorded; nothing where nothing changes."""
    is_new = row.group in intake.shelf["new_groups"]
    since = services.from_date(standing, BEGINNING, None if is_new else intake.border)
    held = services.row_in_force(standing, since)
    before = held.values if held else (None,) * len(GROUP_TERMS)
    values = tuple(b if w is ABSENT else w for w, b in zip(wanted, before, strict=True))
    change = services.changed_row(standing, since, values)
    if change is None and not is_new:
        intake.unchanged(table)
        return []
    titles = ("supervisor_no", "leader_no", "rulebook")
    changes = differing(titles, _said(intake, before), _said(intake, values)) | {"valid_from": [None, since]}
    intake.took(table, row, changes, is_new=is_new)
    intake.record(
        "group added" if is_new else "group terms changed", Group(pk=group, name=row.group), changes=changes
    )
    return [(group, change)] if change else []


def _said(intake: Intake, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Supervisor, leader and rule book in words."""
    if "numbers" not in intake.shelf:
        intake.shelf["numbers"] = {pk: number for number, pk in people(intake).ids.items()}
        intake.shelf["books"] = dict(RuleBook.objects.values_list("pk", "name"))
    numbers, books = intake.shelf["numbers"], intake.shelf["books"]
    return numbers.get(values[0]), numbers.get(values[1]), books.get(values[2])


GROUPS = Sheet(
    "groups",
    "组别",
    (
        Column("group", "组别", cells.text(60), required=True),
        Column("supervisor_no", "主管工号", employee_no),
        Column("leader_no", "组长工号", employee_no),
        Column("rulebook", "规则书", cells.text(80)),
    ),
    ("group",),
    take=take_group_terms,
    first=add_groups,
)
EMPLOYEES = Sheet(
    "employees",
    "员工",
    (
        Column("employee_no", "工号", employee_no, required=True),
        Column("name", "姓名", cells.text(60), required=True),
        Column("role", "岗位", cells.choice(ROLES), required=True),
        Column("group", "组别", cells.text(60)),
        Column("hire_date", "入职日期", cell_days.day, required=True),
        Column("confirm_date", "转正日期", cell_days.day),
        Column("leave_date", "离职日期", cell_days.day),
        Column("base_salary", "底薪", pay),
        Column("fixed_salary", "固定月薪", pay),
        Column("service_accounts", "服务账号", cells.key_list(120)),
        Column("sales_target", "月销售目标", pay),
        Column("mentor_no", "师傅工号", employee_no),
        Column("bank_name", "开户行", cells.text(80)),
        Column("bank_card", "银行卡号", bank_card, secret=True),
        Column("id_number", "身份证号", id_number, secret=True),
        Column("phone", "手机号", cells.digits_text(20), secret=True),
        Column("valid_from", "生效日期", cell_days.day),
    ),
    ("employee_no",),
    take=lambda table, intake: None,
    first=take_people,
)
SHEETS = (GROUPS, EMPLOYEES)
