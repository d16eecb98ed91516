"""Notices on the board: put up, read, taken down; who has read them."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.access import Role
from common.audit import record
from staff.models import Employee, Group, Notice, NoticeReading, Terms
from staff.notifications import NOTICE
from staff.notifying import notify

PUBLISHING = (Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)
TO_EVERYBODY = frozenset({Role.MANAGER, Role.DIRECTOR})


@transaction.atomic
def put_up(
    *, by: Any, title: str, text: str, group: Group | None = None, until: dt.date | None = None
) -> Notice:
    """Publish a notice to a group that one leads, or (managers and directors) to everybody."""
    if group is None and by.role not in TO_EVERYBODY:
        raise ValidationError(_("Choose the group; notices to everybody are the manager's."))
    if group is not None and not Group.objects.visible_to(by).filter(pk=group.pk).exists():
        raise ValidationError(_("This is not your group."))
    notice = Notice.objects.create(title=title, text=text, group=group, until=until, by=by)
    NoticeReading.objects.create(notice=notice, employee=by.employee)
    record("notice published", notice, by=by)
    readers = addressees(notice).exclude(pk=by.employee_id).values_list("pk", flat=True)
    notify(
        NOTICE,
        readers,
        says=gettext_noop("New on the board: %(title)s"),
        words={"title": title},
        url=reverse("staff:notice", args=[notice.pk]),
        once=f"notice:{notice.pk}",
    )
    return notice


def mark_read(notice: Notice, *, by: Any) -> None:
    """Note that somebody has read a notice; once."""
    NoticeReading.objects.get_or_create(notice=notice, employee=by.employee)


def may_take_down(notice: Notice, user: Any) -> bool:
    return notice.by_id == user.pk or user.role in TO_EVERYBODY


@transaction.atomic
def take_down(notice: Notice, *, by: Any) -> None:
    """Take a notice off the board from today on. It stays in the list of past ones."""
    if not may_take_down(notice, by):
        raise ValidationError(_("Whoever put it up takes it down, or the manager."))
    yesterday = dt.date.today() - dt.timedelta(days=1)
    before, notice.until = notice.until, yesterday
    notice.save(update_fields=["until"])
    record("notice taken down", notice, by=by, changes={"until": [before, yesterday]})


def addressees(notice: Notice) -> Any:
    """The people whom a notice is for, employed today: the group's with those who run it, or everybody."""
    today = dt.date.today()
    people = Employee.objects.employed_between(today, today)
    if notice.group_id is None:
        return people
    members = Terms.objects.in_force(today).filter(group=notice.group_id)
    return people.filter(pk__in=members.values("employee"))
