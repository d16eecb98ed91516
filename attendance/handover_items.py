"""What stands in a handover: carried over, brought from whiteboard and board of notices, and by the apps above.

The apps above bring what they have open: `add_item` for each handover of `Handover.objects.being_written()`, and
`close_items` when it is settled. csbackoffice/periodic.py lists who brings.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from attendance.handover_sides import on_shift
from attendance.models import Handover, HandoverItem, PlanItem, WorkPlan
from common.dated import DAY
from staff.models import Employee, Notice


@dataclass(frozen=True, kw_only=True)
class Open:
    """An open matter, as whoever brings it knows it.

    `key` names it for good ("ticket:12"). `url_name` and `url_key` say where more stands; `first_at` is since when it
    has been open.
    """

    kind: str
    key: str
    says: str
    customer: str = ""
    url_name: str = ""
    url_key: str = ""
    owner: Employee | None = None
    next_step: str = ""
    due_at: dt.datetime | None = None
    is_marked: bool = False
    first_at: dt.datetime | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What is brought up to date each time."""
        return {
            "kind": self.kind,
            "says": self.says[:500],
            "customer": self.customer[:120],
            "url_name": self.url_name,
            "url_key": self.url_key,
            "due_at": self.due_at,
        }

    @property
    def proposed(self) -> dict[str, Any]:
        """What the people of the shift decide on, once it stands there."""
        return {"owner": self.owner, "next_step": self.next_step[:300]}


def locked(handover: Handover) -> Handover:
    """The handover as it is now; nobody signs it off or takes it over before this change is written."""
    now: Handover = Handover.objects.select_for_update().get(pk=handover.pk)
    return now


@transaction.atomic
def add_item(handover: Handover, matter: Open) -> HandoverItem | None:
    """Write one open matter into a handover that is still being written; None where it is signed off.

    A second call brings words and times up to date, and leaves owner and next step as the people of the shift have
    set them. What was settled and is open again (a task ticked by mistake) is open here too.
    """
    if not locked(handover).is_open:
        return None
    item = handover.items.filter(key=matter.key).first()
    if item is None:
        began = {"first_at": matter.first_at or dt.datetime.now(), "is_marked": matter.is_marked}
        return HandoverItem.objects.create(
            handover=handover, key=matter.key, **matter.said, **matter.proposed, **began
        )
    # Asked each minute for every open matter: written only where something is new.
    now = matter.said | {"closed_at": None, "closed_by_id": None}
    now |= {name: value for name, value in matter.proposed.items() if not getattr(item, name)}
    changed = {name: value for name, value in now.items() if getattr(item, name) != value}
    if changed:
        HandoverItem.objects.filter(pk=item.pk).update(**changed)
    return item


def close_items(key: str, *, by: Employee | None = None) -> int:
    """Close a matter in every handover that still has it open; for whoever settled it. Returns how many."""
    return HandoverItem.objects.not_closed().filter(key=key).update(closed_at=dt.datetime.now(), closed_by=by)


# When a handover opens


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


@transaction.atomic
def bring_plans(handover: Handover) -> None:
    """Write the unfinished tasks of the outgoing people into a handover."""
    people = on_shift(handover.group_id, handover.on, handover.kind)
    unfinished = PlanItem.objects.unfinished().filter(plan__on=handover.on, plan__employee__in=people)
    plans = WorkPlan.objects.filter(pk__in=unfinished.values("plan"))
    # Held by whoever finishes, drops or moves on a task too: one that is read as open is open until it stands here,
    # and who finishes it then closes it here.
    held = list(plans.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    items = PlanItem.objects.unfinished().filter(plan__in=held)
    for item in items.select_related("plan__employee"):
        add_item(handover, _task(item, handover))


def _task(item: PlanItem, handover: Handover) -> Open:
    far = _("%(percent)s %% done") % {"percent": item.percent} if item.percent else ""
    step = " · ".join(part for part in (far, item.remark) if part)
    return Open(
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
            add_item(handover, _news(notice))


def _news(notice: Notice) -> Open:
    return Open(
        kind=HandoverItem.Kind.NOTICE,
        key=f"notice:{notice.pk}",
        says=notice.title,
        url_name="staff:notice",
        url_key=str(notice.pk),
        owner=notice.by.employee,
        next_step=_("everybody reads it at the start of the shift"),
        first_at=notice.at,
    )
