"""The readings that pages show of the two worked months cost exactly what their expected pay lines say."""

from collections import defaultdict
from decimal import Decimal

import pytest

from attendance.reading import Read, readings
from common.access import Role
from common.month import Month
from staff.models import Employee, Terms
from tests.months.worked import MONTHS, Amounts, expected, take

FINES = ("LATE", "EARLY", "MISSED_PUNCH", "ABSENCE")
MANAGEMENT = {Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR}


def fines(read: Read, times: int) -> dict[str, int]:
    """rules.md section 2: agents' rates, for management twice."""
    reading = read.reading
    tiered = 20 if reading.early else 0
    per_minute = min(reading.early * times, 50 * times)
    return {
        "LATE": min(reading.late * times, 50 * times),
        "EARLY": 0 if reading.is_absent else tiered if read.rates.early_mode == "tiered" else per_minute,
        "MISSED_PUNCH": 50 * times if reading.is_missed else 0,
        "ABSENCE": 50 if reading.is_absent else 0,
    }


def read_from_records(month: Month) -> Amounts:
    people = list(Employee.objects.order_by("employee_no"))
    role_of = dict(Terms.objects.in_force(month.last).values_list("employee", "role"))
    sums: Amounts = defaultdict(Decimal)
    for person in people:
        times = 2 if role_of.get(person.pk) in MANAGEMENT else 1
        for read in readings([person], month)[person.pk]:
            for code, amount in fines(read, times).items():
                sums[person.employee_no, code] += amount
    return {place: amount for place, amount in sums.items() if amount}


@pytest.mark.django_db
@pytest.mark.parametrize("month", MONTHS)
def test_the_readings_of_a_worked_month_are_those_of_its_example(month: str):
    take(month)
    wanted = {place: amount for place, amount in expected(month).items() if place[1] in FINES}

    assert read_from_records(Month.parse(month)) == wanted
