"""Orders and refunds of the demo company, written while they are thought up."""

import datetime as dt
import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from common.dated import DAY
from common.month import Month
from csbackoffice.demo import words
from csbackoffice.demo.people import Company, Holding
from csbackoffice.demo.plan import Plan
from csbackoffice.demo.roster import OFF, Away, turn_of
from csbackoffice.demo.writing import go_on_counting, write
from performance.models import Order, Refund

COLUMNS = (
    "id",
    "order_no",
    "paid_at",
    "paid_on",
    "amount",
    "account_id",
    "completed_at",
    "shop",
    "counts_in",
    "completed_counts_in",
    "is_late",
)
REFUND_COLUMNS = (
    "id",
    "refund_no",
    "order_no",
    "order_id",
    "refunded_at",
    "amount",
    "account_id",
    "paid_on",
    "counts_in",
    "completed_counts_in",
    "is_late",
)
# How busy each hour of the day is, midnight first: lunch, and a peak in the evening.
HOURS = (9, 5, 3, 2, 1, 1, 2, 5, 11, 17, 20, 19, 17, 17, 18, 18, 17, 16, 18, 24, 32, 36, 30, 18)
SHIFT_HOURS = {"D": range(8, 17), "N": range(17, 24), "auto": range(24)}
# The evening peak brings the night shift more orders. Together with the days off this comes to 1 a day.
SHARES = {"D": 1.02, "N": 1.34, OFF: 0.0}
PROMOTIONS = {
    (11, 11): 3.0,
    (11, 10): 1.6,
    (11, 1): 1.5,
    (6, 18): 2.5,
    (12, 12): 2.0,
    (9, 9): 1.4,
    (8, 18): 1.4,
}
WEEKDAYS = (0.94, 0.95, 0.97, 0.98, 1.02, 1.08, 1.06)
AUTO_PART = 0.12
REFUND_PART = 0.04
SUPERVISOR_PART = 0.25
COMPLETED_AFTER = range(3, 11)
SAMPLES = 4096  # a power of two, so that chance picks evenly
RECENT = 400


class Day(NamedTuple):
    """What all orders of a day have in common, as text; `completed` are (day, month) or None where that is ahead."""

    on: dt.date
    text: str
    month: int
    completed: list[tuple[str, int] | None]
    clocks: dict[str, list[str]]


@dataclass
class Till:
    """What is counted and remembered while orders are made."""

    plan: Plan
    random: Random
    prices: list[int]
    clocks: dict[str, list[str]]
    refunds: list[tuple[object, ...]] = field(default_factory=list)
    recent: deque[tuple[str, dt.date, int | None]] = field(default_factory=lambda: deque(maxlen=RECENT))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))


def write_sales(company: Company, away: Away) -> Till:
    """Orders and refunds into the database. Returns the till, which remembers the latest orders."""
    random = company.plan.random("sales")
    clocks = {name: _clock(random, hours) for name, hours in SHIFT_HOURS.items()}
    till = Till(company.plan, random, _prices(random), clocks)
    write(Order, COLUMNS, _orders(company, away, till))
    write(Refund, REFUND_COLUMNS, [*till.refunds, *_unmatched(till)])
    go_on_counting(Order, Refund)
    return till


def _clock(random: Random, hours: range) -> list[str]:
    """Times of day to pick from, busy hours more often."""
    picked = random.choices(hours, [HOURS[hour] for hour in hours], k=SAMPLES)
    return [f"{hour:02d}:{random.randrange(60):02d}:{random.randrange(60):02d}" for hour in picked]


def _prices(random: Random) -> list[int]:
    """What orders come to, in fen: one article or more, less a coupon."""
    prices, weights = zip(*words.GOODS, strict=True)
    articles = random.choices(prices, weights, k=SAMPLES)
    return [
        price * random.choice((1, 1, 1, 1, 2)) - random.choice((0, 0, 500, 1000, 2000)) for price in articles
    ]


