"""A mark in words, and where the records behind it are."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from common.money import rounded
from common.month import Month
from common.templatetags.backoffice import money
from performance.models import Criterion, Mark, Metric, ServiceMetric
from performance.scoring import Measure

SECONDS = (Metric.FIRST_RESPONSE, Metric.REPLY_INTERVAL)


@dataclass(frozen=True)
class Link:
    """Words and the address behind them."""

    label: str
    url: str


def said(mark: Mark) -> str:
    """The measure of a mark, with both its numbers where it has two."""
    measure = Measure(mark.numerator, mark.denominator, mark.given, mark.is_applicable)
    return said_of(mark.criterion, measure)


def said_of(criterion: Criterion, mark: Measure) -> str:
    """The same of a measure that is not stored."""
    if not mark.is_applicable:
        return _("does not apply")
    if mark.given is not None:
        return _("given: %(given)s of 100") % {"given": plain(mark.given)}
    if mark.numerator is None or not mark.denominator:
        return _("no record")
    if criterion.kind == Criterion.Kind.DEDUCTION:
        return _("%(points)s points lost") % {"points": plain(mark.numerator)}
    return ratio(criterion.metric, mark.numerator, mark.denominator)


def ratio(metric: str, numerator: Decimal, denominator: Decimal) -> str:
    """`94.20% (471 ÷ 500)`, `31.5 s (6,300 ÷ 200)`."""
    parts = {"n": money(numerator), "d": money(denominator)} if metric == Metric.SALES_TARGET else {}
    parts = parts or {"n": f"{numerator:,}", "d": f"{denominator:,}"}
    return f"{value(metric, numerator, denominator)} ({parts['n']} ÷ {parts['d']})"


def value(metric: str, numerator: Decimal, denominator: Decimal) -> str:
    """The rate alone, in its unit."""
    if metric in SECONDS:
        return _("%(seconds)s s") % {"seconds": rounded(Decimal(numerator) / Decimal(denominator), 1)}
    return f"{rounded(Decimal(numerator) * 100 / Decimal(denominator))}%"


def plain(number: Decimal) -> str:
    """Without zeros that say nothing: `80`, `79.5`."""
    return f"{number.normalize():f}"


def scale(criterion: Criterion) -> str:
    """Between which values it is read off, in words."""
    if criterion.worst is None or criterion.best is None:
        return ""
    worst, best = criterion.worst, criterion.best
    if criterion.kind == Criterion.Kind.DEDUCTION:
        return _("nothing left from %(worst)s points lost") % {"worst": plain(worst)}
    if criterion.metric in SECONDS:
        return _("0 at %(worst)s s, full at %(best)s s") % {"worst": plain(worst), "best": plain(best)}
    percent = {"worst": plain(worst * 100), "best": plain(best * 100)}
    return _("0 at %(worst)s%%, full at %(best)s%%") % percent


def behind(mark: Mark, employee_no: str, month: Month) -> list[Link]:
    """The lists of the records that a mark was made from."""
    return links_behind(mark.criterion, employee_no, month)


def links_behind(criterion: Criterion, employee_no: str, month: Month) -> list[Link]:
    """The lists of a person's records of a month that a criterion is scored from."""
    return [link for link in _behind(criterion, employee_no, month) if link.url]


def _behind(criterion: Criterion, employee_no: str, month: Month) -> Iterator[Link]:
    who = {"employee": employee_no, "month": str(month)}
    if criterion.kind == Criterion.Kind.DEDUCTION:
        yield Link(_("Conduct"), address("performance:conduct", **who))
    elif criterion.kind == Criterion.Kind.INSPECTION:
        yield Link(_("Inspections"), address("performance:inspections", **who))
    elif criterion.kind == Criterion.Kind.EXAM:
        yield Link(_("Exams"), address("performance:exams", **who))
    elif criterion.metric == Metric.SALES_TARGET:
        yield Link(_("Orders"), address("performance:orders", **who))
        yield Link(_("Refunds"), address("performance:refunds", **who))
    elif criterion.metric:
        yield Link(_("Service metrics"), address("performance:metrics", metric=criterion.metric, **who))


def tickets_behind(one: ServiceMetric) -> str:
    """The list of the tickets or complaints of the month that a figure of tickets was made from."""
    month = Month.of(one.on)
    who = {"employee": one.employee.employee_no, "month": str(month)}
    if one.metric == Metric.COMPLAINTS:
        return address("tickets:complaints", founded="True", **who)
    rated = {"only": "rated"} if one.metric == Metric.SATISFACTION else {}
    return address("tickets:tickets", **who, **rated)


def address(name: str, **query: str) -> str:
    """The address of a list with filters; empty where the page does not exist."""
    try:
        return f"{reverse(name)}?{urlencode(query)}"
    except NoReverseMatch:
        return ""
