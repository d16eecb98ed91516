"""Opening tickets, moving them on, giving them to somebody; each with its event and audit entry."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from common.templatetags.backoffice import moment as moment_words
from staff.models import Employee, Group, User
from tickets.models import CustomerOrder, Promise, Ticket, TicketClock
from tickets.models.words import priority_of
from tickets.services import timing
from tickets.services.customers import customer_of
from tickets.services.people import least_loaded, level_of, on_shift, superior, ticket_load
from tickets.services.telling import tell_assigned, tell_escalated
from tickets.services.timeline import changed, hold, settle, write_event, write_words

Kind = TicketClock.Kind


@transaction.atomic
def open_ticket(*, by: User, promised_at: dt.datetime | None = None, **fields: Any) -> Ticket:
    """A new ticket, owned by whoever opens it, with its clocks running. `is_order_unknown` marks a doubtful order."""
    refuse_past(promised_at)
    fields.setdefault("owner", by.employee)
    ticket = Ticket(opened_by=by.employee, first_owner=fields["owner"], **fields)
    ticket.priority = priority_of(ticket.urgency, ticket.importance)
    ticket.customer = customer_of(ticket.platform, ticket.customer_name, by=by)
    ticket.changed_at = ticket.opened_at
    ticket.save()
    _remember_order(ticket)
    write_event(ticket, "opened", by=by, text=ticket.problem)
    if promised_at:
        _write_promise(ticket, promised_at, "", by)
    for kind in (Kind.FIRST_REPLY, Kind.RESOLUTION):
        timing.start_clock(ticket, kind, ticket.opened_at)
    settle(ticket)
    write_words(ticket)
    record("ticket opened", ticket, by=by)
    return ticket


def _remember_order(ticket: Ticket) -> None:
    """An order of a ticket is the customer's, unless another customer is known to have it."""
    if ticket.order_no and ticket.customer:
        about = {"customer": ticket.customer, "product": ticket.product, "bought_on": ticket.bought_on}
        CustomerOrder.objects.get_or_create(order_no=ticket.order_no, defaults=about)


def refuse_past(moment: dt.datetime | None) -> None:
    """Raise ValidationError for a promise that nobody can keep any more."""
    if moment and moment <= dt.datetime.now():
        raise ValidationError(
            _("%(moment)s has passed already; promise a time to come."),
            params={"moment": moment_words(moment)},
        )


def refuse_merged(ticket: Ticket) -> None:
    """Raise ValidationError where a matter goes on in another ticket."""
    if ticket.merged_into_id:
        raise ValidationError(
            _("This ticket was merged into #%(other)s; go on there."), params={"other": ticket.merged_into_id}
        )


def refuse_closed(ticket: Ticket) -> None:
    """Raise ValidationError where a ticket takes no more."""
    refuse_merged(ticket)
    if ticket.status == Ticket.Status.CLOSED:
        raise ValidationError(_("This ticket is closed. Reopen it first; then it can be answered."))


@transaction.atomic
def edit_ticket(ticket: Ticket, *, by: User, **fields: Any) -> None:
    """Change what a ticket says; another priority gives running clocks another target, another name its customer."""
    hold(ticket)
    refuse_merged(ticket)
    fields |= _customer_named(ticket, fields, by)
    priority = priority_of(fields.get("urgency", ticket.urgency), fields.get("importance", ticket.importance))
    is_other = priority != ticket.priority
    changed(ticket, "edited", {**fields, "priority": priority}, by=by)
    _remember_order(ticket)
    if is_other:
        timing.retarget_clocks(ticket, dt.datetime.now())
        settle(ticket)


def _customer_named(ticket: Ticket, fields: dict[str, Any], by: User) -> dict[str, Any]:
    """Whose ticket it is once the chat name or the platform was mended."""
    named = [fields.get(name, getattr(ticket, name)) for name in ("platform", "customer_name")]
    if named == [ticket.platform, ticket.customer_name]:
        return {}
    return {"customer": customer_of(*named, by=by)}


@transaction.atomic
def change_status(ticket: Ticket, status: str, *, by: User, text: str = "") -> None:
    """Move a ticket on; a ticket that nobody owns becomes that of whoever does it. Clocks follow the status."""
    hold(ticket)
    now, before = dt.datetime.now(), ticket.status
    refuse_merged(ticket)
    if status == before:
        return
    fields: dict[str, Any] = {"status": status, **_taken(ticket, by)}
    if status in Ticket.RESOLVED and before not in Ticket.RESOLVED:
        fields |= _resolved(ticket, now)
    elif status not in Ticket.RESOLVED and before in Ticket.RESOLVED:
        timing.reopen_resolution(ticket, now)
        fields |= {"resolved_at": None, "resolution_minutes": None, "reopened": ticket.reopened + 1}
    if status == Ticket.Status.PAUSED:
        timing.pause_clocks(ticket, now)
    elif status == Ticket.Status.OPEN:
        timing.resume_clocks(ticket, now)
    changed(ticket, "status", fields, by=by, text=text)


