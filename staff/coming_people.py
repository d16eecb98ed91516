"""People of the sheet 员工 coming in, in bulk: employment, terms from dates, accounts that move."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from common import bulk
from common.access import Role
from common.audit import SECRET
from common.fields import fingerprint, masked
from common.identity import passes_luhn, shown_parts
from common.intake import ABSENT, Intake, Table
from common.sounds import sounds
from common.templatetags.backoffice import money
from staff import services
from staff.known import differing, employee_of, group_ids, people
from staff.models import AccountBinding, Employee, Terms
from staff.services import TERMS, Claim, DatedRow

# Only to see which month a new confirmation date touches first, where none was recorded.
USUAL_TRIAL = dt.timedelta(days=7)
# Columns of a person that are the same in the table, and those of the terms.
PERSON = (
    "name",
    "hired_on",
    "confirmed_on",
    "left_on",
    "bank_name",
    "bank_card",
    "id_number",
    "phone",
    "mentor_id",
)
SAID_AS = {
    "hired_on": "hire_date",
    "confirmed_on": "confirm_date",
    "left_on": "leave_date",
    "mentor_id": "mentor_no",
    "group_id": "group",
}


# Columns on which a person's pay rests, besides the terms.
OWN_PAY = frozenset({"hire_date", "confirm_date", "leave_date"})


@dataclass
class Coming:
    """One row of 员工 on its way: the person that stands, what changes, from when."""

    row: Any
    person: Employee | None
    fields: dict[str, Any]
    since: dt.date
    changes: dict[str, list[Any]] = field(default_factory=dict)
    terms: DatedRow | None = None

    @property
    def hired_on(self) -> dt.date:
        found: dt.date = self.fields["hired_on"]
        return found


def take_people(table: Table, intake: Intake) -> None:
    """People, then their terms, then their accounts; who is bad stays known to the other sheets."""
    everyone = people(intake)
    everyone.bad |= {row.employee_no for row in table.rows if row.employee_no not in everyone.ids}
    standing = standing_people(row.employee_no for row in table.rows)
    terms = services.dated_rows(Terms, "employee", TERMS, [person.pk for person in standing.values()])
    coming = [person_coming(table, intake, row, standing.get(row.employee_no), terms) for row in table.rows]
    refuse_shared_ids(table, intake, coming)
    good = [one for one in coming if not intake.is_bad(table, one.row)]
    store_people(intake, good)
    set_all_terms(table, intake, good, terms)
    set_all_accounts(table, intake, good)
    for one in good:
        count_person(table, intake, one)


def standing_people(numbers: Iterable[str]) -> dict[str, Employee]:
    """The people of these employee numbers that are there already."""
    found: dict[str, Employee] = {}
    for part in bulk.chunks(numbers):
        found.update({person.employee_no: person for person in Employee.objects.filter(employee_no__in=part)})
    return found


def person_coming(
    table: Table, intake: Intake, row: Any, person: Employee | None, terms: dict[int, list[DatedRow]]
) -> Coming:
    """What a row says about a person, checked against what stands."""
    fields = wanted_fields(row, person)
    rows = terms.get(person.pk, []) if person else []
    said = None if row.valid_from is ABSENT or person is None else row.valid_from
    since = services.from_date(rows, fields["hired_on"], intake.border if person else None, said)
    coming = Coming(row, person, fields, since)
    before = {
        name: getattr(person, name) if person else blank(name) for name in PERSON if name != "mentor_id"
    }
    coming.changes = {
        SAID_AS.get(name, name): [old, fields[name]] for name, old in before.items() if old != fields[name]
    }
    check_person(table, intake, coming)
    return coming


def wanted_fields(row: Any, person: Employee | None) -> dict[str, Any]:
    """The person's fields as the row wants them; what the file does not have stays."""
    found = {}
    for name in PERSON:
        value = getattr(row, SAID_AS.get(name, name))
        if value is ABSENT:
            value = getattr(person, name) if person else blank(name)
        found[name] = blank(name) if value is None else value
    return found


def blank(name: str) -> Any:
    """What a field of a person holds while nothing is known."""
    return "" if name in {"bank_name", "bank_card", "id_number", "phone"} else None


