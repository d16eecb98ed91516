"""Facts for tests and examples: a plain September 2026 with what differs from it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from common.month import Month
from payroll.rules.facts import Facts, Pay
from payroll.stored import build

PLAIN: Mapping[str, Any] = {
    "employee_no": "A0001",
    "name": "王芳",
    "role": "agent",
    "month": "2026-09",
    "hired_on": "2025-03-02",
    "confirmed_on": "2025-03-09",
}


def facts(**differs: Any) -> Facts:
    """A full month of a confirmed agent, 1000 a month, with what is given instead; texts are read by type."""
    given = {**PLAIN, **differs}
    if "pay" not in given:
        month = Month.parse(given["month"])
        given["pay"] = (Pay(month.first, month.last, Decimal(1000)),)
    built: Facts = build(Facts, given)
    return built
