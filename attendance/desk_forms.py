"""Forms of whiteboard, handover, checklists and duty roster: they check and explain; services change."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attendance.models import Handover, HandoverItem, PlanItem
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
    """Owner, next step, time and mark of one item."""

    class Meta:
        model = HandoverItem
        fields = ["owner", "next_step", "due_at", "is_marked"]
        widgets = {"due_at": forms.DateTimeInput()}

    def __init__(self, *args: Any, people: Sequence[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_owner(self, people)


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
    """The forms of all items of a handover that are not closed; none can be added or taken away."""
    kind = forms.modelformset_factory(HandoverItem, form=ItemForm, extra=0)
    rows = handover.items.not_closed().select_related("owner")
    return kind(sent, queryset=rows, form_kwargs={"people": people}, prefix="items")