def check_person(table: Table, intake: Intake, coming: Coming) -> None:
    """Report dates that contradict each other, unknown groups and mentors, changes of locked months."""
    row, left_on = coming.row, coming.fields["left_on"]
    if left_on is not None and left_on < coming.hired_on:
        intake.bad(table, row.number, "leave_date", _("The leave date is before the hire date."))
    if row.group not in (None, ABSENT) and row.group not in group_ids(intake):
        remedy = _("There is no group “%(name)s”. Correct the name, or add the group to the sheet 组别.")
        intake.bad(table, row.number, "group", remedy % {"name": row.group})
    check_mentor(table, intake, row)
    if coming.person is not None:
        refuse_locked_employment(table, intake, coming)
    card = coming.fields["bank_card"]
    if "bank_card" in coming.changes and card and not passes_luhn(card):
        note = _(
            "Row %(row)s of 员工: the check digit of bank card %(card)s is wrong. Compare it with the card."
        )
        intake.notes.append(note % {"row": row.number, "card": masked(card, 0, 4)})


def check_mentor(table: Table, intake: Intake, row: Any) -> None:
    if row.mentor_no in (None, ABSENT):
        return
    if row.mentor_no == row.employee_no:
        intake.bad(table, row.number, "mentor_no", _("Nobody is their own mentor."))
    elif not people(intake).knows(row.mentor_no):
        employee_of(intake, table, row, "mentor_no")


def refuse_locked_employment(table: Table, intake: Intake, coming: Coming) -> None:
    """Report dates of employment that would change days of a locked month."""
    person, fields = coming.person, coming.fields
    assert person is not None
    if person.hired_on != fields["hired_on"]:
        intake.refuse_locked(table, coming.row, "hire_date", min(person.hired_on, fields["hired_on"]))
    if person.left_on != fields["left_on"]:
        left = [day for day in (person.left_on, fields["left_on"]) if day is not None]
        intake.refuse_locked(table, coming.row, "leave_date", min(left))
    old = confirmed(person.hired_on, person.confirmed_on)
    new = confirmed(fields["hired_on"], fields["confirmed_on"])
    if old != new:
        intake.refuse_locked(table, coming.row, "confirm_date", min(old, new))


def confirmed(hired_on: dt.date, confirmed_on: dt.date | None) -> dt.date:
    """The first confirmed day."""
    return max(hired_on, confirmed_on or hired_on + USUAL_TRIAL)


def refuse_shared_ids(table: Table, intake: Intake, coming: list[Coming]) -> None:
    """Report an ID number that stands for two people, here or with somebody who is there already."""
    holders: dict[str, str] = {}
    prints = {
        one.row.employee_no: fingerprint(one.fields["id_number"]) for one in coming if one.fields["id_number"]
    }
    here = {one.row.employee_no for one in coming}
    for part in bulk.chunks(set(prints.values())):
        known = Employee.objects.filter(id_number_print__in=part).values_list(
            "id_number_print", "employee_no"
        )
        holders.update({mark: number for mark, number in known if number not in here})
    for one in coming:
        mark = prints.get(one.row.employee_no)
        other = holders.setdefault(mark, one.row.employee_no) if mark else one.row.employee_no
        if other != one.row.employee_no:
            remedy = _("Employee %(other)s has the same ID number. One of the two is wrong.")
            intake.bad(table, one.row.number, "id_number", remedy % {"other": other})


def store_people(intake: Intake, coming: list[Coming]) -> None:
    """Insert new people, then change those who are there; mentors last, for they may be new too."""
    names = [name for name in PERSON if name != "mentor_id"]
    new = [one for one in coming if one.person is None]
    stored = [*names, "name_sounds", "employee_no"]
    stored += ["bank_card_tail", "id_number_mask", "id_number_print", "phone_mask"]
    if new:
        bulk.insert(Employee, stored, (stored_values(one, names) for one in new))
    changed = [one for one in coming if one.person is not None and one.changes]
    rows = ((one.person.pk, *stored_values(one, names)) for one in changed if one.person)
    bulk.update(Employee, stored, rows)
    everyone = people(intake)
    everyone.ids.update(Employee.objects.values_list("employee_no", "pk"))
    everyone.bad -= {one.row.employee_no for one in coming}
    intake.shelf.pop("numbers", None)
    set_mentors(intake, coming)


