"""Shifts that nobody came to although they were swapped: both are liable, and entries for both are proposed.

Source: company rules, rules.md section 3. Which points that costs the rules do not say, so it is a fine, proposed as
high as the absence itself; the supervisor or the manager books it with the amount they decide on, or drops it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from attendance import telling
from attendance.desk_rates import GroupNumbers
from attendance.models import ConductProposal, Swap
from attendance.models.plans import FINE_DECIDERS
from attendance.reading import Read, readings
from attendance.shifts import clock
from common import locks
from common.dated import DAY
from common.month import Month
from common.templatetags.backoffice import day as day_words
from staff.models import Employee, Terms

# Punches come in by workbook too: a shift of the last days is looked at again.
LOOKED_BACK = 14 * DAY


class Side(NamedTuple):
    """One shift of a swap: who took it over, and from whom."""

    swap: Swap
    on: dt.date
    taker: Employee
    giver: Employee


def propose_unmanned(now: dt.datetime) -> int:
    """Propose an entry for both wherever nobody came to a swapped shift. Safe to repeat. Returns how many."""
    sides = _sides_not_proposed(now.date())
    reads = _readings(sides)
    empty = [
        (side, read)
        for side in sides
        if (read := reads.get((side.taker.pk, side.on)))
        and read.reading.is_absent
        and not read.is_open(now)
        and _kind_given(side) in (None, read.kind)
    ]
    return _propose(empty) if empty else 0


def _sides_not_proposed(today: dt.date) -> list[Side]:
    first = today - LOOKED_BACK
    border = locks.locked_through()
    if border is not None:
        first = max(first, border.next.first)
    sides = last_sides(_approved_since(first - LOOKED_BACK))
    done = set(
        ConductProposal.objects.filter(
            item=ConductProposal.Item.FINE, occasion__in=[occasion(one) for one in sides]
        ).values_list("occasion", flat=True)
    )
    return [one for one in sides if first <= one.on <= today and occasion(one) not in done]


def _approved_since(first: dt.date) -> "QuerySet[Swap]":
    """Approved swaps of a day from this one on, in the order in which the roster moved."""
    near = Q(on__gte=first) | Q(return_on__gte=first)
    rows = Swap.objects.filter(near, status=Swap.Status.APPROVED)
    return rows.select_related("asker", "partner").order_by("decided_at", "pk")


def last_sides(swaps: Iterable[Swap]) -> list[Side]:
    """Who took which day from whom, in swaps in order of time: of a shift that went on, only the last two are liable.

    Each swap moves what both have on its days, so what a person has there came with the last swap of that day.
    """
    last: dict[tuple[int, dt.date], Side] = {}
    for swap in swaps:
        for person in (swap.asker_id, swap.partner_id):
            for day in swap.days:
                last.pop((person, day), None)
        last.update({(side.taker.pk, side.on): side for side in sides_of(swap)})
    return list(last.values())


def sides_of(swap: Swap) -> Iterator[Side]:
    """Who took which day from whom."""
    yield Side(swap, swap.on, swap.partner, swap.asker)
    if swap.return_on:
        yield Side(swap, swap.return_on, swap.asker, swap.partner)


def _kind_given(side: Side) -> str | None:
    """What was handed on. Somebody who was put on another shift since has it from the roster and not from the giver."""
    giver = "asker" if side.giver.pk == side.swap.asker_id else "partner"
    agreed: list[str] | None = side.swap.agreed.get(giver, {}).get(str(side.on))
    return agreed[0] if agreed else None


def occasion(side: Side) -> str:
    """One name for each of the shifts that a swap moved: on one day it can be two."""
    is_second = side.swap.return_on == side.swap.on and side.taker.pk == side.swap.asker_id
    return f"swap:{side.swap.pk}:{side.on}{':back' if is_second else ''}"


def _readings(sides: Sequence[Side]) -> dict[tuple[int, dt.date], Read]:
    found: dict[tuple[int, dt.date], Read] = {}
    for month in sorted({Month.of(side.on) for side in sides}):
        people = {side.taker.pk: side.taker for side in sides if side.on in month}
        for pk, reads in readings(list(people.values()), month).items():
            found.update({(pk, read.on): read for read in reads})
    return found


@transaction.atomic
def _propose(empty: Iterable[tuple[Side, Read]]) -> int:
    rows = [
        ConductProposal(
            employee=person,
            on=side.on,
            item=ConductProposal.Item.FINE,
            amount=_amount(side),
            occasion=occasion(side),
            because=_because(side, read)[:300],
        )
        for side, read in empty
        for person in (side.taker, side.giver)
    ]
    made = ConductProposal.objects.bulk_create(rows, ignore_conflicts=True)
    telling.entries_proposed(made)
    return len(made)


def _amount(side: Side) -> Any:
    group = (
        Terms.objects.in_force(side.on).filter(employee=side.taker).values_list("group", flat=True).first()
    )
    return GroupNumbers(side.on).swap(group).absence_fine


def _because(side: Side, read: Read) -> str:
    shift = read.reading.shift
    return _(
        "nobody came to the swapped shift of %(day)s from %(start)s to %(end)s:"
        " %(taker)s took it over from %(giver)s"
    ) % {
        "day": day_words(side.on),
        "start": f"{shift.starts_at:%H:%M}",
        "end": clock(shift.ends_at, shift.on),
        "taker": side.taker,
        "giver": side.giver,
    }


def unmanned(user: Any) -> list[ConductProposal]:
    """Entries of unmanned swapped shifts that wait for this person's decision; one query."""
    if user.role not in FINE_DECIDERS:
        return []
    rows = ConductProposal.objects.open_for(user).filter(item=ConductProposal.Item.FINE)
    return list(rows.select_related("employee").order_by("on", "occasion", "pk"))
