"""Shifts that nobody came to although they were swapped: both are liable, and a supervisor decides what follows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Swap
from attendance.reading import Read, readings
from common import audit
from common.access import Role
from common.month import Month
from staff.models import Employee

LOOKED_BACK = dt.timedelta(days=60)
DECIDERS = frozenset({Role.SUPERVISOR, Role.MANAGER})


@dataclass(frozen=True)
class Unmanned:
    """A swapped shift without anybody: who took it, who gave it."""

    swap: Swap
    on: dt.date
    shift: int
    taker: Employee
    giver: Employee


def unmanned(user: Any, today: dt.date) -> list[Unmanned]:
    """Of the swaps that this user sees and nobody has dealt with; queries grow with months only."""
    rows = Swap.objects.visible_to(user).filter(
        status=Swap.Status.APPROVED, outcome="", on__gte=today - LOOKED_BACK, on__lte=today
    )
    swaps = list(rows.select_related("asker", "partner"))
    sides = [side for swap in swaps for side in _sides(swap) if side[1] <= today]
    found = _readings(sides)
    now, empty = dt.datetime.now(), []
    for swap, day, taker, giver in sides:
        read = found.get((taker.pk, day))
        if read and read.reading.is_absent and not read.is_open(now):
            empty.append(Unmanned(swap, day, read.reading.shift.id, taker, giver))
    return empty


def _sides(swap: Swap) -> list[tuple[Swap, dt.date, Employee, Employee]]:
    """Who took which day from whom."""
    sides = [(swap, swap.on, swap.partner, swap.asker)]
    if swap.return_on:
        sides.append((swap, swap.return_on, swap.asker, swap.partner))
    return sides


def _readings(sides: Sequence[tuple[Swap, dt.date, Employee, Employee]]) -> dict[tuple[int, dt.date], Read]:
    found: dict[tuple[int, dt.date], Read] = {}
    for month in sorted({Month.of(day) for _swap, day, _taker, _giver in sides}):
        people = {taker.pk: taker for _swap, day, taker, _giver in sides if day in month}
        for pk, reads in readings(list(people.values()), month).items():
            found.update({(pk, read.on): read for read in reads})
    return found


@transaction.atomic
def settle(swap: Swap, outcome: str, *, by: Any) -> Swap:
    """Write down what was done about it; entries of conduct are booked where conduct is booked."""
    swap = Swap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    if by.role not in DECIDERS or by.employee_id in (swap.asker_id, swap.partner_id):
        raise ValidationError(_("This swap does not wait for your decision."))
    if swap.status != Swap.Status.APPROVED or swap.outcome or not outcome:
        raise ValidationError(_("Write what was decided; it is written down once."))
    swap.outcome, swap.outcome_by = outcome, by
    swap.save(update_fields=["outcome", "outcome_by"])
    audit.record("unmanned shift after a swap settled", swap, by=by, note=outcome)
    return swap
