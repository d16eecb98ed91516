"""Today's work plan: the person's own place on the whiteboard, with everything that can be done there."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import missing_plans, whiteboard
from attendance.shift_day import desk_day
from common.templatetags.backoffice import day
from csbackoffice.desk.parts import LATE, Part, Step


def content(user: Any) -> dict[str, Any] | None:
    if not user.employee_id:
        return None
    on = desk_day(user.employee_id, dt.datetime.now())
    return {"column": whiteboard.column(user.employee, on, user), "on": on}


def missing(user: Any) -> Step | None:
    """Only while it is missing: the shift has begun some time ago and no plan is written."""
    shift = missing_plans.my_missing_plan(user.employee_id)
    if shift is None:
        return None
    says = _("Your work plan of %(day)s is missing.") % {"day": day(shift.on)}
    return Step(says, reverse("attendance:work_plans"), "list-check", LATE, _("Write it"))


PLAN = Part("plan", gettext_lazy("Today's plan"), "list-check", content, "attendance:work_plans")
