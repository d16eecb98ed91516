"""Everything that waits for somebody's decision, in one list. To add a kind: a file here with a `Provider`, and
its name in PROVIDERS.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from csbackoffice.desk.waiting import (
    appeals,
    corrections,
    flagged,
    leave,
    money,
    news,
    overtime,
    proposals,
    suggestions,
    swaps,
)
from csbackoffice.desk.waiting.row import Answer, NotWaiting, Provider, Row
from payroll.services import Refused as RefusedByPayroll
from performance.services.steps import Refused as RefusedByPerformance

PROVIDERS: tuple[Provider, ...] = (
    swaps.OFFERED,
    leave.LEAVE,
    swaps.SWAPS,
    overtime.OVERTIME,
    corrections.CORRECTIONS,
    appeals.APPEALS,
    proposals.PROPOSALS,
    suggestions.SUGGESTIONS,
    news.NEWS,
    money.APPROVAL,
    money.REVIEW,
    money.PAYDAY,
    money.DISPUTES,
    money.SPENDING,
    money.DRAFTS,
    flagged.FLAGS,
)
REFUSALS = (ValidationError, RefusedByPayroll, RefusedByPerformance)


def providers_of(user: Any) -> list[Provider]:
    return [one for one in PROVIDERS if user.role in one.roles]


def waiting_for(user: Any, *, with_slow: bool = False, kind: str = "") -> list[Row]:
    """What this person may decide now: what lapses soonest first, then what has waited longest."""
    if not user.employee_id:
        return []
    wanted = [one for one in providers_of(user) if (with_slow or not one.is_slow) and kind in ("", one.kind)]
    return sorted((row for one in wanted for row in _named(one, user)), key=_order)


def _named(provider: Provider, user: Any) -> Iterator[Row]:
    for row in provider.rows(user):
        yield replace(row, kind=provider.kind, label=provider.label, icon=provider.icon)


def _order(row: Row) -> tuple[dt.datetime, dt.datetime]:
    return row.until or dt.datetime.max, row.since or dt.datetime.max


def decide(user: Any, kind: str, key: str, answer: Answer) -> str:
    """Carry an answer out through the owning service; the sentence of a refusal, or nothing where it was taken.

    Raises NotWaiting where this person has nothing of this kind to decide.
    """
    provider = next((one for one in providers_of(user) if one.kind == kind and one.decide), None)
    if provider is None or provider.decide is None or not user.employee_id:
        raise NotWaiting
    try:
        provider.decide(user, key, answer)
    except REFUSALS as refused:
        return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
    return ""
