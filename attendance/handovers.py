"""Handovers: they open by themselves, are filled, signed off, acknowledged, and carried until closed.

What stands in them is handover_items.py's.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from attendance import telling
from attendance.desk_rates import GroupNumbers
from attendance.handover_items import bring_notices, bring_plans, carry_over, close_items, locked
from attendance.handover_sides import may_acknowledge, may_write
from attendance.models import Handover, HandoverItem
from attendance.shift_ends import Ending, endings, incoming_start
from common.audit import record
from common.dated import DAY

HOUR = dt.timedelta(hours=1)
# Whoever should have heard of a late handover for longer than this sees it on the live page.
TOLD_WITHIN = 6 * HOUR
# A shift that ended longer ago than this gets no handover any more: nobody would write it.
FORGOTTEN = 6 * HOUR
MOST_REMARK = 2000


# Opening


def open_due_handovers(now: dt.datetime) -> list[Handover]:
    """Open the handover of every shift that is about to end. Safe to repeat: one row for a group, day and kind."""
    numbers = GroupNumbers(now.date())
    coming = endings(now - FORGOTTEN, now + DAY)
    known = set(Handover.objects.filter(on__gte=now.date() - 2 * DAY).values_list("group", "on", "kind"))
    return [
        open_handover(ending, now)
        for ending in coming
        if (ending.group, ending.on, ending.kind) not in known
        and ending.ends_at - numbers.desk(ending.group).opens <= now
    ]


@transaction.atomic
def open_handover(ending: Ending, now: dt.datetime) -> Handover:
    """Open the handover of a shift and fill it with what is open; the one that is there, if it is."""
    starts_at = incoming_start(ending)
    overdue = GroupNumbers(ending.on).desk(ending.group).overdue
    handover, is_new = Handover.objects.get_or_create(
        group_id=ending.group,
        on=ending.on,
        kind=ending.kind,
        defaults={
            "ends_at": ending.ends_at,
            "incoming_at": starts_at,
            "overdue_at": starts_at + overdue,
            "opened_at": now,
        },
    )
    if is_new:
        carry_over(handover)
        bring_plans(handover)
        bring_notices(handover)
    return handover


def tell_unacknowledged(now: dt.datetime) -> int:
    """Tell leader and supervisor, once, that nobody took a handover over in time. Returns how many handovers."""
    late = list(
        Handover.objects.unacknowledged(now).filter(overdue_at__gt=now - TOLD_WITHIN).select_related("group")
    )
    for handover in late:
        telling.handover_late(handover)
    return len(late)


# The outgoing side


def _item_now(item: HandoverItem) -> HandoverItem:
    """The item as it is now, its handover locked."""
    locked(item.handover)
    return HandoverItem.objects.select_related("handover").get(pk=item.pk)


def _check_written(handover: Handover, by: Any) -> None:
    if not handover.is_open:
        raise ValidationError(_("This handover is signed off; nothing in it changes any more."))
    if not may_write(handover, by):
        raise ValidationError(_("Only the outgoing shift and whoever leads the group write this handover."))


# An item, and which of owner, next_step, due_at and is_marked somebody changed.
Written = tuple[HandoverItem, Sequence[str]]


@transaction.atomic
def write_items(
    handover: Handover,
    items: Iterable[Written],
    remark: str,
    *,
    by: Any,
    seen: str | None = None,
    matter: Mapping[str, Any] | None = None,
) -> None:
    """Store what somebody changed, and nothing else: another of the shift may be writing the same handover.

    `seen` is the remark that stood there when they began; one that was written since is kept above theirs.
    `matter` is one that no other page knows of: what it is about, and as of any item owner, next step and time.
    """
    handover = locked(handover)
    _check_written(handover, by)
    for item, changed in items:
        item.save(update_fields=list(changed))
    if matter:
        _add_matter(handover, matter, by)
    if remark == seen:
        return
    is_newer = seen is not None and handover.remark not in ("", seen, remark)
    handover.remark = f"{handover.remark}\n{remark}".strip()[:MOST_REMARK] if is_newer else remark
    handover.save(update_fields=["remark"])


def _add_matter(handover: Handover, fields: Mapping[str, Any], by: Any) -> None:
    item = HandoverItem.objects.create(handover=handover, key="", written_by=by, **fields)
    item.key = f"matter:{item.pk}"
    item.save(update_fields=["key"])


def not_ready(handover: Handover) -> Sequence[HandoverItem]:
    """Items that lack an owner or a next step."""
    return [item for item in handover.items.not_closed() if not item.is_ready]


@transaction.atomic
def sign_off(handover: Handover, *, by: Any) -> None:
    """Hand over. Raises ValidationError while an item has no owner or no next step."""
    handover = locked(handover)
    _check_written(handover, by)
    lacking = not_ready(handover)
    if lacking:
        raise ValidationError(
            _("Not signed off: %(count)s items have no owner or no next step. The first is “%(says)s”."),
            params={"count": len(lacking), "says": lacking[0].says[:60]},
        )
    handover.signed_off_by, handover.signed_off_at = by.employee, dt.datetime.now()
    handover.save(update_fields=["signed_off_by", "signed_off_at"])
    record("handover signed off", handover, by=by)


# The incoming side


def _check_taken(handover: Handover, by: Any) -> None:
    if handover.is_open:
        raise ValidationError(_("This handover is not signed off yet; ask the outgoing shift."))
    if handover.is_frozen:
        raise ValidationError(_("This handover is acknowledged; nothing in it changes any more."))
    if not may_acknowledge(handover, by):
        raise ValidationError(_("The next shift acknowledges, not the one that hands over."))


@transaction.atomic
def acknowledge_item(item: HandoverItem, *, by: Any) -> None:
    """Take over one item; with the last one the whole handover is acknowledged."""
    handover = Handover.objects.select_for_update().get(pk=item.handover_id)
    _check_taken(handover, by)
    _take(handover.items.filter(pk=item.pk), by)
    if not handover.items.filter(acknowledged_at__isnull=True).exists():
        _freeze(handover, by)


@transaction.atomic
def acknowledge(handover: Handover, *, by: Any) -> None:
    """Take over everything that stands in a handover. It is frozen then."""
    handover = locked(handover)
    _check_taken(handover, by)
    _take(handover.items.all(), by)
    _freeze(handover, by)


def _take(items: "QuerySet[HandoverItem]", by: Any) -> None:
    items.filter(acknowledged_at__isnull=True).update(
        acknowledged_by=by.employee, acknowledged_at=dt.datetime.now()
    )


def _freeze(handover: Handover, by: Any) -> None:
    handover.acknowledged_by, handover.acknowledged_at = by.employee, dt.datetime.now()
    handover.save(update_fields=["acknowledged_by", "acknowledged_at"])
    record("handover acknowledged", handover, by=by)


@transaction.atomic
def ask(item: HandoverItem, question: str, *, by: Any) -> None:
    """Ask the outgoing side about an item before it is taken over."""
    item = _item_now(item)
    _check_taken(item.handover, by)
    if not question.strip():
        raise ValidationError(_("Write the question."))
    item.question, item.asked_by = question.strip()[:300], by.employee
    item.answer, item.answered_by = "", None
    item.save(update_fields=["question", "asked_by", "answer", "answered_by"])
    telling.question_asked(item)


@transaction.atomic
def answer(item: HandoverItem, text: str, *, by: Any) -> None:
    """Answer a question of the incoming side."""
    item = _item_now(item)
    if not item.question:
        raise ValidationError(_("Nobody has asked anything here."))
    if item.handover.is_frozen:
        raise ValidationError(_("This handover is acknowledged; nothing in it changes any more."))
    if not may_write(item.handover, by):
        raise ValidationError(_("Only the outgoing shift and whoever leads the group answer here."))
    if not text.strip():
        raise ValidationError(_("Write the answer."))
    item.answer, item.answered_by = text.strip()[:300], by.employee
    item.save(update_fields=["answer", "answered_by"])
    telling.question_answered(item)


@transaction.atomic
def close_item(item: HandoverItem, *, by: Any) -> None:
    """Settle a matter: the next handover does not carry it. What was handed over stays readable as it was."""
    if item.closed_at:
        raise ValidationError(_("This is closed already."))
    if item.carried_to.exists():
        raise ValidationError(_("A later handover carries this; close it there."))
    close_items(item.key, by=by.employee)
    record("handover item closed", item, by=by)
