"""Changes to people, groups and accounts that somebody makes on a page; each writes its audit entry with it."""

import datetime as dt
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from common import locks
from common.access import Role
from common.audit import record
from common.dated import BEGINNING, DAY
from common.identity import shown_parts
from common.templatetags.backoffice import day as day_words
from staff.models import AccountBinding, Employee, Group, GroupTerms, RuleBook, ServiceAccount, Terms, User

# Days of trial where no confirmation date is recorded; only to see which month a change touches first.
USUAL_TRIAL = dt.timedelta(days=7)
NUMBERS = ("bank_card", "id_number", "phone")
# Without the characters that people mistake for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def refuse_locked(day: dt.date) -> None:
    """Raise ValidationError where a day lies in a month whose pay is approved."""
    if locks.is_locked(day):
        border = locks.locked_through()
        assert border is not None
        raise ValidationError(
            _("%(day)s is in a locked month: its pay is approved. The first open day is %(first)s."),
            params={"day": day_words(day), "first": day_words(border.next.first)},
        )


def refuse_own(person: Employee, by: User) -> None:
    """Raise ValidationError where somebody changes what their own pay rests on."""
    if person.pk == by.employee_id:
        raise ValidationError(_("Nobody changes their own employment or pay; another manager has to do it."))


@transaction.atomic
def add_person(terms: dict[str, Any], *, by: User, **fields: Any) -> Employee:
    """Hire a person: `fields` of the employee, and `terms` that hold from the hire date."""
    person = Employee.objects.create(**fields)
    Terms.objects.create(employee=person, valid_from=person.hired_on, **terms)
    changes = {name: [None, value] for name, value in {**fields, **terms}.items() if value not in (None, "")}
    record("person added", person, by=by, changes=changes)
    return person


@transaction.atomic
def edit_person(person: Employee, *, by: User, **fields: Any) -> Employee:
    """Change employment data. Raises ValidationError where a locked month or one's own data would change."""
    before = Employee.objects.select_for_update().get(pk=person.pk)
    refuse_own(before, by)
    refuse_locked_employment(before, fields)
    return _changed("person changed", before, fields, by=by)


def refuse_locked_employment(before: Employee, fields: dict[str, Any]) -> None:
    """Raise ValidationError where new dates of employment change days of a locked month."""
    touched = [
        _first_changed(before.hired_on, fields["hired_on"]),
        _first_changed(_confirmed(before.hired_on, before.confirmed_on), _confirmed(**_trial(fields))),
        _first_changed(_after(before.left_on), _after(fields["left_on"])),
    ]
    for day in filter(None, touched):
        refuse_locked(day)


def _first_changed(old: dt.date, new: dt.date) -> dt.date | None:
    return None if old == new else min(old, new)


def _trial(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in ("hired_on", "confirmed_on")}


def _confirmed(hired_on: dt.date, confirmed_on: dt.date | None) -> dt.date:
    return confirmed_on or hired_on + USUAL_TRIAL


def _after(left_on: dt.date | None) -> dt.date:
    """The first day without employment."""
    return left_on + DAY if left_on else dt.date.max


@transaction.atomic
def set_numbers(person: Employee, *, by: User, **numbers: str) -> Employee:
    """Set bank_name, bank_card, id_number, phone; '' leaves one as it is. The audit entry shows none of them."""
    given = {name: value for name, value in numbers.items() if value}
    return _changed("personal numbers changed", person, {**given, **shown_parts(given)}, by=by)


@transaction.atomic
def reveal(person: Employee, what: str, *, by: User) -> str:
    """One personal number in the clear; that somebody looked is written down before they see it."""
    record("personal number revealed", person, by=by, note=what)
    return str(getattr(person, what))


@transaction.atomic
def add_terms(person: Employee, *, by: User, valid_from: dt.date, **fields: Any) -> Terms:
    """Terms of pay from a date on; terms of the very same date are replaced. Raises ValidationError if locked."""
    refuse_own(person, by)
    refuse_locked(valid_from)
    before = person.terms_on(valid_from)
    terms, _is_new = Terms.objects.update_or_create(employee=person, valid_from=valid_from, defaults=fields)
    changes = _differences(before, fields) | {"valid_from": [None, valid_from]}
    record("terms changed", person, by=by, changes=changes)
    return terms


