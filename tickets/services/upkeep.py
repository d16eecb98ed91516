"""What the desk works with and leaders keep in order: reply templates, scripts and questions, the tree of causes."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.access import Role
from common.audit import record
from staff.models import User
from tickets.models import Cause, ReplyTemplate, VisitScript
from tickets.models.desk import own_group
from tickets.services.working import PLACES

KEEPING = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})


# Reply templates


def may_change(template: ReplyTemplate, user: User) -> bool:
    """One's own; a group's, if one leads; everybody's, if one keeps the desk in order."""
    if template.owner_id:
        return bool(template.owner_id == user.pk)
    if template.group_id:
        leads = user.role in KEEPING or user.role == Role.LEADER
        return leads and own_group(user).filter(pk=template.group_id).exists()
    return user.role in KEEPING


@transaction.atomic
def write_template(template: ReplyTemplate | None, *, by: User, **fields: Any) -> ReplyTemplate:
    """A new reply template, or other words for one. Raises ValidationError for a placeholder that nothing fills."""
    unknown = sorted(set(re.findall(r"\{(\w*)\}", fields["body"])) - set(PLACES))
    if unknown:
        raise ValidationError(
            _("Nothing can be filled in for %(unknown)s. Known are: %(known)s"),
            params={
                "unknown": " ".join(f"{{{name}}}" for name in unknown),
                "known": " ".join(f"{{{name}}}" for name in PLACES),
            },
        )
    is_new = template is None
    template = template or ReplyTemplate()
    changes = _set(template, fields)
    record("reply template written" if is_new else "reply template changed", template, by=by, changes=changes)
    return template


@transaction.atomic
def drop_template(template: ReplyTemplate, *, by: User) -> None:
    record("reply template dropped", template, by=by, changes={"body": [template.body, None]})
    template.delete()


# Scripts and questions


@transaction.atomic
def write_script(
    script: VisitScript, questions: list[dict[str, str]], reason: str, *, by: User, **fields: Any
) -> None:
    """Other words and questions; what was asked before stays with its answers. Raises ValidationError without any."""
    if not questions:
        raise ValidationError(_("Ask one question at least."))
    changes = _set(script, {**fields, "questions": _keyed(questions)})
    record("script changed", script, by=by, changes=changes, note=reason)


def _keyed(questions: list[dict[str, str]]) -> list[dict[str, str]]:
    """A new question gets a key that no other has, so that answers never change their question."""
    taken = {row["key"] for row in questions}
    free = (key for number in range(1, 1000) if (key := f"q{number}") not in taken)
    return [row if row["key"] else {**row, "key": next(free)} for row in questions]


# Causes


@transaction.atomic
def write_cause(cause: Cause | None, reason: str, *, by: User, **fields: Any) -> Cause:
    """A new cause, or another name, department or place for one. Raises ValidationError for a place under itself."""
    parent = fields.get("parent")
    if cause and parent and (parent.pk == cause.pk or cause.children.exists()):
        raise ValidationError(_("This cause has others under it; it stays where it is."))
    is_new = cause is None
    cause = cause or Cause(code=_code())
    changes = _set(cause, fields)
    record("cause added" if is_new else "cause changed", cause, by=by, changes=changes, note=reason)
    return cause


def _code() -> str:
    """A code that none of the presets has."""
    last = Cause.objects.order_by("-pk").first()
    return f"own_{last.pk + 1 if last else 1}"


def _set(row: Any, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set and save fields; what has changed."""
    changes = {
        name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value
    }
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return changes
