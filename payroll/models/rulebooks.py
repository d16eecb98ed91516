"""Changes of a rule book before they are adopted, and what they would have done to past months."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.fields import MoneyField, MonthField
from common.models import TrackedWork
from payroll.models.runs import ForPayOffice
from staff.models import RuleBook


class RuleDraft(models.Model):
    """Numbers that somebody wants to change in a rule book from a month on (规则草案)."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("rule book draft", "draft")
        ADOPTED = "adopted", pgettext_lazy("rule book draft", "adopted")
        DROPPED = "dropped", pgettext_lazy("rule book draft", "dropped")

    book = models.ForeignKey(RuleBook, models.PROTECT, related_name="drafts", verbose_name=_("rule book"))
    starts = MonthField(_("holds from"))
    reason = models.CharField(_("reason"), max_length=300)
    # {number: value}; everything else stays as it is in force.
    values = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("begun at"), default=dt.datetime.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ForPayOffice.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("draft of a rule book")
        verbose_name_plural = _("drafts of rule books")

    def __str__(self) -> str:
        return f"{self.book} {self.starts}"


class WhatIf(TrackedWork):
    """Past months worked out under a draft, beside what was really paid; writes no payslip."""

    JOB = "payroll.jobs.try_draft"

    draft = models.ForeignKey(RuleDraft, models.CASCADE, related_name="tries")
    first = MonthField(_("first month"))
    last = MonthField(_("last month"))
    # The numbers of the draft at the time: it may change afterwards.
    values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # {"months" | "groups" | "lines": [[name, before, after], ...]}, amounts as text.
    sums = models.JSONField(default=dict)
    # People who could not be worked out: [[employee number, why], ...]
    failed = models.JSONField(default=list)

    objects = ForPayOffice.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.draft} {self.first}–{self.last}"


class WhatIfRow(models.Model):
    """One person's net pay in one month, as paid and under the draft; only where they differ."""

    tried = models.ForeignKey(WhatIf, models.CASCADE, related_name="rows")
    month = MonthField(_("month"))
    employee_no = models.CharField(_("employee number"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    group_name = models.CharField(_("group"), max_length=60, blank=True)
    before = MoneyField(_("net pay as it was"))
    after = MoneyField(_("under the draft"))
    change = MoneyField(_("change"))
    # {code: change as text}, the largest first.
    lines = models.JSONField(default=list)

    objects: Any = models.Manager()

    class Meta:
        ordering = ["month", "employee_no"]
        verbose_name = _("difference")
        verbose_name_plural = _("differences")

    def __str__(self) -> str:
        return f"{self.name} {self.month} {self.change}"
