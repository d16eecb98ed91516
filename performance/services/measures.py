"""Metrics, targets and lost inquiries, as they come in; and new versions of scorecards."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from common.month import Month
from common.templatetags.backoffice import day as day_words
from performance import scoring
from performance.models import (
    Criterion,
    LostInquiry,
    SalesTarget,
    ScorecardTemplate,
    ServiceMetric,
    TemplateVersion,
)
from performance.services.steps import Refused, author, refuse_locked
from staff.models import Employee


@transaction.atomic
def enter_metric(
    employee: Employee, metric: str, on: dt.date, *, numerator: int, denominator: int, is_final: bool, by: Any
) -> ServiceMetric:
    """Enter one metric of one day; it replaces what stands.

    Raises Refused for oneself, a day ahead or in a locked month, a denominator of nothing, and a part above the whole.
    """
    if by.employee_id == employee.pk:
        raise Refused(_("Nobody marks or decides on their own case."))
    if on > dt.date.today():
        raise Refused(_("%(day)s is ahead.") % {"day": day_words(on)})
    refuse_locked(Month.of(on))
    if denominator < 1 or numerator < 0:
        raise Refused(_("The denominator must be at least 1 and the numerator at least 0."))
    if metric in {"resolution", "satisfaction", "conversion", "complaints"} and numerator > denominator:
        raise Refused(
            _("%(numerator)s of %(denominator)s is more than all.")
            % {"numerator": numerator, "denominator": denominator}
        )
    standing = ServiceMetric.objects.filter(employee=employee, metric=metric, on=on)
    if standing.filter(account__isnull=False).exists():
        raise Refused(_("This figure came from a platform; correct it in its file and import that again."))
    before = standing.first()
    forget_tickets(employee.pk, metric, Month.of(on))
    values = {"numerator": numerator, "denominator": denominator, "is_final": is_final}
    made, _new = ServiceMetric.objects.update_or_create(
        employee=employee,
        metric=metric,
        on=on,
        account=None,
        defaults=values | {"source": ServiceMetric.Source.ENTERED},
    )
    was = f"{before.numerator} / {before.denominator}" if before else None
    audit.record("metric entered", made, by=by, changes={metric: [was, f"{numerator} / {denominator}"]})
    return made


def forget_tickets(employee: int, metric: str, month: Month) -> None:
    """Drop what tickets said of a metric in a month: two ways of measuring are not added up."""
    rows = ServiceMetric.objects.filter(employee=employee, metric=metric, source=ServiceMetric.Source.TICKETS)
    rows.filter(on__gte=month.first, on__lte=month.last).delete()


@transaction.atomic
def set_target(employee: Employee, month: Month, amount: Decimal, *, by: Any) -> SalesTarget:
    """Set a person's sales target for a month. Raises Refused for oneself, a locked month, nothing or less."""
    if by.employee_id == employee.pk:
        raise Refused(_("Nobody marks or decides on their own case."))
    refuse_locked(month)
    if amount <= 0:
        raise Refused(_("A target is above 0."))
    before = SalesTarget.objects.filter(employee=employee, month=month).first()
    made, _new = SalesTarget.objects.update_or_create(
        employee=employee, month=month, defaults={"amount": amount, "by": author(by)}
    )
    audit.record("target set", made, by=by, changes={"amount": [before and before.amount, amount]})
    return made


def note_lost(customer_name: str, reason: str, *, note: str = "", by: Any) -> LostInquiry:
    """Write down why somebody who asked did not buy."""
    return LostInquiry.objects.create(
        employee_id=by.employee_id, customer_name=customer_name, reason=reason, note=note
    )


@transaction.atomic
def add_version(
    template: ScorecardTemplate,
    valid_from: dt.date,
    criteria: Sequence[Mapping[str, Any]],
    *,
    reason: str,
    by: Any,
) -> TemplateVersion:
    """Give a scorecard new criteria from the first of a month on.

    Raises Refused where the weights do not add up to 100, a value pair is missing or equal, the day is not the first
    of an open month, and where a month from then on is marked already.
    """
    if valid_from.day != 1:
        raise Refused(_("A scorecard changes on the first of a month."))
    refuse_locked(Month.of(valid_from))
    ScorecardTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    if template.versions.filter(valid_from=valid_from).exists():
        raise Refused(_("A version from %(day)s is there already.") % {"day": day_words(valid_from)})
    used = template.versions.filter(assessments__month__gte=Month.of(valid_from), valid_from__lte=valid_from)
    if used.exists():
        raise Refused(_("A month from %(day)s on is being marked already.") % {"day": day_words(valid_from)})
    version = TemplateVersion(template=template, valid_from=valid_from, reason=reason, by=author(by))
    rows = [Criterion(version=version, place=place, **row) for place, row in enumerate(criteria, 1)]
    _refuse_wrong(rows)
    version.save()
    Criterion.objects.bulk_create(rows)
    audit.record("scorecard changed", version, by=by, note=reason)
    return version


def _refuse_wrong(rows: Sequence[Criterion]) -> None:
    total = scoring.wrong_weights([one.scored() for one in rows])
    if total is not None:
        raise Refused(_("The weights add up to %(total)s, not to 100.") % {"total": total})
    for one in rows:
        if scoring.HOW[one.kind] == scoring.LINEAR and (
            one.worst is None or one.best is None or one.worst == one.best
        ):
            raise Refused(
                _("“%(criterion)s” needs two different values: for 0 and for full marks.")
                % {"criterion": one}
            )
        if one.kind == Criterion.Kind.METRIC and not one.metric:
            raise Refused(_("“%(criterion)s” needs a metric.") % {"criterion": one})
