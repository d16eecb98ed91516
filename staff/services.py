"""Terms and accounts that an import sets for many people at once: what has to change, from when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from common import bulk
from common.dated import DAY
from common.month import Month
from staff.models import AccountBinding, GroupTerms, ServiceAccount, Terms

TERMS = ("role", "group_id", "base_salary", "fixed_salary", "sales_target")
GROUP_TERMS = ("supervisor_id", "leader_id", "rulebook_id")


@dataclass
class DatedRow:
    """One row of terms: from when, and the values in the order of TERMS or GROUP_TERMS."""

    pk: int | None
    valid_from: dt.date
    values: tuple[Any, ...]


def from_date(
    rows: Sequence[DatedRow], start: dt.date, border: Month | None, said: dt.date | None = None
) -> dt.date:
    """From when a change holds: as said, else from the first open month, else (nothing is locked) from the start.

    `rows` are what stands, in order of date; `start` is the hire date, or the beginning of the books.
    """
    if said is not None:
        return max(said, start)
    if border is not None:
        return max(border.next.first, start)
    return rows[0].valid_from if rows else start


def row_in_force(rows: Sequence[DatedRow], day: dt.date) -> DatedRow | None:
    """The last row that began by that day."""
    found = None
    for row in rows:
        if row.valid_from <= day:
            found = row
    return found


def changed_row(rows: Sequence[DatedRow], since: dt.date, values: tuple[Any, ...]) -> DatedRow | None:
    """The row to write so that `values` hold from `since`, until the next row that stands; None if they do."""
    held = row_in_force(rows, since)
    if held is not None and held.values == values:
        return None
    if held is not None and held.valid_from == since:
        return DatedRow(held.pk, since, values)
    return DatedRow(None, since, values)


def dated_rows(
    model: Any, owner: str, names: Sequence[str], owners: Iterable[int]
) -> dict[int, list[DatedRow]]:
    """{owner id: rows in order of date} of Terms or GroupTerms."""
    found: dict[int, list[DatedRow]] = defaultdict(list)
    for part in bulk.chunks(owners):
        rows = model.objects.filter(**{f"{owner}__in": part}).order_by("valid_from")
        for pk, holder, since, *values in rows.values_list("pk", f"{owner}_id", "valid_from", *names):
            found[holder].append(DatedRow(pk, since, tuple(values)))
    return found


def set_terms(rows: Iterable[tuple[int, DatedRow]]) -> None:
    """Write terms of pay of many people: (employee id, row); a row with a key is changed in place."""
    _write_rows(Terms, "employee_id", TERMS, list(rows))


def set_group_terms(rows: Iterable[tuple[int, DatedRow]]) -> None:
    """Write terms of many groups: (group id, row)."""
    _write_rows(GroupTerms, "group_id", GROUP_TERMS, list(rows))


def _write_rows(model: Any, owner: str, names: Sequence[str], rows: list[tuple[int, DatedRow]]) -> None:
    new = [(holder, row.valid_from, *row.values) for holder, row in rows if row.pk is None]
    if new:
        bulk.insert(model, [owner, "valid_from", *names], new)
    bulk.update(model, names, [(row.pk, *row.values) for _holder, row in rows if row.pk is not None])


# Service accounts


@dataclass
class Span:
    """Who has an account from when to when; `pk` is None while it is not stored."""

    pk: int | None
    employee_id: int
    from_on: dt.date
    to_on: dt.date | None
    is_changed: bool = False

    def holds_on(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def end(self, to_on: dt.date) -> None:
        self.to_on, self.is_changed = to_on, True


@dataclass(frozen=True)
class Claim:
    """A person and the accounts that the file names for them from a day on."""

    employee_id: int
    since: dt.date
    names: tuple[str, ...]
    row: Any
    left_on: dt.date | None = None


@dataclass
class AccountPlan:
    """What has to happen so that every claim holds; `twice` are accounts named for two people from one day."""

    spans: dict[str, list[Span]]
    added: list[tuple[str, Claim]] = field(default_factory=list)
    dropped: list[tuple[str, Claim]] = field(default_factory=list)
    deleted: list[Span] = field(default_factory=list)
    twice: list[tuple[str, Claim, Claim]] = field(default_factory=list)


def plan_accounts(
    spans: Mapping[str, Sequence[Span]], claims: Sequence[Claim], border: Month | None
) -> AccountPlan:
    """Work out new, ended and deleted bindings: a moved account ends with its former owner the day before."""
    plan = AccountPlan({name: list(held) for name, held in spans.items()})
    named = _named(claims)
    plan.twice = [twin for name, who in named.items() for twin in _twins(name, who)]
    plan.dropped = _all_dropped(plan.spans, claims)
    plan.added = sorted(
        (
            (name, claim)
            for claim in claims
            for name in claim.names
            if _is_new(plan.spans, name, claim, named)
        ),
        key=lambda one: one[1].since,
    )
    leaving = {(name, claim.employee_id) for name, claim in plan.dropped}
    for name, claim in plan.added:
        _bind(plan, name, claim, leaving, border)
    for name, claim in plan.dropped:
        _drop(plan, name, claim)
    return plan


def _named(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    named: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for name in claim.names:
            named[name].append(claim)
    return named


def _twins(name: str, who: list[Claim]) -> list[tuple[str, Claim, Claim]]:
    here = [claim for claim in who if claim.left_on is None or claim.left_on >= claim.since]
    first: dict[dt.date, Claim] = {}
    twins = []
    for claim in here:
        if claim.since in first:
            twins.append((name, first[claim.since], claim))
        first.setdefault(claim.since, claim)
    return twins


def _is_new(
    spans: Mapping[str, Sequence[Span]], name: str, claim: Claim, named: Mapping[str, Sequence[Claim]]
) -> bool:
    own = [span for span in spans.get(name, ()) if span.employee_id == claim.employee_id]
    if any(span.holds_on(claim.since) for span in own):
        return False
    # Two people in one file: who had it first has handed it over, as an earlier import of the file has done.
    has_handed_over = len(named[name]) > 1 and any(span.from_on <= claim.since for span in own)
    return not has_handed_over


def _all_dropped(spans: Mapping[str, Sequence[Span]], claims: Sequence[Claim]) -> list[tuple[str, Claim]]:
    """Accounts without an end that a person has on the claim's day and the file names no more."""
    open_ended: dict[int, list[tuple[str, Span]]] = defaultdict(list)
    for name, held in spans.items():
        for span in held:
            if span.to_on is None:
                open_ended[span.employee_id].append((name, span))
    return [
        (name, claim)
        for claim in claims
        for name, span in open_ended[claim.employee_id]
        if name not in claim.names and span.holds_on(claim.since)
    ]


