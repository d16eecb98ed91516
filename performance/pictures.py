"""Pictures of a score: how far it is to the next medal, and how it went month by month. Places in a drawing; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

WIDTH, HEIGHT = 600, 150
LOWEST = Decimal(40)  # what is below is drawn at the edge
TOP, BOTTOM, SIDE = 16, 118, 70


@dataclass(frozen=True)
class Band:
    """A grade on the ladder: from `x`, `width` wide, reached with `least` points."""

    grade: str
    x: int
    width: int
    least: Decimal

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Ladder:
    """The grades side by side, and where the score stands."""

    bands: list[Band]
    at: int


def ladder(mark: Decimal, limits: Mapping[str, Decimal]) -> Ladder:
    """From not passed to gold; `limits` are the least marks of the grades."""
    ordered = [("fail", LOWEST), *sorted(limits.items(), key=lambda row: row[1])]
    ends = [least for _grade, least in ordered[1:]] + [Decimal(100)]
    bands = [
        Band(grade, _along(least), _along(end) - _along(least), least)
        for (grade, least), end in zip(ordered, ends, strict=True)
        if end > least
    ]
    return Ladder(bands, _along(mark))


def _along(mark: Decimal) -> int:
    within = min(max(mark, LOWEST), Decimal(100))
    return int((within - LOWEST) * WIDTH / (100 - LOWEST))


@dataclass(frozen=True)
class Point:
    """One month of the line."""

    score: Any
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """The months as a line, and the height of each grade's least mark."""

    points: list[Point]
    levels: list[tuple[str, int, Decimal]]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def trend_line(scores: Sequence[Any], limits: Mapping[str, Decimal]) -> Line | None:
    """The scores from left to right, the oldest first; None where there are fewer than two."""
    if len(scores) < 2:
        return None
    step = (WIDTH - 2 * SIDE) // (len(scores) - 1)
    points = [Point(one, SIDE + step * place, _up(one.score)) for place, one in enumerate(scores)]
    levels = sorted(((grade, _up(least), least) for grade, least in limits.items()), key=lambda row: row[1])
    return Line(points, levels)


def _up(mark: Decimal) -> int:
    within = min(max(mark, LOWEST), Decimal(100))
    return BOTTOM - int((within - LOWEST) * (BOTTOM - TOP) / (100 - LOWEST))
