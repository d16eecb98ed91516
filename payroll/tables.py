"""Lists of payroll months, payslips, exceptions and adjustments."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from common.tables import (
    COMPACT,
    NUMBER_WIDE_ONLY,
    RIGHT,
    SUM,
    WIDE_ONLY,
    DayColumn,
    MomentColumn,
    MoneyColumn,
)
from payroll.models import (
    Adjustment,
    Dispute,
    FundEntry,
    PayrollRun,
    Payslip,
    RuleDraft,
    RunException,
    WhatIfRow,
)
from payroll.wording import code_name
from staff.tables import PersonColumn

STATE = "payroll/_state.html"
ONE_LINE = {"td": {"class": "text-nowrap"}}


def where_carried(record: Payslip) -> str:
    """On a phone only where there is something to say."""
    return "number" if record.carry_out else "number is-wide-only"


WHERE_CARRIED = {"th": {"class": "number"}, "td": {"class": where_carried}}


def to_payslip(record: Payslip) -> str:
    return reverse("payroll:payslip", args=[record.run.month, record.employee_no])


def to_run(record: PayrollRun) -> str:
    return reverse("payroll:run", args=[record.month])


class RunTable(tables.Table):
    month = tables.Column(linkify=to_run)
    state = tables.TemplateColumn(template_name=STATE, verbose_name=_("state"))
    people = tables.Column(verbose_name=_("people"), attrs=RIGHT, default="—")
    earnings = MoneyColumn(verbose_name=_("earnings"))
    deductions = MoneyColumn(verbose_name=_("deductions"))
    net = MoneyColumn(verbose_name=_("net pay"))
    open = tables.TemplateColumn(template_name="payroll/_open.html", verbose_name=_("exceptions"))

    caption = _("Payroll months")
    empty_icon = "report-money"
    empty_text = _("No month has been calculated yet. Choose one above.")

    class Meta:
        model = PayrollRun
        fields = ["month", "state", "people", "earnings", "deductions", "net", "open"]


class PayslipTable(tables.Table):
    """The payslips of one month."""

    name = tables.Column(linkify=to_payslip)
    employee_no = tables.Column(linkify=to_payslip)
    role = tables.Column(attrs=WIDE_ONLY)
    rostered = tables.Column(verbose_name=_("shifts"), attrs=NUMBER_WIDE_ONLY)
    earnings = MoneyColumn()
    deductions = MoneyColumn()
    net = MoneyColumn(attrs=SUM)
    carry_out = MoneyColumn(verbose_name=_("carried"), attrs=WHERE_CARRIED)

    caption = _("Payslips")
    empty_icon = "receipt"

    class Meta:
        model = Payslip
        attrs = COMPACT
        fields = [
            "name",
            "employee_no",
            "group_name",
            "role",
            "rostered",
            "earnings",
            "deductions",
            "net",
            "carry_out",
        ]

    def render_rostered(self, record: Payslip) -> str:
        return f"{record.attended} / {record.rostered}"

    def render_carry_out(self, record: Payslip, column: Any) -> str:
        return str(column.render(record.carry_out)) if record.carry_out else "—"


class MonthsPayslipTable(PayslipTable):
    """The payslips of some people over the months."""

    month = tables.Column(accessor="run__month", linkify=to_payslip, verbose_name=_("month"))
    state = tables.TemplateColumn(template_name=STATE, verbose_name=_("state"), order_by="run__state")

    class Meta(PayslipTable.Meta):
        sequence = ["name", "employee_no", "month", "state", "..."]


class MyPayslipTable(MonthsPayslipTable):
    """One's own payslips."""

    empty_text = _("No payslip yet. It appears here once the month is approved.")

    class Meta(MonthsPayslipTable.Meta):
        exclude = ["name", "employee_no", "role"]
        sequence = ["month", "state", "group_name", "..."]
        orderable = False


