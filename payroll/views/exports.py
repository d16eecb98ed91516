"""Workbooks of a month: ask for one, watch it being made, download it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common import audit
from common.access import Role, roles_only
from common.month import Month
from payroll import banks, forms, services
from payroll.models import BankTemplate, PayrollExport, PayrollRun
from payroll.views.parts import CALCULATING, READING, attempt, form_page, run_of

SHOWN = 8
MADE = _("The workbook is being made; it appears under “Workbooks”.")
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
    if not form.is_valid():
        messages.warning(request, " ".join(form.errors.get("format", [])))
        return redirect("payroll:run", month)
    return asked(request, shown, form.cleaned_data["format"])


def asked(request: HttpRequest, run: PayrollRun, format: str) -> HttpResponse:
    """Have a workbook made; the bank file wants a purpose first."""
    if format == PayrollExport.Format.BANK:
        return redirect("payroll:bank_file", run.month)
    return attempt(request, run.month, str(MADE), lambda: services.start_export(run, format, by=request.user))


def parts_of(request: HttpRequest, run: PayrollRun) -> dict[str, Any]:
    """What _exports.html needs: the last workbooks, and the formats that this person may ask for."""
    rows = PayrollExport.objects.visible_to(request.user).filter(run=run)
    made = list(rows.select_related("requested_by__employee").order_by("-queued_at", "-pk")[:SHOWN])
    may_ask = request.user.role in CALCULATING and run.payslips.exists()
    return {
        "run": run,
        "exports": made,
        "making": any(not one.is_over for one in made),
        "formats": list(formats_for(request.user, run)) if may_ask else [],
    }


def formats_for(user: Any, run: PayrollRun) -> Iterator[dict[str, str]]:
    """Every format, and why this person cannot have it now."""
    for value, label in PayrollExport.Format.choices:
        refusal = forms.why_not_export(run, value, user)
        yield {"format": value, "label": label, "icon": ICONS[value], "refusal": refusal}


def says(export: PayrollExport) -> str:
    """What the record says of a file that leaves the house."""
    return f"{export.format} {export.pk}: {export.rows} rows. {export.purpose}".strip()


@form_page
@roles_only(Role.ACCOUNTANT)
def bank_file(request: HttpRequest, month: Month) -> HttpResponse:
    """Ask for which bank and why, then have the file made."""
    shown = run_of(request, month)
    refusal = forms.why_not_export(shown, PayrollExport.Format.BANK, request.user)
    form = forms.BankFileForm(request.POST or None)
    bank = PayrollExport.Format.BANK
    if form.is_valid() and not refusal:
        given = form.cleaned_data
        return attempt(
            request, month, str(MADE), lambda: services.start_export(shown, bank, by=request.user, **given)
        )
    context = {"form": form, "run": shown, "refusal": refusal}
    return render(request, "payroll/bank_file.html", context)


@require_safe
@roles_only(Role.ACCOUNTANT)
def bank_templates(request: HttpRequest) -> HttpResponse:
    """Layouts of other banks."""
    rows = BankTemplate.objects.visible_to(request.user)
    return render(request, "payroll/bank_templates.html", {"rows": rows, "contents": banks.CONTENTS})


@form_page
@roles_only(Role.ACCOUNTANT)
def bank_template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Define the layout of a bank's file, or change it."""
    row = get_object_or_404(BankTemplate.objects.visible_to(request.user), pk=pk) if pk else None
    form = forms.BankTemplateForm(request.POST or None, instance=row)
    if form.is_valid():
        stored = BankTemplate.objects.get(pk=row.pk) if row else None
        banks.keep_template(stored, by=request.user, **form.cleaned_data)
        return redirect("payroll:bank_templates")
    context = {"form": form, "row": row, "cancel_url": reverse("payroll:bank_templates")}
    return render(request, "payroll/bank_template.html", context)


@never_cache
@require_POST
@roles_only(*READING)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, to whoever may see it, on record: it leaves the house with everybody's pay."""
    finished = PayrollExport.objects.visible_to(request.user).exclude(file="")
    export = get_object_or_404(finished.select_related("run"), pk=pk)
    if not export.file.storage.exists(export.file.name):
        raise Http404
    audit.record("payroll.download", export.run, by=request.user, note=says(export))
    name = f"{export.run.month}-{export.format}.xlsx"
    return FileResponse(export.file.open(), as_attachment=True, filename=name)
