"""Swaps of shifts: asked, accepted, approved; then the roster moves, with everything that hangs on the shift.

The rows of the roster themselves change hands, so handovers, readings and consequences follow by themselves.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from attendance import telling
from attendance.models import Leave, Shift, Swap
from attendance.roster_check import NOTHING, Planned, overlap
from attendance.roster_people import lock_rosters
from common import audit
from common.access import Role
from common.templatetags.backoffice import day as day_words
from staff.models import Employee, Terms
from staff.people import refuse_locked

APPROVERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
DAY = dt.timedelta(days=1)
# A day on which nobody works here: rows that change hands are parked on it for a moment, one row a person and day.
NOWHERE = dt.date(1900, 1, 1)
Plans = dict[int, dict[dt.date, Planned]]


def plans_of(people: Iterable[int], days: Sequence[dt.date]) -> Plans:
    """{person: {day: planned}} of the published roster, with two days on either side."""
    ids = list(people)
    rows = Shift.objects.filter(employee__in=ids, on__gte=min(days) - 2 * DAY, on__lte=max(days) + 2 * DAY)
    found: Plans = {pk: {} for pk in ids}
    for person, on, kind, start, end in rows.values_list("employee_id", "on", "kind", "starts_at", "ends_at"):
        found[person][on] = Planned(kind, start, end)
    return found


def partners(asker: Employee) -> Any:
    """Colleagues of the same group today, in order of number."""
    today = dt.date.today()
    own = Terms.objects.in_force(today).filter(employee=asker, group__isnull=False).values("group")
    mates = Terms.objects.in_force(today).filter(group__in=own).values("employee")
    return Employee.objects.employed_between(today, today).filter(pk__in=mates).exclude(pk=asker.pk)


@transaction.atomic
def ask(
    asker: Employee, partner: Employee, on: dt.date, return_on: dt.date | None, reason: str, *, by: Any
) -> Swap:
    """Offer one's shift of `on` to the partner, for theirs of `return_on` if one is named."""
    lock_rosters((asker.pk, partner.pk))
    if asker.pk == partner.pk:
        raise ValidationError(_("Nobody swaps with themselves."))
    if not partners(asker).filter(pk=partner.pk).exists():
        raise ValidationError(_("Shifts are swapped within one group."))
    swap = Swap(asker=asker, partner=partner, on=on, return_on=return_on, reason=reason)
    plans = plans_of((asker.pk, partner.pk), swap.days)
    refuse(swap, plans)
    swap.agreed, swap.starts_at = seen(swap, plans), first_start(swap, plans)
    swap.save()
    audit.record("swap asked", swap, by=by, note=reason)
    telling.swap_asked(swap)
    return swap


def refuse(swap: Swap, plans: Plans) -> None:
    """Raise ValidationError, with the reason, where this swap cannot be."""
    asker, partner = swap.asker, swap.partner
    given = plans[asker.pk].get(swap.on, NOTHING)
    if not given.is_work:
        raise ValidationError(_("%(person)s has no shift on %(day)s."), params=_named(asker, swap.on))
    if swap.return_on and not plans[partner.pk].get(swap.return_on, NOTHING).is_work:
        raise ValidationError(
            _("%(person)s has no shift on %(day)s."), params=_named(partner, swap.return_on)
        )
    for day in swap.days:
        refuse_locked(day)
        for person in (asker, partner):
            if not person.is_employed_on(day):
                raise ValidationError(_("%(person)s is not employed on %(day)s."), params=_named(person, day))
    if first_start(swap, plans) <= dt.datetime.now():
        raise ValidationError(_("A swap is agreed before the shift begins; this one has begun."))
    _refuse_double(swap, plans)
    after = exchanged(swap, plans)
    for person in (asker, partner):
        if overlap(after[person.pk]):
            raise ValidationError(
                _("After the swap two shifts of %(person)s would overlap."), params={"person": person.name}
            )
    _refuse_away(swap, plans)
    _refuse_second(swap)


def _refuse_away(swap: Swap, plans: Plans) -> None:
    """Who is on leave takes no shift over: nobody would come, and nobody would be absent."""
    for taker, giver, day in (
        (swap.partner, swap.asker, swap.on),
        (swap.asker, swap.partner, swap.return_on),
    ):
        taken = plans[giver.pk].get(day, NOTHING) if day else NOTHING
        away = Leave.objects.filter(employee=taker, status=Leave.Status.APPROVED)
        if taken.is_work and away.filter(starts_at__lt=taken.ends_at, ends_at__gt=taken.starts_at).exists():
            raise ValidationError(_("%(person)s is on leave on %(day)s."), params=_named(taker, day))


