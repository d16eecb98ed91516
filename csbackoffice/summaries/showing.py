"""A stored summary in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from csbackoffice.summaries.model import Summary
from payroll.models import PayrollRun
from staff.notifying import in_words
from tickets.models import Cause


def said(summary: Summary) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(heading, [(sentence, address)])]."""
    causes = {cause.pk: str(cause) for cause in Cause.objects.select_related("parent__parent")}
    return [
        (_(part["title"]), [(_sentence(line, causes), line["url"]) for line in part["lines"]])
        for part in summary.parts
    ]


def _sentence(line: dict[str, Any], causes: dict[int, str]) -> str:
    words = {name: _named(word, causes) for name, word in line["words"].items()}
    return in_words(line["says"], words)


def _named(word: Any, causes: dict[int, str]) -> Any:
    """Causes and states are stored by their key, and named in the language of now."""
    if isinstance(word, list) and word[0] == "cause":
        return causes.get(word[1], "—")
    if isinstance(word, list) and word[0] == "state":
        return str(PayrollRun.State(word[1]).label)
    return word
