"""Sales, marks, conduct and suggestions: one file a kind of record."""

from performance.models.conduct import ConductEntry, ConductItem
from performance.models.sales import Order, OrderQuerySet, Refund
from performance.models.scores import Score
from performance.models.suggestions import Suggestion
from performance.models.visible import OfVisiblePeople

__all__ = [
    "ConductEntry",
    "ConductItem",
    "OfVisiblePeople",
    "Order",
    "OrderQuerySet",
    "Refund",
    "Score",
    "Suggestion",
]