def _bind(
    plan: AccountPlan, name: str, claim: Claim, leaving: set[tuple[str, int]], border: Month | None
) -> None:
    held = plan.spans.setdefault(name, [])
    since = _open_since(held, claim, border)
    for span in list(held):
        if span.from_on >= since and (
            span.employee_id == claim.employee_id
            or span.from_on == since
            or (name, span.employee_id) in leaving
        ):
            held.remove(span)
            plan.deleted.append(span)
        elif span.holds_on(since):
            span.end(since - DAY)
    later = min((span.from_on for span in held if span.from_on > since), default=None)
    held.append(Span(None, claim.employee_id, since, later - DAY if later else None))
    held.sort(key=lambda span: span.from_on)


def _open_since(held: Sequence[Span], claim: Claim, border: Month | None) -> dt.date:
    """The claim's day; but nobody takes an account from its owner in a locked month."""
    if border is None or claim.since > border.last:
        return claim.since
    is_taken = any(
        span.from_on <= border.last and (span.to_on is None or span.to_on >= claim.since) for span in held
    )
    return border.next.first if is_taken else claim.since


def _drop(plan: AccountPlan, name: str, claim: Claim) -> None:
    for span in list(plan.spans[name]):
        if span.employee_id == claim.employee_id and span.to_on is None and span.holds_on(claim.since):
            if span.from_on >= claim.since:
                plan.spans[name].remove(span)
                plan.deleted.append(span)
            else:
                span.end(claim.since - DAY)


def standing_bindings(names: Iterable[str], employees: Iterable[int]) -> dict[str, list[Span]]:
    """All bindings of the accounts named and of the people given, in order of date."""
    found: dict[int, tuple[str, Span]] = {}
    for column, keys in (("account__name__in", names), ("employee__in", employees)):
        for part in bulk.chunks(keys):
            rows = AccountBinding.objects.filter(**{column: part})
            for pk, name, who, first, last in rows.values_list(
                "pk", "account__name", "employee_id", "from_on", "to_on"
            ):
                found[pk] = name, Span(pk, who, first, last)
    spans: dict[str, list[Span]] = defaultdict(list)
    for name, span in sorted(found.values(), key=lambda one: one[1].from_on):
        spans[name].append(span)
    return spans


def account_ids(names: Iterable[str]) -> dict[str, int]:
    """{name: id} of service accounts; those that are not known yet are added."""
    wanted = list(dict.fromkeys(names))
    found = _known_accounts(wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        bulk.insert(ServiceAccount, ["name"], ([name] for name in missing))
        found |= _known_accounts(missing)
    return found


def _known_accounts(names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in bulk.chunks(names):
        found.update(ServiceAccount.objects.filter(name__in=part).values_list("name", "pk"))
    return found


def bind_accounts(plan: AccountPlan) -> None:
    """Write a plan: deletions, then ends, then new bindings, so that no two hold on one day at any time."""
    gone = [span.pk for span in plan.deleted if span.pk is not None]
    for part in bulk.chunks(gone):
        AccountBinding.objects.filter(pk__in=part).delete()
    spans = [(name, span) for name, held in plan.spans.items() for span in held]
    bulk.update(
        AccountBinding,
        ["to_on"],
        [(span.pk, span.to_on) for _name, span in spans if span.pk is not None and span.is_changed],
    )
    new = [(name, span) for name, span in spans if span.pk is None]
    if new:
        ids = account_ids(name for name, _span in new)
        rows = ((ids[name], span.employee_id, span.from_on, span.to_on) for name, span in new)
        bulk.insert(AccountBinding, ["account_id", "employee_id", "from_on", "to_on"], rows)
