"""Scorecard templates: what a month is marked by, and new versions of it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from performance import wording
from performance.forms import VersionForm
from performance.models import ScorecardTemplate
from performance.services.measures import add_version
from performance.views.parts import READING, form_page, save


@require_safe
@roles_only(*READING)
def templates(request: HttpRequest) -> HttpResponse:
    """Every scorecard with its versions and criteria."""
    rows = ScorecardTemplate.objects.prefetch_related("versions__criteria")
    shown = [(one, [(version, criteria_of(version)) for version in one.versions.all()]) for one in rows]
    context = {"rows": shown, "may_change": request.user.role in {Role.MANAGER, Role.DIRECTOR}}
    return render(request, "performance/templates.html", context)


def criteria_of(version: object) -> list[tuple[object, str]]:
    """Each criterion with its scale in words."""
    return [(one, wording.scale(one)) for one in version.criteria.all()]  # type: ignore[attr-defined]


@form_page
@roles_only(Role.MANAGER, Role.DIRECTOR)
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """New criteria from a month on; months that are marked keep theirs."""
    template = get_object_or_404(ScorecardTemplate, pk=pk)
    form = VersionForm(request.POST or None, template=template)
    if save(request, form, partial(add_version, template), _("The scorecard changes to version %(result)s.")):
        return redirect("performance:templates")
    return render(request, "performance/new_version.html", {"form": form, "template": template})
