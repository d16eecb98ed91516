"""The kinds of notifications about people and the board."""

from django.utils.translation import gettext_lazy as _

from staff.notifying import Kind

NOTICE = Kind("staff.notice", _("A new notice on the board"), icon="speakerphone")

KINDS = (NOTICE,)
