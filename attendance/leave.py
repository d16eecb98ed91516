"""Leave: asked for, approved step by step, withdrawn; balances; proof. Every change is checked and recorded."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from attendance import proofs, telling
from attendance.leave_rules import (
    LEVELS,
    NEEDS_PROOF,
    WITH_BALANCE,
    RequestRates,
    chain,
    days_taken,
    days_touched,
    last_level,
    longest,
    next_step,
    sick_month,
)
from attendance.models import Leave, LeaveDecision, LeaveGrant, Shift
from common import audit
from common.access import Role
from common.dated import read_numbers
from common.month import Month
from common.templatetags.backoffice import day as day_words
from common.templatetags.backoffice import moment, until
from staff.models import Employee, GroupTerms, Terms
from staff.people import refuse_locked
from staff.rulebooks import company_numbers

Status = Leave.Status
STANDING = (Status.PENDING, Status.APPROVED)
FIRST_YEAR = dt.timedelta(days=365)


def rules_of(day: dt.date) -> RequestRates:
    """The company's numbers for requests, in the month of a day."""
    return read_numbers(RequestRates, company_numbers(Month.of(day)))


@dataclass(frozen=True)
class Asked:
    """What somebody asks for."""

    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    reason: str = ""
    proof: Any = None


@transaction.atomic
def ask(employee: Employee, asked: Asked, *, by: Any) -> Leave:
    """Ask for leave. Raises ValidationError where it cannot be, and nothing is written."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    refuse(employee, asked)
    proof = proofs.keep(asked.proof, by=by) if asked.proof else None
    # The same leave, refused or withdrawn before, is asked for anew: its decisions stay in the change log.
    leave, is_new = Leave.objects.update_or_create(
        employee=employee,
        kind=asked.kind,
        starts_at=asked.starts_at,
        defaults={
            "ends_at": asked.ends_at,
            "status": Status.PENDING,
            "reason": asked.reason,
            "asked_at": dt.datetime.now(),
            "proof": proof,
        },
    )
    if not is_new:
        leave.decisions.all().delete()
    span = [None, f"{asked.starts_at:%Y-%m-%d %H:%M} – {asked.ends_at:%Y-%m-%d %H:%M}"]
    audit.record("leave asked for", leave, by=by, changes={"kind": [None, asked.kind], "span": span})
    _tell_next(leave)
    return leave


def refuse(employee: Employee, asked: Asked) -> None:
    """Raise ValidationError, with the reason, where this leave cannot be asked for."""
    if asked.ends_at <= asked.starts_at:
        raise ValidationError(_("The leave ends before it starts."))
    last = asked.starts_at.date() + (days_touched(asked.starts_at, asked.ends_at) - 1) * dt.timedelta(days=1)
    if (last - asked.starts_at.date()).days > 366:
        raise ValidationError(_("A leave of more than a year cannot be asked for."))
    _refuse_locked(employee, asked.starts_at)
    for day in (asked.starts_at.date(), last):
        if not employee.is_employed_on(day):
            raise ValidationError(_("You are not employed on %(day)s."), params={"day": day_words(day)})
    refuse_overlap(employee, asked.starts_at, asked.ends_at, STANDING)
    _refuse_length(employee, asked)
    if asked.kind == Leave.Kind.INJURY and not asked.proof:
        raise ValidationError(_("A work injury is reported at once, with the report: attach it."))


def _refuse_locked(employee: Employee, starts_at: dt.datetime) -> None:
    """Neither its first day may be locked, nor that of a shift that goes on past midnight into it."""
    refuse_locked(starts_at.date())
    eve = starts_at.date() - dt.timedelta(days=1)
    if Shift.objects.filter(employee=employee, on=eve, ends_at__gt=starts_at).exists():
        refuse_locked(eve)


def refuse_overlap(
    employee: Employee,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    statuses: Iterable[str],
    but: int | None = None,
) -> None:
    """Raise ValidationError where another leave of the person stands in that time."""
    rows = Leave.objects.filter(
        employee=employee, status__in=list(statuses), starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    other = rows.exclude(pk=but or 0).first()
    if other:
        raise ValidationError(
            _("It overlaps with %(kind)s from %(start)s to %(end)s."),
            params={
                "kind": other.get_kind_display(),
                "start": moment(other.starts_at),
                "end": until(other.ends_at),
            },
        )


def _refuse_length(employee: Employee, asked: Asked) -> None:
    rules = rules_of(asked.starts_at.date())
    days = days_touched(asked.starts_at, asked.ends_at)
    most = longest(asked.kind, sick_month(asked.starts_at, sick_spans(employee)), rules)
    if most is not None and days > most:
        raise ValidationError(
            _("Sick leave is asked for at most %(most)s days at a time now; this is %(days)s days."),
            params={"most": most, "days": days},
        )
    if asked.kind in WITH_BALANCE:
        left = balances(employee, asked.starts_at.year)[asked.kind].left
        wanted = days_taken((asked.starts_at, asked.ends_at), rest_days(employee, asked))
        if wanted > left:
            raise ValidationError(
                _("That takes %(wanted)s days; %(left)s are left."), params={"wanted": wanted, "left": left}
            )


def sick_spans(employee: Employee) -> list[tuple[dt.datetime, dt.datetime]]:
    rows = Leave.objects.filter(employee=employee, kind=Leave.Kind.SICK, status=Status.APPROVED)
    return list(rows.values_list("starts_at", "ends_at"))


def rest_days(employee: Employee, leave: Any) -> list[dt.date]:
    """Published rest days within the leave: they cost nothing."""
    rows = Shift.objects.filter(
        employee=employee, kind=Shift.Kind.OFF, on__gte=leave.starts_at.date(), on__lte=leave.ends_at.date()
    )
    return list(rows.values_list("on", flat=True))


# The chain


@dataclass(frozen=True)
class Route:
    """Who has to say yes to a leave, and who is next."""

    steps: tuple[str, ...]
    next: str | None
    supervisor: int | None
    asker: int

    def may_decide(self, user: Any) -> bool:
        """The role whose turn it is, or one further up; a supervisor only for their groups, nobody for themselves."""
        if self.next is None or user.role not in LEVELS or user.employee_id == self.asker:
            return False
        if user.role == Role.SUPERVISOR and user.employee_id != self.supervisor:
            return False
        return bool(LEVELS.index(user.role) >= LEVELS.index(self.next))


def routes(leaves: Sequence[Leave]) -> dict[int, Route]:
    """{leave: its route}, in five queries however many leaves."""
    today = dt.date.today()
    people = {leave.employee_id for leave in leaves}
    held = {
        row[0]: (row[1], row[2])
        for row in Terms.objects.in_force(today)
        .filter(employee__in=people)
        .values_list("employee", "role", "group")
    }
    supervisors = dict(GroupTerms.objects.in_force(today).values_list("group", "supervisor"))
    sick: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {}
    for person, start, end in Leave.objects.filter(
        employee__in=people, kind=Leave.Kind.SICK, status=Status.APPROVED
    ).values_list("employee_id", "starts_at", "ends_at"):
        sick.setdefault(person, []).append((start, end))
    said: dict[int, list[str]] = {}
    for leave, role in LeaveDecision.objects.filter(
        leave__in=[one.pk for one in leaves], is_approval=True
    ).values_list("leave_id", "role"):
        said.setdefault(leave, []).append(role)
    rules = rules_of(today)
    return {
        leave.pk: _route(leave, held, supervisors, sick.get(leave.employee_id, []), said, rules)
        for leave in leaves
    }


def _route(
    leave: Leave, held: Any, supervisors: Any, sick: Any, said: dict[int, list[str]], rules: RequestRates
) -> Route:
    role, group = held.get(leave.employee_id, ("agent", None))
    supervisor = supervisors.get(group)
    month = sick_month(leave.starts_at, sick)
    last = last_level(leave.kind, days_touched(leave.starts_at, leave.ends_at), month, rules)
    steps = chain(last, role, supervisor is not None and supervisor != leave.employee_id)
    waits = next_step(steps, said.get(leave.pk, [])) if leave.status == Status.PENDING else None
    return Route(steps, waits, supervisor, leave.employee_id)


def route_of(leave: Leave) -> Route:
    return routes([leave])[leave.pk]


@transaction.atomic
def decide(leave: Leave, is_approval: bool, reason: str, *, by: Any) -> Leave:
    """Say yes or no to a step; the last yes approves it. Raises ValidationError where one may not, or it cannot be."""
    leave = Leave.objects.select_for_update().select_related("employee").get(pk=leave.pk)
    route = route_of(leave)
    if leave.status != Status.PENDING:
        raise ValidationError(_("This leave is no longer waiting: somebody was faster."))
    if not route.may_decide(by):
        raise ValidationError(_("It is not your turn to decide on this leave."))
    if not is_approval and not reason:
        raise ValidationError(_("A refusal needs a reason."))
    if is_approval:
        _refuse_approval(leave)
    LeaveDecision.objects.create(
        leave=leave, role=by.role, by=by, by_name=str(by), is_approval=is_approval, reason=reason
    )
    before = leave.status
    if not is_approval:
        leave.status = Status.REJECTED
    elif route_of(leave).next is None:
        leave.status = Status.APPROVED
    leave.save(update_fields=["status"])
    action = "leave approved" if is_approval else "leave refused"
    audit.record(action, leave, by=by, changes={"status": [before, leave.status]}, note=reason)
    telling.leave_decided(leave, reason, by=by)
    _tell_next(leave)
    return leave


def _tell_next(leave: Leave) -> None:
    route = route_of(leave)
    telling.leave_waits(leave, route.next, route.supervisor)


def _refuse_approval(leave: Leave) -> None:
    _refuse_locked(leave.employee, leave.starts_at)
    refuse_overlap(leave.employee, leave.starts_at, leave.ends_at, [Status.APPROVED], but=leave.pk)
    if leave.kind in NEEDS_PROOF and leave.proof_id is None and leave.asked_at is not None:
        raise ValidationError(_("The proof is missing: without it this leave cannot be approved."))


@transaction.atomic
def withdraw(leave: Leave, *, by: Any, reason: str = "") -> Leave:
    """Take a leave back: one's own while it waits or before it begins; who decides on it also later."""
    leave = Leave.objects.select_for_update().select_related("employee").get(pk=leave.pk)
    if leave.status not in STANDING:
        raise ValidationError(_("This leave does not stand any more."))
    if leave.status == Status.APPROVED:
        _refuse_locked(leave.employee, leave.starts_at)
        is_own = leave.employee_id == by.employee_id
        if is_own and leave.starts_at <= dt.datetime.now():
            raise ValidationError(_("The leave has begun: ask whoever approved it to take it back."))
        if not is_own and by.role not in LEVELS:
            raise ValidationError(_("It is not your turn to decide on this leave."))
        if not is_own and not reason:
            raise ValidationError(_("Taking back somebody's leave needs a reason."))
    before, leave.status = leave.status, Status.WITHDRAWN
    leave.save(update_fields=["status"])
    audit.record("leave withdrawn", leave, by=by, changes={"status": [before, leave.status]}, note=reason)
    telling.leave_decided(leave, reason, by=by)
    return leave


