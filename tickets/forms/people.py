"""Naming somebody who serves customers."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.access import Role
from staff.forms import PersonField
from staff.models import Employee

SERVING = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)


class ServingField(PersonField):
    """Somebody who serves customers today: whoever has left or has no service desk would never see their work."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(roles=SERVING, **kwargs)

    def clean(self, value: Any) -> Employee | None:
        person = super().clean(value)
        if person and person.left_on and person.left_on < dt.date.today():
            raise ValidationError(_("%(person)s has left."), params={"person": person.name})
        return person
