"""What can be done with a ticket beside talking: one form and one service each, shown as buttons on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import User
from tickets import orders
from tickets.forms import tickets as ticket_forms
from tickets.models import Ticket
from tickets.services import talking
from tickets.services import tickets as services


@dataclass(frozen=True)
class Step:
    """A button, the form behind it, and what is done with what it says."""

    label: str | Promise
    icon: str
    form: type[forms.Form] | type[forms.ModelForm]
    do: Callable[[Ticket, dict[str, Any], User], Any]
    key: str = ""

    def form_for(self, ticket: Ticket, posted: Any, files: Any) -> Any:
        if issubclass(self.form, forms.ModelForm):
            return self.form(posted, instance=Ticket.objects.get(pk=ticket.pk))
        return self.form(posted, files, initial=first_values(self, ticket))


def first_values(step: Step, ticket: Ticket) -> dict[str, Any]:
    """What the form proposes."""
    if step is STEPS["assign"]:
        return {"person": ticket.owner.employee_no if ticket.owner else "", "group": ticket.group}
    coming = services.next_level(ticket) if step is STEPS["escalate"] else None
    return {"level": coming[0]} if coming else {}


def edit(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    services.edit_ticket(ticket, by=by, **said, is_order_unknown=is_unknown(said["order_no"]))


def is_unknown(order_no: str) -> bool:
    return bool(order_no) and not orders.is_known(order_no)


def promise(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    services.make_promise(ticket, said["due_at"], said["text"], by=by)


def assign(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    if said["to_shift"]:
        services.assign_to_shift(ticket, by=by, group=said["group"])
    else:
        services.assign(ticket, by=by, owner=said["person"], group=said["group"], text=said["reason"])


def escalate(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    services.escalate(ticket, said["level"], said["reason"], by=by)


def merge(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    talking.merge(ticket, other_ticket(said["number"], by), by=by)


def link(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    talking.link(ticket, other_ticket(said["number"], by), by=by)


def split(ticket: Ticket, said: dict[str, Any], by: User) -> None:
    talking.split(ticket, said["problem"], by=by)


def other_ticket(number: int, by: User) -> Ticket:
    """A ticket that one may see. Raises ValidationError where there is none of this number."""
    found = Ticket.objects.visible_to(by).filter(pk=number).first()
    if found is None:
        raise ValidationError(
            _("There is no ticket #%(number)s among those that you may see."), params={"number": number}
        )
    return found


STEPS = {
    "promise": Step(gettext_lazy("Promise"), "alarm", ticket_forms.PromiseForm, promise, "p"),
    "assign": Step(gettext_lazy("Assign"), "user-check", ticket_forms.AssignForm, assign, "a"),
    "escalate": Step(gettext_lazy("Escalate"), "arrow-up-right", ticket_forms.EscalateForm, escalate, "e"),
    "edit": Step(gettext_lazy("Change"), "edit", ticket_forms.TicketFacts, edit),
    "link": Step(gettext_lazy("Link"), "link", ticket_forms.OtherTicketForm, link),
    "merge": Step(gettext_lazy("Merge"), "arrows-exchange", ticket_forms.OtherTicketForm, merge),
    "split": Step(gettext_lazy("Split"), "copy", ticket_forms.SplitForm, split),
}
