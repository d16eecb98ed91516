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
