"""Rule books in the browser: drafts, what they would have done, their adoption; two versions side by side."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.pages import list_page, wants_part
from payroll import drafting, tables, trying, versions
from payroll.forms_of_rulebooks import CompareForm, DraftForm, NumberForm, TryForm
from payroll.models import PAY_OFFICE, RuleDraft, WhatIf
from payroll.services import Refused
from payroll.views.parts import form_page, takes
from payroll.wording import code_name
from staff.models import RuleBook


@require_safe
@roles_only(*PAY_OFFICE)
def drafts(request: HttpRequest) -> HttpResponse:
    """All drafts, the latest first."""
    rows = RuleDraft.objects.visible_to(request.user).select_related("book", "by__employee")
    return list_page(request, rows, None, tables.DraftTable, title=_("Drafts of rule books"))


@form_page
@roles_only(*PAY_OFFICE)
def begin_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a change of a rule book."""
    book = get_object_or_404(RuleBook, pk=pk)
    form = DraftForm(request.POST or None)
    if form.is_valid():
        try:
            draft = drafting.begin_draft(book, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("starts", str(refused))
        else:
            return redirect("payroll:draft", draft.pk)
    return render(request, "payroll/begin_draft.html", {"form": form, "book": book})


def draft_of(request: HttpRequest, pk: int) -> RuleDraft:
    rows = RuleDraft.objects.visible_to(request.user).select_related(
        "book", "by__employee", "decided_by__employee"
    )
    return get_object_or_404(rows, pk=pk)


@form_page
@roles_only(*PAY_OFFICE)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: its numbers beside those in force; POST sets a number."""
    shown = draft_of(request, pk)
    form = NumberForm(request.POST or None, draft=shown)
    if takes(form, "value", lambda: drafting.set_number(shown, by=request.user, **form.cleaned_data)):
        return redirect("payroll:draft", pk)
    context = {"form": form, "may_adopt": request.user.role == Role.DIRECTOR, **parts_of(shown)}
    return render(request, "payroll/draft.html", context)


def parts_of(shown: RuleDraft) -> dict[str, Any]:
    """What the page of a draft shows."""
    return {
        "draft": shown,
        "rows": versions.draft_rows(shown),
        "tries": shown.tries.order_by("-pk")[:5],
        "try_form": TryForm(),
        "why_not": drafting.why_not_adoptable(shown),
    }


@require_POST
@roles_only(*PAY_OFFICE)
def leave_out(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a number out of a draft."""
    return attempt(request, pk, "", lambda: drafting.leave_out(draft_of(request, pk), name, by=request.user))


def attempt(request: HttpRequest, pk: int, told: str, step: Any) -> HttpResponse:
    """Take a step and say how it went; back to the draft."""
    try:
        step()
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        if told:
            messages.success(request, told)
    return redirect("payroll:draft", pk)


@form_page
@roles_only(*PAY_OFFICE)
def adopt_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft the next version, after saying what that means."""
    shown = draft_of(request, pk)
    if request.user.role != Role.DIRECTOR:
        raise Http404
    if request.method == "POST":
        told = _("Adopted: the numbers hold from %(month)s on.") % {"month": shown.starts}
        return attempt(request, pk, told, lambda: drafting.adopt(shown, by=request.user))
    context = {
        "draft": shown,
        "rows": versions.draft_rows(shown),
        "why_not": drafting.why_not_adoptable(shown),
    }
    return render(request, "payroll/adopt_draft.html", context)


@require_POST
@roles_only(*PAY_OFFICE)
def drop_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft aside."""
    told = _("The draft is put aside; it stays readable.")
    return attempt(request, pk, told, lambda: drafting.drop(draft_of(request, pk), by=request.user))


@require_POST
@roles_only(*PAY_OFFICE)
def try_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Have past months worked out under the draft."""
    form = TryForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose the first and the last month."))
        return redirect("payroll:draft", pk)
    try:
        work = drafting.try_draft(draft_of(request, pk), by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("payroll:draft", pk)
    return redirect("payroll:tried", work.pk)


def work_of(request: HttpRequest, pk: int) -> WhatIf:
    return get_object_or_404(
        WhatIf.objects.visible_to(request.user).select_related("draft__book", "by__employee"), pk=pk
    )


@require_safe
@roles_only(*PAY_OFFICE)
def tried(request: HttpRequest, pk: int) -> HttpResponse:
    """What past months would have been under a draft."""
    work = work_of(request, pk)
    rows = work.rows.all()
    context = {"work": work} if wants_part(request) else results_of(work)
    return list_page(request, rows, None, tables.WhatIfTable, "payroll/tried.html", **context)


def results_of(work: WhatIf) -> dict[str, Any]:
    """The sums of a what-if: by month, and whatever moved by line and by group."""
    months = trying.compared(work.sums.get("months", []), str)
    groups = moved(work, "groups", lambda name: name or _("without a group"))
    return {
        "work": work,
        **progress_parts(work),
        "values": versions.rows_of_values(work.values),
        "months": months,
        "total": trying.total(months),
        "lines": moved(work, "lines", code_name),
        "groups": groups,
        "chart": chart_of(groups),
    }


def moved(work: WhatIf, part: str, label: Callable[[str], str]) -> list[trying.Compared]:
    """The sums that a draft would have changed."""
    return [row for row in trying.compared(work.sums.get(part, []), label) if row.change]


def chart_of(groups: Sequence[trying.Compared]) -> dict[str, Any]:
    """By how much the net pay of each group moved, as a chart."""
    changes = [row.change for row in groups]
    return {
        "names": [row.label for row in groups],
        "series": [{"name": _("Net pay"), "values": changes}],
        "unit": _("yuan"),
    }


def progress_parts(work: WhatIf) -> dict[str, Any]:
    """What _progress.html needs."""
    return {
        "label": _("Working out %(first)s to %(last)s under the draft")
        % {"first": work.first, "last": work.last},
        "url": reverse("payroll:try_progress", args=[work.pk]),
        "running": not work.is_over,
        "done": work.done_steps,
        "total_steps": work.all_steps,
        "stage": work.stage,
        "failure": work.failure,
    }


@require_safe
@roles_only(*PAY_OFFICE)
def try_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a what-if is; once it is over, the whole page is asked for."""
    work = work_of(request, pk)
    parts = progress_parts(work)
    response = HttpResponse(
        render_to_string("_progress.html", parts | {"total": parts["total_steps"]}, request)
    )
    if work.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@roles_only(*PAY_OFFICE)
def compare_books(request: HttpRequest) -> HttpResponse:
    """Two versions of rule books side by side: only what differs."""
    form = CompareForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        given = form.cleaned_data
        context["rows"] = versions.differences(**given)
        context["head_before"] = f"{given['book']} {given['month']}"
        context["head_after"] = f"{given['other']} {given['other_month']}"
    return render(request, "payroll/compare_books.html", context)
