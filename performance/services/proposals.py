"""Entries that attendance proposes (a missing work plan, hygiene): a leader books them as conduct."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from attendance import proposals
from attendance.models import ConductProposal
from performance.models import ConductEntry
from performance.services.conduct import record_conduct


@transaction.atomic
def book(proposal: ConductProposal, *, by: Any, amount: Decimal | None = None) -> ConductEntry:
    """Record what is proposed under its item of the catalogue, and mark the proposal booked, both or neither.

    `amount` is that of a fine where it is not the one proposed. Raises Refused, or ValidationError where it is decided
    already, is one's own, or somebody else's to decide.
    """
    entry = record_conduct(
        proposal.employee,
        proposal.item,
        by=by,
        on=proposal.on,
        count=proposal.count,
        amount=proposal.amount if amount is None else amount,
        incident=f"proposal {proposal.pk}",
        note=proposal.because,
    )
    proposals.mark_booked(proposal, by=by, entry_no=entry.entry_no)
    return entry