def _taken(ticket: Ticket, by: User) -> dict[str, Any]:
    if ticket.owner_id is not None:
        return {}
    return {"owner": by.employee, "first_owner": ticket.first_owner or by.employee}


def _resolved(ticket: Ticket, now: dt.datetime) -> dict[str, Any]:
    """Stop the clocks. Resolving without a reply stops that of the first reply too: it never came."""
    resolution = timing.finish_clock(ticket, Kind.RESOLUTION, now)
    timing.finish_clock(ticket, Kind.NEXT_REPLY, now)
    timing.finish_clock(ticket, Kind.FIRST_REPLY, now)
    used = resolution.used_seconds if resolution else None
    waited = resolution.waited_seconds if resolution else None
    return {
        "resolved_at": now,
        "resolution_minutes": timing.minutes(used),
        "resolution_waited": timing.minutes(waited),
    }


@transaction.atomic
def assign(
    ticket: Ticket, *, by: User, owner: Employee | None = None, group: Group | None = None, text: str = ""
) -> None:
    """Give a ticket to a person, or to a group whose members take it.

    What was escalated and is handed back down is at the level of whoever has it now: it can be escalated anew.
    """
    hold(ticket)
    refuse_merged(ticket)
    first = ticket.first_owner or owner
    is_new = owner is not None and owner != ticket.owner
    fields = {"owner": owner, "group": group, "first_owner": first, "level": level_with(ticket, owner)}
    changed(ticket, "assigned", fields, by=by, text=text)
    if is_new:
        tell_assigned(ticket, by=by)


def level_with(ticket: Ticket, owner: Employee | None) -> int:
    """How high a ticket stands once somebody has it: no higher than they do. Whose it is already changes nothing."""
    if not ticket.level or owner == ticket.owner:
        return ticket.level
    return min(ticket.level, level_of(owner, dt.date.today()))


@transaction.atomic
def assign_to_shift(ticket: Ticket, *, by: User, group: Group | None = None) -> Employee:
    """Give a ticket to whoever is on shift now and has the least to do. Raises ValidationError where nobody is."""
    people = on_shift(dt.datetime.now(), group)
    chosen = least_loaded(people, ticket_load(people))
    if chosen is None:
        raise ValidationError(
            _("Nobody who takes tickets is on shift now. Give it to a person or to a group.")
        )
    assign(ticket, by=by, owner=chosen, group=group)
    return chosen


@transaction.atomic
def escalate(ticket: Ticket, level: int, reason: str, *, by: User) -> Employee:
    """Hand a ticket up: to the next level, or to a higher one where that has nobody. Raises ValidationError."""
    hold(ticket)
    refuse_closed(ticket)
    wanted = next_level(ticket)
    if level <= ticket.level:
        raise ValidationError(_("The ticket is at this level or above it already."))
    if wanted is not None and level > wanted[0]:
        label = str(Ticket.Level(wanted[0]).label)
        raise ValidationError(_("The next level is %(level)s; it is asked first."), params={"level": label})
    person = superior(ticket.first_owner or ticket.owner or by.employee, level, dt.datetime.now())
    if person is None:
        raise ValidationError(_("There is nobody at this level. Choose the next one."))
    changed(ticket, "escalated", {"level": level, "owner": person}, by=by, text=reason)
    tell_escalated(ticket, reason)
    return person


def next_level(ticket: Ticket) -> tuple[int, Employee] | None:
    """The next level of escalation at which there is somebody, and who; None at the top."""
    start = ticket.first_owner or ticket.owner
    for level in range(ticket.level + 1, Ticket.Level.MANAGER + 1):
        person = superior(start, level, dt.datetime.now())
        if person is not None and person != ticket.owner:
            return level, person
    return None


# Promises


def _write_promise(ticket: Ticket, due_at: dt.datetime, text: str, by: User) -> Promise:
    write_event(ticket, "promised", by=by, text=text, changes={"promised_at": [None, due_at]})
    return Promise.objects.create(ticket=ticket, due_at=due_at, text=text, made_by=by)


@transaction.atomic
def make_promise(ticket: Ticket, due_at: dt.datetime, text: str, *, by: User) -> Promise:
    """“Will answer by 18:00”, with a clock of its own. Raises ValidationError for the past or a closed ticket."""
    refuse_past(due_at)
    hold(ticket)
    refuse_closed(ticket)
    promise = _write_promise(ticket, due_at, text, by)
    settle(ticket)
    return promise


@transaction.atomic
def keep_promise(promise: Promise, *, by: User) -> None:
    """What was promised has been done; too late is missed all the same."""
    hold(promise.ticket)
    hold(promise)
    if promise.kept_at is None:
        note_kept(promise, by=by)
        settle(promise.ticket)


def note_kept(promise: Promise, *, by: User) -> None:
    """Write down that an open promise is kept; the ticket is held and settled by the caller."""
    now = dt.datetime.now()
    if now > promise.due_at and promise.missed_at is None:
        promise.missed_at = promise.due_at
        write_event(promise.ticket, "missed", by=None, text=f"promise: {promise.text}")
    promise.kept_at = now
    promise.save()
    write_event(promise.ticket, "kept", by=by, text=promise.text)
