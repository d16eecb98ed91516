"""The way of a suggestion: handed in, judged, tried, its effect proven, rewarded."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import audit
from common.month import Month
from performance.models import Suggestion
from performance.rates import SuggestionRates
from performance.services import telling
from performance.services.steps import Refused, author, group_of, rates_for, refuse_locked

STATUS = Suggestion.Status


@transaction.atomic
def submit(title: str, text: str, *, by: Any) -> Suggestion:
    """Hand in a suggestion. Raises Refused for the same title a second time."""
    try:
        with transaction.atomic():
            made = Suggestion.objects.create(
                employee_id=by.employee_id,
                title=title.strip(),
                text=text,
                status=STATUS.SUBMITTED,
                submitted_on=dt.date.today(),
            )
    except IntegrityError as error:
        raise Refused(_("You have handed in a suggestion with this title already.")) from error
    audit.record("suggestion submitted", made, by=by)
    return made


@transaction.atomic
def judge(suggestion: Suggestion, *, is_tried: bool, judgement: str, by: Any) -> None:
    """Try it, or decline it with the reason. Raises Refused for one's own, and where it is judged already."""
    suggestion = _held(suggestion)
    _refuse(suggestion, STATUS.SUBMITTED, by)
    if not judgement.strip():
        raise Refused(_("Answer with the reason."))
    _move(suggestion, STATUS.TRIED if is_tried else STATUS.DECLINED, by, judgement=judgement.strip())


@transaction.atomic
def prove(suggestion: Suggestion, *, is_proven: bool, effect: str, award: Decimal | None, by: Any) -> None:
    """Say what the trial showed; a proven effect is rewarded within the limits of the rule book.

    Raises Refused where it is not being tried, without words about the effect, and for an award out of range.
    """
    suggestion = _held(suggestion)
    _refuse(suggestion, STATUS.TRIED, by)
    if not effect.strip():
        raise Refused(_("Say what the trial showed."))
    if not is_proven:
        _move(suggestion, STATUS.DECLINED, by, effect=effect.strip())
        return
    today = dt.date.today()
    refuse_locked(Month.of(today))
    rates = rates_for(SuggestionRates, group_of(suggestion.employee_id, today), Month.of(today))
    if award is None or not rates.suggestion_min <= award <= rates.suggestion_max:
        limits = {"least": rates.suggestion_min, "most": rates.suggestion_max}
        raise Refused(_("An award is from %(least)s to %(most)s.") % limits)
    _move(suggestion, STATUS.APPROVED, by, effect=effect.strip(), award=award, approved_on=today)


def _held(suggestion: Suggestion) -> Suggestion:
    """It as it stands now; somebody else who decides at the same moment waits, and finds it decided."""
    return Suggestion.objects.select_for_update().get(pk=suggestion.pk)


def _refuse(suggestion: Suggestion, wanted: str, by: Any) -> None:
    if suggestion.employee_id == by.employee_id:
        raise Refused(_("Nobody marks or decides on their own case."))
    if suggestion.status != wanted:
        raise Refused(_("This step is not open: %(status)s.") % {"status": suggestion.get_status_display()})


def _move(suggestion: Suggestion, status: str, by: Any, **values: Any) -> None:
    before, suggestion.status, suggestion.decided_by = suggestion.status, status, author(by)
    for name, value in values.items():
        setattr(suggestion, name, value)
    suggestion.save()
    changes = {"status": [before, status], "award": [None, values.get("award")]}
    audit.record("suggestion decided", suggestion, by=by, changes=changes)
    telling.of_suggestion(suggestion)
