"""The first steps on the manager's desk, until the first month is paid."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from csbackoffice.desk.parts import DUE, Step
from csbackoffice.welcome.steps import is_guided, progress


def to_set_up(user: Any) -> Step | None:
    """How far the first steps are, and which is next."""
    if not is_guided(user):
        return None
    told = progress()
    says = _("Set up the company: %(done)s of %(all)s steps are done. Next: %(next)s.") % {
        "done": told["done"],
        "all": told["all"],
        "next": told["next"]["step"].label if told["next"] else "",
    }
    return Step(says, reverse("welcome"), "flag", DUE, _("Go on"))
