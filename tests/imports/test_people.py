"""The sheets 组别 and 员工: people, terms from dates, accounts that move."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.dated import BEGINNING
from common.models import AuditEntry
from staff.models import AccountBinding, Employee, Group, GroupTerms, Terms
from tests.workbooks import company, counts, lock, take, troubles

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CARD, NO_CARD = "6228480000000000018", "6228480000000000019"
ID_NUMBER = "11010519491231002X"
ACCOUNTS = ["工号", "姓名", "岗位", "入职日期", "服务账号"]


def people(header: list[str], *rows: list[Any]) -> dict[str, list[list[Any]]]:
    return {"员工": [header, *rows]}


def accounts(*rows: list[Any], extra: str = "") -> dict[str, list[list[Any]]]:
    return people([*ACCOUNTS, *([extra] if extra else [])], *rows)


def bindings(name: str) -> list[tuple[str, str, str | None]]:
    rows = AccountBinding.objects.filter(account__name=name).order_by("from_on")
    return [(b.employee.employee_no, str(b.from_on), str(b.to_on) if b.to_on else None) for b in rows]


def terms_of(number: str) -> list[tuple[str, Decimal | None]]:
    rows = Terms.objects.filter(employee__employee_no=number).order_by("valid_from")
    return [(str(row.valid_from), row.base_salary) for row in rows]


def test_people_and_groups_may_refer_to_each_other_in_one_file():
    outcome = take(company())
    group = GroupTerms.objects.get(group__name="一组")

    assert counts(outcome) == {"groups": (2, 0, 0, 0), "employees": (3, 0, 0, 0)}
    assert (group.supervisor.employee_no, group.valid_from) == ("S1", BEGINNING)
    assert str(Terms.objects.get(employee__employee_no="A1").valid_from) == "2026-01-01"


def test_the_same_file_again_changes_nothing_and_writes_no_audit_entry():
    sheets = company()
    header = [
        "工号",
        "姓名",
        "岗位",
        "入职日期",
        "服务账号",
        "银行卡号",
        "身份证号",
        "手机号",
        "师傅工号",
        "底薪",
    ]
    sheets["员工"] = [
        header,
        ["S1", "甲", "主管", "2026-01-01", "shop:s", CARD, ID_NUMBER, "13800138000", None, None],
        ["A1", "乙", "客服", "2026-01-01", "shop:a;shop:b", None, None, None, "S1", 1200],
    ]
    take(sheets)
    entries = AuditEntry.objects.count()
    outcome = take(sheets)

    assert counts(outcome) == {"groups": (0, 0, 2, 0), "employees": (0, 0, 2, 0)}
    assert AuditEntry.objects.count() == entries


def test_a_mentor_may_stand_further_down_in_the_file():
    header = ["工号", "姓名", "岗位", "入职日期", "师傅工号"]
    take(people(header, ["A1", "甲", "客服", "2026-01-01", "A2"], ["A2", "乙", "客服", "2026-01-01", None]))

    assert Employee.objects.get(employee_no="A1").mentor.employee_no == "A2"


def test_personal_numbers_are_kept_encrypted_with_their_masks_and_out_of_the_audit_trail():
    header = ["工号", "姓名", "岗位", "入职日期", "银行卡号", "身份证号", "手机号"]
    outcome = take(
        people(
            header,
            ["A1", "甲", "客服", "2026-01-01", "6228 4800 0000 0000 018", ID_NUMBER.lower(), "13800138000"],
        )
    )
    person = Employee.objects.get()

    assert (person.bank_card, person.id_number, person.phone) == (CARD, ID_NUMBER, "13800138000")
    assert (person.bank_card_tail, person.id_number_mask, person.phone_mask) == (
        "0018",
        "110105********002X",
        "138****8000",
    )
    assert not outcome.notes
    written = str(list(AuditEntry.objects.values()))
    assert CARD not in written and ID_NUMBER not in written and "13800138000" not in written


def test_a_card_without_check_digit_is_taken_with_a_note_that_shows_only_its_end():
    outcome = take(
        people(["工号", "姓名", "岗位", "入职日期", "银行卡号"], ["A1", "甲", "客服", "2026-01-01", NO_CARD])
    )

    assert Employee.objects.get().bank_card == NO_CARD
    assert len(outcome.notes) == 1 and "0019" in outcome.notes[0] and NO_CARD not in outcome.notes[0]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("身份证号", "110105194912310021"),
        ("银行卡号", "12345"),
        ("银行卡号", 6228480000000000018),
        ("身份证号", "330106199508151"),
    ],
)
def test_wrong_personal_numbers_are_bad_rows_whose_value_is_masked(column: str, value: Any):
    outcome = take(
        people(["工号", "姓名", "岗位", "入职日期", column], ["A1", "甲", "客服", "2026-01-01", value])
    )

    assert outcome.rejected == 1
    assert "*" in outcome.bad_rows[0].value
    assert not Employee.objects.exists()


def test_one_id_number_on_two_people_is_a_bad_row():
    header = ["工号", "姓名", "岗位", "入职日期", "身份证号"]
    twice = take(
        people(
            header,
            ["A1", "甲", "客服", "2026-01-01", ID_NUMBER],
            ["A2", "乙", "客服", "2026-01-01", ID_NUMBER],
        )
    )
    take(people(header, ["A1", "甲", "客服", "2026-01-01", ID_NUMBER]))
    other = take(people(header, ["A2", "乙", "客服", "2026-01-01", ID_NUMBER]))

    assert [bad.column for bad in twice.bad_rows] == ["id_number"]
    assert [bad.column for bad in other.bad_rows] == ["id_number"]


def test_changed_terms_hold_from_the_hire_date_while_nothing_is_locked():
    header = ["工号", "姓名", "岗位", "入职日期", "底薪"]
    take(people(header, ["A1", "甲", "客服", "2026-01-01", 1000]))
    take(people(header, ["A1", "甲", "客服", "2026-01-01", 1200]))

    assert terms_of("A1") == [("2026-01-01", Decimal(1200))]


def test_changed_terms_hold_from_the_first_open_month_or_as_said():
    header = ["工号", "姓名", "岗位", "入职日期", "底薪"]
    take(people(header, ["A1", "甲", "客服", "2026-01-01", 1000]))
    lock("2026-08")
    take(people(header, ["A1", "甲", "客服", "2026-01-01", 1200]))
    said = people([*header, "生效日期"], ["A1", "甲", "客服", "2026-01-01", 1300, "2026-10-15"])
    take(said)

    assert terms_of("A1") == [("2026-01-01", 1000), ("2026-09-01", 1200), ("2026-10-15", 1300)]
    assert counts(take(said))["employees"] == (0, 0, 1, 0)


def test_terms_from_a_day_in_a_locked_month_are_refused_and_name_it():
    header = ["工号", "姓名", "岗位", "入职日期", "底薪", "生效日期"]
    take(people(header, ["A1", "甲", "客服", "2026-01-01", 1000, None]))
    lock("2026-08")
    outcome = take(people(header, ["A1", "甲", "客服", "2026-01-01", 1200, "2026-08-01"]))

    assert troubles(outcome) == [("employees", 2, "valid_from", "2026-08-01")]
    assert "2026-08" in outcome.bad_rows[0].remedy
    assert terms_of("A1") == [("2026-01-01", 1000)]


def test_an_absent_column_leaves_what_stands_and_a_blank_cell_empties_it():
    header = ["工号", "姓名", "岗位", "入职日期", "底薪", "开户行"]
    take(people(header, ["A1", "甲", "客服", "2026-01-01", 1200, "农行"]))
    take(people(header[:4], ["A1", "甲甲", "客服", "2026-01-01"]))
    person = Employee.objects.get()
    assert (person.name, person.bank_name, terms_of("A1")) == ("甲甲", "农行", [("2026-01-01", 1200)])

    take(people(header, ["A1", "甲甲", "客服", "2026-01-01", None, None]))
    assert (Employee.objects.get().bank_name, terms_of("A1")) == ("", [("2026-01-01", None)])


@pytest.mark.parametrize(
    ("column", "value", "is_refused"),
    [
        ("入职日期", "2026-01-05", True),
        ("离职日期", "2026-08-15", True),
        ("离职日期", "2026-09-15", False),
        ("转正日期", "2026-01-20", True),
        ("转正日期", "2026-01-08", False),
    ],
)
def test_dates_of_employment_do_not_change_a_locked_month(column: str, value: str, is_refused: bool):
    header = ["工号", "姓名", "岗位", "入职日期"]
    take(people(header, ["A1", "甲", "客服", "2026-01-01"]))
    lock("2026-08")
    changed = (
        ["A1", "甲", "客服", value] if column == "入职日期" else ["A1", "甲", "客服", "2026-01-01", value]
    )
    outcome = take(people(header if column == "入职日期" else [*header, column], changed))

    assert bool(outcome.rejected) == is_refused
    if is_refused:
        assert outcome.bad_rows[0].remedy.count("2026-0") and outcome.bad_rows[0].value == value


def test_a_corrected_hire_date_takes_the_first_terms_and_accounts_along():
    take(accounts(["A1", "甲", "客服", "2026-09-05", "shop:a"]))
    take(accounts(["A1", "甲", "客服", "2026-09-01", "shop:a"]))

    assert terms_of("A1") == [("2026-09-01", None)]
    assert bindings("shop:a") == [("A1", "2026-09-01", None)]
    assert counts(take(accounts(["A1", "甲", "客服", "2026-09-01", "shop:a"])))["employees"] == (0, 0, 1, 0)


def test_a_moved_account_ends_with_its_former_owner_the_day_before():
    take(
        accounts(
            ["A1", "甲", "客服", "2026-01-01", "shop:a；shop:b"], ["A2", "乙", "客服", "2026-01-01", None]
        )
    )
    lock("2026-08")
    moved = accounts(
        ["A1", "甲", "客服", "2026-01-01", "shop:b"], ["A2", "乙", "客服", "2026-01-01", "shop:a"]
    )
    take(moved)

    assert bindings("shop:a") == [("A1", "2026-01-01", "2026-08-31"), ("A2", "2026-09-01", None)]
    assert bindings("shop:b") == [("A1", "2026-01-01", None)]
    assert counts(take(moved))["employees"] == (0, 0, 2, 0)


def test_an_account_moves_from_the_day_that_is_said_also_if_only_the_new_owner_is_in_the_file():
    take(accounts(["A1", "甲", "客服", "2026-01-01", "shop:a"], ["A2", "乙", "客服", "2026-01-01", None]))
    moved = accounts(["A2", "乙", "客服", "2026-01-01", "shop:a", "2026-09-10"], extra="生效日期")
    take(moved)

    assert bindings("shop:a") == [("A1", "2026-01-01", "2026-09-09"), ("A2", "2026-09-10", None)]
    assert counts(take(moved))["employees"] == (0, 0, 1, 0)


def test_an_account_goes_to_a_new_person_from_the_hire_date():
    take(accounts(["A1", "甲", "客服", "2026-01-01", "shop:a"]))
    moved = accounts(["A1", "甲", "客服", "2026-01-01", None], ["A2", "乙", "客服", "2026-09-10", "shop:a"])
    take(moved)

    assert bindings("shop:a") == [("A1", "2026-01-01", "2026-09-09"), ("A2", "2026-09-10", None)]
    assert counts(take(moved))["employees"] == (0, 0, 2, 0)


def test_an_account_that_is_dropped_ends_the_day_before_and_may_come_back():
    take(accounts(["A1", "甲", "客服", "2026-01-01", "shop:a"]))
    lock("2026-08")
    take(accounts(["A1", "甲", "客服", "2026-01-01", None]))
    assert bindings("shop:a") == [("A1", "2026-01-01", "2026-08-31")]

    take(accounts(["A1", "甲", "客服", "2026-01-01", "shop:a"]))
    assert bindings("shop:a")[-1] == ("A1", "2026-09-01", None)


def test_nobody_takes_an_account_from_its_owner_in_a_locked_month():
    take(accounts(["A1", "甲", "客服", "2026-01-01", "shop:a"]))
    lock("2026-08")
    take(accounts(["A2", "乙", "客服", "2026-08-20", "shop:a"]))

    assert bindings("shop:a") == [("A1", "2026-01-01", "2026-08-31"), ("A2", "2026-09-01", None)]


def test_an_account_named_for_two_people_from_one_day_is_two_bad_rows():
    outcome = take(
        accounts(["A1", "甲", "客服", "2026-01-01", "shop:a"], ["A2", "乙", "客服", "2026-01-01", "shop:a"])
    )

    assert troubles(outcome) == [
        ("employees", 2, "service_accounts", "shop:a"),
        ("employees", 3, "service_accounts", "shop:a"),
    ]
    assert not AccountBinding.objects.exists()


def test_who_has_left_does_not_take_the_account_back():
    both = people(
        [*ACCOUNTS, "离职日期"],
        ["A1", "甲", "客服", "2026-01-01", "shop:a", "2026-07-31"],
        ["A2", "乙", "客服", "2026-08-01", "shop:a", None],
    )
    take(both)
    assert bindings("shop:a") == [("A1", "2026-01-01", "2026-07-31"), ("A2", "2026-08-01", None)]
    lock("2026-08")
    assert counts(take(both))["employees"] == (0, 0, 2, 0)


def test_a_changed_group_holds_from_the_first_open_month():
    take(company())
    lock("2026-08")
    outcome = take(
        {"组别": [["组别", "主管工号", "规则书"], ["一组", "S1", "warehouse"], ["二组", "S1", None]]}
    )
    rows = GroupTerms.objects.filter(group__name="二组").order_by("valid_from")

    assert counts(outcome)["groups"] == (0, 2, 0, 0)
    assert [(str(row.valid_from), row.supervisor and row.supervisor.employee_no) for row in rows] == [
        (str(BEGINNING), None),
        ("2026-09-01", "S1"),
    ]


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("员工", ["A9", "", "客服", None, "2026-01-01"], "name"),
        ("员工", ["A9", "甲", "厨师", None, "2026-01-01"], "role"),
        ("员工", ["A9", "甲", "客服", "三组", "2026-01-01"], "group"),
        ("员工", ["A9", "甲", "客服", None, "2026-02-30"], "hire_date"),
        ("员工", ["A9", "甲" * 61, "客服", None, "2026-01-01"], "name"),
        ("组别", ["三组", "S9", None], "supervisor_no"),
        ("组别", ["三组", "S1", "S9"], "leader_no"),
    ],
)
def test_bad_rows_of_people_and_groups_name_their_column(sheet: str, row: list[Any], column: str):
    sheets = company()
    sheets[sheet].append(row)
    outcome = take(sheets)

    assert [bad.column for bad in outcome.bad_rows] == [column]
    assert not Employee.objects.exists() and not Group.objects.exists()


def test_an_unknown_rule_book_names_those_that_there_are():
    outcome = take({"组别": [["组别", "规则书"], ["一组", "no-such-book"]]})

    assert "ecommerce-shop" in outcome.bad_rows[0].remedy


def test_leaving_before_the_hire_date_and_being_ones_own_mentor_are_bad():
    header = ["工号", "姓名", "岗位", "入职日期", "离职日期", "师傅工号"]
    outcome = take(people(header, ["A1", "甲", "客服", "2026-01-02", "2026-01-01", "A1"]))

    assert sorted(bad.column for bad in outcome.bad_rows) == ["leave_date", "mentor_no"]


def test_a_bad_person_makes_no_noise_in_other_sheets():
    sheets = company()
    sheets["员工"].append(["A9", "", "客服", None, "2026-01-01"])
    sheets["打卡"] = [["工号", "打卡时间"], ["A9", "2026-09-01 08:00"], ["A8", "2026-09-01 08:00"]]
    outcome = take(sheets)

    assert [(bad.sheet, bad.row) for bad in outcome.bad_rows] == [("employees", 5), ("punches", 3)]


def test_many_people_need_no_more_queries_than_a_few():
    needed = []
    for count, first in ((50, 0), (500, 1000)):
        numbers = range(first, first + count)
        sheets = accounts(*([f"B{n}", "甲", "客服", "2026-01-01", f"shop:{n}"] for n in numbers))
        with CaptureQueriesContext(connection) as queries:
            take(sheets)
        # The audit trail is written in batches, one entry a person.
        needed.append(sum("common_auditentry" not in query["sql"] for query in queries))
    assert needed[0] == needed[1]
