"""The numbers that performance takes from the rule book."""

from dataclasses import dataclass
from decimal import Decimal

from common.dated import number, words


@dataclass(frozen=True)
class SalesRates:
    """How sales are counted."""

    commission_basis: str = number(
        words("an order counts when"), words("paid or completed"), ("paid", "completed")
    )


@dataclass(frozen=True)
class SuggestionRates:
    """The limits of an award."""

    suggestion_min: Decimal = number(words("suggestion award, least"), words("yuan"))
    suggestion_max: Decimal = number(words("suggestion award, most"), words("yuan"))


@dataclass(frozen=True)
class ConductRates:
    """How conduct is dealt with."""

    appeal_days: int = number(words("appeal within"), words("days"))
    progressive_discipline: str = number(
        words("reminder, warning, then the point"), words("yes or no"), ("yes", "no")
    )


@dataclass(frozen=True)
class CalibrationRates:
    """How those who check one conversation wait for one another."""

    calibration_days: int = number(words("a calibration waits for a sheet"), words("days"))


@dataclass(frozen=True)
class MetricRates:
    """When figures of service become final."""

    metric_days: int = number(words("figures of a day are final after"), words("days"))


@dataclass(frozen=True)
class AssessmentRates:
    """Who is assessed, and the grades of a score."""

    assessment_away_days: int = number(words("not assessed when away more than"), words("days"))
    grade_gold: Decimal = number(words("gold from"), words("points"))
    grade_silver: Decimal = number(words("silver from"), words("points"))
    grade_bronze: Decimal = number(words("bronze from"), words("points"))
    grade_junior: Decimal = number(words("junior from"), words("points"))

    def limits(self) -> dict[str, Decimal]:
        """The least mark of each grade."""
        return {
            "gold": self.grade_gold,
            "silver": self.grade_silver,
            "bronze": self.grade_bronze,
            "junior": self.grade_junior,
        }