def stored_values(one: Coming, names: list[str]) -> list[Any]:
    """A person's values in the order of `names`, then sounds, number and what is shown of personal numbers."""
    numbers = {name: one.fields[name] for name in ("bank_card", "id_number", "phone")}
    named = [*(one.fields[name] for name in names), sounds(one.fields["name"])]
    return [*named, one.row.employee_no, *shown_parts(numbers).values()]


def set_mentors(intake: Intake, coming: list[Coming]) -> None:
    """Note and store the mentors that change."""
    ids = people(intake).ids
    numbers = {pk: number for number, pk in ids.items()}
    rows = []
    for one in coming:
        before = one.person.mentor_id if one.person else None
        wanted = one.row.mentor_no
        after = before if wanted is ABSENT else ids.get(wanted or "")
        if before != after:
            one.changes["mentor_no"] = [numbers.get(before or 0), wanted]
            rows.append((ids[one.row.employee_no], after))
    bulk.update(Employee, ["mentor_id"], rows)


def set_all_terms(
    table: Table, intake: Intake, coming: list[Coming], standing: dict[int, list[DatedRow]]
) -> None:
    """Terms of pay that change, each from its day; a day in a locked month is reported."""
    ids = people(intake).ids
    changed = []
    for one in coming:
        pk = ids[one.row.employee_no]
        rows = standing.get(pk, [])
        move_first_terms(one, rows)
        one.terms = wanted_terms(intake, one, rows)
        refuse_own(table, intake, one)
        refuse_fixed_pay(table, intake, one, rows)
        if one.terms and not refuse_locked_terms(table, intake, one):
            changed.append((pk, one.terms))
    services.set_terms(changed)


def refuse_own(table: Table, intake: Intake, one: Coming) -> None:
    """Report who changes what their own pay rests on, as the form does; their other data they may correct."""
    is_own = one.person is not None and one.person.pk == getattr(intake.by, "employee_id", None)
    if is_own and (one.terms or OWN_PAY & set(one.changes)):
        remedy = _("Nobody changes their own employment or pay; another manager has to do it.")
        intake.bad(table, one.row.number, "employee_no", remedy)


def refuse_fixed_pay(table: Table, intake: Intake, one: Coming, rows: list[DatedRow]) -> None:
    """Report who changes fixed pay and is not the manager; the same amount is no change. A command acts for all."""
    by_manager = intake.by is None or getattr(intake.by, "role", "") == Role.MANAGER
    if by_manager or one.terms is None or intake.is_bad(table, one.row):
        return
    held = services.row_in_force(rows, one.since)
    place = TERMS.index("fixed_salary")
    before, after = held.values[place] if held else None, one.terms.values[place]
    if before == after:
        return
    if before is None:
        remedy = _(
            "Fixed pay is set by the manager. Leave the cell empty; the manager enters it, or this file."
        )
    else:
        remedy = _(
            "Fixed pay is set by the manager. Here it stays %(amount)s; the manager changes it from a day on."
        )
    intake.bad(table, one.row.number, "fixed_salary", remedy % {"amount": money(before)})


def move_first_terms(one: Coming, rows: list[DatedRow]) -> None:
    """Terms and accounts that held from the hire date still do when it is corrected."""
    person = one.person
    if person is None or person.hired_on == one.hired_on or not rows or rows[0].valid_from != person.hired_on:
        return
    if len(rows) > 1 and one.hired_on >= rows[1].valid_from:
        return
    rows[0].valid_from = one.hired_on
    one.since = max(one.since, one.hired_on) if one.row.valid_from not in (None, ABSENT) else one.hired_on
    bulk.update(Terms, ["valid_from"], [(rows[0].pk, one.hired_on)])
    taken = person.bindings.filter(from_on=person.hired_on)
    if one.hired_on < person.hired_on:
        others = AccountBinding.objects.filter(
            account__in=taken.values("account"), from_on__lt=person.hired_on
        )
        taken = taken.exclude(account__in=list(others.values_list("account", flat=True)))
    taken.filter(Q(to_on__isnull=True) | Q(to_on__gte=one.hired_on)).update(from_on=one.hired_on)


