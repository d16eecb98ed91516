"""Calibrations are blind: who checks a conversation with others reads their sheets once everybody has finished."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Q

from common.dated import DAY
from common.month import Month
from performance.models import Inspection
from performance.rates import CalibrationRates
from performance.services.steps import rates_for


def hidden_from(user: Any) -> frozenset[int]:
    """Sheets (ids) that somebody who checks the same conversation does not read yet; one query.

    A calibration is over when every sheet of its conversation is finished, or is not waited for any more; it is not
    for whoever has still to fill in the first sheet of it, which does not close.
    """
    first = Q(inspector=user, is_calibration=False)
    open_sheets = Inspection.objects.checks().filter(first | _waited_for(), done_at__isnull=True)
    own = Inspection.objects.filter(inspector=user, conversation__in=open_sheets.values("conversation"))
    rows = Inspection.objects.filter(conversation__in=own.values("conversation"))
    checks: dict[tuple[int, str], list[Inspection]] = defaultdict(list)
    for one in rows.order_by("pk"):
        checks[one.standard_id, one.conversation].append(one)
    return frozenset(pk for sheets in checks.values() for pk in _hidden_among(sheets, user))


def _hidden_among(sheets: list[Inspection], user: Any) -> list[int]:
    """Of the sheets of one conversation those of others, while somebody who checks it has not finished."""
    own = [one for one in sheets if one.inspector_id == user.pk]
    is_compared = bool(own) and any(one.is_calibration for one in sheets)
    is_open = any(one.is_waited_for for one in sheets) or any(one.may_be_filled for one in own)
    return [one.pk for one in sheets if one not in own] if is_compared and is_open else []


def compared_with(inspection: Inspection) -> Inspection | None:
    """A calibration of the same conversation that is waited for, the latest."""
    rows = Inspection.objects.checks().filter(_waited_for(), done_at__isnull=True, is_calibration=True)
    return rows.filter(conversation=inspection.conversation, standard=inspection.standard_id).first()


def closes_on(day: dt.date) -> dt.date:
    """The last day on which a sheet that is begun on a day is waited for, under the company's rule book."""
    return day + rates_for(CalibrationRates, None, Month.of(day)).calibration_days * DAY


def _waited_for() -> Q:
    return Q(closes_on__gte=dt.date.today())
