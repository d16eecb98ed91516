"""Lists of shifts, punches, leave and overtime."""

import datetime as dt

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from attendance.models import Leave, Overtime, Punch, Shift
from attendance.shifts import clock
from common.tables import DayColumn, MomentColumn, MoneyColumn
from common.templatetags.backoffice import until
from staff.tables import PersonColumn


class ShiftTable(tables.Table):
    on = DayColumn()
    employee = PersonColumn()
    starts_at = tables.Column()
    ends_at = tables.Column()

    caption = _("Shifts")
    empty_text = _("No shifts yet. They come from a published roster or from the month workbook.")
    empty_icon = "calendar-event"

    class Meta:
        model = Shift
        fields = ["on", "employee", "kind", "starts_at", "ends_at"]

    def render_starts_at(self, record: Shift, value: dt.datetime) -> str:
        return clock(value, record.on)

    def render_ends_at(self, record: Shift, value: dt.datetime) -> str:
        return clock(value, record.on)


class PunchTable(tables.Table):
    employee = PersonColumn()
    punched_at = tables.TemplateColumn("{{ value|day }} {{ value|date:'H:i:s' }}")

    caption = _("Punches")
    empty_text = _("No punches yet. They come from clocking in on the desk or from the month workbook.")
    empty_icon = "fingerprint"

    class Meta:
        model = Punch
        fields = ["punched_at", "employee"]


class LeaveTable(tables.Table):
    employee = PersonColumn()
    starts_at = MomentColumn()
    ends_at = MomentColumn()

    caption = _("Leave")
    empty_text = _("No leave yet. It is asked for under “My leave”.")
    empty_icon = "beach"

    class Meta:
        model = Leave
        fields = ["employee", "kind", "starts_at", "ends_at", "status"]

    def render_ends_at(self, value: dt.datetime) -> str:
        return until(value)


class OvertimeTable(tables.Table):
    on = DayColumn()
    employee = PersonColumn()
    hours = MoneyColumn()

    caption = _("Overtime")
    empty_text = _("No overtime yet. It is asked for under “My leave”, before it is worked.")
    empty_icon = "clock"

    class Meta:
        model = Overtime
        fields = ["on", "employee", "hours", "kind", "is_approved"]

    def render_is_approved(self, value: bool) -> str:
        return str(_("yes") if value else _("no"))
