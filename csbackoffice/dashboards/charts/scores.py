"""Scores: how they are spread, and the medals of each month."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.access import Role
from common.dated import MissingNumber, read_numbers
from common.month import Month
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import BAR, COUNT, STACK, Chart, Column, Row, Table, rows_url
from performance import scoring
from performance.models import Score
from performance.rates import AssessmentRates
from performance.showing import SHOWN
from performance.tables import ScoreTable
from staff.rulebooks import books_of_groups, default_book, numbers_in_force

SPREAD, MEDALS = "scores", "medals"
READERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR})
BAND = 5
LOWEST = 50
GRADES = ("gold", "silver", "bronze", "junior", "")


def records(asked: Asked) -> Any:
    months = {"month__gte": asked.first, "month__lte": asked.last}
    return Score.objects.filter(employee__in=asked.people, status__in=SHOWN, **months)


def spread(asked: Asked) -> Table:
    """All published scores of the period in bands of five; the lowest band is everything below fifty."""
    counted: dict[int, int] = defaultdict(int)
    for score in records(asked).values_list("score", flat=True):
        counted[band_of(score)] += 1
    rows = [
        Row(band_name(low), (counted[low],), (rows_url(SPREAD, asked, str(low)),))
        for low in range(LOWEST - BAND, 100, BAND)
    ]
    return Table((Column(_("people's months"), COUNT, BAR),), rows)


def band_of(score: Decimal) -> int:
    """The lower end of the band; 100 belongs to the highest."""
    return min(max(int(score) // BAND * BAND, LOWEST - BAND), 100 - BAND)


def band_name(low: int) -> str:
    if low < LOWEST:
        return _("below %(limit)s") % {"limit": LOWEST}
    return f"{low}–{100 if low == 100 - BAND else f'{low + BAND - 1}.99'}"


def behind_spread(asked: Asked, at: str) -> tuple[Any, Any]:
    low = int(at)
    rows = records(asked).filter(score__lt=low + BAND if low < 100 - BAND else 101)
    rows = rows.filter(score__gte=low) if low >= LOWEST else rows
    return rows.select_related("employee"), ScoreTable


def graded(asked: Asked, month: Month) -> list[tuple[int, str]]:
    """(score id, grade) of a month under the rule book of each group; four queries."""
    default = default_book().pk
    books, numbers = books_of_groups(month.last), numbers_in_force(month)
    limits: dict[int | None, dict[str, Decimal]] = {}
    found = []
    for pk, score, group in (
        records(asked).filter(month=month).values_list("pk", "score", "assessment__group")
    ):
        book = books.get(group) or default
        if book not in limits:
            limits[book] = limits_under(numbers.get(default, {}) | numbers.get(book, {}))
        found.append((pk, scoring.grade(score, limits[book]) if limits[book] else ""))
    return found


def limits_under(numbers: dict[str, str]) -> dict[str, Decimal]:
    try:
        return read_numbers(AssessmentRates, numbers).limits()
    except MissingNumber:
        return {}


def medals(asked: Asked) -> Table:
    rows = []
    for month in asked.months():
        grades = [grade for _pk, grade in graded(asked, month)]
        urls = [rows_url(MEDALS, asked, f"{month}.{grade or 'none'}") for grade in GRADES]
        if grades:
            rows.append(Row(str(month), [grades.count(grade) for grade in GRADES], urls))
    names = (
        pgettext("grade", "gold"),
        pgettext("grade", "silver"),
        pgettext("grade", "bronze"),
        pgettext("grade", "junior"),
        pgettext("grade", "not passed"),
    )
    tones = ("gold", "silver", "bronze", "junior", "failed")
    columns = [Column(name, COUNT, STACK, tone=tone) for name, tone in zip(names, tones, strict=True)]
    return Table(columns, rows)


def behind_medals(asked: Asked, at: str) -> tuple[Any, Any]:
    month, _dot, wanted = at.partition(".")
    grade = "" if wanted == "none" else wanted
    ids = [pk for pk, one in graded(asked, Month.parse(month)) if one == grade]
    return records(asked).filter(pk__in=ids).select_related("employee"), ScoreTable


CHARTS = (
    Chart(
        SPREAD,
        gettext_lazy("Scores, how they are spread"),
        gettext_lazy("All published scores of the period in bands of five points."),
        "chart-bar",
        READERS,
        gettext_lazy("score"),
        spread,
        behind=behind_spread,
    ),
    Chart(
        MEDALS,
        gettext_lazy("Medals"),
        gettext_lazy("Grades of each month under the rule book that held in it."),
        "medal",
        READERS,
        gettext_lazy("month"),
        medals,
        behind=behind_medals,
    ),
)
