"""The kinds of notifications that belong to no app."""

from django.utils.translation import gettext_lazy as _

from common.access import Role
from staff.notifying import Kind

READERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR})

SUMMARY = Kind(
    "csbackoffice.summary",
    _("A weekly or monthly summary is written, or sent to me"),
    icon="file-text",
    roles=READERS,
    by_mail=True,
)

KINDS = (SUMMARY,)
