"""Handovers (交接班): what one shift leaves to the next, item by item."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models.desk import OfDeskGroups
from attendance.shifts import clock
from staff.models import Employee, Group


class HandoverQuerySet(OfDeskGroups):
    """Which handovers."""

    def being_written(self) -> Self:
        """Opened and not signed off yet: what is open is still written into them."""
        return self.filter(signed_off_at__isnull=True)

    def unacknowledged(self, now: dt.datetime) -> Self:
        """The next shift has been at work for some time and nobody of it has taken over."""
        return self.filter(acknowledged_at__isnull=True, overdue_at__lt=now)


class Handover(models.Model):
    """One handover of a group at the end of a shift. After it is acknowledged nothing in it changes."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="handovers", verbose_name=_("group"))
    # The outgoing shift: the day on which it began and its kind.
    on = models.DateField(_("date"))
    kind = models.CharField(_("shift"), max_length=20)
    ends_at = models.DateTimeField(_("shift ends at"))
    # When the next shift of the group starts, and when somebody who leads it should be told.
    incoming_at = models.DateTimeField(_("next shift starts at"))
    overdue_at = models.DateTimeField()
    opened_at = models.DateTimeField(default=dt.datetime.now)
    remark = models.TextField(_("to the next shift"), blank=True)
    signed_off_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    signed_off_at = models.DateTimeField(_("signed off at"), null=True)
    acknowledged_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_at", "group"]
        constraints = [models.UniqueConstraint(fields=["group", "on", "kind"], name="one_handover_a_shift")]
        indexes = [models.Index(fields=["overdue_at"], name="handover_overdue")]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return f"{self.group} {self.on} {self.end}"

    @property
    def end(self) -> str:
        """When the shift ends, as it is spoken of: midnight is 24:00."""
        return clock(self.ends_at, self.on)

    @property
    def is_open(self) -> bool:
        """The outgoing shift is still writing."""
        return self.signed_off_at is None

    @property
    def is_frozen(self) -> bool:
        return self.acknowledged_at is not None

    @property
    def state(self) -> str:
        """`open`, `signed` or `acknowledged`."""
        return "acknowledged" if self.is_frozen else "open" if self.is_open else "signed"

    @property
    def is_overdue(self) -> bool:
        return not self.is_frozen and self.overdue_at < dt.datetime.now()


class HandoverItemQuerySet(models.QuerySet[Any]):
    """Which items."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(handover__group__in=Group.objects.on_desk_of(user))

    def not_closed(self) -> Self:
        return self.filter(closed_at__isnull=True)


class HandoverItem(models.Model):
    """One open matter in a handover. Until it is closed, the next handover carries a copy of it."""

    class Kind(models.TextChoices):
        TICKET = "ticket", _("problem item")
        COMPLAINT = "complaint", _("complaint")
        PROMISE = "promise", _("promise")
        PLAN = "plan", _("unfinished task")
        NOTICE = "notice", _("notice")
        MATTER = "matter", pgettext_lazy("handover", "matter")

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MATTER)
    # What it is about, the same in every handover that carries it: "ticket:12".
    key = models.CharField(max_length=60)
    says = models.CharField(_("what it is about"), max_length=500)
    customer = models.CharField(_("customer"), max_length=120, blank=True, db_index=True)
    # Where more stands: a URL name and its one argument; the app above may not be there.
    url_name = models.CharField(max_length=80, blank=True)
    url_key = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    is_marked = models.BooleanField(_("matters"), default=False)
    # The first handover that had it opened then: its age.
    first_at = models.DateTimeField(default=dt.datetime.now)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    question = models.CharField(_("question"), max_length=300, blank=True)
    asked_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        ordering = ["-is_marked", "due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["handover", "key"], name="handover_item_once")]
        indexes = [
            models.Index(fields=["key"], condition=Q(closed_at__isnull=True), name="handover_item_open")
        ]
        verbose_name = _("item of a handover")
        verbose_name_plural = _("items of handovers")

    def __str__(self) -> str:
        return self.says

    @property
    def is_ready(self) -> bool:
        """It has an owner and a next step, or is settled."""
        return bool(self.closed_at or (self.owner_id and self.next_step))

    @property
    def url(self) -> str:
        """Where more stands; nothing while there is no such page."""
        if not self.url_name:
            return ""
        try:
            return reverse(self.url_name, args=[self.url_key] if self.url_key else [])
        except NoReverseMatch:
            return ""
