"""Two people who exchange what they are rostered for on one or two days."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import SEE_EVERYBODY, Employee


class SwapQuerySet(models.QuerySet[Any]):
    """Which swaps."""

    def visible_to(self, user: Any) -> Self:
        """Those in which a visible person takes part."""
        if user.role in SEE_EVERYBODY:
            return self
        people = Employee.objects.visible_to(user)
        return self.filter(Q(asker__in=people) | Q(partner__in=people))

    def open(self, now: dt.datetime) -> Self:
        """Neither decided nor lapsed."""
        return self.filter(status__in=Swap.UNDECIDED, starts_at__gt=now)


class Swap(models.Model):
    """The asker gives the shift of `on` to the partner, and takes the partner's of `return_on` where one is agreed.

    Days are kept, not times: when the shift of a day is edited, the swap is about the edited shift. `agreed` holds
    what both had before their eyes; where that is no longer so, the partner is asked again.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("swap", "asked")
        ACCEPTED = "accepted", pgettext_lazy("swap", "accepted")
        APPROVED = "approved", pgettext_lazy("swap", "approved")
        REFUSED = "refused", pgettext_lazy("swap", "refused")
        LAPSED = "lapsed", pgettext_lazy("swap", "lapsed")
        WITHDRAWN = "withdrawn", pgettext_lazy("swap", "withdrawn")

    UNDECIDED = (Status.ASKED, Status.ACCEPTED)

    asker = models.ForeignKey(
        Employee, models.CASCADE, related_name="swaps_asked", verbose_name=_("asked by")
    )
    partner = models.ForeignKey(
        Employee, models.CASCADE, related_name="swaps_offered", verbose_name=_("partner")
    )
    on = models.DateField(_("date"))
    return_on = models.DateField(_("in return"), null=True, blank=True)
    # The earliest moment at which one of the shifts begins; from then on it is too late.
    starts_at = models.DateTimeField()
    # {"asker": {day: [kind, start, end]}, "partner": {…}} as both saw it.
    agreed = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(default=dt.datetime.now)
    accepted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("partner")), name="swap_of_two"),
        ]
        indexes = [models.Index(fields=["status", "starts_at"], name="swap_open")]
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")

    def __str__(self) -> str:
        return f"{self.asker} ⇄ {self.partner} {self.on}"

    @property
    def is_open(self) -> bool:
        return self.status in self.UNDECIDED and self.starts_at > dt.datetime.now()

    @property
    def state(self) -> str:
        """The status as it is now: an undecided swap lapses by itself when a shift of it begins."""
        lapsed = self.status in self.UNDECIDED and not self.is_open
        return self.Status.LAPSED if lapsed else self.status

    @property
    def state_label(self) -> str:
        return str(self.Status(self.state).label)

    @property
    def days(self) -> tuple[dt.date, ...]:
        return (self.on,) if self.return_on in (None, self.on) else (self.on, self.return_on)