def may_take_back(leave: Leave, user: Any) -> bool:
    """Whether this user may withdraw it: the person, or a supervisor, manager or director who sees it."""
    if leave.status not in STANDING:
        return False
    if leave.employee_id == user.employee_id:
        return leave.status == Status.PENDING or leave.starts_at > dt.datetime.now()
    return leave.status == Status.APPROVED and user.role in LEVELS


@transaction.atomic
def attach_proof(leave: Leave, file: Any, *, by: Any) -> Leave:
    """Hand in the doctor's note later, or a better copy, while the leave waits."""
    leave = Leave.objects.select_for_update().get(pk=leave.pk)
    if leave.status != Status.PENDING:
        raise ValidationError(_("This leave is no longer waiting: somebody was faster."))
    leave.proof = proofs.keep(file, by=by)
    leave.save(update_fields=["proof"])
    audit.record("proof of leave attached", leave, by=by)
    return leave


# Balances


@dataclass(frozen=True)
class Balance:
    """Days of one kind: what there is, what is taken or asked for."""

    given: Decimal
    taken: Decimal

    @property
    def left(self) -> Decimal:
        return self.given - self.taken


def balances(employee: Employee, year: int) -> dict[str, Balance]:
    """{kind: balance}: annual leave of the year; compensatory leave ever earned and not taken."""
    granted = LeaveGrant.objects.filter(employee=employee)
    annual = granted.filter(kind=Leave.Kind.ANNUAL, on__year=year).values_list("days", flat=True)
    earned = granted.filter(kind=Leave.Kind.COMPENSATORY).values_list("days", flat=True)
    return {
        Leave.Kind.ANNUAL: Balance(
            entitlement(employee, year) + sum(annual, Decimal(0)),
            _taken(employee, Q(kind=Leave.Kind.ANNUAL, starts_at__year=year)),
        ),
        Leave.Kind.COMPENSATORY: Balance(
            sum(earned, Decimal(0)), _taken(employee, Q(kind=Leave.Kind.COMPENSATORY))
        ),
    }


