"""Measures + criteria → score; pure, exact, rounded once.

Source: company rules, rules.md section 4: weights add up to 100; what is not applicable leaves both sums; a failed
critical criterion makes its section 0; 0 to 100, two decimals, half up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.money import rounded

WHOLE = Decimal(100)
NOTHING, ALL = Fraction(0), Fraction(1)
# Read off a value between two; a part of what was possible; given by a person from 0 to 100.
LINEAR, PART, GIVEN = "linear", "part", "given"
HOW = {
    "metric": LINEAR,
    "deduction": LINEAR,
    "inspection": PART,
    "exam": PART,
    "rating": GIVEN,
    "yes_no": GIVEN,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is scored: `worst` is the value that gives nothing, `best` the one that gives full marks."""

    key: int
    section: str
    weight: Decimal
    kind: str
    worst: Decimal | None = None
    best: Decimal | None = None
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found: numerator and denominator, or (for ratings, yes or no) what was given, 0 to 100.

    `decided` are the points, of the criterion's weight, that an appeal gave instead.
    """

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    given: Decimal | None = None
    is_applicable: bool = True
    decided: Decimal | None = None


MISSING = Measure()


@dataclass(frozen=True, slots=True)
class Result:
    """`score`: None where nothing could be scored; `earned`: exact points; `missing`: criteria without a measure."""

    score: Decimal | None
    earned: Mapping[int, Fraction]
    missing: tuple[int, ...]
    failed: frozenset[str]


def wrong_weights(criteria: Sequence[Criterion]) -> Decimal | None:
    """What the weights add up to, where that is not 100; None where it is."""
    total = sum((one.weight for one in criteria), Decimal(0))
    return None if total == WHOLE and all(one.weight > 0 for one in criteria) else total


def fulfilled(criterion: Criterion, measure: Measure) -> Fraction | None:
    """How far a criterion is fulfilled, 0 to 1; None where there is no measure.

    Raises ValueError for what is given outside 0 to 100, and for a criterion whose two values are the same.
    """
    how = HOW[criterion.kind]
    if measure.decided is not None:
        return _part(measure.decided, criterion.weight)
    if how == GIVEN:
        return _given(measure.given)
    if measure.numerator is None or not measure.denominator:
        return None
    value = Fraction(measure.numerator) / Fraction(measure.denominator)
    if how == LINEAR:
        value = _between(criterion, value)
    return min(max(value, NOTHING), ALL)


def _given(given: Decimal | None) -> Fraction | None:
    return None if given is None else _part(given, WHOLE)


def _part(given: Decimal, full: Decimal) -> Fraction:
    if not 0 <= given <= full:
        raise ValueError(f"{given} is not between 0 and {full}")
    return Fraction(given) / Fraction(full)


def _between(criterion: Criterion, value: Fraction) -> Fraction:
    if criterion.worst is None or criterion.best is None or criterion.worst == criterion.best:
        raise ValueError("the value that gives nothing and the value that gives full marks must differ")
    worst, best = Fraction(criterion.worst), Fraction(criterion.best)
    return (value - worst) / (best - worst)


def score(criteria: Sequence[Criterion], measures: Mapping[int, Measure]) -> Result:
    """The score of one person: what was earned over what could be earned, × 100, rounded once.

    Criteria without a measure are named as missing, and leave both sums as long as they are.
    """
    shares: dict[int, Fraction] = {}
    missing: list[int] = []
    for one in criteria:
        measure = measures.get(one.key, MISSING)
        if measure.is_applicable:
            share = fulfilled(one, measure)
            if share is None:
                missing.append(one.key)
            else:
                shares[one.key] = share
    scored = [one for one in criteria if one.key in shares]
    failed = frozenset(one.section for one in scored if one.is_critical and shares[one.key] == NOTHING)
    earned = {
        one.key: NOTHING if one.section in failed else Fraction(one.weight) * shares[one.key]
        for one in scored
    }
    possible = sum((Fraction(one.weight) for one in scored), NOTHING)
    mark = rounded(sum(earned.values(), NOTHING) / possible * 100) if possible else None
    return Result(mark, earned, tuple(missing), failed)


GRADES = ("gold", "silver", "bronze", "junior")


def grade(mark: Decimal, limits: Mapping[str, Decimal]) -> str:
    """gold, silver, bronze, junior or fail; `limits` are the least marks. "At least 90" includes 90."""
    return next((name for name in GRADES if mark >= limits[name]), "fail")


def to_next(mark: Decimal, limits: Mapping[str, Decimal]) -> tuple[str, Decimal] | None:
    """(next grade, points still lacking); None for gold."""
    above = [(limits[name], name) for name in GRADES if limits[name] > mark]
    return (min(above)[1], min(above)[0] - mark) if above else None


def mean(marks: Sequence[Decimal]) -> Decimal | None:
    """The mark of a quarter or a year: the mean of its published months."""
    if not marks:
        return None
    return rounded(sum((Fraction(one) for one in marks), NOTHING) / len(marks))
