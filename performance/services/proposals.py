"""Entries that attendance proposes (a missing work plan, hygiene): a leader books them as conduct."""

from typing import Any

from django.db import transaction

from attendance import proposals
from attendance.models import ConductProposal
from performance.models import ConductEntry
from performance.services.conduct import record_conduct


@transaction.atomic
def book(proposal: ConductProposal, *, by: Any) -> ConductEntry:
    """Record what is proposed under its item of the catalogue, and mark the proposal booked, both or neither.

    Raises Refused, or ValidationError where it is decided already or is one's own.
    """
    entry = record_conduct(
        proposal.employee,
        proposal.item,
        by=by,
        on=proposal.on,
        count=proposal.count,
        incident=f"proposal {proposal.pk}",
        note=proposal.because,
    )
    proposals.mark_booked(proposal, by=by, entry_no=entry.entry_no)
    return entry