def entitlement(employee: Employee, year: int) -> Decimal:
    """Annual leave that the rule book gives: from the end of the first year of employment on, in proportion."""
    full = Decimal(rules_of(dt.date(year, 1, 1)).annual_leave_days)
    since = employee.hired_on + FIRST_YEAR
    if since.year > year:
        return Decimal(0)
    if since.year < year:
        return full
    # 企业职工带薪年休假实施办法 5: in proportion to the days left, whole days only.
    length = (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days
    return Decimal(int(full * ((dt.date(year + 1, 1, 1) - since).days) / length))


def _taken(employee: Employee, which: Q) -> Decimal:
    rows = Leave.objects.filter(which, employee=employee, status__in=STANDING)
    spans = list(rows.values_list("starts_at", "ends_at"))
    if not spans:
        return Decimal(0)
    off = Shift.objects.filter(
        employee=employee,
        kind=Shift.Kind.OFF,
        on__gte=min(start for start, _end in spans).date(),
        on__lte=max(end for _start, end in spans).date(),
    )
    free = set(off.values_list("on", flat=True))
    return sum((days_taken(span, free) for span in spans), Decimal(0))


@transaction.atomic
def grant(employee: Employee, *, by: Any, kind: str, days: Decimal, on: dt.date, reason: str) -> LeaveGrant:
    """Give (or, below zero, take back) days of annual or compensatory leave."""
    if employee.pk == by.employee_id:
        raise ValidationError(_("Nobody gives leave to themselves; another manager has to do it."))
    given = LeaveGrant.objects.create(employee=employee, kind=kind, days=days, on=on, reason=reason, by=by)
    audit.record("leave days given", given, by=by, changes={"days": [None, days]}, note=reason)
    return given
