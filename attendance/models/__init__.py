"""What the attendance app stores, one file a subject."""

from attendance.models.checklists import Checklist, ChecklistPoint, Tick
from attendance.models.duty import Duty, DutyArea
from attendance.models.flags import FlagDecision
from attendance.models.handovers import Handover, HandoverItem
from attendance.models.leave import LeaveDecision, LeaveGrant
from attendance.models.overtime import OvertimeRequest, RequestStatus
from attendance.models.plans import ConductProposal, PlanItem, WorkPlan
from attendance.models.reading import PunchCorrection
from attendance.models.records import Leave, Overtime, Punch, Shift
from attendance.models.roster import CalendarLink, CoverageNeed, DraftShift, ShiftChange
from attendance.models.swap import Swap

__all__ = [
    "CalendarLink",
    "Checklist",
    "ChecklistPoint",
    "ConductProposal",
    "CoverageNeed",
    "DraftShift",
    "Duty",
    "DutyArea",
    "FlagDecision",
    "Handover",
    "HandoverItem",
    "Leave",
    "LeaveDecision",
    "LeaveGrant",
    "Overtime",
    "OvertimeRequest",
    "PlanItem",
    "Punch",
    "PunchCorrection",
    "RequestStatus",
    "Shift",
    "ShiftChange",
    "Swap",
    "Tick",
    "WorkPlan",
]
