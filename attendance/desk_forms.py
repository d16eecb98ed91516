"""Forms of whiteboard, handover, checklists and duty roster: they check and explain; services change."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attendance.handovers import MOST_REMARK
from attendance.models import Checklist, DutyArea, Handover, HandoverItem, PlanItem
from attendance.models.checklists import MINUTES_A_DAY
from common.access import Role
from staff.models import Employee, Terms


class NoteForm(forms.ModelForm):
    """A new note on the board."""

    class Meta:
        model = PlanItem
        fields = ["says", "is_urgent", "is_important"]


class ProgressForm(forms.Form):
    """How far a note is."""

    percent = forms.IntegerField(label=_("how far"), min_value=0, max_value=100)
    remark = forms.CharField(label=_("remark"), max_length=300, required=False)

    def clean_remark(self) -> str | None:
        """None where the form has no such field: the tick leaves the remark as it is."""
        return self.cleaned_data["remark"] if "remark" in self.data else None


def people_for(handover: Handover) -> list[Employee]:
    """Who can own an item: the group's people and whoever owns one already."""
    members = Terms.objects.in_force(handover.on).filter(group=handover.group_id)
    owners = handover.items.exclude(owner=None).values("owner")
    rows = Employee.objects.filter(Q(pk__in=members.values("employee")) | Q(pk__in=owners))
    return list(rows.employed_between(handover.on, handover.on))


