"""The list of changes."""

from functools import cached_property

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.models import AuditEntry
from common.tables import COMPACT, MomentColumn
from common.templatetags.backoffice import icon
from csbackoffice.changes.places import addresses_of
from csbackoffice.changes.shown import NOTHING, Change, changes_of, kind_in_words, note_of
from csbackoffice.changes.words import action_in_words

# How far the log is counted and can be paged through; the filters lead further.
COUNTED = 1_000
# A roster of a month changes thirty days at once: the rest folds away. The workbook has everything.
SHOWN_CHANGES, SHOWN_LETTERS = 5, 160
# On a phone nothing is said about nothing.
BLANK = format_html('<span class="change-blank">{}</span>', NOTHING)


class ChangeTable(tables.Table):
    at = MomentColumn(verbose_name=_("at"))
    by_name = tables.Column(verbose_name=_("who"), orderable=False)
    action = tables.Column(
        verbose_name=_("what was done"), orderable=False, attrs={"td": {"class": "change-action"}}
    )
    target_name = tables.Column(
        verbose_name=pgettext_lazy("change", "on what"), orderable=False, empty_values=()
    )
    changes = tables.Column(verbose_name=_("before → after"), orderable=False, empty_values=())

    caption = _("Change log")
    empty_text = _("Nothing was changed that these filters let through. Try an earlier day.")
    empty_icon = "history"
    counted = COUNTED

    class Meta:
        model = AuditEntry
        attrs = COMPACT
        fields = ["at", "by_name", "action", "target_name", "changes"]

    @cached_property
    def addresses(self) -> dict[tuple[str, str], str]:
        """Where the records of this page's rows can be read by whom the page is for."""
        return addresses_of(self.page.object_list.data, self.request.user.role)

    def render_by_name(self, record: AuditEntry) -> str:
        return who(record)

    def render_action(self, value: str) -> str:
        return action_in_words(value)

    def render_target_name(self, record: AuditEntry) -> SafeString | str:
        kind = capfirst(str(kind_in_words(record.target_kind)))
        if not record.target_name:
            return kind or BLANK
        address = self.addresses.get((record.target_kind, record.target_id))
        link = format_html('<a href="{}">{}</a>', address, record.target_name) if address else None
        return format_html(
            '<span class="change-kind">{}</span> {} {}', kind, link or record.target_name, _history(record)
        )

    def render_changes(self, record: AuditEntry) -> SafeString | str:
        changes = changes_of(record)
        first, rest = changes[:SHOWN_CHANGES], changes[SHOWN_CHANGES:]
        return format_html("{}{}{}", _lines(first), _folded(rest), _note(record)) or BLANK


def who(entry: AuditEntry) -> str:
    """The name at that time; what nobody did was done by the program."""
    return gettext("the program") if entry.by_id is None and entry.by_name == "system" else entry.by_name


def _history(entry: AuditEntry) -> SafeString:
    """Leads to everything that was changed on this record."""
    if not entry.target_id:
        return SafeString("")
    label = gettext("All changes of %(name)s") % {"name": entry.target_name}
    record = f"{entry.target_kind}:{entry.target_id}"
    return format_html('<a class="change-history" href="?target={}">{}</a>', record, icon("history", label))


def _lines(changes: list[Change]) -> SafeString:
    return format_html_join(
        "",
        '<div class="change"><span class="change-field">{}</span> <span class="change-before">{}</span>'
        ' <span aria-hidden="true">→</span> <span class="change-after">{}</span></div>',
        ((change.field, _short(change.before), _short(change.after)) for change in changes),
    )


def _short(text: str) -> str:
    return str(Truncator(text).chars(SHOWN_LETTERS))


def _folded(changes: list[Change]) -> SafeString:
    if not changes:
        return SafeString("")
    many = len(changes)
    more = ngettext("%(many)s more change", "%(many)s more changes", many) % {"many": many}
    return format_html("<details><summary>{}</summary>{}</details>", more, _lines(changes))


def _note(entry: AuditEntry) -> SafeString:
    note = note_of(entry)
    return format_html('<div class="change-note">{}</div>', note) if note else SafeString("")
