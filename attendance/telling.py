"""Telling people what happened at the shift desk: who hears it, and in which words (attendance/notifications.py)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from attendance.deciders import above, run_group, with_role
from attendance.models import (
    ConductProposal,
    DraftShift,
    Handover,
    HandoverItem,
    Leave,
    OvertimeRequest,
    PunchCorrection,
    Swap,
)
from attendance.notifications import DECIDED, HANDOVER, PROPOSED, QUESTION, ROSTER, SWAP, WAITS
from attendance.roster_check import NOTHING, Planned
from attendance.shifts import clock
from common.access import Role
from staff.notifying import notify

Cell = tuple[int, dt.date]
# A day, what stood there, and what holds now.
DayChange = tuple[dt.date, Planned, Planned]
# So many changed days are told one by one; of more only how many they are.
TOLD_ONE_BY_ONE = 3
# The words of each kind of shift, as the models have them.
KIND_WORDS: dict[str, Any] = {
    value: label for value, label in DraftShift._meta.get_field("kind").choices or ()
}


# The roster


def roster_published(drafts: Mapping[Cell, Planned], published: Mapping[Cell, Planned], *, by: Any) -> None:
    """Tell everybody what is new or changed on their roster; not the one who publishes."""
    changed: dict[int, list[DayChange]] = defaultdict(list)
    for (person, day), planned in sorted(drafts.items()):
        before = published.get((person, day), NOTHING)
        if planned != before and (by is None or person != by.employee_id):
            changed[person].append((day, before, planned))
    alike: dict[tuple[dt.date, dt.date, int], list[int]] = defaultdict(list)
    for person, changes in changed.items():
        if len(changes) > TOLD_ONE_BY_ONE:
            alike[changes[0][0], changes[-1][0], len(changes)].append(person)
        else:
            _tell_days(person, changes)
    for (first, last, count), people in alike.items():
        said = gettext_noop(
            "Your roster from %(first)s to %(last)s is published: %(count)s days are new or changed."
        )
        words = {"first": first, "last": last, "count": count}
        notify(ROSTER, people, says=said, words=words, url=reverse("attendance:my_shifts"))


def _tell_days(person: int, changes: Sequence[DayChange]) -> None:
    for day, before, after in changes:
        said = gettext_noop(
            "Your roster: on %(day)s %(kind)s%(times)s (before: %(kind_before)s%(times_before)s)."
        )
        words = {"day": day, **_shift_words(after, day), **_shift_words(before, day, "_before")}
        notify(ROSTER, [person], says=said, words=words, url=reverse("attendance:my_shifts"))


def _shift_words(planned: Planned, day: dt.date, suffix: str = "") -> dict[str, Promise | str]:
    times = ""
    if planned.starts_at and planned.ends_at:
        times = f" {planned.starts_at:%H:%M}–{clock(planned.ends_at, day)}"
    return {f"kind{suffix}": KIND_WORDS[planned.kind], f"times{suffix}": times}


# Swaps


def swap_asked(swap: Swap) -> None:
    """The partner is asked (anew, where the shift was edited)."""
    said = gettext_noop("%(asker)s asks you to take over their shift of %(day)s.")
    if swap.return_on:
        said = gettext_noop("%(asker)s asks you to swap: their shift of %(day)s for yours of %(return_day)s.")
    words = {"asker": swap.asker.name, "day": swap.on} | (
        {"return_day": swap.return_on} if swap.return_on else {}
    )
    notify(SWAP, [swap.partner_id], says=said, words=words, url=reverse("attendance:my_shifts"))


def swap_accepted(swap: Swap) -> None:
    """The asker hears it, and whoever decides has something to decide."""
    said = gettext_noop("%(partner)s accepts the swap of %(day)s; it waits for approval.")
    words = {"partner": swap.partner.name, "day": swap.on}
    notify(SWAP, [swap.asker_id], says=said, words=words, url=reverse("attendance:my_shifts"))
    waits = gettext_noop("A swap waits for you: %(asker)s and %(partner)s, shift of %(day)s.")
    words = {"asker": swap.asker.name, "partner": swap.partner.name, "day": swap.on}
    _waits(above(swap.asker_id, but=[swap.partner_id]), waits, words)


def swap_closed(swap: Swap, *, by: Any = None) -> None:
    """Both hear how it ended, but for the one who did it."""
    said = {
        Swap.Status.APPROVED: gettext_noop(
            "The swap of %(day)s with %(other)s is approved; the roster has moved."
        ),
        Swap.Status.REFUSED: gettext_noop("The swap of %(day)s with %(other)s is refused. %(note)s"),
        Swap.Status.LAPSED: gettext_noop("The swap of %(day)s with %(other)s has lapsed. %(note)s"),
        Swap.Status.WITHDRAWN: gettext_noop("The swap of %(day)s with %(other)s was taken back."),
    }[Swap.Status(swap.status)]
    for person, other in ((swap.asker, swap.partner), (swap.partner, swap.asker)):
        if by is None or person.pk != by.employee_id:
            words = {"day": swap.on, "other": other.name, "note": swap.note}
            notify(SWAP, [person.pk], says=said, words=words, url=reverse("attendance:my_shifts"))


# Requests


def _waits(people: Iterable[int], says: str, words: Mapping[str, Any], url: str = "") -> None:
    notify(WAITS, people, says=says, words=words, url=url or reverse("attendance:requests"))


def leave_waits(leave: Leave, next_role: str | None, supervisor: int | None) -> None:
    """Whoever is next in the chain."""
    if next_role is None:
        return
    if next_role == Role.SUPERVISOR:
        people = [supervisor] if supervisor else []
    else:
        people = with_role(next_role, [leave.employee_id])
    said = gettext_noop("Leave waits for you: %(person)s, %(kind)s from %(start)s to %(end)s.")
    start, end = leave.spoken
    kind = Leave.Kind(leave.kind).label
    words = {"person": leave.employee.name, "kind": kind, "start": start, "end": end}
    _waits([pk for pk in people if pk], said, words, reverse("attendance:leave", args=[leave.pk]))


def leave_decided(leave: Leave, reason: str, *, by: Any) -> None:
    """The person hears of the last word: approved, refused, or taken back by somebody else."""
    said = {
        Leave.Status.APPROVED: gettext_noop("Your %(kind)s from %(start)s is approved. %(reason)s"),
        Leave.Status.REJECTED: gettext_noop("Your %(kind)s from %(start)s is refused. %(reason)s"),
        Leave.Status.WITHDRAWN: gettext_noop("Your %(kind)s from %(start)s was taken back. %(reason)s"),
    }.get(Leave.Status(leave.status))
    if said is None or leave.employee_id == by.employee_id:
        return
    words = {"kind": Leave.Kind(leave.kind).label, "start": leave.spoken[0], "reason": reason}
    notify(
        DECIDED, [leave.employee_id], says=said, words=words, url=reverse("attendance:leave", args=[leave.pk])
    )


def overtime_waits(request: OvertimeRequest) -> None:
    """The supervisor; a leader does not decide on overtime."""
    said = gettext_noop("Overtime waits for you: %(person)s, %(day)s, %(hours)s hours.")
    words = {
        "person": request.employee.name,
        "day": request.on,
        "hours": f"{Decimal(request.hours).normalize():f}",
    }
    _waits(above(request.employee_id, with_leader=False), said, words)


def overtime_decided(request: OvertimeRequest) -> None:
    said = gettext_noop("Your overtime of %(day)s is refused. %(reason)s")
    if request.status == "approved":
        said = gettext_noop("Your overtime of %(day)s is approved. %(reason)s")
    words = {"day": request.on, "reason": request.answer}
    notify(DECIDED, [request.employee_id], says=said, words=words, url=reverse("attendance:my_leave"))


def correction_waits(asked: PunchCorrection) -> None:
    """Leader and supervisor."""
    said = gettext_noop("A missing punch waits for you: %(person)s, %(moment)s.")
    words = {"person": asked.employee.name, "moment": asked.punched_at}
    _waits(above(asked.employee_id), said, words)


def correction_decided(asked: PunchCorrection) -> None:
    said = gettext_noop("Your missing punch of %(moment)s is refused. %(reason)s")
    if asked.status == "approved":
        said = gettext_noop("Your missing punch of %(moment)s is approved. %(reason)s")
    words = {"moment": asked.punched_at, "reason": asked.answer}
    notify(DECIDED, [asked.employee_id], says=said, words=words, url=reverse("attendance:my_shifts"))


def entries_proposed(made: Sequence[ConductProposal], *, by: Any = None) -> None:
    """Whoever decides about them: one line for each item, however many people."""
    for_whom: dict[tuple[int, str], list[ConductProposal]] = defaultdict(list)
    for one in made:
        is_fine = one.item == ConductProposal.Item.FINE
        for pk in above(one.employee_id, with_leader=not is_fine, but=[by.employee_id] if by else ()):
            for_whom[pk, one.item].append(one)
    for (pk, item), entries in for_whom.items():
        said = gettext_noop("Proposed for %(person)s on %(day)s: %(item)s. Book it or drop it.")
        if len(entries) > 1:
            said = gettext_noop("%(count)s entries are proposed to you: %(item)s. Book or drop them.")
        first = entries[0]
        label = ConductProposal.Item(item).label
        words = {"person": first.employee.name, "day": first.on, "item": label, "count": len(entries)}
        notify(
            PROPOSED, [pk], says=said, words=words, url=f"{reverse('attendance:proposals')}?state=proposed"
        )


# Handovers


def handover_late(handover: Handover) -> None:
    """Leader and supervisor hear once that nobody has taken over."""
    said = gettext_noop("Nobody has acknowledged the handover of %(group)s, shift of %(day)s until %(end)s.")
    words = {"group": handover.group.name, "day": handover.on, "end": handover.end}
    notify(
        HANDOVER,
        run_group(handover.group_id) or with_role(Role.MANAGER),
        says=said,
        words=words,
        url=reverse("attendance:handover", args=[handover.pk]),
        once=f"handover:{handover.pk}",
    )


def question_asked(item: HandoverItem) -> None:
    """Whoever handed over, and the owner of the item."""
    said = gettext_noop("%(person)s asks about “%(says)s”: %(question)s")
    asker = item.asked_by.name if item.asked_by else ""
    words = {"person": asker, "says": item.says[:60], "question": item.question}
    people = {item.handover.signed_off_by_id, item.owner_id} - {item.asked_by_id}
    notify(QUESTION, people, says=said, words=words, url=_item_url(item))


def question_answered(item: HandoverItem) -> None:
    """Whoever asked."""
    said = gettext_noop("%(person)s answers about “%(says)s”: %(answer)s")
    who = item.answered_by.name if item.answered_by else ""
    words = {"person": who, "says": item.says[:60], "answer": item.answer}
    people = {item.asked_by_id} - {item.answered_by_id}
    notify(QUESTION, people, says=said, words=words, url=_item_url(item))


def _item_url(item: HandoverItem) -> str:
    return f"{reverse('attendance:handover', args=[item.handover_id])}#item-{item.pk}"
