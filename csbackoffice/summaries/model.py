"""A summary as it was written; what was sent does not change afterwards."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import SEE_EVERYBODY, Group


class SummaryQuerySet(models.QuerySet[Any]):
    """Which summaries."""

    def visible_to(self, user: Any) -> Self:
        """Of the groups that one runs; the company's, with what pay cost, for those who see everybody."""
        if user.role in SEE_EVERYBODY:
            return self
        return self.filter(group__in=Group.objects.visible_to(user))


class Summary(models.Model):
    """The summary (周报, 月报) of a week or month, of one group or of the company (group empty)."""

    class Span(models.TextChoices):
        WEEK = "week", pgettext_lazy("summary", "week")
        MONTH = "month", pgettext_lazy("summary", "month")

    span = models.CharField(_("period"), max_length=5, choices=Span)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    written_at = models.DateTimeField(_("written at"), default=dt.datetime.now)
    # [{"title": [msgid], "lines": [{"says": msgid, "words": {...}, "url": "/..."}]}], said in the reader's language.
    parts = models.JSONField(default=list)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        app_label = "csbackoffice"
        ordering = ["-last_on", "span", "group"]
        constraints = [
            models.UniqueConstraint(fields=["span", "first_on", "group"], name="one_summary_of_a_group"),
            models.UniqueConstraint(
                fields=["span", "first_on"],
                condition=Q(group__isnull=True),
                name="one_summary_of_the_company",
            ),
        ]
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")

    def __str__(self) -> str:
        return f"{self.scope} {self.first_on} – {self.last_on}"

    @property
    def scope(self) -> str:
        return self.group.name if self.group else str(_("the whole company"))
