"""Tickets: one's own that are due, and what is late or stuck among those one sees."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from attendance.models import Handover
from common.access import Role
from common.dated import DAY
from common.templatetags.backoffice import day
from csbackoffice.desk.parts import DUE, LATE, OPEN, Part, Step
from tickets.models import Complaint, ComplaintAction, News, ReturnVisit, Ticket

SHOWN = 8
SOON = dt.timedelta(hours=1)


def mine(user: Any) -> Any:
    return Ticket.objects.filter(owner=user.employee_id, status=Ticket.Status.OPEN)


def content(user: Any) -> dict[str, Any]:
    """The next ones that are due, and how many there are."""
    rows = mine(user).order_by(F("due_at").asc(nulls_last=True), "-priority", "pk")
    counted = mine(user).aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=dt.datetime.now())))
    url = f"{reverse('tickets:tickets')}?status=open&employee={user.employee.employee_no}"
    return {"tickets": rows[:SHOWN], "counted": counted, "url": url}


def late_ones(user: Any) -> Step | None:
    now = dt.datetime.now()
    counted = mine(user).aggregate(
        late=Count("pk", filter=Q(due_at__lt=now)),
        soon=Count("pk", filter=Q(due_at__gte=now, due_at__lt=now + SOON)),
    )
    base = f"{reverse('tickets:tickets')}?status=open&employee={user.employee.employee_no}"
    if counted["late"]:
        text = ngettext(
            "%(count)s ticket of yours is overdue.",
            "%(count)s tickets of yours are overdue.",
            counted["late"],
        )
        return Step(text % {"count": counted["late"]}, f"{base}&overdue=on", "alarm", LATE, _("Open"))
    if counted["soon"]:
        text = ngettext(
            "%(count)s ticket of yours is due within the hour.",
            "%(count)s tickets of yours are due within the hour.",
            counted["soon"],
        )
        return Step(text % {"count": counted["soon"]}, base, "alarm", DUE, _("Open"))
    return None


def visits(user: Any) -> Step | None:
    """Return visits that one has to make."""
    rows = ReturnVisit.objects.waiting().filter(visitor=user.employee_id)
    counted = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=dt.datetime.now())))
    if not counted["all"]:
        return None
    text = ngettext("%(count)s return visit to make.", "%(count)s return visits to make.", counted["all"])
    url = f"{reverse('tickets:visits')}?state=waiting&employee={user.employee.employee_no}"
    urgency = LATE if counted["late"] else OPEN
    return Step(text % {"count": counted["all"]}, url, "phone-call", urgency, _("Open"))


def actions(user: Any) -> Step | None:
    """What a complaint left one to do."""
    rows = ComplaintAction.objects.filter(owner=user.employee_id, done_at__isnull=True).order_by("due_on")
    first = rows.first()
    if first is None:
        return None
    urgency = LATE if first.due_on < dt.date.today() else DUE
    says = _("To do for a complaint until %(day)s: %(what)s") % {"day": day(first.due_on), "what": first.text}
    url = reverse("tickets:complaint", args=[first.complaint_id])
    return Step(says, url, "message-report", urgency, _("Open"))


def stuck(user: Any) -> dict[str, Any]:
    """What is late among everything one sees: how many of each kind, and the tickets that are latest."""
    now = dt.datetime.now()
    late = Ticket.objects.visible_to(user).overdue(now)
    handovers = Handover.objects.visible_to(user).unacknowledged(now).filter(on__gte=now.date() - 2 * DAY)
    free = Ticket.objects.visible_to(user).filter(owner__isnull=True, status=Ticket.Status.OPEN)
    complaints, visits = (
        Complaint.objects.visible_to(user).overdue(now),
        ReturnVisit.objects.visible_to(user).waiting().filter(due_at__lt=now),
    )
    news = News.objects.visible_to(user).unanswered().filter(reported_at__lt=now - DAY)
    tickets_url, visits_url = reverse("tickets:tickets"), reverse("tickets:visits")
    # The book of handovers is the floor's; the live page, which the director reads too, names those that wait.
    handovers_url = reverse("attendance:live" if user.role == Role.DIRECTOR else "attendance:handovers")
    counted = [
        (_("Overdue tickets"), late.count(), f"{tickets_url}?status=open&overdue=on", "package"),
        (_("Tickets of nobody"), free.count(), f"{tickets_url}?status=open&free=on", "user-off"),
        (_("Overdue complaints"), complaints.count(), f"{reverse('tickets:complaints')}?overdue=on", "gavel"),
        (_("Overdue return visits"), visits.count(), f"{visits_url}?state=waiting", "phone-call"),
        (_("Handovers not taken over"), handovers.count(), handovers_url, "clipboard-text"),
        (
            _("News unanswered for a day"),
            news.count(),
            f"{reverse('tickets:news')}?state=open",
            "speakerphone",
        ),
    ]
    latest = late.select_related("owner").order_by("due_at")[:5]
    return {"counted": [row for row in counted if row[1]], "tickets": latest}


TICKETS = Part("tickets", gettext_lazy("My tickets by due time"), "package", content)
STUCK = Part("stuck", gettext_lazy("Late or stuck"), "alert-triangle", stuck, is_later=True)
