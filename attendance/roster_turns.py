"""So many days on (six, in the presets) and one off, rotated fairly: pure.

Rests are spread evenly over the days and move through the week; everybody keeps day or night until the next rest and
changes sides after it. What stands in the four weeks before is taken into account.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from attendance.roster_check import AT_WORK, NOTHING, Plan

DAY = dt.timedelta(days=1)
LOOKED_BACK = 28
SAME_WEEKDAY = 3
OTHER = {"": "day", "day": "night", "night": "day"}
# The smaller side has at least this part of those at work, where that can be had.
SMALLEST_SIDE = 1 / 3
Turns = dict[tuple[int, dt.date], str]


@dataclass
class Turn:
    """How one person's row of days stands on a day."""

    person: int
    most_days_on: int
    run: int = 0
    kind: str = ""
    nights: int = 0
    worked: int = 0
    rests_on: list[int] = field(default_factory=list)

    @classmethod
    def after(cls, person: int, plan: Plan, day: dt.date, most_days_on: int) -> "Turn":
        """From what stands in the four weeks before `day`."""
        turn = cls(person, most_days_on)
        for back in range(LOOKED_BACK, 0, -1):
            turn.take(day - back * DAY, plan.get(day - back * DAY, NOTHING).kind)
        return turn

    def take(self, day: dt.date, kind: str) -> None:
        """Go on by a day."""
        if kind in AT_WORK:
            self.run, self.kind = self.run + 1, kind
            self.worked += 1
            self.nights += kind == "night"
        else:
            self.run = 0
            self.rests_on += [day.weekday()] if kind == "off" else []

    @property
    def longest(self) -> int:
        """Days on until the next rest: a day fewer after three rests on one weekday, so that it moves on."""
        last = self.rests_on[-SAME_WEEKDAY:]
        return self.most_days_on - (len(last) == SAME_WEEKDAY and len(set(last)) == 1)


def rotate(
    plans: Mapping[int, Plan],
    employed: Mapping[int, tuple[dt.date, dt.date]],
    days: Sequence[dt.date],
    most_days_on: int,
) -> Turns:
    """{(person, day): day, night or off} for the days; people without a plan start spread over the week."""
    turns = {person: Turn.after(person, plan, days[0], most_days_on) for person, plan in plans.items()}
    _spread_new(turns, most_days_on + 1)
    found: Turns = {}
    owed = 0.0
    for day in days:
        here = [turns[p] for p in turns if employed[p][0] <= day <= employed[p][1]]
        owed += len(here) / (most_days_on + 1)
        resting = _who_rests(here, day, round(owed))
        owed -= len(resting)
        kinds = _kinds([turn for turn in here if turn.person not in resting])
        for turn in here:
            kind = "off" if turn.person in resting else kinds[turn.person]
            found[turn.person, day] = kind
            turn.take(day, kind)
    return found


def _spread_new(turns: Mapping[int, Turn], week: int) -> None:
    """Who has worked nothing yet is put somewhere into two weeks, one by day and one by night."""
    new = [turn for turn in turns.values() if not turn.worked]
    for place, turn in enumerate(new):
        offset = place * 2 * week // len(new)
        turn.run, turn.kind = offset % week, "night" if offset >= week else "day"


def _who_rests(here: Sequence[Turn], day: dt.date, quota: int) -> set[int]:
    """Whoever must, and as many more as are owed: the longest at work first, then fewest rests on this weekday."""
    must = {turn.person for turn in here if turn.run >= turn.longest}
    rest = [turn for turn in here if turn.person not in must and turn.run > 1]
    rest.sort(key=lambda turn: (-turn.run, turn.rests_on.count(day.weekday()), turn.person))
    return must | {turn.person for turn in rest[: max(quota - len(must), 0)]}


def _kinds(working: Sequence[Turn]) -> dict[int, str]:
    """Who is in a row of days keeps its kind; who begins one changes sides, unless one side would be too small."""
    kinds = {turn.person: turn.kind for turn in working if turn.run and turn.kind}
    beginning = [turn for turn in working if turn.person not in kinds]
    for turn in beginning:
        kinds[turn.person] = OTHER[turn.kind]
    _relieve(working, kinds, {turn.person for turn in beginning})
    for small, large in (("night", "day"), ("day", "night")):
        # Fewest nights first for a night, most nights first for a day.
        beginning.sort(key=lambda turn: (turn.nights if small == "night" else -turn.nights, turn.person))
        for turn in beginning:
            count = Counter(kinds.values())
            if kinds[turn.person] == large and count[small] < len(working) * SMALLEST_SIDE:
                kinds[turn.person] = small if count[large] > count[small] + 1 else large
    return kinds


def _relieve(working: Sequence[Turn], kinds: dict[int, str], beginning: Collection[int]) -> None:
    """Where too few would be left on nights, whoever has had fewest takes them over in the middle of a row of days.

    Only so: a day shift may be followed by a night, never a night by a day. Among few people this is the only way in
    which whoever has nights ever comes off them.
    """
    most = max((turn.nights for turn in working if turn.person in beginning), default=0)
    steady = [turn for turn in working if turn.person not in beginning and kinds[turn.person] == "day"]
    for turn in sorted(steady, key=lambda one: (one.nights, one.person)):
        count = Counter(kinds.values())
        is_needed = not beginning and not count["night"] and count["day"] > 1
        is_fair = count["night"] < len(working) * SMALLEST_SIDE and turn.nights < most
        if is_needed or is_fair:
            kinds[turn.person] = "night"