def _refuse_double(swap: Swap, plans: Plans) -> None:
    """Two people exchange whole days: who takes a shift must be free on that day, unless both days are one."""
    for taker, day in ((swap.partner, swap.on), (swap.asker, swap.return_on)):
        held = plans[taker.pk].get(day, NOTHING) if day else NOTHING
        if held.is_work and not (swap.return_on == swap.on):
            raise ValidationError(
                _("%(person)s works on %(day)s already: swap that shift on the same day instead."),
                params=_named(taker, day),
            )


def _refuse_second(swap: Swap) -> None:
    now = dt.datetime.now()
    people = (swap.asker_id, swap.partner_id)
    others = Swap.objects.open(now).filter(Q(asker__in=people) | Q(partner__in=people)).exclude(pk=swap.pk)
    for other in others.filter(Q(on__in=swap.days) | Q(return_on__in=swap.days)):
        if (other.asker_id, other.on) == (swap.asker_id, swap.on):
            raise ValidationError(_("This shift is offered to somebody already; take that back first."))


def _named(person: Employee, day: dt.date | None) -> dict[str, Any]:
    return {"person": person.name, "day": day_words(day)}


def exchanged(swap: Swap, plans: Plans) -> Plans:
    """What both would be rostered for after the swap."""
    after = {person: dict(plan) for person, plan in plans.items()}
    one, other = after[swap.asker_id], after[swap.partner_id]
    for day in swap.days:
        one[day], other[day] = other.get(day, NOTHING), one.get(day, NOTHING)
    return after


def first_start(swap: Swap, plans: Plans) -> dt.datetime:
    """When the first of the shifts begins: from then on it is too late."""
    starts = [plans[pk].get(day, NOTHING).starts_at for pk in plans for day in swap.days]
    return min((start for start in starts if start), default=dt.datetime.combine(swap.on, dt.time()))


def seen(swap: Swap, plans: Plans) -> dict[str, dict[str, list[str]]]:
    """The shifts concerned, as plain text to be kept."""
    sides = (("asker", swap.asker_id), ("partner", swap.partner_id))
    return {
        name: {str(day): [str(part or "") for part in plans[pk].get(day, NOTHING)] for day in swap.days}
        for name, pk in sides
    }


@transaction.atomic
def accept(swap: Swap, is_acceptance: bool, reason: str = "", *, by: Any) -> Swap:
    """The partner says yes, which sends it to the approver, or no."""
    lock_rosters((swap.asker_id, swap.partner_id))
    swap = _fresh(swap)
    if by.employee_id != swap.partner_id or swap.status != Swap.Status.ASKED:
        raise ValidationError(_("This swap does not wait for your answer."))
    _refuse_lapsed(swap)
    if not is_acceptance:
        return _close(swap, Swap.Status.REFUSED, reason, by)
    plans = plans_of((swap.asker_id, swap.partner_id), swap.days)
    refuse(swap, plans)
    swap.agreed, swap.starts_at = seen(swap, plans), first_start(swap, plans)
    swap.status, swap.accepted_at, swap.note = Swap.Status.ACCEPTED, dt.datetime.now(), ""
    swap.save()
    audit.record("swap accepted", swap, by=by)
    telling.swap_accepted(swap)
    return swap


def may_approve(swap: Swap, user: Any) -> bool:
    """A leader or supervisor of the group, or the manager; neither of the two themselves."""
    return (
        swap.state == Swap.Status.ACCEPTED
        and user.role in APPROVERS
        and user.employee_id not in (swap.asker_id, swap.partner_id)
    )


@transaction.atomic
def decide(swap: Swap, is_approval: bool, reason: str, *, by: Any) -> Swap:
    """Approve, and the roster moves; or refuse with the reason."""
    lock_rosters((swap.asker_id, swap.partner_id))
    swap = _fresh(swap)
    _refuse_lapsed(swap)
    if not may_approve(swap, by):
        raise ValidationError(_("This swap does not wait for your decision."))
    if not is_approval:
        if not reason:
            raise ValidationError(_("A refusal needs a reason."))
        return _close(swap, Swap.Status.REFUSED, reason, by)
    plans = plans_of((swap.asker_id, swap.partner_id), swap.days)
    refuse(swap, plans)
    if seen(swap, plans) != swap.agreed:
        raise ValidationError(
            _("The shift was edited after they agreed: the partner has to accept it again.")
        )
    move_shifts(swap)
    swap.decided_by, swap.decided_at = by, dt.datetime.now()
    swap.status, swap.note = Swap.Status.APPROVED, reason
    swap.save()
    _record_move(swap, plans, by)
    telling.swap_closed(swap, by=by)
    # Other swaps of these days were agreed on with another roster before their eyes.
    follow_edits((pk, day) for pk in (swap.asker_id, swap.partner_id) for day in swap.days)
    return swap