class ExceptionTable(tables.Table):
    """All exceptions of one code."""

    may_waive = False

    key = tables.TemplateColumn(template_name="payroll/_about.html", verbose_name=_("about"))
    says = tables.TemplateColumn(template_name="payroll/_says.html", verbose_name=_("what"), orderable=False)
    is_waived = tables.TemplateColumn(
        template_name="payroll/_waived.html", verbose_name=_("state"), orderable=False
    )

    caption = _("Exceptions")
    empty_icon = "circle-check"
    empty_text = _("There is no such exception any more.")

    class Meta:
        model = RunException
        fields = ["key", "says", "is_waived"]


class WaivableExceptionTable(ExceptionTable):
    """The same for whoever may waive them."""

    may_waive = True


class AdjustmentTable(tables.Table):
    employee = PersonColumn()
    amount = MoneyColumn()
    corrects = tables.Column(default="—")

    caption = _("Adjustments")
    empty_icon = "adjustments-horizontal"
    empty_text = _("No correction has been decided.")

    class Meta:
        model = Adjustment
        fields = ["month", "employee", "amount", "corrects", "note", "adjustment_no"]


class MakeAdjustmentTable(AdjustmentTable):
    """The same for whoever may add one."""

    empty_step, empty_url = _("Add an adjustment"), reverse_lazy("payroll:add_adjustment")


class DisputeTable(tables.Table):
    line = tables.Column(
        linkify=("payroll:answer", {"pk": tables.A("pk")}), verbose_name=_("line"), empty_values=()
    )
    employee = PersonColumn()
    month = tables.Column(accessor="payslip__run__month", verbose_name=_("month"))
    at = MomentColumn()
    state = tables.TemplateColumn(template_name="payroll/_dispute_state.html", verbose_name=_("state"))

    caption = _("Payslip disputes")
    empty_icon = "messages"
    empty_text = _("Nobody has objected to a payslip.")

    class Meta:
        model = Dispute
        fields = ["line", "employee", "month", "at", "reason", "state"]
        orderable = False

    def render_line(self, record: Dispute) -> str:
        return code_name(record.line.code) if record.line else _("A line is missing")


class DraftTable(tables.Table):
    book = tables.Column(linkify=("payroll:draft", {"pk": tables.A("pk")}), verbose_name=_("rule book"))
    by = tables.Column(accessor="by__employee__name", verbose_name=_("by"))
    at = MomentColumn()
    state = tables.TemplateColumn(template_name="payroll/_draft_state.html", verbose_name=_("state"))

    caption = _("Drafts of rule books")
    empty_icon = "scale"
    empty_text = _("Nobody has drafted a change. Open a rule book to begin one.")
    empty_step, empty_url = _("Rule books"), reverse_lazy("staff:rulebooks")

    class Meta:
        model = RuleDraft
        fields = ["book", "starts", "reason", "by", "at", "state"]
        orderable = False


class WhatIfTable(tables.Table):
    name = tables.Column(attrs=ONE_LINE)
    group_name = tables.Column(attrs=ONE_LINE)
    before = MoneyColumn()
    after = MoneyColumn()
    change = tables.TemplateColumn("{% load pay %}{{ record.change|signed }}", attrs=RIGHT)
    lines = tables.TemplateColumn(
        template_name="payroll/_tried_lines.html", verbose_name=_("because of"), orderable=False
    )

    caption = _("People whose pay would differ")
    empty_icon = "users"
    empty_text = _("Nobody’s pay would have been different.")

    class Meta:
        model = WhatIfRow
        fields = ["name", "employee_no", "group_name", "month", "before", "after", "change", "lines"]


class FundTable(tables.Table):
    note = tables.TemplateColumn(template_name="payroll/_fund_note.html", verbose_name=_("note"))
    on = DayColumn()
    amount = MoneyColumn()
    by = tables.Column(accessor="by__employee__name", verbose_name=_("booked by"), default="—")

    caption = _("Activity fund")
    empty_icon = "moneybag"
    empty_text = _("Nothing is booked yet. Fines come in when a month is approved.")

    class Meta:
        model = FundEntry
        fields = ["note", "on", "amount", "by"]
        orderable = False
