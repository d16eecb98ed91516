"""The latest summaries that one may read."""

from typing import Any

from django.utils.translation import gettext_lazy

from csbackoffice.desk.parts import Part
from csbackoffice.models import Summary


def content(user: Any) -> dict[str, Any] | None:
    """The last three; nothing before the first is written."""
    rows = Summary.objects.visible_to(user).select_related("group")[:3]
    return {"summaries": rows} if rows else None


SUMMARIES = Part("summaries", gettext_lazy("Weekly and monthly summaries"), "file-text", content, "summaries")
