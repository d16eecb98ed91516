"""What the attendance app stores, one file a subject."""

from attendance.models.records import Leave, OfVisiblePeople, Overtime, Punch, Shift

__all__ = [
    "Leave",
    "OfVisiblePeople",
    "Overtime",
    "Punch",
    "Shift",
]
