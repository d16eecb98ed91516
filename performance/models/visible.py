"""Records of people whom one may see."""

from typing import Any, Self

from django.db import models

from staff.models import Employee


class OfVisiblePeople(models.QuerySet[Any]):
    """Records of people whom the user may see."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))
