"""Scores are exact: weights, values between two, what is not applicable, what is critical."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.scoring import Criterion, Measure, fulfilled, grade, mean, score, to_next, wrong_weights

D = Decimal
LIMITS = {"gold": D(90), "silver": D(80), "bronze": D(70), "junior": D(60)}


def rating(key: int, weight: str, section: str = "A", **fields: object) -> Criterion:
    return Criterion(key, section, D(weight), "rating", **fields)


def test_weights_that_do_not_add_up_to_100_are_named():
    assert wrong_weights([rating(1, "60"), rating(2, "40")]) is None
    assert wrong_weights([rating(1, "60"), rating(2, "30")]) == D(90)
    assert wrong_weights([rating(1, "100"), rating(2, "0")]) == D(100)


@pytest.mark.parametrize(
    ("worst", "best", "numerator", "denominator", "share"),
    [
        ("90", "20", "550", "10", Fraction(1, 2)),  # 55 s lies in the middle: less is better
        ("90", "20", "1000", "10", Fraction(0)),
        ("90", "20", "100", "10", Fraction(1)),
        ("0.5", "1", "75", "100", Fraction(1, 2)),
        ("0.5", "1", "-20", "100", Fraction(0)),  # more given back than sold
    ],
)
def test_a_metric_is_read_off_between_its_two_values(worst, best, numerator, denominator, share):
    one = Criterion(1, "A", D(20), "metric", D(worst), D(best))

    assert fulfilled(one, Measure(D(numerator), D(denominator))) == share


def test_nothing_in_the_denominator_is_no_measure():
    one = Criterion(1, "A", D(100), "metric", D(0), D(1))

    assert score([one], {1: Measure(D(0), D(0))}).missing == (1,)
    assert score([one], {}).score is None


def test_points_lost_leave_nothing_at_the_worst_value():
    one = Criterion(1, "A", D(100), "deduction", D(20), D(0))

    found = [score([one], {1: Measure(D(lost), D(1))}).score for lost in (0, 5, 20, 99)]
    assert found == [D("100.00"), D("75.00"), D("0.00"), D("0.00")]


def test_what_does_not_apply_leaves_both_sums():
    criteria = [rating(1, "60"), rating(2, "40")]

    both = score(criteria, {1: Measure(given=D(90)), 2: Measure(given=D(50))})
    alone = score(criteria, {1: Measure(given=D(90)), 2: Measure(is_applicable=False)})

    assert (both.score, alone.score, alone.missing) == (D("74.00"), D("90.00"), ())


def test_a_failed_critical_criterion_makes_its_section_nothing():
    criteria = [
        rating(1, "30"),
        Criterion(2, "A", D(30), "yes_no", is_critical=True),
        rating(3, "40", "B"),
    ]
    given_all = {1: Measure(given=D(100)), 3: Measure(given=D(100))}

    assert score(criteria, given_all | {2: Measure(given=D(100))}).score == D("100.00")
    failed = score(criteria, given_all | {2: Measure(given=D(0))})
    assert (failed.score, failed.failed) == (D("40.00"), {"A"})


def test_the_score_is_rounded_once_half_up():
    criteria = [rating(1, "50"), rating(2, "50")]

    found = score(criteria, {1: Measure(given=D("89.99")), 2: Measure(given=D("90.00"))})
    assert found.score == D("90.00")  # 89.995


def test_what_an_appeal_gave_stands_for_the_measure():
    one = Criterion(1, "A", D(20), "metric", D(90), D(20))

    assert fulfilled(one, Measure(D(90), D(1), decided=D(15))) == Fraction(3, 4)
    with pytest.raises(ValueError, match="not between 0 and 20"):
        fulfilled(one, Measure(decided=D(21)))
    with pytest.raises(ValueError, match="not between 0 and 100"):
        fulfilled(rating(1, "20"), Measure(given=D("100.01")))


def test_grades_include_their_limit():
    marks = {"90.00": "gold", "89.99": "silver", "70.00": "bronze", "60.00": "junior", "59.99": "fail"}

    assert {mark: grade(D(mark), LIMITS) for mark in marks} == marks
    assert to_next(D("88.50"), LIMITS) == ("gold", D("1.50"))
    assert to_next(D("12.00"), LIMITS) == ("junior", D("48.00"))
    assert to_next(D("90.00"), LIMITS) is None


def test_a_quarter_is_the_mean_of_its_months():
    assert mean([D("80.00"), D("80.01")]) == D("80.01")  # 80.005
    assert mean([]) is None


shares = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=8)


@given(shares)
def test_a_score_lies_between_the_worst_and_the_best_part(values):
    weight = (D(100) / len(values)).quantize(D("0.01"))
    criteria = [rating(key, str(weight)) for key in range(len(values))]

    found = score(criteria, {key: Measure(given=value) for key, value in enumerate(values)})

    assert found.score is not None
    assert min(values) <= found.score <= max(values)


@given(shares, st.data())
def test_one_part_better_is_never_worse_for_the_whole(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    better = data.draw(st.decimals(values[place], 100, places=2))
    criteria = [rating(key, "10") for key in range(len(values))]

    def whole(given: list[Decimal]) -> Decimal:
        found = score(criteria, {key: Measure(given=value) for key, value in enumerate(given)}).score
        assert found is not None
        return found

    assert whole([*values[:place], better, *values[place + 1 :]]) >= whole(values)
