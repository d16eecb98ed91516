"""What makes work fast: saved views, drafts, who is answering, reply templates, changes of many tickets at once."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.access import Role
from common.audit import record
from common.templatetags.backoffice import moment
from staff.models import Employee, Group, User
from tickets.models import BulkChange, Draft, Presence, ReplyTemplate, SavedView, Ticket, TicketEvent
from tickets.services.people import level_of
from tickets.services.telling import tell_many_assigned
from tickets.services.tickets import change_status
from tickets.services.timeline import hold

# How long after the last sign somebody still counts as being there.
THERE = dt.timedelta(seconds=60)
# A change that is stored a moment after it was made is not overlooked: it is looked for twice.
OVERLAP = dt.timedelta(seconds=2)
MOST_AT_ONCE = 2_000
LEADING = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
MOST_MOVED = 300


def watched_since() -> dt.datetime:
    """From when on a list that is drawn now looks for changes."""
    return dt.datetime.now() - OVERLAP


def own_views(user: User) -> list[SavedView]:
    """Views of everybody, of one's group, and one's own."""
    return list(SavedView.objects.visible_to(user))


@transaction.atomic
def save_view(
    user: User, name: str, query: str, *, group: Group | None = None, is_default: bool = False
) -> SavedView:
    """Keep filters under a name; the same name again replaces. A default is always one's own.

    Raises ValidationError where somebody else made the group's view of this name.
    """
    owner = None if group else user
    found = SavedView.objects.select_for_update().filter(name=name, owner=owner, group=group).first()
    if found and not may_change_view(found, user):
        raise ValidationError(
            _("%(group)s has a view “%(view)s” that somebody else made. Choose another name."),
            params={"group": group, "view": name},
        )
    if is_default:
        SavedView.objects.filter(owner=user).update(is_default=False)
    view = found or SavedView(name=name, owner=owner, group=group, made_by=user)
    view.query, view.is_default = query, is_default and owner is not None
    view.save()
    return view


def may_change_view(view: SavedView, user: User) -> bool:
    """One's own, and what one made for a group; a group's, for who leads it."""
    return user.pk in (view.owner_id, view.made_by_id) or view.group_id in led_groups(user)


def led_groups(user: User) -> set[int]:
    """The groups whose views somebody keeps in order: those that they run, or all."""
    if user.role not in LEADING:
        return set()
    return set(Group.objects.visible_to(user).values_list("pk", flat=True))


# Drafts and presence


def draft_of(ticket: Ticket, user: User) -> Draft | None:
    return Draft.objects.filter(ticket=ticket, user=user).first()


def be_here(ticket: Ticket, user: User, text: str) -> None:
    """Keep what somebody has begun to write, and that they are there."""
    now = dt.datetime.now()
    answering = bool(text.strip())
    Presence.objects.update_or_create(
        user=user, ticket=ticket, defaults={"seen_at": now, "is_answering": answering}
    )
    if answering:
        Draft.objects.update_or_create(user=user, ticket=ticket, defaults={"text": text[:10_000], "at": now})
    else:
        Draft.objects.filter(user=user, ticket=ticket).delete()


def others_at(ticket: Ticket, user: User, now: dt.datetime) -> list[Presence]:
    """Who else has the ticket open, those who are answering first."""
    rows = Presence.objects.filter(ticket=ticket, seen_at__gt=now - THERE).exclude(user=user)
    return list(rows.select_related("user__employee").order_by("-is_answering", "seen_at"))


# Reply templates

# What a template may name in braces.
PLACES = ("customer", "order_no", "waybill_no", "product", "promise", "agent", "ticket")


def templates_of(user: User) -> list[ReplyTemplate]:
    return list(ReplyTemplate.objects.visible_to(user).order_by("-used", "title"))


def filled_in(template: ReplyTemplate, ticket: Ticket, user: User) -> str:
    """The text of a template with what it names; what is not known stays as an underline to be filled in."""
    known = {
        "customer": ticket.customer_name,
        "order_no": ticket.order_no,
        "waybill_no": ticket.waybill_no,
        "product": ticket.product,
        "promise": moment(ticket.promised_at) if ticket.promised_at else "",
        "agent": user.employee.name if user.employee else str(user),
        "ticket": f"#{ticket.pk}",
    }
    text = template.body
    for name, value in known.items():
        text = text.replace("{" + name + "}", value or "____")
    return text


def count_use(template: ReplyTemplate) -> None:
    ReplyTemplate.objects.filter(pk=template.pk).update(used=F("used") + 1)


# Many at once


@transaction.atomic
def change_many(rows: Any, field: str, value: Any, *, by: User) -> BulkChange:
    """Give many tickets an owner, a group or a status; what stood there before is kept. Raises ValidationError."""
    most = MOST_MOVED if field == "status" else MOST_AT_ONCE
    tickets = list(rows.select_for_update(of=("self",)).select_related(None).order_by("pk")[: most + 1])
    if len(tickets) > most:
        raise ValidationError(
            _("These are more than %(most)s tickets. Narrow the filters and change them in parts."),
            params={"most": most},
        )
    before = {str(ticket.pk): _kept(ticket, field) for ticket in tickets}
    levels = _set(tickets, field, value, by)
    if field == "owner":
        tell_many_assigned(value, len(tickets), by=by)
    shown = str(value) if field != "status" else value
    kept = {"value": str(getattr(value, "pk", value) or ""), "before": before, "levels": levels}
    change = BulkChange.objects.create(by=by, field=field, **kept)
    record("tickets changed together", change, by=by, changes={field: [None, shown]}, note=f"{len(tickets)}")
    return change


def _kept(ticket: Ticket, field: str) -> Any:
    return ticket.status if field == "status" else getattr(ticket, f"{field}_id")


def _set(tickets: list[Ticket], field: str, value: Any, by: User) -> dict[str, int]:
    """Change them; {ticket id: level} of those that were escalated higher than whoever has them now."""
    if field == "status":
        for ticket in tickets:
            change_status(ticket, value, by=by)
        return {}
    now = dt.datetime.now()
    rows = Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets])
    fallen = _fall_back(tickets, value, now) if field == "owner" else {}
    rows.update(**{field: value, "changed_at": now})
    if field == "owner":
        rows.filter(first_owner__isnull=True).update(first_owner=value)
    _write_assigned(tickets, field, value, by, fallen)
    return {str(pk): before for pk, (before, _level) in fallen.items()}


def _fall_back(tickets: list[Ticket], owner: Employee | None, now: dt.datetime) -> dict[int, tuple[int, int]]:
    """Lower the level of those that are handed back down; {ticket id: (level before, level)}."""
    level, new = level_of(owner, now.date()), owner.pk if owner else None
    fallen = {one.pk: (one.level, level) for one in tickets if one.level > level and one.owner_id != new}
    Ticket.objects.filter(pk__in=fallen).update(level=level)
    return fallen


def _write_assigned(
    tickets: list[Ticket], field: str, value: Any, by: User, fallen: dict[int, tuple[int, int]]
) -> None:
    """One line in each timeline: who or which group had it, who has it now, and a level that fell back."""
    kinds: dict[str, Any] = {"owner": Employee, "group": Group}
    had = kinds[field].objects.in_bulk({getattr(one, f"{field}_id") for one in tickets} - {None})
    now, events = dt.datetime.now(), []
    for ticket in tickets:
        changes = {field: [str(had.get(getattr(ticket, f"{field}_id"), "")), str(value or "")]}
        if ticket.pk in fallen:
            changes["level"] = [str(level) for level in fallen[ticket.pk]]
        events.append(TicketEvent(ticket=ticket, kind="assigned", by=by, at=now, changes=changes))
    TicketEvent.objects.bulk_create(events, batch_size=500)


@transaction.atomic
def undo(change: BulkChange, *, by: User) -> int:
    """Give the tickets back what they had, unless somebody has changed them since; how many. Once only."""
    hold(change)
    if change.undone_at:
        raise ValidationError(_("This was taken back already."))
    field = change.field
    column = "status" if field == "status" else f"{field}_id"
    current = change.value if field == "status" else (int(change.value) if change.value else None)
    rows = Ticket.objects.filter(pk__in=list(change.before), merged_into__isnull=True, **{column: current})
    tickets = list(rows.select_for_update(no_key=True).order_by("pk"))
    kinds: dict[str, Any] = {"owner": Employee, "group": Group}
    for old in set(change.before.values()):
        same = [ticket for ticket in tickets if change.before[str(ticket.pk)] == old]
        value = old if field == "status" else kinds[field].objects.filter(pk=old).first()
        _set(same, field, value, by)
    _escalate_again(change, tickets, by=by)
    change.undone_at = dt.datetime.now()
    change.save(update_fields=["undone_at"])
    record("tickets changed back", change, by=by, note=f"{len(tickets)}")
    return len(tickets)


def _escalate_again(change: BulkChange, tickets: list[Ticket], *, by: User) -> None:
    """Those that fell back when they were given away are as high as they were before."""
    there, now, events = {str(ticket.pk): ticket for ticket in tickets}, dt.datetime.now(), []
    for level in set(change.levels.values()):
        same = [pk for pk, before in change.levels.items() if before == level and pk in there]
        Ticket.objects.filter(pk__in=same).update(level=level)
        for pk in same:
            changes = {"level": [str(there[pk].level), str(level)]}
            events.append(TicketEvent(ticket=there[pk], kind="edited", by=by, at=now, changes=changes))
    TicketEvent.objects.bulk_create(events, batch_size=500)