def wanted_terms(intake: Intake, one: Coming, rows: list[DatedRow]) -> DatedRow | None:
    """The row of terms to write; its differences are noted in `one.changes`."""
    held = services.row_in_force(rows, one.since)
    before = held.values if held else (None,) * len(TERMS)
    said = [getattr(one.row, SAID_AS.get(name, name)) for name in TERMS]
    if said[1] not in (None, ABSENT):
        said[1] = group_ids(intake)[said[1]]
    values = tuple(old if new is ABSENT else new for new, old in zip(said, before, strict=True))
    changed = services.changed_row(rows, one.since, values)
    if changed is not None:
        names = {pk: name for name, pk in group_ids(intake).items()}
        words = [(v[0], names.get(v[1] or 0), *v[2:]) for v in (before, values)]
        one.changes |= differing(("role", "group", *TERMS[2:]), *words)
        one.changes["valid_from"] = [None, one.since]
    return changed


def refuse_locked_terms(table: Table, intake: Intake, one: Coming) -> bool:
    """Report terms from a day in a locked month; a new person's hold from the hire date whenever that was."""
    return one.person is not None and intake.refuse_locked(table, one.row, "valid_from", one.since)


def set_all_accounts(table: Table, intake: Intake, coming: list[Coming]) -> None:
    """Bind, move and end service accounts."""
    claims = [claim_of(intake, one) for one in coming if one.row.service_accounts is not ABSENT]
    spans = services.standing_bindings(
        {name for claim in claims for name in claim.names}, [claim.employee_id for claim in claims]
    )
    plan = services.plan_accounts(spans, claims, intake.border)
    for name, *both in plan.twice:
        for claim in both:
            remedy = _(
                "The account “%(name)s” is named for two people from the same day. Leave it with one of them."
            )
            intake.bad(table, claim.row.number, "service_accounts", remedy % {"name": name})
    by_row = {one.row.number: one for one in coming}
    note_accounts(table, intake, plan, by_row)
    if not plan.twice:
        services.bind_accounts(plan)


def claim_of(intake: Intake, one: Coming) -> Claim:
    """The accounts that a row names, from the day of its terms; nobody claims after leaving."""
    left_on = one.fields["left_on"]
    since = min(one.since, left_on) if left_on else one.since
    names = one.row.service_accounts or ()
    return Claim(people(intake).ids[one.row.employee_no], since, names, one.row, left_on)


def note_accounts(
    table: Table, intake: Intake, plan: services.AccountPlan, by_row: dict[int, Coming]
) -> None:
    """Write down which accounts each person gets and loses; days in locked months are reported."""
    moved: dict[int, dict[str, list[str]]] = {}
    for side, changes in (("+", plan.added), ("-", plan.dropped)):
        for name, claim in changes:
            moved.setdefault(claim.row.number, {"+": [], "-": []})[side].append(name)
            if by_row[claim.row.number].person is not None:
                intake.refuse_locked(table, claim.row, "service_accounts", claim.since)
    for number, sides in moved.items():
        by_row[number].changes["service_accounts"] = ["; ".join(sides["-"]), "; ".join(sides["+"])]


def count_person(table: Table, intake: Intake, one: Coming) -> None:
    """Count a row; who is new or changed gets an audit entry."""
    if not one.changes and one.person is not None:
        intake.unchanged(table)
        return
    intake.took(table, one.row, one.changes, is_new=one.person is None)
    target = one.person or Employee(
        pk=people(intake).ids[one.row.employee_no], employee_no=one.row.employee_no, name=one.fields["name"]
    )
    action = "person changed" if one.person else "person added"
    changes = {name: ["•••", "•••"] if name in SECRET else sides for name, sides in one.changes.items()}
    intake.record(action, target, changes=changes)
