"""The numbers of the shift desk, from the rule book of each group."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from attendance.worktime import ReadingRates
from common.dated import number, read_numbers, words
from common.month import Month
from staff.rulebooks import books_of_groups, default_book, numbers_in_force


@dataclass(frozen=True)
class DeskRates:
    """When handovers and work plans are due."""

    handover_opens_minutes: int = number(words("handover opens before the shift ends"), words("minutes"))
    handover_overdue_minutes: int = number(
        words("handover is acknowledged, after the start, within"), words("minutes")
    )
    plan_within_minutes: int = number(
        words("work plan is written, after the start, within"), words("minutes")
    )

    @property
    def opens(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.handover_opens_minutes)

    @property
    def overdue(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.handover_overdue_minutes)

    @property
    def plan_within(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.plan_within_minutes)


@dataclass(frozen=True)
class RosterRates:
    """How long people work until they rest."""

    most_days_on: int = number(words("days on before a rest day, at most"), words("days"))


@dataclass(frozen=True)
class SwapRates:
    """What is proposed for both where nobody came to a swapped shift: as much as the absence itself costs."""

    absence_fine: Decimal = number(words("absence"), words("yuan a shift"))


class GroupNumbers:
    """The numbers in force for each group on a day; three queries however many groups.

    A number that a group's book lacks is the company's: the desk must not stand still for it.
    """

    def __init__(self, day: dt.date) -> None:
        self.books = books_of_groups(day)
        self.default = default_book().pk
        self.numbers = numbers_in_force(Month.of(day))

    def _of(self, group: int | None) -> dict[str, str]:
        book = self.books.get(group or 0) or self.default
        return {**self.numbers.get(self.default, {}), **self.numbers.get(book, {})}

    def desk(self, group: int | None) -> DeskRates:
        """When handovers and plans of a group are due."""
        return read_numbers(DeskRates, self._of(group))

    def reading(self, group: int | None) -> ReadingRates:
        """How the group's shifts are read."""
        return read_numbers(ReadingRates, self._of(group))

    def roster(self, group: int | None) -> RosterRates:
        """How the group's roster is made."""
        return read_numbers(RosterRates, self._of(group))

    def swap(self, group: int | None) -> SwapRates:
        """What an unmanned shift of the group costs."""
        return read_numbers(SwapRates, self._of(group))
