"""The kinds of notifications of the shift desk."""

from django.utils.translation import gettext_lazy as _

from common.access import Role
from staff.notifying import Kind

FLOOR = frozenset({Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
LEADING = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
DECIDING = LEADING | {Role.DIRECTOR}

ROSTER = Kind("attendance.roster", _("My shifts on the roster changed"), icon="calendar-event", by_mail=True)
SWAP = Kind("attendance.swap", _("A swap of mine was asked, answered or decided"), icon="arrows-exchange")
DECIDED = Kind("attendance.decided", _("My leave, overtime or missing punch was decided"), icon="check")
WAITS = Kind("attendance.waits", _("A request waits for my decision"), icon="inbox", roles=DECIDING)
PROPOSED = Kind("attendance.proposed", _("An entry of conduct is proposed to me"), "gavel", roles=LEADING)
PLAN = Kind("attendance.plan", _("My work plan is missing"), icon="list-check", roles=FLOOR)
HANDOVER = Kind(
    "attendance.handover", _("A handover was not acknowledged in time"), icon="alarm", roles=LEADING
)
QUESTION = Kind(
    "attendance.question", _("Questions and answers about handovers of mine"), icon="messages", roles=FLOOR
)
FLAG = Kind(
    "attendance.flag",
    _("A flag has to be decided on"),
    icon="flag",
    roles=frozenset({Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR}),
)

KINDS = (ROSTER, SWAP, DECIDED, WAITS, PROPOSED, PLAN, HANDOVER, QUESTION, FLAG)
