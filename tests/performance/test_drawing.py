"""Draws are fair, reach everybody in the week, and can be repeated from their seed."""

from hypothesis import given
from hypothesis import strategies as st

from performance.drawing import draw, time_of_day

seeds = st.text("0123456789abcdef", min_size=1, max_size=16)


@given(st.integers(1, 40), seeds)
def test_everybody_is_inspected_once_within_the_week(people, seed):
    times = dict.fromkeys(range(people), 0)

    for day in range(7):
        for pk in draw(times, 7 - day, 1, f"{seed}{day}"):
            times[pk] += 1

    assert min(times.values()) >= 1
    assert max(times.values()) - min(times.values()) <= 1 or people < 7


@given(st.dictionaries(st.integers(1, 100), st.integers(0, 3), min_size=1), st.integers(1, 7), seeds)
def test_the_same_seed_draws_the_same_people_the_least_inspected_first(times, days, seed):
    drawn = draw(times, days, 2, seed)

    assert drawn == draw(dict(reversed(times.items())), days, 2, seed)
    assert [times[pk] for pk in drawn] == sorted(times[pk] for pk in drawn)
    assert len(drawn) >= min(2, len(times))
    assert 9 <= time_of_day(seed).hour < 17
