"""Who is inspected today: a fair draw that can be repeated from its seed; pure."""

import datetime as dt
from collections.abc import Mapping
from random import Random

OPENS, CLOSES = 9, 17


def draw(candidates: Mapping[int, int], days_left: int, least: int, seed: str) -> list[int]:
    """Ids in the order drawn: those inspected least this week first, chance among equals.

    `candidates` is {id: times this week}; `days_left` counts today. So many are drawn that, going on like this,
    everybody has been inspected once by the end of the week; at least `least`, at most all.
    """
    order = sorted(candidates)
    Random(seed).shuffle(order)
    order.sort(key=lambda pk: candidates[pk])
    not_yet = sum(1 for times in candidates.values() if times == 0)
    return order[: max(least, -(-not_yet // max(days_left, 1)))]


def time_of_day(seed: str) -> dt.time:
    """A minute of the working day by chance, so that nobody can prepare for it."""
    minute = Random(f"time {seed}").randrange(OPENS * 60, CLOSES * 60)
    return dt.time(minute // 60, minute % 60)
