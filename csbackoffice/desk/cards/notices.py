"""Notices that one has not read, and handovers that wait for oneself."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from attendance.handover_sides import may_acknowledge
from attendance.models import Handover
from common.dated import DAY
from csbackoffice.desk.parts import DUE, LATE, OPEN, Part, Step
from staff.models import Notice


def unread(user: Any) -> Any:
    rows = Notice.objects.visible_to(user).current(dt.date.today())
    return rows.unread_by(user.employee_id).distinct()


def content(user: Any) -> dict[str, Any]:
    return {"notices": unread(user).select_related("by__employee", "group")[:5]}


def to_read(user: Any) -> Step | None:
    count = unread(user).count()
    if not count:
        return None
    text = ngettext("%(count)s notice you have not read.", "%(count)s notices you have not read.", count)
    return Step(text % {"count": count}, reverse("staff:notices"), "speakerphone", OPEN, _("Read"))


def handover(user: Any) -> Step | None:
    """The last handover that was signed off and that one may take over; two looked at, at most."""
    now = dt.datetime.now()
    rows = Handover.objects.visible_to(user).filter(
        signed_off_at__isnull=False, acknowledged_at__isnull=True, on__gte=now.date() - DAY
    )
    for one in rows.select_related("group")[:2]:
        if may_acknowledge(one, user):
            says = _("The handover of %(group)s waits to be taken over.") % {"group": one.group}
            url = reverse("attendance:handover", args=[one.pk])
            return Step(says, url, "clipboard-text", LATE if one.is_overdue else DUE, _("Take the handover"))
    return None


NOTICES = Part("notices", gettext_lazy("Unread notices"), "speakerphone", content, "staff:notices")
