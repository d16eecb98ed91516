"""Workbooks of a month: ask for one, watch it being made, download it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common import audit
from common.access import roles_only
from common.month import Month
from payroll import forms, services
from payroll.models import PayrollExport, PayrollRun
from payroll.views.parts import CALCULATING, READING, form_page, run_of

SHOWN = 8
ICONS = {"sheet": "table", "slips": "receipt", "bank": "building-bank", "lines": "list"}


@form_page
@roles_only(*READING)
def exports(request: HttpRequest, month: Month) -> HttpResponse:
    """GET: the workbooks made so far, asked for again while one is being made. POST: have one made."""
    shown = run_of(request, month)
    if request.method != "POST":
        return render(request, "payroll/_exports.html", parts_of(request, shown))
    if request.user.role not in CALCULATING:
        raise Http404
    form = forms.ExportForm(request.POST, run=shown, by=request.user)
    if form.is_valid():
        services.start_export(shown, form.cleaned_data["format"], by=request.user)
        messages.success(request, _("The workbook is being made; it appears under “Workbooks”."))
    else:
        messages.warning(request, " ".join(form.errors.get("format", [])))
    return redirect("payroll:run", month)


def parts_of(request: HttpRequest, run: PayrollRun) -> dict[str, Any]:
    """What _exports.html needs: the last workbooks, and the formats that this person may ask for."""
    rows = PayrollExport.objects.visible_to(request.user).filter(run=run)
    made = list(rows.select_related("requested_by__employee").order_by("-queued_at", "-pk")[:SHOWN])
    formats = [
        {
            "format": value,
            "label": label,
            "icon": ICONS[value],
            "refusal": forms.why_not_export(run, value, request.user),
        }
        for value, label in PayrollExport.Format.choices
    ]
    return {
        "run": run,
        "exports": made,
        "making": any(not one.is_over for one in made),
        "formats": formats if request.user.role in CALCULATING and run.payslips.exists() else [],
    }


@never_cache
@require_POST
@roles_only(*READING)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, to whoever may see it, on record: it leaves the house with everybody's pay."""
    finished = PayrollExport.objects.visible_to(request.user).exclude(file="")
    export = get_object_or_404(finished.select_related("run"), pk=pk)
    if not export.file.storage.exists(export.file.name):
        raise Http404
    audit.record("payroll.download", export.run, by=request.user, note=f"{export.format} {export.pk}")
    name = f"{export.run.month}-{export.format}.xlsx"
    return FileResponse(export.file.open(), as_attachment=True, filename=name)