@transaction.atomic
def bind_account(name: str, person: Employee, from_on: dt.date, *, by: User) -> AccountBinding:
    """Give a service account to a person from a day on, until the next binding; who had it loses it the day before.

    An account that is not known yet is added. Raises ValidationError where the day is in a locked month.
    """
    refuse_locked(from_on)
    account, _is_new = ServiceAccount.objects.get_or_create(name=name)
    bindings = account.bindings.select_for_update()
    following = bindings.filter(from_on__gt=from_on).order_by("from_on").first()
    for held in bindings.in_force(from_on).exclude(employee=person).select_related("employee"):
        changes = {"account": [name, None], "to_on": [held.to_on, from_on - DAY]}
        record("account unbound", held.employee, by=by, changes=changes)
    bindings.in_force(from_on).exclude(from_on=from_on).update(to_on=from_on - DAY)
    binding, _is_new = AccountBinding.objects.update_or_create(
        account=account,
        from_on=from_on,
        defaults={"employee": person, "to_on": following.from_on - DAY if following else None},
    )
    changes = {"account": [None, name], "from_on": [None, from_on], "to_on": [None, binding.to_on]}
    record("account bound", person, by=by, changes=changes)
    return binding


@transaction.atomic
def unbind_account(binding: AccountBinding, to_on: dt.date, *, by: User) -> None:
    """End a binding with a day, which still counts. Raises ValidationError where a locked month would change."""
    refuse_locked(to_on + DAY)
    changes = {"account": [binding.account, None], "to_on": [binding.to_on, to_on]}
    binding.to_on = to_on
    binding.save(update_fields=["to_on"])
    record("account unbound", binding.employee, by=by, changes=changes)


@transaction.atomic
def add_group(
    name: str,
    *,
    by: User,
    supervisor: Employee | None,
    leader: Employee | None,
    rulebook: RuleBook | None,
) -> Group:
    """A new group; who runs it and its rule book hold from the beginning."""
    group = Group.objects.create(name=name)
    terms = {"supervisor": supervisor, "leader": leader, "rulebook": rulebook}
    GroupTerms.objects.create(group=group, valid_from=BEGINNING, **terms)
    record("group added", group, by=by, changes=_differences(None, terms))
    return group


@transaction.atomic
def add_group_terms(group: Group, *, by: User, valid_from: dt.date, **fields: Any) -> GroupTerms:
    """Who runs a group under which rule book from a date on. Raises ValidationError if that month is locked."""
    refuse_locked(valid_from)
    before = group.terms.filter(valid_from__lte=valid_from).order_by("-valid_from").first()
    terms, _is_new = GroupTerms.objects.update_or_create(group=group, valid_from=valid_from, defaults=fields)
    changes = _differences(before, fields) | {"valid_from": [None, valid_from]}
    record("group terms changed", group, by=by, changes=changes)
    return terms


def may_set_password(user: Any, person: Employee) -> bool:
    """Managers and accountants help others in; nobody gets into the login of somebody who decides over them."""
    above = {Role.MANAGER: {Role.DIRECTOR}, Role.ACCOUNTANT: {Role.MANAGER, Role.DIRECTOR}}.get(user.role)
    terms = person.terms_on(dt.date.today())
    return (
        above is not None
        and person.pk != user.employee_id
        and person.is_employed_on(dt.date.today())
        and terms is not None
        and terms.role not in above
    )


@transaction.atomic
def set_password(person: Employee, *, by: User) -> tuple[str, str]:
    """Make a login for a person, or give it a new password. Returns user name and password, to be shown once."""
    login = User.objects.filter(employee=person).first()
    action = "password reset" if login else "login created"
    login = login or User(username=_free_username(person.employee_no), employee=person)
    password = "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _part in range(4))
    login.set_password(password)
    login.has_given_password = True
    login.save()
    record(action, person, by=by)
    return login.username, password


@transaction.atomic
def choose_password(login: User, password: str) -> None:
    """The owner of a login chooses its password."""
    login.set_password(password)
    login.has_given_password = False
    login.save(update_fields=["password", "has_given_password"])
    record("password changed", login.employee, by=login)


def _free_username(wanted: str) -> str:
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return wanted if wanted not in taken else f"{wanted}-{len(taken) + 1}"


def _changed(action: str, row: Employee, fields: dict[str, Any], *, by: User) -> Employee:
    """Save what differs, with an audit entry; nothing at all where nothing does."""
    changes = _differences(row, fields)
    if changes:
        for name in changes:
            setattr(row, name, fields[name])
        row.save(update_fields=[*changes, *(["name_sounds"] if "name" in changes else [])])
        record(action, row, by=by, changes=_told(changes))
    return row


def _told(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes without the columns that only repeat another one for searching and showing."""
    copies = ("bank_card_tail", "id_number_mask", "id_number_print", "phone_mask")
    return {name: change for name, change in changes.items() if name not in copies}


def _differences(row: models.Model | None, fields: dict[str, Any]) -> dict[str, list[Any]]:
    before = {name: getattr(row, name) if row else None for name in fields}
    return {name: [before[name], value] for name, value in fields.items() if before[name] != value}
