"""Sales, marks, conduct and suggestions: one file a kind of record."""

from performance.models.appeals import DECIDERS, Appeal
from performance.models.assessments import (
    Assessment,
    AssessmentFill,
    ColleagueRating,
    Exclusion,
    Mark,
    WeeklyRecord,
)
from performance.models.conduct import ConductEntry, ConductItem, Evidence
from performance.models.counts import CountedSales, SalesCount
from performance.models.inspections import Draw, Finding, Inspection, Standard, StandardItem
from performance.models.learning import Exam, MentorNote, Question, Sitting, TrainingPlace, TrainingPlan
from performance.models.metrics import LostInquiry, MetricDay, SalesTarget, ServiceMetric
from performance.models.sales import Order, OrderQuerySet, Refund
from performance.models.scorecards import Criterion, Metric, ScorecardTemplate, TemplateVersion
from performance.models.scores import Score
from performance.models.suggestions import Suggestion
from staff.models import OfVisiblePeople

__all__ = [
    "DECIDERS",
    "Appeal",
    "Assessment",
    "AssessmentFill",
    "ColleagueRating",
    "ConductEntry",
    "ConductItem",
    "CountedSales",
    "Criterion",
    "Draw",
    "Evidence",
    "Exam",
    "Exclusion",
    "Finding",
    "Inspection",
    "LostInquiry",
    "Mark",
    "MentorNote",
    "Metric",
    "MetricDay",
    "OfVisiblePeople",
    "Order",
    "OrderQuerySet",
    "Question",
    "Refund",
    "SalesCount",
    "SalesTarget",
    "Score",
    "ScorecardTemplate",
    "ServiceMetric",
    "Sitting",
    "Standard",
    "StandardItem",
    "Suggestion",
    "TemplateVersion",
    "TrainingPlace",
    "TrainingPlan",
    "WeeklyRecord",
]