def move_shifts(swap: Swap) -> None:
    """Let the rows of the roster change hands on each day."""
    for day in swap.days:
        rows = Shift.objects.select_for_update().filter(on=day, employee__in=(swap.asker_id, swap.partner_id))
        held = {row.employee_id: row.pk for row in rows}
        mine, theirs = held.get(swap.asker_id), held.get(swap.partner_id)
        if mine and theirs:
            # One row a person and day: the first is parked, or both would be the partner's for a moment.
            Shift.objects.filter(pk=mine).update(on=NOWHERE)
        if theirs:
            Shift.objects.filter(pk=theirs).update(employee=swap.asker)
        if mine:
            Shift.objects.filter(pk=mine).update(employee=swap.partner, on=day)


def _record_move(swap: Swap, plans: Plans, by: Any) -> None:
    after = exchanged(swap, plans)
    for person in (swap.asker, swap.partner):
        changes = {
            str(day): [plans[person.pk].get(day, NOTHING).kind, after[person.pk][day].kind]
            for day in swap.days
        }
        audit.record("swap approved", person, by=by, changes=changes, note=str(swap))


@transaction.atomic
def withdraw(swap: Swap, *, by: Any) -> Swap:
    """The asker takes it back while nobody has decided."""
    swap = _fresh(swap)
    if by.employee_id != swap.asker_id or not swap.is_open:
        raise ValidationError(_("Only a swap that you asked for and nobody decided can be taken back."))
    return _close(swap, Swap.Status.WITHDRAWN, "", by)


def _fresh(swap: Swap) -> Swap:
    return Swap.objects.select_for_update(of=("self",)).select_related("asker", "partner").get(pk=swap.pk)


def _refuse_lapsed(swap: Swap) -> None:
    if swap.state == Swap.Status.LAPSED:
        raise ValidationError(_("This swap has lapsed: the shift began before it was decided."))


def _close(swap: Swap, status: str, reason: str, by: Any) -> Swap:
    before, swap.status, swap.note = swap.status, status, reason
    swap.decided_by, swap.decided_at = by, dt.datetime.now()
    swap.save()
    audit.record(f"swap {status}", swap, by=by, changes={"status": [before, status]}, note=reason)
    telling.swap_closed(swap, by=by)
    return swap


def lapse_past(now: dt.datetime) -> int:
    """Write down that swaps which nobody decided have lapsed because a shift of theirs began. Returns how many."""
    late = Swap.objects.filter(status__in=Swap.UNDECIDED, starts_at__lte=now)
    return sum(_lapse(pk, now) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _lapse(pk: int, now: dt.datetime) -> bool:
    # Looked at again under its lock: somebody may have answered, or an edit moved the shift.
    rows = Swap.objects.select_for_update(of=("self",)).select_related("asker", "partner")
    swap = rows.filter(pk=pk, status__in=Swap.UNDECIDED, starts_at__lte=now).first()
    if swap is None:
        return False
    before, swap.status = swap.status, Swap.Status.LAPSED
    swap.note, swap.decided_at = _("Nobody decided before the shift began."), now
    swap.save()
    audit.record("swap lapsed", swap, by=None, changes={"status": [before, swap.status]}, note=swap.note)
    telling.swap_closed(swap)
    return True


@transaction.atomic
def follow_edits(edited: Iterable[tuple[int, dt.date]]) -> None:
    """After the roster was edited: open swaps are about the shift as it is now; who had accepted is asked again."""
    cells = set(edited)
    people = {person for person, _day in cells}
    rows = Swap.objects.open(dt.datetime.now()).filter(Q(asker__in=people) | Q(partner__in=people))
    for swap in rows.select_for_update(of=("self",)).select_related("asker", "partner"):
        touched = {(pk, day) for pk in (swap.asker_id, swap.partner_id) for day in swap.days}
        if touched & cells:
            _follow(swap)


def _follow(swap: Swap) -> None:
    plans = plans_of((swap.asker_id, swap.partner_id), swap.days)
    now = seen(swap, plans)
    if now == swap.agreed:
        return
    swap.agreed, swap.starts_at = now, first_start(swap, plans)
    try:
        refuse(swap, plans)
        swap.status, swap.note = Swap.Status.ASKED, _("The shift was edited; the partner is asked again.")
    except ValidationError as error:
        swap.status, swap.note = Swap.Status.LAPSED, " ".join(error.messages)[:300]
    swap.save()
    audit.record("swap followed the roster", swap, by=None, note=swap.note)
    telling.swap_closed(swap) if swap.status == Swap.Status.LAPSED else telling.swap_asked(swap)
