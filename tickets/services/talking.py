"""What is said on a ticket: replies, notes, what the customer wrote, files; and tickets that belong together."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from staff.models import User
from tickets.models import Attachment, Draft, Ticket, TicketClock, TicketEvent, TicketLink
from tickets.rates import CustomerRates
from tickets.services import timing
from tickets.services.numbers import rates_of
from tickets.services.tickets import change_status, note_kept, open_ticket, refuse_closed, refuse_merged
from tickets.services.timeline import changed, hold, settle, write_event

Kind = TicketClock.Kind
# What a part that is split off has in common with its ticket.
SAME_OF_PARTS = (
    *("kind", "channel", "platform", "customer_name", "order_no", "is_order_unknown", "product"),
    *("bought_on", "waybill_no", "group"),
)
# Ending: what the file must begin with. Texts have no beginning of their own.
KINDS: dict[str, tuple[bytes, ...]] = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG",),
    "gif": (b"GIF8",),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF",),
    "xlsx": (b"PK\x03\x04",),
    "docx": (b"PK\x03\x04",),
    "txt": (),
    "csv": (),
}


@transaction.atomic
def reply(ticket: Ticket, text: str, *, by: User, file: Any = None, then: str = "") -> TicketEvent:
    """Answer the customer: clocks of replies stop, promises are kept, the draft goes. `then` is the next status."""
    hold(ticket)
    refuse_closed(ticket)
    now = dt.datetime.now()
    first = timing.finish_clock(ticket, Kind.FIRST_REPLY, now)
    timing.finish_clock(ticket, Kind.NEXT_REPLY, now)
    if first:
        ticket.first_replied_at = now
        ticket.first_reply_minutes = timing.minutes(first.used_seconds)
        ticket.first_reply_waited = timing.minutes(first.waited_seconds)
    if ticket.owner_id is None:
        ticket.owner, ticket.first_owner = by.employee, ticket.first_owner or by.employee
    event = write_event(ticket, "reply", by=by, text=text)
    if file:
        attach(ticket, event, file)
    for promise in ticket.promises.select_for_update().filter(kept_at__isnull=True):
        note_kept(promise, by=by)
    _drop_draft(ticket, by)
    settle(ticket)
    if then and then != ticket.status:
        change_status(ticket, then, by=by)
    return event


def _drop_draft(ticket: Ticket, by: User) -> None:
    """What was sent or written down is not begun any more; it must not wait in the field of the next reply."""
    Draft.objects.filter(ticket=ticket, user=by).delete()


@transaction.atomic
def add_note(ticket: Ticket, text: str, *, by: User, file: Any = None) -> TicketEvent:
    """A note that the customer never sees; allowed on closed tickets too. Its draft goes: it is no reply."""
    hold(ticket)
    event = write_event(ticket, "note", by=by, text=text)
    if file:
        attach(ticket, event, file)
    _drop_draft(ticket, by)
    settle(ticket)
    return event


@transaction.atomic
def customer_wrote(ticket: Ticket, text: str, *, by: User, file: Any = None) -> TicketEvent:
    """What the customer answered: the next reply is due, and a ticket that waited or was answered is open again."""
    hold(ticket)
    refuse_closed(ticket)
    event = write_event(ticket, "customer", by=by, text=text)
    if file:
        attach(ticket, event, file)
    if ticket.status != Ticket.Status.OPEN:
        change_status(ticket, Ticket.Status.OPEN, by=by)
    # Settled without a reply (by telephone, say), the clock of the first one is over: this one is the next.
    if not timing.is_running(ticket, Kind.FIRST_REPLY):
        timing.start_clock(ticket, Kind.NEXT_REPLY, dt.datetime.now())
    _drop_draft(ticket, by)
    settle(ticket)
    return event


def attach(ticket: Ticket, event: TicketEvent, file: Any) -> Attachment:
    """Hang a file on a ticket. Raises ValidationError for a kind or size that is not allowed."""
    refuse_file(file)
    attachment = Attachment(ticket=ticket, event=event, name=file.name[-200:], size=file.size)
    attachment.file.save(f"{ticket.pk}-{event.pk}.{ending_of(file.name)}", file, save=False)
    attachment.save()
    record("file attached", ticket, by=event.by, note=attachment.name)
    return attachment


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def refuse_file(file: Any) -> None:
    """Raise ValidationError with the reason where a file may not be attached."""
    most = rates_of(CustomerRates).attachment_megabytes
    ending = ending_of(file.name)
    if ending not in KINDS:
        raise ValidationError(
            _("“%(name)s” cannot be attached: only pictures, PDF, Excel, Word and text files are taken."),
            params={"name": file.name},
        )
    if file.size > most * 1024 * 1024:
        raise ValidationError(
            _("“%(name)s” is %(size)s MB large; at most %(most)s MB are taken."),
            params={"name": file.name, "size": f"{file.size / 1024 / 1024:.1f}", "most": most},
        )
    head = file.read(16)
    file.seek(0)
    if file.size == 0 or (KINDS[ending] and not head.startswith(KINDS[ending])):
        raise ValidationError(
            _("“%(name)s” is not what its ending says. Save it again and attach that."),
            params={"name": file.name},
        )


@transaction.atomic
def merge(ticket: Ticket, into: Ticket, *, by: User) -> None:
    """Close a ticket that says the same as another; its timeline is read there. Raises ValidationError."""
    if ticket.pk == into.pk:
        raise ValidationError(_("A ticket cannot be merged into itself."))
    hold(ticket, into)
    if into.merged_into_id:
        raise ValidationError(
            _("#%(other)s was merged itself; choose the one it went into."), params={"other": into.pk}
        )
    refuse_closed(ticket)
    if into.status == Ticket.Status.CLOSED:
        raise ValidationError(
            _("#%(other)s is closed: nobody would go on with it there. Reopen it first."),
            params={"other": into.pk},
        )
    now = dt.datetime.now()
    timing.finish_all([ticket], now)
    Ticket.objects.filter(merged_into=ticket).update(merged_into=into)
    # What was promised stays promised: it is kept, and counted, where the matter goes on.
    ticket.promises.update(ticket=into)
    write_event(into, "merged", by=by, changes={"ticket": [None, f"#{ticket.pk}"]})
    closed = {"merged_into": into, "status": Ticket.Status.CLOSED, "resolved_at": ticket.resolved_at or now}
    changed(ticket, "merged", closed, by=by)
    settle(into)


@transaction.atomic
def link(ticket: Ticket, other: Ticket, *, by: User) -> None:
    """Say that two tickets have to do with each other."""
    if ticket.pk == other.pk:
        raise ValidationError(_("A ticket cannot be linked to itself."))
    for one in (ticket, other):
        refuse_merged(one)
    for one, two in ((ticket, other), (other, ticket)):
        _link, is_new = TicketLink.objects.get_or_create(ticket=one, other=two)
        if is_new:
            write_event(one, "linked", by=by, changes={"ticket": [None, f"#{two.pk}"]})
    record("tickets linked", ticket, by=by, note=f"#{other.pk}")


@transaction.atomic
def split(ticket: Ticket, problem: str, *, by: User) -> Ticket:
    """A second matter of the same customer and order becomes a ticket of its own, with clocks of its own."""
    hold(ticket)
    refuse_merged(ticket)
    fields = {name: getattr(ticket, name) for name in SAME_OF_PARTS}
    part = open_ticket(by=by, problem=problem, owner=ticket.owner, split_from=ticket, **fields)
    write_event(ticket, "split", by=by, text=problem, changes={"ticket": [None, f"#{part.pk}"]})
    settle(ticket)
    return part
