"""What the page of a month shows: its steps, its figures beside those of the month before, its exceptions."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.templatetags.backoffice import MINUS, day, moment, money
from payroll import services
from payroll.models import PayrollRun, RunException, Waiver
from payroll.paydays import paydays_of
from payroll.problems import KINDS

SHOWN_EACH = 8
State = PayrollRun.State


def runs_with_exceptions(rows: "QuerySet[PayrollRun]") -> "QuerySet[PayrollRun]":
    """Runs with exceptions open and waived; counted for the rows that are shown only."""
    found = with_waivers(RunException.objects.filter(run=OuterRef("pk"), is_blocking=True))
    counted = found.order_by().values("run")
    return rows.annotate(
        open=Subquery(counted.annotate(n=Count("pk", filter=Q(is_waived=False))).values("n")),
        waived=Subquery(counted.annotate(n=Count("pk", filter=Q(is_waived=True))).values("n")),
    )


def with_waivers(rows: "QuerySet[RunException]") -> "QuerySet[RunException]":
    waivers = Waiver.objects.filter(run=OuterRef("run"), code=OuterRef("code"), key=OuterRef("key"))
    return rows.annotate(
        is_waived=Exists(waivers),
        waived_because=Subquery(waivers.values("reason")[:1]),
        waived_by=Subquery(waivers.values("by__employee__name")[:1]),
    )


def is_under_way(run: PayrollRun) -> bool:
    """True from the press of “calculate” until the results are there or a failure is known."""
    if services.is_working(run):
        return True
    return bool(run.state == State.DRAFT and run.calculation and not services.failures(run))


# Steps


@dataclass(frozen=True)
class Step:
    """One step of a month. `state` is done, now or later."""

    label: str
    hint: str
    state: str


def steps(run: PayrollRun, open_count: int, working: bool) -> list[Step]:
    """Sources, calculated, reviewed, approved, paid: what is done, and which is next."""
    calculated = run.state != State.DRAFT and not working
    done = [
        calculated and not open_count,
        calculated,
        run.is_locked or run.state == State.REVIEWED,
        run.is_locked,
        run.state == State.PAID,
    ]
    labels = [
        _("Sources complete"),
        _("Calculated"),
        pgettext("step of a month", "Reviewed"),
        _("Approved"),
        _("Paid"),
    ]
    hints = [
        _sources(run, open_count, calculated),
        _calculated(run, working),
        _by_at(run.reviewed_by, run.reviewed_at),
        _by_at(run.approved_by, run.approved_at),
        _paid(run),
    ]
    first_open = 1 if working else [*done, False].index(False)
    states = [
        "done" if is_done else "now" if place == first_open else "later" for place, is_done in enumerate(done)
    ]
    return [Step(*parts) for parts in zip(labels, hints, states, strict=True)]


def _sources(run: PayrollRun, open_count: int, calculated: bool) -> str:
    if not calculated:
        return _("The calculation says what is missing.")
    if open_count:
        text = ngettext("%(count)s exception open", "%(count)s exceptions open", open_count)
        return text % {"count": open_count}
    return _("No exception is open.")


def _calculated(run: PayrollRun, working: bool) -> str:
    if working:
        return _("under way")
    return moment(run.calculated_at) if run.calculated_at and run.state != State.DRAFT else ""


def _by_at(by: Any, at: Any) -> str:
    if not at:
        return ""
    return f"{moment(at)} {by.employee.name if by and by.employee else ''}".strip()


def _paid(run: PayrollRun) -> str:
    dates = paydays_of(run)
    if run.state == State.PAID:
        return day(run.paid_on) if run.paid_on else ""
    return _("due on %(day)s") % {"day": day(dates.payday)}


# Figures


@dataclass(frozen=True)
class Figure:
    """A number of the month and how it stands against the month before."""

    label: str
    value: str
    icon: str
    change: str = ""
    trend: str = ""


def figures(run: PayrollRun) -> list[Figure]:
    """People and sums; the change against the month before, where that was calculated."""
    now = services.totals(run)
    earlier = PayrollRun.objects.filter(month=run.month.previous).first()
    then = services.totals(earlier) if earlier else {}
    names = [
        ("people", _("People"), "users"),
        ("earnings", _("Earnings"), "coins"),
        ("deductions", _("Deductions"), "receipt-refund"),
        ("net", _("Net pay"), "wallet"),
        ("carried", _("Carried to next month"), "arrow-right"),
    ]
    return [_figure(label, icon, now[name], then.get(name)) for name, label, icon in names]


def _figure(label: str, icon: str, now: Any, then: Any) -> Figure:
    value = _shown(now)
    if then is None or now is None:
        return Figure(label, value, icon)
    change = now - then
    sign = "+" if change > 0 else MINUS if change < 0 else "±"
    trend = "up" if change > 0 else "down" if change < 0 else "flat"
    return Figure(label, value, icon, f"{sign}{_shown(abs(change))}", trend)


def _shown(value: Any) -> str:
    return money(value) if isinstance(value, Decimal) else str(value or 0) if value is not None else money(0)


# Exceptions


@dataclass(frozen=True)
class Kind:
    """All exceptions of one code in a run; `first` are the first few, those that are open before the waived."""

    code: str
    label: str
    is_blocking: bool
    count: int
    open: int
    first: list[RunException]

    @property
    def more(self) -> int:
        return self.count - len(self.first)


def kinds(run: PayrollRun) -> Iterator[Kind]:
    """The exceptions of a run by code: blocking ones first, each code with its first few rows."""
    rows = with_waivers(run.exceptions.all())
    counted = (
        rows.order_by()
        .values("code", "is_blocking")
        .annotate(count=Count("pk"), open=Count("pk", filter=Q(is_waived=False)))
    )
    order = list(KINDS)
    for row in sorted(
        counted, key=lambda row: (not row["is_blocking"], not row["open"], order.index(row["code"]))
    ):
        first = rows.filter(code=row["code"]).select_related("employee", "run").order_by("is_waived", "key")
        yield Kind(label=kind_name(row["code"]), first=list(first[:SHOWN_EACH]), **row)


def kind_name(code: str) -> str:
    """What a code of exceptions means, in the active language."""
    return _(KINDS[code].label) if code in KINDS else code


def open_count(run: PayrollRun) -> int:
    """How many blocking exceptions nobody has waived."""
    return with_waivers(run.exceptions.filter(is_blocking=True)).filter(is_waived=False).count()
