"""Conversations to check, drawn by chance from what was answered lately: nobody chooses whom, and nobody which."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Collection
from random import Random
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from performance import drawing
from performance.calibrating import closes_on
from performance.models import Draw, Inspection, Standard
from performance.services.inspections import LEAST, candidates_of
from performance.services.steps import Refused
from staff.models import User
from tickets.models import Ticket

BACK = dt.timedelta(days=7)


@transaction.atomic
def draw_sample(standard: Standard, *, by: Any, today: dt.date | None = None) -> Draw:
    """Draw one answered ticket of each person whose turn it is; the second time on a day the same draw is given back.

    So many people are drawn that everybody has been checked once by the end of the week. Raises Refused where nobody
    whom this person leads has answered a ticket in the last seven days that is not checked yet.
    """
    on = today or dt.date.today()
    # A second press waits here, and is given the draw of the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    made = Draw.objects.filter(on=on, standard=standard, inspector=by).first()
    if made:
        return made
    times = candidates_of(by, standard, on)
    answered = _answered(standard, times, on)
    candidates = {pk: times[pk] for pk in times if pk in answered}
    if not candidates:
        raise Refused(_("Nobody has an answered ticket of the last seven days that is not checked yet."))
    seed = secrets.token_hex(8)
    made = Draw.objects.create(
        on=on, at=drawing.time_of_day(seed), standard=standard, inspector=by, seed=seed, candidates=candidates
    )
    drawn = drawing.draw(candidates, 7 - on.weekday(), LEAST, seed)
    until = closes_on(on)
    Inspection.objects.bulk_create(
        Inspection(
            draw=made,
            standard=standard,
            employee_id=pk,
            inspector=by,
            on=on,
            closes_on=until,
            conversation=conversation_of(Random(f"{seed} {pk}").choice(answered[pk])),
        )
        for pk in drawn
    )
    audit.record("inspection drawn", made, by=by, note=f"{len(drawn)} / {len(candidates)} · {seed}")
    return made


def conversation_of(ticket: int) -> str:
    """How a ticket is named as a conversation."""
    return f"#{ticket}"


def _answered(standard: Standard, people: Collection[int], on: dt.date) -> dict[int, list[int]]:
    """{employee id: tickets answered in the last days and not checked by this standard}."""
    until = dt.datetime.combine(on + dt.timedelta(days=1), dt.time())
    rows = Ticket.objects.filter(
        owner__among=list(people), status__in=Ticket.RESOLVED, merged_into__isnull=True
    )
    rows = rows.filter(resolved_at__gte=until - BACK, resolved_at__lt=until).order_by("pk")
    told = list(rows.values_list("owner", "pk"))
    named = {conversation_of(pk) for _owner, pk in told}
    checked = Inspection.objects.filter(
        standard=standard, conversation__startswith="#", on__gte=on - 2 * BACK
    )
    known = set(checked.order_by().values_list("conversation", flat=True)) & named
    found: dict[int, list[int]] = defaultdict(list)
    for owner, pk in told:
        if conversation_of(pk) not in known:
            found[owner].append(pk)
    return found
