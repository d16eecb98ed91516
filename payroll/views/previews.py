"""Pay to date: one's own, and that of the people one sees."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.pages import wants_part
from payroll import previews
from payroll.models import PAY_OFFICE
from payroll.overview import kind_name
from payroll.showing import Shown
from payroll.wording import code_name, formula_to_read, say
from staff.models import Employee

AT_ONCE = 50


@never_cache
@require_safe
@roles_only(*Role)
def my_preview(request: HttpRequest) -> HttpResponse:
    """One's own pay to date."""
    return shown(request, request.user.employee_id)


@never_cache
@require_safe
@roles_only(Role.SUPERVISOR, *PAY_OFFICE)
def preview(request: HttpRequest, employee_no: str) -> HttpResponse:
    """The pay to date of somebody whom one sees."""
    person = get_object_or_404(Employee.objects.visible_to(request.user), employee_no=employee_no)
    return shown(request, person.pk, person.name)


def shown(request: HttpRequest, employee_id: int | None, name: str = "") -> HttpResponse:
    """The pay to date; a page in words where the person is not employed this month."""
    month = previews.open_month()
    found = previews.preview_of(month, employee_id) if employee_id else None
    if found is None:
        context = {"month": month, "name": name, "is_own": employee_id == request.user.employee_id}
        return render(request, "payroll/no_preview.html", context)
    context = parts_of(found) | {"is_own": found.person.id == request.user.employee_id}
    template = "payroll/_preview.html" if wants_part(request) else "payroll/preview.html"
    return render(request, template, context)


def parts_of(found: previews.Preview) -> dict[str, Any]:
    """Lines of a preview in words, and what is missing."""
    lines = [(line.code.side, in_words(line)) for line in found.result.lines]
    return {
        "preview": found,
        "earnings": [line for side, line in lines if side == "earning"],
        "deductions": [line for side, line in lines if side == "deduction"],
        "missing": missing_of(found),
    }


def in_words(line: Any) -> Shown:
    """A line that is not stored: nothing can be objected to yet, and its records are still coming in."""
    return Shown(
        label=code_name(line.code.code),
        amount=line.amount,
        formula=formula_to_read(line, dict(line.why.numbers)),
        because=say({"text": line.why.text, "numbers": dict(line.why.numbers)}),
        records=[],
        pk=0,
        code=line.code.code,
    )


def missing_of(found: previews.Preview) -> list[tuple[str, str]]:
    """(what kind, in words) of everything that is not there yet."""
    return [
        (capfirst(kind_name(one.code)), say({"text": one.says, "numbers": dict(one.numbers)}))
        for one in found.missing
        if one.is_blocking
    ]


@never_cache
@require_safe
@roles_only(Role.SUPERVISOR, *PAY_OFFICE)
def team_preview(request: HttpRequest) -> HttpResponse:
    """Pay to date of the people one sees, fifty at a time."""
    month = previews.open_month()
    people = Employee.objects.visible_to(request.user).employed_between(month.first, month.last)
    page = Paginator(people.order_by("employee_no"), AT_ONCE).get_page(request.GET.get("page"))
    rows = previews.previews(month, [person.pk for person in page])
    context = {"month": month, "page": page, "rows": [(row, missing_of(row)) for row in rows]}
    template = "payroll/_team_preview.html" if wants_part(request) else "payroll/team_preview.html"
    return render(request, template, context)
