"""What the attendance app stores, one file a subject."""

from attendance.models.checklists import Checklist, ChecklistPoint, Tick
from attendance.models.duty import Duty, DutyArea
from attendance.models.handovers import Handover, HandoverItem
from attendance.models.plans import ConductProposal, PlanItem, WorkPlan
from attendance.models.records import Leave, OfVisiblePeople, Overtime, Punch, Shift

__all__ = [
    "Checklist",
    "ChecklistPoint",
    "ConductProposal",
    "Duty",
    "DutyArea",
    "Handover",
    "HandoverItem",
    "Leave",
    "OfVisiblePeople",
    "Overtime",
    "PlanItem",
    "Punch",
    "Shift",
    "Tick",
    "WorkPlan",
]
