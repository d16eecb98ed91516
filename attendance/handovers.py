"""Handovers: they open by themselves, are filled, signed off, acknowledged, and carried until closed.

Apps above bring what they have open: `add_item` for each handover of `Handover.objects.being_written()`, and
`close_items` when it is settled. csbackoffice/periodic.py lists who brings.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from attendance import telling
from attendance.desk_rates import GroupNumbers
from attendance.handover_sides import may_acknowledge, may_write, on_shift
from attendance.models import Handover, HandoverItem, PlanItem
from attendance.shift_ends import Ending, endings, incoming_start
from common.audit import record
from common.dated import DAY
from staff.models import Employee, Notice

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


# Filling


def carry_over(handover: Handover) -> None:
    """Copy what the handover before left open. Tasks come from the whiteboard, notices are told once."""
    before = handovers_before(handover).first()
    if before is None:
        return
    left = before.items.not_closed().exclude(kind__in=[HandoverItem.Kind.PLAN, HandoverItem.Kind.NOTICE])
    HandoverItem.objects.bulk_create(_copy(item, handover) for item in left)


def handovers_before(handover: Handover) -> "QuerySet[Handover]":
    """The group's earlier handovers, the latest first."""
    return Handover.objects.filter(group=handover.group_id, ends_at__lt=handover.ends_at).order_by("-ends_at")


def _copy(item: HandoverItem, handover: Handover) -> HandoverItem:
    kept: tuple[str, ...] = (
        "kind",
        "key",
        "says",
        "customer",
        "url_name",
        "url_key",
        "owner_id",
        "next_step",
        "due_at",
    )
    kept += ("is_marked", "first_at", "written_by_id")
    return HandoverItem(handover=handover, carried_from=item, **{name: getattr(item, name) for name in kept})


def bring_plans(handover: Handover) -> None:
    """Write the unfinished tasks of the outgoing people into a handover."""
    items = PlanItem.objects.unfinished().filter(
        plan__on=handover.on, plan__employee__in=on_shift(handover.group_id, handover.on, handover.kind)
    )
    for item in items.select_related("plan__employee"):
        far = _("%(percent)s %% done") % {"percent": item.percent} if item.percent else ""
        step = " · ".join(part for part in (far, item.remark) if part)
        add_item(
            handover,
            kind=HandoverItem.Kind.PLAN,
            key=f"plan:{item.pk}",
            says=item.says,
            url_name="attendance:work_plans",
            owner=item.plan.employee,
            next_step=step or _("goes on at the next shift"),
            is_marked=item.is_urgent and item.is_important,
            first_at=dt.datetime.combine(item.first_on, handover.opened_at.time()),
        )


def bring_notices(handover: Handover) -> None:
    """Write the notices of the board that are newer than the group's handover before."""
    before = handovers_before(handover).first()
    since = before.opened_at if before else handover.opened_at - DAY
    notices = Notice.objects.current(handover.on).filter(at__gt=since, at__lte=handover.opened_at)
    for notice in notices.select_related("by__employee"):
        if notice.group_id in (None, handover.group_id):
            add_item(
                handover,
                kind=HandoverItem.Kind.NOTICE,
                key=f"notice:{notice.pk}",
                says=notice.title,
                url_name="staff:notice",
                url_key=str(notice.pk),
                owner=notice.by.employee,
                next_step=_("everybody reads it at the start of the shift"),
                first_at=notice.at,
            )


def add_item(
    handover: Handover,
    *,
    kind: str,
    key: str,
    says: str,
    url_name: str = "",
    url_key: str = "",
    owner: Employee | None = None,
    next_step: str = "",
    due_at: dt.datetime | None = None,
    customer: str = "",
    is_marked: bool = False,
    first_at: dt.datetime | None = None,
    by: Any = None,
) -> HandoverItem | None:
    """Write one open matter into a handover that is still being written; None where it is signed off.

    `key` names the matter for good ("ticket:12"): a second call brings words and times up to date and leaves owner
    and next step as the people of the shift have set them. `first_at` is since when it has been open.
    """
    if not handover.is_open:
        return None
    said: dict[str, Any] = {
        "kind": kind,
        "says": says[:500],
        "customer": customer[:120],
        "url_name": url_name,
    }
    said |= {"url_key": url_key, "due_at": due_at}
    item = handover.items.filter(key=key).first()
    if item is None:
        said |= {"owner": owner, "next_step": next_step[:300], "is_marked": is_marked, "written_by": by}
        return HandoverItem.objects.create(
            handover=handover, key=key, first_at=first_at or dt.datetime.now(), **said
        )
    if item.owner_id is None:
        said["owner"] = owner
    if not item.next_step:
        said["next_step"] = next_step[:300]
    HandoverItem.objects.filter(pk=item.pk).update(**said)
    return item


def close_items(key: str, *, by: Employee | None = None) -> int:
    """Close a matter in every handover that still has it open; for whoever settled it. Returns how many."""
    return HandoverItem.objects.not_closed().filter(key=key).update(closed_at=dt.datetime.now(), closed_by=by)


# The outgoing side


def _locked(handover: Handover) -> Handover:
    """The handover as it is now; nobody signs it off or takes it over before this change is written."""
    now: Handover = Handover.objects.select_for_update().get(pk=handover.pk)
    return now


def _item_now(item: HandoverItem) -> HandoverItem:
    """The item as it is now, its handover locked."""
    _locked(item.handover)
    return HandoverItem.objects.select_related("handover").get(pk=item.pk)


def _check_written(handover: Handover, by: Any) -> None:
    if not handover.is_open:
        raise ValidationError(_("This handover is signed off; nothing in it changes any more."))
    if not may_write(handover, by):
        raise ValidationError(_("Only the outgoing shift and whoever leads the group write this handover."))


@transaction.atomic
def add_matter(handover: Handover, *, by: Any, **fields: Any) -> HandoverItem:
    """Write down a matter that no other page knows of. Raises ValidationError where it is not one's to write."""
    handover = _locked(handover)
    _check_written(handover, by)
    item = HandoverItem.objects.create(handover=handover, key="", written_by=by, **fields)
    item.key = f"matter:{item.pk}"
    item.save(update_fields=["key"])
    return item


# An item, and which of owner, next_step, due_at and is_marked somebody changed.
Written = tuple[HandoverItem, Sequence[str]]


@transaction.atomic
def write_items(
    handover: Handover, items: Iterable[Written], remark: str, *, by: Any, seen: str | None = None
) -> None:
    """Store what somebody changed, and nothing else: another of the shift may be writing the same handover.

    `seen` is the remark that stood there when they began; one that was written since is kept above theirs.
    """
    handover = _locked(handover)
    _check_written(handover, by)
    for item, changed in items:
        item.save(update_fields=list(changed))
    if remark == seen:
        return
    is_newer = seen is not None and handover.remark not in ("", seen, remark)
    handover.remark = f"{handover.remark}\n{remark}".strip()[:MOST_REMARK] if is_newer else remark
    handover.save(update_fields=["remark"])


def not_ready(handover: Handover) -> Sequence[HandoverItem]:
    """Items that lack an owner or a next step."""
    return [item for item in handover.items.not_closed() if not item.is_ready]


@transaction.atomic
def sign_off(handover: Handover, *, by: Any) -> None:
    """Hand over. Raises ValidationError while an item has no owner or no next step."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
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
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
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
