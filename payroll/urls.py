"""Addresses of payroll months, payslips, exports and adjustments."""

from django.urls import path, register_converter

from common.month import Month
from payroll.views import (
    adjustments,
    calendar,
    disputes,
    exports,
    fund,
    papers,
    payslips,
    previews,
    rulebooks,
    runs,
    steps,
)


class MonthConverter:
    """`2026-09` in an address as a `Month`."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month) -> str:
        return str(value)


register_converter(MonthConverter, "month")

app_name = "payroll"
urlpatterns = [
    path("", runs.runs, name="runs"),
    path("mine/", payslips.my_payslips, name="my_payslips"),
    path("payslips/", payslips.payslips, name="payslips"),
    path("adjustments/", adjustments.adjustments, name="adjustments"),
    path("adjustments/new/", adjustments.add_adjustment, name="add_adjustment"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<int:pk>/", disputes.answer, name="answer"),
    path("fund/", fund.fund, name="fund"),
    path("fund/spend/", fund.spend, name="spend"),
    path("fund/<int:pk>/", fund.decide_spending, name="decide_spending"),
    path("fund/<int:pk>/receipt/", fund.receipt, name="receipt"),
    path("preview/", previews.my_preview, name="my_preview"),
    path("preview/team/", previews.team_preview, name="team_preview"),
    path("preview/of/<path:employee_no>/", previews.preview, name="preview"),
    path("papers/<path:employee_no>/", papers.papers, name="papers"),
    path("banks/", exports.bank_templates, name="bank_templates"),
    path("banks/new/", exports.bank_template, name="add_bank_template"),
    path("banks/<int:pk>/", exports.bank_template, name="bank_template"),
    path("drafts/", rulebooks.drafts, name="drafts"),
    path("drafts/of/<int:pk>/", rulebooks.begin_draft, name="begin_draft"),
    path("drafts/<int:pk>/", rulebooks.draft, name="draft"),
    path("drafts/<int:pk>/without/<slug:name>/", rulebooks.leave_out, name="leave_out"),
    path("drafts/<int:pk>/adopt/", rulebooks.adopt_draft, name="adopt_draft"),
    path("drafts/<int:pk>/drop/", rulebooks.drop_draft, name="drop_draft"),
    path("drafts/<int:pk>/try/", rulebooks.try_draft, name="try_draft"),
    path("drafts/tried/<int:pk>/", rulebooks.tried, name="tried"),
    path("drafts/tried/<int:pk>/progress/", rulebooks.try_progress, name="try_progress"),
    path("rulebooks/compare/", rulebooks.compare_books, name="compare_books"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.edit_day, name="add_day"),
    path("calendar/import/", calendar.import_days, name="import_days"),
    path("calendar/<int:pk>/", calendar.edit_day, name="edit_day"),
    path("exports/<int:pk>/", exports.download, name="download"),
    path("<month:month>/", runs.run, name="run"),
    path("<month:month>/sources/", runs.sources, name="sources"),
    path("<month:month>/progress/", runs.progress, name="progress"),
    path("<month:month>/exceptions/<slug:code>/", runs.exceptions, name="exceptions"),
    path("<month:month>/calculate/", steps.calculate, name="calculate"),
    path("<month:month>/waive/<slug:code>/", steps.waive, name="waive"),
    path("<month:month>/review/", steps.review, name="review"),
    path("<month:month>/dispute/", disputes.dispute, name="dispute"),
    path("<month:month>/seen/", disputes.confirm_seen, name="confirm_seen"),
    path("<month:month>/approving/", runs.approving, name="approving"),
    path("<month:month>/approve/", steps.approve, name="approve"),
    path("<month:month>/pay/", steps.mark_paid, name="mark_paid"),
    path("<month:month>/bank/", exports.bank_file, name="bank_file"),
    path("<month:month>/exports/", exports.exports, name="exports"),
    path("<month:month>/payslips/<path:employee_no>/", payslips.payslip, name="payslip"),
]
