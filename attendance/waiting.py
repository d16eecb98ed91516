"""What waits for a person's answer, and what is on its way to somebody else's; a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from attendance import leave, overtime, punches, swap
from attendance.models import ConductProposal, Leave, OvertimeRequest, PunchCorrection, RequestStatus, Swap
from attendance.roster_check import Planned
from attendance.roster_grid import planned_words
from attendance.swap_outcomes import unmanned
from common.access import Role


@dataclass(frozen=True)
class SwapSaid:
    """A swap with its shifts in words."""

    swap: Swap
    gives: str
    takes: str
    may_approve: bool = False
    may_answer: bool = False
    may_withdraw: bool = False


@dataclass
class Waiting:
    """Open requests of the people one sees; `may` says which of them wait for this person."""

    leaves: list[tuple[Leave, str, bool]] = field(default_factory=list)
    overtimes: list[tuple[OvertimeRequest, bool]] = field(default_factory=list)
    corrections: list[tuple[PunchCorrection, bool]] = field(default_factory=list)
    swaps: list[SwapSaid] = field(default_factory=list)
    unmanned: list[ConductProposal] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many wait for this very person."""
        return (
            sum(may for _leave, _next, may in self.leaves)
            + sum(may for _request, may in self.overtimes)
            + sum(may for _asked, may in self.corrections)
            + sum(said.may_approve for said in self.swaps)
            + len(self.unmanned)
        )

    @property
    def is_empty(self) -> bool:
        return not (self.leaves or self.overtimes or self.corrections or self.swaps or self.unmanned)


def waiting_for(user: Any) -> Waiting:
    """Everything open that this user sees."""
    now = dt.datetime.now()
    others = {"status": RequestStatus.PENDING}
    # What came too late to count stands for a week, so that it is seen, and not for ever.
    in_time = {**others, "on__gte": now.date() - dt.timedelta(days=8)}
    return Waiting(
        leaves=_leaves(user),
        overtimes=[
            (one, overtime.may_decide(one, user) and not one.is_too_late)
            for one in OvertimeRequest.objects.visible_to(user).filter(**in_time).select_related("employee")
        ],
        corrections=[
            (one, punches.may_decide(one, user))
            for one in PunchCorrection.objects.visible_to(user).filter(**others).select_related("employee")
        ],
        swaps=[
            said_of(one, user)
            for one in Swap.objects.visible_to(user).open(now).select_related("asker", "partner")
        ],
        unmanned=unmanned(user),
    )


def _leaves(user: Any) -> list[tuple[Leave, str, bool]]:
    rows = Leave.objects.visible_to(user).filter(status=Leave.Status.PENDING)
    pending = list(rows.select_related("employee").order_by("starts_at"))
    routes = leave.routes(pending)
    found = []
    for one in pending:
        route = routes[one.pk]
        found.append((one, str(Role(route.next).label) if route.next else "", route.may_decide(user)))
    return sorted(found, key=lambda row: not row[2])


def said_of(one: Swap, user: Any) -> SwapSaid:
    """The shifts of a swap in words, from what both agreed on."""
    return SwapSaid(
        one,
        _said(one.agreed.get("asker", {}), one.on),
        _said(one.agreed.get("partner", {}), one.return_on) if one.return_on else "",
        swap.may_approve(one, user),
        one.is_open and one.status == Swap.Status.ASKED and one.partner_id == user.employee_id,
        one.is_open and one.asker_id == user.employee_id,
    )


def _said(days: dict[str, list[str]], day: dt.date) -> str:
    kind, start, end = days.get(str(day), ["none", "", ""])
    moments = [dt.datetime.fromisoformat(text) if text else None for text in (start, end)]
    return planned_words(Planned(kind, *moments), day)


def swaps_of(user: Any, today: dt.date) -> list[SwapSaid]:
    """One's own swaps of today and later, whatever became of them."""
    own = Swap.objects.filter(asker=user.employee) | Swap.objects.filter(partner=user.employee)
    rows = own.filter(on__gte=today).select_related("asker", "partner").order_by("on")
    return [said_of(one, user) for one in rows]
