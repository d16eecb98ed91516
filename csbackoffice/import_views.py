"""Pages of the imports: hand a file in, see what it would change, take it, mend what is wrong."""

from pathlib import Path
from typing import Any

import django_tables2 as tables
from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import roles_only
from common.audit import record
from common.pages import list_page
from common.sheet_xml import Unreadable
from common.tables import MomentColumn
from csbackoffice import uploads
from csbackoffice.coming_in import changed_sheets
from csbackoffice.imports import SHEETS
from csbackoffice.models import IMPORTERS, METRIC_IMPORTERS, Import
from csbackoffice.welcome import steps
from performance.coming_metrics import METRICS


class UploadForm(forms.Form):
    """One month workbook."""

    file = forms.FileField(
        label=_("Month workbook"),
        help_text=_(
            "An .xlsx file of at most 40 MB with any of the sheets 组别, 员工, 排班, 打卡, 请假, 加班, 订单, 退款, "
            "绩效, 奖惩, 建议, 调整, 期初."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class MetricUploadForm(forms.Form):
    """One report of a platform."""

    file = forms.FileField(
        label=_("Report of service metrics"),
        help_text=_("An .xlsx file of at most 40 MB. A CSV file: open it and save it as .xlsx."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ImportTable(tables.Table):
    """Imports, the latest first."""

    upload = tables.Column(
        verbose_name=_("file"), linkify=("import", {"pk": tables.A("pk")}), orderable=False
    )
    is_preview = tables.Column(verbose_name=pgettext_lazy("import", "kind"), orderable=False)
    work_status = tables.Column(verbose_name=_("status"), orderable=False)
    queued_at = MomentColumn(verbose_name=_("handed in"), orderable=False)

    caption = _("Imports")
    empty_text = _("Nothing has been imported yet.")
    empty_icon = "file-import"

    def render_is_preview(self, value: bool) -> Any:
        return _("preview") if value else _("import")

    def render_work_status(self, record: Import) -> Any:
        if record.is_done and record.rejected:
            return _("rows to mend")
        return record.get_work_status_display()


class BadRowTable(tables.Table):
    """What has to be mended, in the order of the file."""

    sheet = tables.Column(verbose_name=_("sheet"), orderable=False)
    row = tables.Column(verbose_name=_("row"), orderable=False)
    column = tables.Column(verbose_name=_("column"), orderable=False)
    value = tables.Column(verbose_name=_("value"), orderable=False)
    remedy = tables.Column(verbose_name=_("what would be right"), orderable=False)

    caption = _("Rows to mend")


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*IMPORTERS)
def imports(request: HttpRequest) -> HttpResponse:
    """Hand in a month workbook; one's imports so far."""
    known = {"sheets": SHEETS, "month": steps.first_month()}
    return hand_in(request, UploadForm, Import.Kind.MONTH, "imports/imports.html", **known)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*METRIC_IMPORTERS)
def metric_imports(request: HttpRequest) -> HttpResponse:
    """Hand in a platform's report of service metrics; one's imports of such so far."""
    columns = METRICS.columns
    return hand_in(request, MetricUploadForm, Import.Kind.METRICS, "imports/metrics.html", columns=columns)


def hand_in(
    request: HttpRequest, kind_of_form: type[forms.Form], kind: str, template: str, **context: Any
) -> HttpResponse:
    """Take a file in to be looked at, or show the form again with the reason."""
    form = kind_of_form(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            work = uploads.receive(form.cleaned_data["file"], by=request.user, kind=kind)
            return redirect("import", work.pk)
        except Unreadable as trouble:
            form.add_error("file", str(trouble))
    rows = Import.objects.visible_to(request.user).filter(kind=kind).select_related("upload")
    return list_page(request, rows, None, ImportTable, template, form=form, **context)


def visible_import(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("upload"), pk=pk)


@never_cache
@require_safe
@roles_only(*IMPORTERS, *METRIC_IMPORTERS)
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is; then what it would change, what has to be mended, or what was taken."""
    work = visible_import(request, pk)
    taken = work.upload.imports.filter(is_preview=False, pk__gt=work.pk).first()
    context = {
        "work": work,
        "taken": taken,
        "changed": list(changed_sheets(work.outcome)),
        "is_setting_up": steps.is_guided(request.user),
    }
    return list_page(request, work.errors, None, BadRowTable, "imports/import.html", **context)


@never_cache
@require_safe
@roles_only(*IMPORTERS, *METRIC_IMPORTERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar; once it is over the browser loads the page with the outcome."""
    work = visible_import(request, pk)
    response = render(request, "imports/_progress.html", {"work": work})
    if work.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@roles_only(*IMPORTERS, *METRIC_IMPORTERS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what was looked at."""
    work = uploads.confirm(visible_import(request, pk), by=request.user)
    return redirect("import", work.pk if work else pk)


@never_cache
@require_safe
@roles_only(*IMPORTERS, *METRIC_IMPORTERS)
def marked_copy(request: HttpRequest, pk: int) -> FileResponse:
    """The handed-in workbook with the bad cells marked; it holds personal numbers, so the download is recorded."""
    work = visible_import(request, pk)
    if not work.marked_copy:
        raise Http404
    record("marked copy downloaded", work, by=request.user)
    name = f"{Path(work.upload.name).stem} marked.xlsx"
    return FileResponse(work.marked_copy.open("rb"), as_attachment=True, filename=name)