class ItemForm(forms.ModelForm):
    """Owner, next step, time and mark of one item.

    Each field carries along what stood there when the page was opened, so that only what somebody changed is stored.
    """

    class Meta:
        model = HandoverItem
        fields = ["owner", "next_step", "due_at", "is_marked"]
        widgets = {"due_at": forms.DateTimeInput()}

    def __init__(self, *args: Any, people: Sequence[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_owner(self, people)
        for name in self.Meta.fields:
            self.fields[name].show_hidden_initial = True


class MatterForm(forms.ModelForm):
    """A matter that no other page knows of. Left empty it is none, unless somebody asked for it to be added."""

    class Meta:
        model = HandoverItem
        fields = ["says", "customer", "owner", "next_step", "due_at", "is_marked"]
        widgets = {"due_at": forms.DateTimeInput()}

    def __init__(self, sent: Any = None, *, people: Sequence[Employee]) -> None:
        is_asked_for = sent is not None and "add" in sent
        super().__init__(
            sent, prefix="matter", empty_permitted=not is_asked_for, use_required_attribute=False
        )
        _choose_owner(self, people)

    @property
    def matter(self) -> dict[str, Any] | None:
        """What was written, once it is valid."""
        return self.cleaned_data if self.has_changed() else None


def _choose_owner(form: forms.ModelForm, people: Sequence[Employee]) -> None:
    """Names to choose from, asked of the database once for all forms of a page."""
    field = form.fields["owner"]
    field.queryset = Employee.objects.filter(pk__in=[person.pk for person in people])  # type: ignore[attr-defined]
    field.choices = [("", "—"), *((person.pk, person.name) for person in people)]  # type: ignore[attr-defined]


class HandoverForms:
    """Everything that can be typed on the page of a handover: its items, a new matter, the remark. Nothing is lost.

    The fields of an item carry its number: another that was added or closed since the page was opened moves nothing.
    """

    def __init__(self, handover: Handover, sent: Any = None) -> None:
        self.sent, self.handover, people = sent, handover, people_for(handover)
        rows = handover.items.not_closed() if sent is None else handover.items.all()
        self.items = [_item_form(item, people, sent) for item in rows.select_related("owner")]
        self.matter = MatterForm(sent, people=people)

    @property
    def is_valid(self) -> bool:
        """Looks at all of them, so that every error is shown at once."""
        return all([form.is_valid() for form in (*self._written, self.matter)])

    @property
    def has_errors(self) -> bool:
        return self.sent is not None and not self.is_valid

    @property
    def _written(self) -> list[ItemForm]:
        return [form for form in self.items if form.is_bound]

    @property
    def changed(self) -> list[tuple[HandoverItem, list[str]]]:
        """Each item that somebody changed, and which of its fields."""
        return [(form.instance, form.changed_data) for form in self._written if form.has_changed()]

    @property
    def typed(self) -> str:
        """What was typed, as plain text: for who comes too late to save it, because it was signed off meanwhile."""
        steps = [f"{item.says}: {item.next_step}" for item, changed in self.changed if "next_step" in changed]
        matter = (self.matter.matter or {}).get("says", "")
        remark = self.remark if self.remark != self.remark_seen else ""
        return "\n".join(part for part in (*steps, matter, remark) if part)

    @property
    def remark(self) -> str:
        said = self._said("remark")
        return self.handover.remark if said is None else said

    @property
    def remark_seen(self) -> str | None:
        """The remark that stood there when the page was opened."""
        return self.handover.remark if self.sent is None else self._said("remark_seen")

    def _said(self, name: str) -> str | None:
        """A text as it was sent, its lines ending as ours do; None where the form had none."""
        text = None if self.sent is None else self.sent.get(name)
        return None if text is None else text.replace("\r\n", "\n").strip()[:MOST_REMARK]


def _item_form(item: HandoverItem, people: Sequence[Employee], sent: Any) -> ItemForm:
    """The form of an item; one that was not on the page that was sent is as it stands."""
    prefix = f"item-{item.pk}"
    has_it = sent is not None and f"{prefix}-next_step" in sent
    return ItemForm(sent if has_it else None, instance=item, people=people, prefix=prefix)


class InspectionForm(forms.Form):
    """What the inspector of a duty found."""

    points_lost = forms.IntegerField(label=_("points lost"), min_value=0, max_value=20)
    remark = forms.CharField(label=_("remark"), max_length=200, required=False)


class AreaForm(forms.ModelForm):
    """A place or task of cleaning."""

    class Meta:
        model = DutyArea
        fields = ["name", "position", "is_active"]
        labels = {"position": _("place in the roster")}
        help_texts = {
            "position": _("Smaller numbers stand further up."),
            "is_active": _("An area out of use is not given out any more; past duties stay as they were."),
        }


class ChecklistForm(forms.ModelForm):
    """A checklist template: for whom, by when, its points a line each."""

    due = forms.CharField(
        label=_("due"),
        max_length=8,
        help_text=_(
            "A time of day as 14:00 (24:00 is midnight), or minutes after the start of the shift as +30."
        ),
    )
    lines = forms.CharField(
        label=_("what to check"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_("One point a line.")
    )

    class Meta:
        model = Checklist
        fields = ["name", "role", "kind", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("everybody of the group")), *Role.choices[:3]]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("every shift")), *Checklist._meta.get_field("kind").choices]  # type: ignore[attr-defined, misc]
        if self.instance.pk:
            after = self.instance.due_after_start
            self.initial["due"] = self.instance.due_label if after is None else f"+{after}"
            says = self.instance.points.filter(is_active=True).values_list("says", flat=True)
            self.initial["lines"] = "\n".join(says)

    def clean_due(self) -> str:
        text = self.cleaned_data["due"].strip().replace(":", ":").replace("+", "+")
        found = re.fullmatch(r"\+(\d{1,3})|(\d{1,2}):(\d{2})", text)
        minutes = int(found[2]) * 60 + int(found[3]) if found and found[2] else 0
        if not found or (found[3] and int(found[3]) > 59) or minutes > MINUTES_A_DAY:
            raise ValidationError(
                _("“%(text)s” is neither a time as 14:00 nor minutes as +30."), params={"text": text}
            )
        after = int(found[1]) if found[1] else None
        self.instance.due_after_start, self.instance.due_minute = after, minutes if after is None else None
        return str(text)

    def clean_lines(self) -> str:
        lines: str = self.cleaned_data["lines"]
        if any(len(line) > 200 for line in lines.splitlines()):
            raise ValidationError(_("A point has at most 200 characters."))
        return lines

    def points(self) -> list[str]:
        """The points as they were written, in order."""
        return str(self.cleaned_data["lines"]).splitlines()
