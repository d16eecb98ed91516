"""A summary is written: figures into sentences that can be said in any language, stored once, told to its readers."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from common.access import Role
from common.money import rounded
from common.month import Month
from common.templatetags.backoffice import MINUS, count
from csbackoffice.notifications import SUMMARY
from csbackoffice.summaries import figures
from csbackoffice.summaries.figures import Scope
from csbackoffice.summaries.model import Summary
from csbackoffice.summaries.spans import MONTH, Span, spans_over
from payroll.models import PayrollRun
from performance.models import Metric
from staff.models import Employee, Group, GroupTerms, Terms
from staff.notifying import notify

# So many a minute: a company of a hundred groups has its summaries in five.
AT_ONCE = 20


@dataclass
class Part:
    """A heading and its sentences."""

    title: str
    lines: list[dict[str, Any]] = field(default_factory=list)

    def say(self, says: str, url: str = "", **words: Any) -> None:
        """`says` is a msgid; amounts and days are stored so that each language shows them its own way."""
        self.lines.append(
            {"says": says, "words": {name: _kept(word) for name, word in words.items()}, "url": url}
        )


def _kept(word: Any) -> Any:
    if isinstance(word, Decimal):
        return ["money", str(word)]
    if isinstance(word, dt.date):
        return ["day", word.isoformat()]
    return count(word)


def percent(over: Decimal | int, under: Decimal | int) -> str:
    return f"{rounded(Decimal(over) * 100 / Decimal(under), 1)}%"


def change(now: Decimal | int, before: Decimal | int) -> str:
    """`+3.2%`; a dash over nothing."""
    if not before:
        return "—"
    moved = rounded((Decimal(now) - Decimal(before)) * 100 / abs(Decimal(before)), 1)
    return f"{moved:+}%".replace("-", MINUS)


def chart_url(scope: Scope, key: str) -> str:
    """The chart of the months that the span touches."""
    parts = {"first": str(Month.of(scope.span.first)), "last": str(Month.of(scope.span.last))}
    parts |= {"group": str(scope.group.pk)} if scope.group else {}
    return f"{reverse('dashboard', args=[key])}?{urlencode(parts)}"


def sales(scope: Scope) -> Part:
    part = Part(gettext_noop("Sales"))
    net, orders = figures.sales(scope)
    before, _orders = figures.sales(Scope(scope.group, scope.span.before))
    part.say(
        gettext_noop("Net sales: %(net)s yuan; orders: %(orders)s."),
        chart_url(scope, "sales"),
        net=net,
        orders=orders,
    )
    if before:
        part.say(
            gettext_noop("That is %(change)s against %(before)s yuan the time before."),
            change=change(net, before),
            before=before,
        )
    target = _target(scope) if scope.span.kind == MONTH else None
    if target:
        part.say(
            gettext_noop("%(share)s of the target of %(target)s yuan was reached."),
            share=percent(net, target),
            target=target,
        )
    return part


def _target(scope: Scope) -> Decimal:
    """The sum of the targets in the terms of the people at the end of the month."""
    terms = Terms.objects.in_force(scope.span.last).filter(employee__in=scope.people.values("pk"))
    return sum((one for one in terms.values_list("sales_target", flat=True) if one), Decimal(0))


def service(scope: Scope) -> Part:
    part = Part(gettext_noop("Service"))
    seconds, times = figures.metric(scope, Metric.FIRST_RESPONSE)
    if times:
        told = rounded(Decimal(seconds) / times, 1)
        part.say(
            gettext_noop("First answer to customers: %(seconds)s seconds on average (counted: %(times)s)."),
            chart_url(scope, "response"),
            seconds=str(told),
            times=times,
        )
    happy, rated = figures.metric(scope, Metric.SATISFACTION)
    if rated:
        part.say(
            gettext_noop("Satisfied: %(share)s of those who rated (%(rated)s)."),
            chart_url(scope, "satisfaction"),
            share=percent(happy, rated),
            rated=rated,
        )
    _say_tickets(part, scope)
    _say_complaints(part, scope)
    return part


def _say_tickets(part: Part, scope: Scope) -> None:
    found = figures.tickets(scope)
    if found["many"]:
        part.say(
            gettext_noop(
                "Tickets opened: %(many)s; resolved %(resolved)s, still without a reply %(unreplied)s."
            ),
            reverse("tickets:figures") + f"?month={Month.of(scope.span.first)}",
            many=found["many"],
            resolved=found["resolved"],
            unreplied=found["many"] - found["replied"],
        )


def _say_complaints(part: Part, scope: Scope) -> None:
    many, founded, cause = figures.complaints(scope)
    if many:
        part.say(
            gettext_noop("Complaints registered: %(many)s; found to be founded so far: %(founded)s."),
            chart_url(scope, "causes"),
            many=many,
            founded=founded,
        )
    if cause:
        part.lines.append(
            {
                "says": gettext_noop("Most frequent cause: %(cause)s."),
                "words": {"cause": ["cause", cause]},
                "url": "",
            }
        )


def presence(scope: Scope) -> Part:
    part = Part(gettext_noop("Attendance"))
    found = figures.attendance(scope)
    if found["all"]:
        trouble = ("late", "early", "missed", "absent")
        part.say(
            gettext_noop(
                "Shifts: %(all)s; late %(late)s, left early %(early)s, a punch missing %(missed)s, absent %(absent)s."
            ),
            chart_url(scope, "attendance"),
            all=found["all"],
            **{name: found[name] for name in trouble},
        )
        if found["leave"]:
            part.say(gettext_noop("Shifts on leave: %(leave)s."), leave=found["leave"])
    return part


def people(scope: Scope) -> Part:
    part = Part(gettext_noop("People"))
    here, came, left = figures.moved(scope)
    part.say(
        gettext_noop("People at the end: %(here)s; came %(came)s, left %(left)s."),
        chart_url(scope, "turnover"),
        here=here,
        came=came,
        left=left,
    )
    return part


def marks(scope: Scope) -> Part:
    """Only of a month: what the month before was marked with, which is known by now."""
    part = Part(gettext_noop("Scores"))
    if scope.span.kind != MONTH:
        return part
    month = Month.of(scope.span.first)
    for one in (month, month.previous):
        many, mean = figures.scores(scope, one)
        if many and mean is not None:
            part.say(
                gettext_noop("Scores published for %(month)s: %(many)s, %(mean)s points on average."),
                f"{reverse('performance:scores')}?month={one}",
                many=many,
                month=str(one),
                mean=str(rounded(mean)),
            )
            break
    return part


def pay(scope: Scope) -> Part:
    """Only of a month of the company: the last month that was worked out."""
    part = Part(gettext_noop("Pay"))
    if scope.span.kind != MONTH or scope.group:
        return part
    run = PayrollRun.objects.filter(earnings__isnull=False, month__lte=Month.of(scope.span.first)).first()
    if run:
        part.say(
            gettext_noop(
                "Pay of %(month)s (%(state)s): people %(people)s, earnings %(earnings)s yuan, net pay %(net)s yuan."
            ),
            reverse("payroll:run", args=[run.month]),
            month=str(run.month),
            people=run.people or 0,
            earnings=run.earnings,
            net=run.net,
            state=["state", run.state],
        )
    return part


# What a summary consists of, in this order; a part without a sentence is left out.
PARTS: tuple[Callable[[Scope], Part], ...] = (sales, service, presence, people, marks, pay)


def written(scope: Scope) -> list[dict[str, Any]]:
    """The parts of a summary as they are stored."""
    made = (part(scope) for part in PARTS)
    return [{"title": part.title, "lines": part.lines} for part in made if part.lines]


def write_due(now: dt.datetime) -> int:
    """Write the summaries that are due and not there yet; how many. For csbackoffice/periodic.py."""
    wanted = list(missing(now))
    for group, span in wanted[:AT_ONCE]:
        write(group, span)
    return len(wanted[:AT_ONCE])


def missing(now: dt.datetime) -> Iterator[tuple[Group | None, Span]]:
    """(group or None for the company, span) of what is not written; nothing for who had no people then."""
    for span in spans_over(now):
        there = set(
            Summary.objects.filter(span=span.kind, first_on=span.first).values_list("group", flat=True)
        )
        here = Employee.objects.employed_between(span.first, span.last)
        if None not in there and here.exists():
            yield None, span
        manned = Terms.objects.in_force(span.last).filter(employee__in=here, group__isnull=False)
        for group in Group.objects.filter(pk__in=manned.values("group")).exclude(pk__in=there - {None}):
            yield group, span


@transaction.atomic
def write(group: Group | None, span: Span) -> Summary:
    """Write one summary, if nobody did meanwhile, and tell its readers."""
    summary, is_new = Summary.objects.get_or_create(
        span=span.kind,
        first_on=span.first,
        group=group,
        defaults={"last_on": span.last, "parts": written(Scope(group, span))},
    )
    if is_new:
        tell(summary, readers(summary))
    return summary


def tell(summary: Summary, employees: Any, once: str = "") -> None:
    """A notification, and a mail for who wants one, with the first sentence and the way to the rest."""
    says = {
        Summary.Span.WEEK: gettext_noop(
            "The summary of the week from %(first)s to %(last)s is there: %(scope)s."
        ),
        Summary.Span.MONTH: gettext_noop(
            "The summary of the month from %(first)s to %(last)s is there: %(scope)s."
        ),
    }
    words = {"first": summary.first_on, "last": summary.last_on, "scope": summary.scope}
    url = reverse("summary", args=[summary.pk])
    notify(
        SUMMARY,
        employees,
        says=says[Summary.Span(summary.span)],
        words=words,
        url=url,
        once=once or f"{summary.pk}",
    )


def readers(summary: Summary) -> list[int]:
    """Who is told: of a group its leader and supervisor, of the company the manager and the director."""
    today = dt.date.today()
    if summary.group_id:
        run = GroupTerms.objects.in_force(today).filter(group=summary.group_id)
        return [pk for pair in run.values_list("leader", "supervisor") for pk in pair if pk]
    above = Terms.objects.in_force(today).filter(role__in=(Role.MANAGER, Role.DIRECTOR))
    here = Employee.objects.employed_between(today, today)
    return list(above.filter(employee__in=here).values_list("employee", flat=True))
