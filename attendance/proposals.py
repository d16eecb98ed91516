"""Proposed entries of conduct: a leader has one booked, which performance does, or drops it with a reason."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import ConductProposal
from attendance.models.plans import not_decided_by
from common import locks
from common.audit import record
from common.templatetags.backoffice import day as day_words


@transaction.atomic
def mark_booked(proposal: ConductProposal, *, by: Any, entry_no: str) -> ConductProposal:
    """Note which entry a proposal became; for performance, in the transaction that writes the entry.

    Raises ValidationError where it is decided already, is one's own, or lies in a locked month.
    """
    if locks.is_locked(proposal.on):
        raise ValidationError(
            _("%(day)s is in a month whose pay is approved; nothing can be booked there."),
            params={"day": day_words(proposal.on)},
        )
    return _decide(proposal, ConductProposal.State.BOOKED, by=by, entry_no=entry_no)


@transaction.atomic
def drop(proposal: ConductProposal, *, by: Any, answer: str) -> ConductProposal:
    """Let a proposal go, with the reason. Raises ValidationError as `mark_booked` does."""
    if not answer.strip():
        raise ValidationError(_("Say why it is dropped."))
    return _decide(proposal, ConductProposal.State.DROPPED, by=by, answer=answer.strip()[:300])


def _decide(proposal: ConductProposal, state: str, *, by: Any, **fields: str) -> ConductProposal:
    row = ConductProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.employee_id == by.employee_id:
        raise ValidationError(_("Nobody decides about an entry of their own."))
    if row.item in not_decided_by(by.role):
        raise ValidationError(_("The supervisor or the manager decides about this entry."))
    if row.state != ConductProposal.State.PROPOSED:
        raise ValidationError(
            _("This was decided already: %(state)s."), params={"state": row.get_state_display()}
        )
    before, row.state = row.state, state
    row.decided_by, row.decided_at = by, dt.datetime.now()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "decided_by", "decided_at", *fields])
    record(
        f"proposal {state}", row, by=by, changes={"state": [before, state]}, note=" ".join(fields.values())
    )
    return row
