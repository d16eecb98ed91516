"""Forms of whiteboard, handover, checklists and duty roster: they check and explain; services change."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
    """A matter that no other page knows of."""

    class Meta:
        model = HandoverItem
        fields = ["says", "customer", "owner", "next_step", "due_at", "is_marked"]
        widgets = {"due_at": forms.DateTimeInput()}

    def __init__(self, *args: Any, people: Sequence[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_owner(self, people)


def _choose_owner(form: forms.ModelForm, people: Sequence[Employee]) -> None:
    """Names to choose from, asked of the database once for all forms of a page."""
    field = form.fields["owner"]
    field.queryset = Employee.objects.filter(pk__in=[person.pk for person in people])  # type: ignore[attr-defined]
    field.choices = [("", "—"), *((person.pk, person.name) for person in people)]  # type: ignore[attr-defined]


def items_formset(handover: Handover, people: Sequence[Employee], sent: Any = None) -> Any:
    """The forms of all items of a handover that are not closed; none can be added or taken away.

    What is sent may name an item that was closed since the page was opened: that is no reason to refuse the rest.
    """
    kind = forms.modelformset_factory(HandoverItem, form=ItemForm, extra=0, edit_only=True)
    rows = (handover.items.not_closed() if sent is None else handover.items.all()).select_related("owner")
    return kind(sent, queryset=rows, form_kwargs={"people": people}, prefix="items")


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