def _orders(company: Company, away: Away, till: Till) -> Iterator[tuple[object, ...]]:
    for on in company.plan.days():
        day, busy = _day(till, on), _busy(on)
        sold = 0
        for holding in company.holdings:
            turn = turn_of(holding.person, on)
            if _has(holding, on) and turn != OFF and (holding.person.id, on) not in away.days:
                how_many = _how_many(till, holding, busy * SHARES[turn])
                sold += how_many
                yield from _made(till, day, turn, how_many, holding.account)
        yield from _made(till, day, "auto", round(sold * AUTO_PART / (1 - AUTO_PART)), None)


def _day(till: Till, on: dt.date) -> Day:
    today = till.plan.today
    later = [on + days * DAY for days in COMPLETED_AFTER]
    completed = [(str(day), Month.of(day).number) if day < today else None for day in later]
    clocks = till.clocks
    if on == till.plan.now.date():
        until = str(till.plan.now.time())
        clocks = {name: [time for time in times if time < until] for name, times in clocks.items()}
    return Day(on, str(on), Month.of(on).number, completed, clocks)


def _busy(on: dt.date) -> float:
    return PROMOTIONS.get((on.month, on.day), 1.0) * WEEKDAYS[on.weekday()]


def _has(holding: Holding, on: dt.date) -> bool:
    return holding.from_on <= on and (holding.to_on is None or on <= holding.to_on)


def _how_many(till: Till, holding: Holding, busy: float) -> int:
    """Around the plan's number: able people sell more, supervisors only now and then."""
    part = holding.person.ability / 83 if holding.person.sells else SUPERVISOR_PART
    usual = till.plan.orders_per_day * (1 - AUTO_PART) * busy * part
    return int(usual * (0.6 + 0.8 * till.random.random()) + till.random.random())


def _made(
    till: Till, day: Day, turn: str, how_many: int, account: int | None
) -> Iterator[tuple[object, ...]]:
    """The orders of an account (or of none) of one day, some of them refunded."""
    random, prices, times = till.random.random, till.prices, day.clocks[turn]
    if not times:
        return
    if len(times) < SAMPLES:  # today, which is not over
        how_many = round(how_many * len(times) / SAMPLES)
    for number in itertools.islice(till.numbers, how_many):
        amount, time = prices[int(random() * SAMPLES)], times[int(random() * len(times))]
        completed = day.completed[int(random() * len(day.completed))]
        order_no = f"3{number * 7919 % 10**11:011d}{day.text[2:4]}{day.text[5:7]}{day.text[8:]}"
        yield (
            number,
            order_no,
            f"{day.text} {time}",
            day.text,
            amount,
            account,
            f"{completed[0]} {time}" if completed else None,
            words.SHOPS[random() < 0.15],
            day.month,
            completed[1] if completed else None,
            False,
        )
        if random() < REFUND_PART:
            _refund(till, day, number, order_no, amount, account, completed)
    if how_many and len(times):
        till.recent.append((order_no, day.on, account))


def _refund(
    till: Till,
    day: Day,
    order: int,
    order_no: str,
    amount: int,
    account: int | None,
    completed: tuple[str, int] | None,
) -> None:
    """All of it mostly, within twelve days: so some in the next month; none that is still ahead."""
    on = day.on + till.random.randint(1, 12) * DAY
    if on >= till.plan.now.date():
        return
    month = Month.of(on).number
    till.refunds.append(
        (
            len(till.refunds) + 1,
            f"T{8_000_000_000 + order}",
            order_no,
            order,
            f"{on} {till.random.choice(till.clocks['D'])}",
            amount if till.random.random() < 0.7 else amount * till.random.randint(2, 8) // 10,
            account,
            day.text,
            month,
            max(month, completed[1]) if completed else None,
            False,
        )
    )


def _unmatched(till: Till) -> Iterator[tuple[object, ...]]:
    """A refund in the month to be approved on an order that was paid before the books begin: somebody has to look."""
    if till.plan.with_current:
        month = till.plan.complete[-1]
        moment = f"{month.first + 17 * DAY} 16:05:42"
        order_no = f"299900000001{till.plan.first_day - 40 * DAY:%y%m%d}"
        number = len(till.refunds) + 1
        yield number, "T7999999999", order_no, None, moment, 12900, None, None, month.number, None, False
