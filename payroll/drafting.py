"""Changes of a rule book: drafted, tried on past months, adopted as new dated rows; nothing that stands is edited."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit, jobs, locks
from common.month import Month
from payroll import numbers
from payroll.models import PayrollRun, RuleDraft, WhatIf
from payroll.services import Refused
from payroll.wording import why_in_words
from staff.models import RuleBook, RuleRate
from staff.rulebooks import numbers_in_force

MOST_MONTHS = 12


@transaction.atomic
def begin_draft(book: RuleBook, *, starts: Month, reason: str, by: Any) -> RuleDraft:
    """Start a change that would hold from a month on. Raises Refused for a locked month or without a reason."""
    _refuse_if_locked(starts)
    if not reason.strip():
        raise Refused(_("Say why: the reason stays beside the number."))
    draft = RuleDraft.objects.create(book=book, starts=starts, reason=reason.strip(), by=by)
    audit.record("rulebook.draft", draft, by=by, note=draft.reason)
    return draft


@transaction.atomic
def set_number(draft: RuleDraft, name: str, value: str, *, by: Any) -> RuleDraft:
    """Give a number of the draft a value. Raises Refused where the text is no such number."""
    draft = _open(draft)
    trouble = numbers.trouble_with(name, value)
    if trouble:
        raise Refused(trouble)
    before = draft.values.get(name)
    draft.values = {**draft.values, name: value.strip()}
    draft.save(update_fields=["values"])
    audit.record("rulebook.draft_number", draft, by=by, changes={name: [before, value.strip()]})
    return draft


@transaction.atomic
def leave_out(draft: RuleDraft, name: str, *, by: Any) -> RuleDraft:
    """Take a number out of the draft: it stays as it is in force."""
    draft = _open(draft)
    if name in draft.values:
        changes = {name: [draft.values[name], None]}
        draft.values = {key: value for key, value in draft.values.items() if key != name}
        draft.save(update_fields=["values"])
        audit.record("rulebook.draft_number", draft, by=by, changes=changes)
    return draft


@transaction.atomic
def adopt(draft: RuleDraft, *, by: Any) -> RuleDraft:
    """Make the draft the next version of its rule book: one dated row a number, with who and why."""
    draft = _open(draft)
    # Held until the end: two drafts of one book are adopted one after the other, and no month is approved meanwhile.
    RuleBook.objects.select_for_update().get(pk=draft.book_id)
    PayrollRun.objects.select_for_update().filter(month=draft.starts).first()
    refusal = why_not_adoptable(draft)
    if refusal:
        raise Refused(refusal)
    before = in_force(draft)
    RuleRate.objects.bulk_create(
        RuleRate(
            book=draft.book, name=name, value=value, valid_from=draft.starts.first, reason=draft.reason, by=by
        )
        for name, value in draft.values.items()
    )
    changes = {name: [before.get(name), value] for name, value in draft.values.items()}
    audit.record("rulebook.adopt", draft.book, by=by, changes=changes, note=f"{draft.starts}: {draft.reason}")
    return _decided(draft, RuleDraft.State.ADOPTED, by)


@transaction.atomic
def drop(draft: RuleDraft, *, by: Any) -> RuleDraft:
    """Put the draft aside; it stays readable."""
    draft = _open(draft)
    audit.record("rulebook.drop_draft", draft, by=by, note=draft.reason)
    return _decided(draft, RuleDraft.State.DROPPED, by)


def why_not_adoptable(draft: RuleDraft) -> str:
    """What stands in the way, in words; empty where nothing does."""
    try:
        _refuse_if_locked(draft.starts)
    except Refused as refused:
        return str(refused)
    if not changed_values(draft):
        return _("The draft changes no number yet.")
    rows = RuleRate.objects.filter(book=draft.book, valid_from=draft.starts.first, name__in=draft.values)
    taken = rows.values_list("name", flat=True).first()
    if taken:
        text = _(
            "“%(name)s” has a row from %(month)s already, and rows are never edited. Choose a later month."
        )
        return text % {"name": _(numbers.all_numbers()[taken].label), "month": draft.starts}
    lacking = numbers.missing_in(in_force(draft) | draft.values)
    return why_in_words(lacking[0]) if lacking else ""


def in_force(draft: RuleDraft) -> dict[str, str]:
    """The numbers of the draft's rule book as they would be without it."""
    return numbers_in_force(draft.starts, [draft.book_id]).get(draft.book_id, {})


def changed_values(draft: RuleDraft) -> dict[str, str]:
    """The values of the draft that differ from what is in force."""
    held = in_force(draft)
    return {name: value for name, value in draft.values.items() if held.get(name) != value}


@transaction.atomic
def try_draft(draft: RuleDraft, *, first: Month, last: Month, by: Any) -> WhatIf:
    """Have past months worked out under the draft, in background and apart from all payslips."""
    if first > last:
        raise Refused(_("The first month comes after the last."))
    if last.year * 12 + last.month - first.year * 12 - first.month >= MOST_MONTHS:
        raise Refused(_("At most %(count)s months at once.") % {"count": MOST_MONTHS})
    if not changed_values(draft):
        raise Refused(_("The draft changes no number yet."))
    work = WhatIf.objects.create(draft=draft, first=first, last=last, values=draft.values, by=by)
    jobs.start(work)
    return work


def _open(draft: RuleDraft) -> RuleDraft:
    draft = RuleDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != RuleDraft.State.DRAFT:
        raise Refused(_("This draft is decided already."))
    return draft


def _decided(draft: RuleDraft, state: str, by: Any) -> RuleDraft:
    draft.state, draft.decided_by, draft.decided_at = state, by, dt.datetime.now()
    draft.save(update_fields=["state", "decided_by", "decided_at"])
    return draft


def _refuse_if_locked(month: Month) -> None:
    border = locks.locked_through()
    if border is not None and month <= border:
        text = _("%(month)s is locked: numbers can change from %(next)s on.")
        raise Refused(text % {"month": month, "next": border.next})
