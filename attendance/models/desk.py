"""Rows of a group that everybody of the group reads: boards, books, lists."""

from typing import Any, Self

from django.db import models

from staff.models import Group


class OfDeskGroups(models.QuerySet[Any]):
    """Rows of the groups that one runs, and of the one that one is in."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(group__in=Group.objects.on_desk_of(user))
