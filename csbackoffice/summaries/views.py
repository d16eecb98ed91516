"""Pages of the summaries: the list, one to read, print and send."""

import datetime as dt
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.audit import record
from common.pages import list_page
from common.tables import DayColumn, MomentColumn
from csbackoffice.notifications import READERS
from csbackoffice.summaries.model import Summary
from csbackoffice.summaries.showing import said
from csbackoffice.summaries.writing import tell
from staff.filters import groups_of
from staff.models import SEE_EVERYBODY, Employee, GroupTerms, Terms


class SummaryFilters(filters.FilterSet):
    span = filters.ChoiceFilter(
        label=gettext_lazy("period"), choices=Summary.Span.choices, empty_label=gettext_lazy("all")
    )
    group = filters.ModelChoiceFilter(
        label=gettext_lazy("group"), queryset=groups_of, empty_label=gettext_lazy("all groups")
    )

    class Meta:
        model = Summary
        fields: list[str] = []


class SummaryTable(tables.Table):
    scope = tables.Column(
        verbose_name=gettext_lazy("about"),
        linkify=("summary", {"pk": tables.A("pk")}),
        orderable=False,
    )
    span = tables.Column(verbose_name=gettext_lazy("period"))
    first_on = DayColumn()
    last_on = DayColumn()
    written_at = MomentColumn()

    caption = gettext_lazy("Summaries")
    empty_text = gettext_lazy("The first summary is written on Monday morning, by itself.")
    empty_icon = "file-text"

    class Meta:
        model = Summary
        fields = ["scope", "span", "first_on", "last_on", "written_at"]


@require_safe
@roles_only(*READERS)
def summaries(request: HttpRequest) -> HttpResponse:
    """What was written, the latest first."""
    rows = Summary.objects.visible_to(request.user).select_related("group")
    return list_page(request, rows, SummaryFilters, SummaryTable, title=_("Summaries"))


@require_safe
@roles_only(*READERS)
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """One summary, to read, print and send."""
    shown = visible_summary(request, pk)
    context = {
        "summary": shown,
        "parts": said(shown),
        "form": SendForm(people=possible_readers(shown, request.user)),
    }
    return render(request, "summaries/summary.html", context)


def visible_summary(request: HttpRequest, pk: int) -> Summary:
    return get_object_or_404(Summary.objects.visible_to(request.user).select_related("group"), pk=pk)


class SendForm(forms.Form):
    """To whom: people who may read it."""

    people = forms.ModelMultipleChoiceField(
        Employee.objects.none(), label=gettext_lazy("To whom"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["people"]
        chosen.queryset = people


def possible_readers(shown: Summary, user: Any) -> Any:
    """Whoever else may read this summary: those who see everybody; of a group also its leader and supervisor."""
    today = dt.date.today()
    ids = set(Terms.objects.in_force(today).filter(role__in=SEE_EVERYBODY).values_list("employee", flat=True))
    if shown.group_id:
        run = GroupTerms.objects.in_force(today).filter(group=shown.group_id)
        ids |= {pk for pair in run.values_list("leader", "supervisor") for pk in pair if pk}
    here = Employee.objects.employed_between(today, today).filter(pk__in=ids)
    return here.exclude(pk=user.employee_id).order_by("employee_no")


@require_POST
@roles_only(*READERS)
def send_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to colleagues: in the application, and by mail to who wants mail."""
    shown = visible_summary(request, pk)
    form = SendForm(request.POST, people=possible_readers(shown, request.user))
    if not form.is_valid():
        messages.error(request, _("Choose at least one person."))
        return redirect("summary", pk)
    people = list(form.cleaned_data["people"])
    tell(shown, [one.pk for one in people], once=f"{shown.pk}:{request.user.pk}:{dt.date.today()}")
    record("summary.send", shown, by=request.user, note=", ".join(str(one) for one in people)[:300])
    told = ngettext("Sent to %(count)s person.", "Sent to %(count)s people.", len(people))
    messages.success(request, told % {"count": len(people)})
    return redirect("summary", pk)
