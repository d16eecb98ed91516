"""What stands on the desk of each kind of person: a few figures that are true today, and today's roster."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, OuterRef, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from attendance import plans
from attendance.models import Handover, Punch, Shift
from common import locks
from common.access import Role
from common.dated import DAY
from common.templatetags.backoffice import day
from csbackoffice.models import IMPORTERS
from payroll.models import Payslip
from staff.filters import employed_today
from staff.models import SEE_EVERYBODY, Employee, ServiceAccount, User
from tickets.models import Ticket


@dataclass(frozen=True)
class Card:
    """One figure and the rows behind it."""

    label: str
    value: Any
    url: str = ""
    icon: str = ""
    hint: str = ""


def desk_of(user: Any) -> dict[str, Any]:
    """What the page shows: `cards`, `rostered` (today's shifts of the people one leads) and `links`."""
    if not user.role:
        return {"cards": [], "has_left": True}
    cards = [card for name in CARDS[user.role] if (card := name(user))]
    leads = user.role in {Role.LEADER, Role.SUPERVISOR}
    return {
        "cards": cards,
        "rostered": todays_roster(user) if leads else None,
        "leads": leads,
        "links": links_of(user),
    }


def my_shift(user: User) -> Card:
    today = dt.date.today()
    shift = Shift.objects.filter(employee=user.employee_id, on=today).first()
    url = f"{reverse('attendance:shifts')}?employee={user.employee.employee_no}" if user.employee else ""
    if shift is None:
        return Card(_("My shift today"), _("not rostered"), url, "calendar-event", day(today))
    times = (
        f"{shift.starts_at:%H:%M}–{shift.ends_at:%H:%M}" if shift.starts_at and shift.ends_at else day(today)
    )
    return Card(_("My shift today"), shift.get_kind_display(), url, "calendar-event", times)


def my_next_shift(user: User) -> Card | None:
    coming = Shift.objects.filter(employee=user.employee_id, on__gt=dt.date.today()).exclude(
        kind=Shift.Kind.OFF
    )
    shift = coming.order_by("on").first()
    if shift is None or shift.starts_at is None:
        return None
    return Card(_("My next shift"), f"{shift.starts_at:%H:%M}", "", "clock", day(shift.on))


def my_missing_plan(user: User) -> Card | None:
    """Only while it is missing: the shift has begun some time ago and no plan is written."""
    shift = plans.my_missing_plan(user.employee_id)
    if shift is None:
        return None
    return Card(
        _("My work plan"), _("missing"), reverse("attendance:work_plans"), "list-check", day(shift.on)
    )


def late_handovers(user: User) -> Card | None:
    """Handovers that the next shift has not taken over in time; nothing where all is well."""
    now = dt.datetime.now()
    late = Handover.objects.visible_to(user).unacknowledged(now).filter(opened_at__gt=now - 2 * DAY).count()
    if not late:
        return None
    url = reverse("attendance:handovers")
    return Card(_("Handovers not acknowledged"), late, url, "clipboard-text")


def my_tickets(user: User) -> Card:
    mine = Ticket.objects.filter(owner=user.employee_id, status=Ticket.Status.OPEN)
    url = (
        f"{reverse('tickets:tickets')}?status=open&employee={user.employee.employee_no}"
        if user.employee
        else ""
    )
    late = mine.overdue(dt.datetime.now()).count()
    hint = _("%(count)s overdue") % {"count": late} if late else ""
    return Card(_("My open problem items"), mine.count(), url, "package", hint)


def open_tickets(user: User) -> Card:
    visible = Ticket.objects.visible_to(user).filter(status=Ticket.Status.OPEN)
    late = visible.overdue(dt.datetime.now()).count()
    hint = _("%(count)s overdue") % {"count": late} if late else ""
    return Card(
        _("Open problem items"), visible.count(), f"{reverse('tickets:tickets')}?status=open", "package", hint
    )


def on_shift_today(user: User) -> Card:
    shifts = Shift.objects.visible_to(user).filter(on=dt.date.today()).exclude(kind=Shift.Kind.OFF)
    return Card(
        _("Rostered today"), shifts.count(), reverse("attendance:shifts"), "users", day(dt.date.today())
    )


def people_employed(user: User) -> Card:
    rows = employed_today(Employee.objects.visible_to(user)).filter(hired_on__lte=dt.date.today())
    return Card(_("People employed"), rows.count(), reverse("staff:people"), "users", day(dt.date.today()))


def month_lock(user: User) -> Card:
    border = locks.locked_through()
    url = _url("payroll:runs")
    if border is None:
        return Card(_("Locked months"), _("none"), url, "lock", _("No month's pay is approved yet."))
    hint = _("%(month)s is the first open month.") % {"month": border.next}
    return Card(_("Locked up to and including"), str(border), url, "lock", hint)


def my_pay(user: User) -> Card | None:
    """One's last approved payslip."""
    slips = Payslip.objects.final().filter(employee=user.employee_id).select_related("run").defer("facts")
    slip = slips.order_by("-run__month").first()
    if slip is None:
        return None
    url = reverse("payroll:payslip", args=[slip.run.month, slip.employee_no])
    return Card(_("My last payslip"), str(slip.run.month), url, "receipt", slip.run.get_state_display())


def unbound_accounts(user: User) -> Card:
    count = ServiceAccount.objects.visible_to(user).unbound_on(dt.date.today()).count()
    url = f"{reverse('staff:accounts')}?unbound=on"
    return Card(_("Service accounts without a person"), count, url, "headset", "")


FIGURES: tuple[Callable[[Any], Card | None], ...] = (
    people_employed,
    month_lock,
    unbound_accounts,
    on_shift_today,
)
CARDS: dict[str, tuple[Callable[[Any], Card | None], ...]] = {
    Role.AGENT: (my_shift, my_missing_plan, my_next_shift, my_tickets, my_pay),
    Role.LEADER: (
        my_shift,
        my_missing_plan,
        late_handovers,
        my_next_shift,
        my_tickets,
        on_shift_today,
        open_tickets,
        my_pay,
    ),
    Role.SUPERVISOR: (my_shift, late_handovers, on_shift_today, open_tickets, people_employed, my_pay),
    Role.MANAGER: (*FIGURES, open_tickets),
    Role.ACCOUNTANT: FIGURES,
    Role.DIRECTOR: (*FIGURES, open_tickets),
}


def todays_roster(user: User) -> Any:
    """Today's shifts of the people whom this person leads, with the first punch of each."""
    midnight = dt.datetime.combine(dt.date.today(), dt.time())
    today = Punch.objects.filter(
        employee=OuterRef("employee"),
        punched_at__gte=midnight,
        punched_at__lt=midnight + dt.timedelta(days=1),
    ).order_by()
    first = today.values("employee").annotate(first=Min("punched_at")).values("first")
    shifts = Shift.objects.visible_to(user).filter(on=dt.date.today()).exclude(employee=user.employee_id)
    return (
        shifts.select_related("employee")
        .annotate(first_punch=Subquery(first))
        .order_by("starts_at", "employee")
    )


def links_of(user: User) -> list[dict[str, str]]:
    """Next steps that are pages already; one that comes later appears under the URL name that stands here."""
    wanted = []
    if user.role in IMPORTERS:
        wanted.append(("imports", _("Import a workbook"), "file-import"))
    if user.role in SEE_EVERYBODY:
        wanted.append(("payroll:runs", _("Payroll months"), "report-money"))
    found = [{"url": _url(name), "label": label, "icon": icon} for name, label, icon in wanted]
    return [link for link in found if link["url"]]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
