"""Forms of whiteboard, handover, checklists and duty roster: they check and explain; services change."""

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.models import PlanItem


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
