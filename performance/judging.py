"""Inspections read back: for the morning meeting, and how reliable each inspector is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from common.money import rounded
from common.month import Month
from performance.calibrating import hidden_from
from performance.models import Appeal, Criterion, Finding, Inspection


def feedback(user: Any, since: dt.date) -> list[tuple[dt.date, list[Finding]]]:
    """[(day, findings that were not in order)], the latest day first."""
    seen = Inspection.objects.visible_to(user).filter(on__gte=since, is_calibration=False)
    seen = seen.exclude(pk__in=hidden_from(user))
    rows = Finding.objects.filter(inspection__in=seen, verdict=Finding.Verdict.BAD)
    found: dict[dt.date, list[Finding]] = defaultdict(list)
    related = ("item", "entry", "inspection__employee", "inspection__standard")
    for one in rows.select_related(*related).order_by("-inspection__on", "item__place"):
        found[one.inspection.on].append(one)
    return list(found.items())


@dataclass
class Inspector:
    """What one inspector did, and how often others saw it differently."""

    name: str
    done: int = 0
    got: int = 0
    possible: int = 0
    gaps: tuple[Fraction, ...] = ()
    appeals: int = 0
    overturned: int = 0

    @property
    def mean(self) -> Decimal | None:
        """Points got of all points possible, in percent."""
        return rounded(Fraction(self.got * 100, self.possible)) if self.possible else None

    @property
    def gap(self) -> Decimal | None:
        """Mean distance to whoever checked the same conversation first, in percentage points."""
        return rounded(sum(self.gaps, Fraction(0)) / len(self.gaps)) if self.gaps else None

    @property
    def overturn_rate(self) -> Decimal | None:
        """Accepted appeals of all appeals that are decided."""
        return rounded(Fraction(self.overturned * 100, self.appeals)) if self.appeals else None


def inspectors(user: Any) -> list[Inspector]:
    """Every inspector of visible people over the last ninety days."""
    since = dt.date.today() - dt.timedelta(days=90)
    rows = Inspection.objects.visible_to(user).filter(on__gte=since, done_at__isnull=False)
    rows = rows.exclude(pk__in=hidden_from(user))
    found: dict[int, Inspector] = {}
    first: dict[tuple[int, str], Inspection] = {}
    for one in rows.select_related("inspector__employee").order_by("pk"):
        row = found.setdefault(one.inspector_id, Inspector(str(one.inspector)))
        if one.is_calibration:
            baseline = first.get((one.standard_id, one.conversation))
            if baseline and baseline.possible and one.possible:
                row.gaps += (abs(_share(one) - _share(baseline)) * 100,)
        else:
            row.done, row.got, row.possible = row.done + 1, row.got + one.got, row.possible + one.possible
            if one.conversation:
                first.setdefault((one.standard_id, one.conversation), one)
    _count_appeals(found, since)
    return sorted(found.values(), key=lambda row: -row.done)


def _share(one: Inspection) -> Fraction:
    return Fraction(one.got, one.possible)


def _count_appeals(found: dict[int, Inspector], since: dt.date) -> None:
    """Appeals of entries that a finding led to, and of marks that were filled from inspections."""
    for inspector, status in (*_of_findings(since), *_of_marks(since)):
        if inspector in found:
            found[inspector].appeals += 1
            found[inspector].overturned += status == Appeal.Status.ACCEPTED


def _of_findings(since: dt.date) -> Any:
    """(inspector, outcome) of each decided appeal of an entry."""
    rows = Appeal.objects.filter(entry__finding__inspection__on__gte=since, decided_at__isnull=False)
    return rows.order_by().values_list("entry__finding__inspection__inspector", "status")


def _of_marks(since: dt.date) -> Iterator[tuple[int, str]]:
    """The same of a mark, once for each who inspected the person in the month that is marked."""
    rows = Appeal.objects.filter(
        mark__criterion__kind=Criterion.Kind.INSPECTION,
        mark__score__month__gte=Month.of(since),
        decided_at__isnull=False,
    )
    appeals = list(rows.order_by().values_list("employee", "mark__score__month", "status"))
    people = {person for person, _month, _status in appeals}
    done = Inspection.objects.filter(employee__in=people, on__gte=since, done_at__isnull=False)
    done = done.filter(is_calibration=False).order_by()
    by: dict[tuple[int, Month], set[int]] = defaultdict(set)
    for person, on, inspector in done.values_list("employee", "on", "inspector"):
        by[person, Month.of(on)].add(inspector)
    for person, month, status in appeals:
        for inspector in by[person, month]:
            yield inspector, status
