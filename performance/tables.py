"""Lists of orders, refunds, scores, conduct and suggestions."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.money import rounded
from common.tables import RIGHT, DayColumn, MomentColumn, MoneyColumn
from common.templatetags.backoffice import money
from performance import wording
from performance.calibrating import hidden_from
from performance.models import (
    Appeal,
    Assessment,
    ConductEntry,
    Inspection,
    LostInquiry,
    Order,
    Refund,
    Score,
    ServiceMetric,
    Sitting,
    Suggestion,
    TrainingPlan,
)
from staff.tables import PersonColumn

LEADS = (Role.LEADER, Role.SUPERVISOR, Role.MANAGER)


class OrderTable(tables.Table):
    order_no = tables.Column(linkify=lambda record: reverse("performance:order", args=[record.pk]))
    paid_at = MomentColumn()
    amount = MoneyColumn()
    account = tables.Column(default=_("auto order"))
    completed_at = MomentColumn()
    is_late = tables.Column(verbose_name=pgettext_lazy("order", "late"))

    caption = _("Orders")
    empty_text = _("No orders yet. They come with the month workbook.")
    empty_icon = "shopping-cart"

    class Meta:
        model = Order
        fields = ["order_no", "paid_at", "amount", "account", "shop", "completed_at", "counts_in", "is_late"]

    def render_is_late(self, value: bool) -> str:
        return late(value)


class RefundTable(tables.Table):
    refunded_at = MomentColumn()
    amount = MoneyColumn()
    account = tables.Column(verbose_name=_("service account"))
    order_no = tables.Column(
        linkify=lambda record: (
            reverse("performance:order", args=[record.order_id]) if record.order_id else None
        )
    )
    paid_on = DayColumn(default=_("order not known"))
    is_late = tables.Column(verbose_name=pgettext_lazy("order", "late"))

    caption = _("Refunds")
    empty_text = _("No refunds yet. They come with the month workbook.")
    empty_icon = "receipt-refund"

    class Meta:
        model = Refund
        fields = [
            "refund_no",
            "refunded_at",
            "amount",
            "order_no",
            "paid_on",
            "account",
            "counts_in",
            "is_late",
        ]

    def render_is_late(self, value: bool) -> str:
        return late(value)


class ScoreTable(tables.Table):
    employee = PersonColumn()
    score = tables.Column(
        attrs=RIGHT,
        linkify=lambda record: reverse("performance:score", args=[record.pk]),
    )

    caption = _("Scores")
    empty_text = _("No scores yet. They come from a published assessment or from the month workbook.")
    empty_icon = "target"

    class Meta:
        model = Score
        fields = ["month", "employee", "score", "status"]


class ConductTable(tables.Table):
    entry_no = tables.Column(linkify=lambda record: reverse("performance:entry", args=[record.pk]))
    on = DayColumn()
    employee = PersonColumn()
    item = tables.Column()
    count = tables.Column(attrs=RIGHT)
    points = tables.Column(verbose_name=_("points"), attrs=RIGHT, orderable=False)
    amount = MoneyColumn()

    caption = _("Conduct")
    empty_text = _("Nothing is recorded here. A leader or supervisor records what happened.")
    empty_icon = "gavel"

    class Meta:
        model = ConductEntry
        fields = [
            "entry_no",
            "on",
            "employee",
            "item",
            "count",
            "points",
            "amount",
            "note",
            "status",
            "counts_in",
        ]

    def render_item(self, value: str, record: Any) -> str:
        return record.item_name or value

    def render_points(self, value: int, record: ConductEntry) -> str:
        """What it comes to; of a step that costs nothing yet, which one it is."""
        if not record.costs:
            return str(record.get_stage_display())  # type: ignore[attr-defined]
        return f"{value * record.count:+d}".replace("-", "−") if value else "—"


class SuggestionTable(tables.Table):
    title = tables.Column(linkify=lambda record: reverse("performance:suggestion", args=[record.pk]))
    submitted_on = DayColumn()
    approved_on = DayColumn()
    employee = PersonColumn()
    award = MoneyColumn()

    caption = _("Suggestions")
    empty_text = _("No suggestions yet. Whoever knows how it could go better writes the first one.")
    empty_icon = "bulb"

    class Meta:
        model = Suggestion
        fields = ["title", "employee", "submitted_on", "status", "approved_on", "award"]


class AssessmentTable(tables.Table):
    month = tables.Column(linkify=lambda record: reverse("performance:assessment", args=[record.pk]))
    group = tables.Column(linkify=lambda record: reverse("performance:assessment", args=[record.pk]))
    template = tables.Column(accessor="version__template__name", verbose_name=_("scorecard"))
    people = tables.Column(verbose_name=_("people"), attrs=RIGHT)
    lacking = tables.Column(verbose_name=_("with missing parts"), attrs=RIGHT)
    appealed = tables.Column(verbose_name=_("appealed"), attrs=RIGHT)

    caption = _("Assessments")
    empty_text = _("No month is being marked yet.")
    empty_icon = "chart-bar"
    empty_step, empty_url = _("Open an assessment"), reverse_lazy("performance:open_assessment")

    class Meta:
        model = Assessment
        fields = ["month", "group", "template", "people", "lacking", "appealed", "status"]


class AppealTable(tables.Table):
    at = MomentColumn(linkify=lambda record: reverse("performance:appeal", args=[record.pk]))
    employee = PersonColumn()
    about = tables.Column(empty_values=(), verbose_name=_("about"), orderable=False)
    reason = tables.Column()
    decided_by = tables.Column(verbose_name=_("decided by"))

    caption = _("Appeals")
    empty_text = _("Nobody has objected to anything.")
    empty_icon = "gavel"

    class Meta:
        model = Appeal
        fields = ["at", "employee", "about", "reason", "status", "decided_by"]

    def render_about(self, record: Appeal) -> str:
        if record.entry:
            return f"{_('Conduct')} {record.entry}"
        return f"{record.mark.score.month} {record.mark.criterion}" if record.mark else "—"


class MetricTable(tables.Table):
    is_final = tables.Column(verbose_name=_("state"))
    on = DayColumn()
    employee = PersonColumn()
    rate = tables.Column(empty_values=(), verbose_name=_("value"), attrs=RIGHT, orderable=False)
    numerator = tables.Column(attrs=RIGHT)
    denominator = tables.Column(attrs=RIGHT)

    caption = _("Service metrics")
    empty_text = _(
        "No figures in this month. They come from the tickets by themselves, or from a platform's report."
    )
    empty_icon = "activity"

    class Meta:
        model = ServiceMetric
        fields = ["on", "employee", "metric", "rate", "numerator", "denominator", "source", "is_final"]

    def render_source(self, value: str, record: ServiceMetric) -> Any:
        """Where it came from; of tickets, the way to them."""
        if record.source == ServiceMetric.Source.TICKETS:
            return format_html('<a href="{}">{}</a>', wording.tickets_behind(record), value)
        return f"{value} · {record.account}" if record.account else value

    def render_rate(self, record: ServiceMetric) -> str:
        return wording.value(record.metric, Decimal(record.numerator), Decimal(record.denominator))

    def render_is_final(self, value: bool) -> str:
        return _("final") if value else _("provisional")


class LostTable(tables.Table):
    on = DayColumn()
    employee = PersonColumn()

    caption = _("Lost inquiries")
    empty_text = _("No lost inquiry is noted in this month.")
    empty_icon = "mood-sad"
    empty_step, empty_url = _("Note a lost inquiry"), reverse_lazy("performance:note_lost")

    class Meta:
        model = LostInquiry
        fields = ["on", "customer_name", "reason", "note", "employee"]


class InspectionTable(tables.Table):
    on = DayColumn(linkify=lambda record: reverse("performance:inspection", args=[record.pk]))
    employee = PersonColumn()
    standard = tables.Column(verbose_name=_("standard"))
    inspector = tables.Column(verbose_name=_("inspector"))
    result = tables.Column(empty_values=(), verbose_name=_("result"), attrs=RIGHT, orderable=False)

    caption = _("Inspections")
    empty_text = _("Nobody has been inspected yet.")
    empty_icon = "shield-check"

    class Meta:
        model = Inspection
        fields = ["on", "employee", "standard", "conversation", "inspector", "result"]

    @cached_property
    def hidden(self) -> frozenset[int]:
        return hidden_from(self.request.user)

    def render_result(self, record: Inspection) -> str:
        if not record.done_at:
            return _("to be done") if record.may_be_filled else _("not done in time")
        if record.pk in self.hidden:
            return _("hidden until all have finished")
        words = _("calibration") if record.is_calibration else ""
        return f"{record.got} / {record.possible} {words}".strip()


class SittingTable(tables.Table):
    exam = tables.Column(verbose_name=_("exam"), linkify=lambda record, table: table.address_of(record))
    day = DayColumn(accessor="exam__on", verbose_name=_("date"))
    employee = PersonColumn()
    mark = tables.TemplateColumn(
        template_name="performance/_exam_mark.html", verbose_name=_("mark"), attrs=RIGHT
    )

    caption = _("Exams")
    empty_text = _("No exam has been set.")
    empty_icon = "school"

    class Meta:
        model = Sitting
        fields = ["exam", "day", "employee", "mark"]

    def address_of(self, sitting: Sitting) -> str | None:
        """Questions and marks are for those who lead."""
        leads = self.request.user.role in LEADS
        return reverse("performance:exam", args=[sitting.exam_id]) if leads else None


class TrainingTable(tables.Table):
    topic = tables.Column(linkify=lambda record, table: table.address_of(record))
    on = DayColumn()
    people = tables.Column(verbose_name=_("people"), attrs=RIGHT)
    came = tables.Column(verbose_name=_("came"), attrs=RIGHT)

    caption = _("Training plans")
    empty_text = _("No training is planned.")
    empty_icon = "certificate"

    class Meta:
        model = TrainingPlan
        fields = ["topic", "weak_point", "on", "trainer", "people", "came"]

    def address_of(self, plan: TrainingPlan) -> str | None:
        """Who came is written down, and read, by those who lead."""
        leads = self.request.user.role in LEADS
        return reverse("performance:training_plan", args=[plan.pk]) if leads else None


class MeanTable(tables.Table):
    employee_no = tables.Column(verbose_name=_("employee number"))
    name = tables.Column(linkify=("staff:person", {"employee_no": tables.A("employee_no")}))
    group_name = tables.Column(verbose_name=_("group"))
    months = tables.Column(verbose_name=_("months"), attrs=RIGHT)
    mean = tables.Column(
        empty_values=(),
        verbose_name=_("mean"),
        attrs=RIGHT,
        orderable=False,
        linkify=lambda record: wording.address("performance:scores", employee=record.employee_no),
    )

    caption = _("Quarter and year")
    empty_text = _("No published score in these months.")
    empty_icon = "medal"

    class Meta:
        fields = ["employee_no", "name", "group_name", "months", "mean"]

    def render_mean(self, record: Any) -> str:
        return money(rounded(Fraction(record.total) / record.months))


def late(is_late: bool) -> str:
    return str(pgettext_lazy("order", "late")) if is_late else "—"
