"""Where the records behind a line are, and where an exception is mended: addresses of the lists of other apps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payroll.models import Payslip, PayslipLine, RunException
from payroll.problems import KINDS

# Lists that take ?ids=, by kind of source.
LISTS = {
    "shift": "attendance:shifts",
    "conduct": "performance:conduct",
    "score": "performance:scores",
    "overtime": "attendance:overtime",
    "suggestion": "performance:suggestions",
    "adjustment": "payroll:adjustments",
}


@dataclass(frozen=True)
class Link:
    """Words and the address behind them."""

    label: str
    url: str


def records_behind(line: PayslipLine, slip: Payslip) -> list[Link]:
    """The records that a line was worked out from, each kind one link."""
    links: list[Link] = []
    for kind, ids in line.sources.items():
        links += _sales(ids, slip) if kind == "sales" else _listed(kind, ids, slip)
    return [link for link in links if link.url]


def _listed(kind: str, ids: Sequence[int], slip: Payslip) -> Iterator[Link]:
    if ids and kind in LISTS:
        url = address(LISTS[kind], ids=",".join(str(pk) for pk in ids))
        yield Link(f"{_kind_name(kind, len(ids))}", url)
        if kind == "shift":
            yield Link(_("punches"), of_person("attendance:punches", slip.employee_no, slip.run.month))


def _sales(counts: Sequence[int], slip: Payslip) -> Iterator[Link]:
    """(orders, refunds): too many to be named one by one, so all of the person's month."""
    orders, refunds = [*counts, 0, 0][:2]
    person, month = slip.employee_no, slip.run.month
    if orders:
        text = ngettext("%(count)s order", "%(count)s orders", orders) % {"count": orders}
        yield Link(text, of_person("performance:orders", person, month))
    if refunds:
        text = ngettext("%(count)s refund", "%(count)s refunds", refunds) % {"count": refunds}
        yield Link(text, of_person("performance:refunds", person, month))


def _kind_name(kind: str, count: int) -> str:
    names = {
        "shift": ngettext("%(count)s shift", "%(count)s shifts", count),
        "conduct": ngettext("%(count)s conduct entry", "%(count)s conduct entries", count),
        "score": ngettext("%(count)s score", "%(count)s scores", count),
        "overtime": ngettext("%(count)s overtime record", "%(count)s overtime records", count),
        "suggestion": ngettext("%(count)s suggestion", "%(count)s suggestions", count),
        "adjustment": ngettext("%(count)s adjustment", "%(count)s adjustments", count),
    }
    return names[kind] % {"count": count}


def places_to_mend(exception: RunException) -> list[Link]:
    """Where an exception is mended, the most likely place first."""
    kind = KINDS.get(exception.code)
    if kind is None:
        return []
    month, number = exception.run.month, person_of(exception)
    if exception.code == "APPEAL_OPEN":
        wanted = [
            Link(_("Appeals"), address("performance:appeals", employee=number, status="open")),
            Link(_("Conduct and appeals"), of_person("performance:conduct", number, month)),
            Link(_("Scores"), of_person("performance:scores", number, month)),
        ]
    elif "rule book" in exception.says.get("numbers", {}).get("why", ""):
        wanted = [Link(_("Rule books"), address("staff:rulebooks"))]
    else:
        wanted = [Link(_place_name(kind.link), _place(kind.link, exception, number))]
    return [link for link in wanted if link.url]


def person_of(exception: RunException) -> str:
    """The employee number; the key may be something else where it could not be worked out."""
    return exception.employee.employee_no if exception.employee else exception.key


def _place(name: str, exception: RunException, number: str) -> str:
    if name == "staff:person":
        return address(name, {"employee_no": number})
    if name == "payroll:payslip":
        return address(name, {"month": exception.run.month, "employee_no": number})
    if name == "staff:accounts":
        return address(name, q=exception.key)
    if name == "performance:refunds":
        order = exception.says.get("numbers", {}).get("order", "")
        return address(name, order_no=order, unmatched="on")
    if name == "staff:groups":
        return address(name)
    return of_person(name, number, exception.run.month)


def _place_name(name: str) -> str:
    names = {
        "staff:person": _("Person"),
        "staff:accounts": _("Service accounts"),
        "staff:groups": _("Groups"),
        "performance:refunds": _("Refunds"),
        "performance:orders": _("Orders"),
        "performance:scores": _("Scores"),
        "attendance:shifts": _("Shifts"),
        "attendance:punches": _("Punches"),
        "payroll:payslip": _("Payslip"),
    }
    return names.get(name, _("Open"))


def of_person(name: str, employee_no: str, month: Any) -> str:
    return address(name, employee=employee_no, month=month)


def address(name: str, parts: Mapping[str, Any] | None = None, **query: Any) -> str:
    """The address of a page with filters; empty where the page does not exist."""
    try:
        url = reverse(name, kwargs=parts)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
