"""Filters of payslips and adjustments."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.filters import IdsFilter, MonthFilter
from payroll.models import Adjustment, Dispute, Payslip, PayslipLine, RunException
from payroll.rules.rule import all_codes
from payroll.wording import code_name
from staff.filters import SEARCH, PersonFilter, groups_of
from staff.models import Employee


def code_choices() -> list[tuple[str, str]]:
    return [(code, code_name(code)) for code in all_codes()]


class PayslipFilters(filters.FilterSet):
    """Payslips of a month: by person, group, pay line, and what came out."""

    q = filters.CharFilter(label=_("name or number"), method="search", widget=SEARCH)
    group = filters.ChoiceFilter(field_name="group_name", label=_("group"), empty_label=_("all groups"))
    code = filters.ChoiceFilter(
        label=_("with the line"), choices=code_choices, empty_label=_("any"), method="with_line"
    )
    outcome = filters.ChoiceFilter(
        label=_("net pay"),
        choices=[("zero", _("nothing to pay")), ("carried", _("carried to next month"))],
        empty_label=_("any"),
        method="by_outcome",
    )

    class Meta:
        model = Payslip
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.filters["group"].extra["choices"] = [(name, name) for name in self.group_names(queryset) if name]

    def group_names(self, rows: Any) -> Any:
        return rows.order_by("group_name").values_list("group_name", flat=True).distinct()

    def search(self, rows: Any, name: str, text: str) -> Any:
        stored = Q(employee_no__icontains=text) | Q(name__icontains=text)
        return rows.filter(stored | Q(employee__in=Employee.objects.called(text)))

    def with_line(self, rows: Any, name: str, code: str) -> Any:
        return rows.filter(Exists(PayslipLine.objects.filter(payslip=OuterRef("pk"), code=code)))

    def by_outcome(self, rows: Any, name: str, outcome: str) -> Any:
        return rows.filter(net=0) if outcome == "zero" else rows.filter(carry_out__gt=0)


class MonthsPayslipFilters(PayslipFilters):
    """Payslips of any month."""

    month = MonthFilter("run__month", by="month")

    def group_names(self, rows: Any) -> Any:
        """Those of today: payslips of all months are too many to be asked."""
        return groups_of(self.request).order_by("name").values_list("name", flat=True)


class ExceptionFilters(filters.FilterSet):
    """Exceptions of one code: about whom, and whether they are open."""

    q = filters.CharFilter(label=_("name or number"), method="search", widget=SEARCH)
    open = filters.ChoiceFilter(
        label=_("state"),
        choices=[("yes", _("open")), ("no", _("waived"))],
        empty_label=_("any"),
        method="by_state",
    )

    class Meta:
        model = RunException
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(Q(key__icontains=text) | Q(employee__in=Employee.objects.called(text)))

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(is_waived=state == "no")


class AdjustmentFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("month", by="month", label=_("paid in"))
    employee = PersonFilter()

    class Meta:
        model = Adjustment
        fields: list[str] = []


class DisputeFilters(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("state"), choices=Dispute.State.choices, empty_label=_("any"))
    month = MonthFilter("payslip__run__month", by="month")
    employee = PersonFilter()

    class Meta:
        model = Dispute
        fields: list[str] = []
