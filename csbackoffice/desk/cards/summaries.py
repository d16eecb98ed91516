"""The latest summaries that one may read."""

from typing import Any

from django.utils.translation import gettext_lazy

from csbackoffice.desk.parts import Part
from csbackoffice.models import Summary
from staff.models import SEE_EVERYBODY


def content(user: Any) -> dict[str, Any] | None:
    """The last three, for who sees everybody those of the company; nothing before the first is written."""
    rows = Summary.objects.visible_to(user).select_related("group")
    rows = rows.filter(group__isnull=True)[:3] if user.role in SEE_EVERYBODY else rows[:3]
    return {"summaries": rows} if rows else None


SUMMARIES = Part("summaries", gettext_lazy("Weekly and monthly summaries"), "file-text", content, "summaries")
