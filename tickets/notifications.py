"""The kinds of notifications of the service desk."""

from django.utils.translation import gettext_lazy as _

from common.access import Role
from staff.notifying import Kind

FLOOR = frozenset({Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
ABOVE = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})

ASSIGNED = Kind("tickets.assigned", _("A ticket was given to me"), icon="user-check", roles=FLOOR)
ESCALATED = Kind("tickets.escalated", _("A ticket was escalated to me"), icon="arrow-up-right", roles=FLOOR)
SOON = Kind("tickets.soon", _("A ticket of mine is due soon"), icon="alarm", roles=FLOOR)
MISSED = Kind(
    "tickets.missed", _("A time of a ticket of mine was missed"), icon="alert-triangle", roles=FLOOR
)
NEWS = Kind("tickets.news", _("News was reported to me"), icon="speakerphone", roles=ABOVE, by_mail=True)
ANSWERED = Kind("tickets.answered", _("News or a question of mine was answered"), icon="message-circle")
COMPLAINT = Kind(
    "tickets.complaint",
    _("A complaint waits for my step, or its deadline was missed"),
    "message-report",
    FLOOR,
)

KINDS = (ASSIGNED, ESCALATED, SOON, MISSED, NEWS, ANSWERED, COMPLAINT)
