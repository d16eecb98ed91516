"""Pages of sales, marks and conduct."""

from performance.views.assessments import (
    assessment,
    fill_assessment,
    fill_month,
    fill_progress,
    finalise_assessment,
    give_mark,
    open_assessment,
    publish_assessment,
    scorecards,
)
from performance.views.entries import appeal_entry, conduct, entry, record_conduct
from performance.views.lists import orders, refunds, scores, suggestions
from performance.views.scorecard import (
    acknowledge,
    appeal,
    appeal_mark,
    appeals,
    decide_appeal,
    my_scorecard,
    score,
)

__all__ = [
    "acknowledge",
    "appeal",
    "appeal_entry",
    "appeal_mark",
    "appeals",
    "assessment",
    "conduct",
    "decide_appeal",
    "entry",
    "fill_assessment",
    "fill_month",
    "fill_progress",
    "finalise_assessment",
    "give_mark",
    "my_scorecard",
    "open_assessment",
    "orders",
    "publish_assessment",
    "record_conduct",
    "refunds",
    "score",
    "scorecards",
    "scores",
    "suggestions",
]
