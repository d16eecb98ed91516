"""The jobs of performance: find the row, claim it, do the work, write down how it went."""

from typing import Any

from common import jobs
from performance.models import AssessmentFill, SalesCount
from performance.services.counting import count
from performance.services.filling import fill


def fill_assessments(pk: Any) -> None:
    """Fill the marks of a month's open assessments from the records."""
    jobs.perform(AssessmentFill, pk, fill)


def count_sales(pk: Any) -> None:
    """Add a month's sales up by person, group and day."""
    jobs.perform(SalesCount, pk, count)
