"""What people are told about their marks, conduct, appeals, exams and suggestions."""

from django.utils.translation import gettext_lazy as _

from common.access import Role
from staff.notifying import Kind

FLOOR = frozenset({Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
DECIDING = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})

CONDUCT = Kind("performance.conduct", _("Praise and points of mine"), "gavel")
SCORE = Kind("performance.score", _("My score is published"), "medal", FLOOR)
APPEAL_FILED = Kind("performance.appeal_filed", _("An appeal waits for a decision"), "gavel", DECIDING)
APPEAL_DECIDED = Kind("performance.appeal_decided", _("An appeal is decided"), "gavel")
EXAM = Kind("performance.exam", _("An exam of mine"), "school", FLOOR)
SUGGESTION = Kind("performance.suggestion", _("My suggestion is decided"), "bulb", FLOOR)
KINDS = (CONDUCT, SCORE, APPEAL_FILED, APPEAL_DECIDED, EXAM, SUGGESTION)
