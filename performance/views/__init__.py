"""Pages of sales, marks and conduct."""

from performance.views.lists import conduct, orders, refunds, scores, suggestions

__all__ = ["conduct", "orders", "refunds", "scores", "suggestions"]
