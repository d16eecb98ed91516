"""Bad and middling reviews (中差评): found, contacted, cause, outcome, lesson."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee
from tickets.models.complaints import Cause
from tickets.models.customers import SEE_ALL, Customer
from tickets.models.words import Platform


class ReviewQuerySet(models.QuerySet[Any]):
    """Which reviews."""

    def visible_to(self, user: Any) -> Self:
        """Reviews about or followed up by visible people, and those that nobody has taken."""
        if user.role in SEE_ALL:
            return self
        people = Employee.objects.visible_to(user)
        return self.filter(Q(owner__in=people) | Q(agent__in=people) | Q(owner__isnull=True))


class Review(models.Model):
    """A review that is not good, from the day it was found to the lesson drawn from it."""

    class Mark(models.TextChoices):
        BAD = "bad", pgettext_lazy("review", "bad")
        MIDDLING = "middling", pgettext_lazy("review", "middling")

    class Outcome(models.TextChoices):
        CHANGED = "changed", pgettext_lazy("review", "changed to good")
        KEPT = "kept", pgettext_lazy("review", "kept as it is")

    class State(models.TextChoices):
        FOUND = "found", pgettext_lazy("review", "found")
        CONTACTED = "contacted", pgettext_lazy("review", "customer contacted")
        DONE = "done", pgettext_lazy("review", "done")

    platform = models.CharField(_("shop platform"), max_length=12, choices=Platform, default=Platform.TAOBAO)
    order_no = models.CharField(_("order number"), max_length=64, blank=True, db_index=True)
    product = models.CharField(_("product"), max_length=120, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="reviews")
    customer_name = models.CharField(_("customer's chat name"), max_length=120)
    mark = models.CharField(_("review"), max_length=10, choices=Mark)
    text = models.TextField(_("what the customer wrote"))
    written_on = models.DateField(_("written on"), default=dt.date.today)
    agent = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("agent concerned"),
    )
    found_at = models.DateTimeField(_("found at"), default=dt.datetime.now)
    found_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("followed up by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FOUND)
    contacted_at = models.DateTimeField(_("contacted at"), null=True, blank=True)
    contact = models.TextField(_("what was said"), blank=True)
    cause = models.ForeignKey(Cause, models.PROTECT, null=True, blank=True, related_name="reviews")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    lesson = models.TextField(_("lesson"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        indexes = [models.Index(fields=["-found_at"], name="review_newest")]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self) -> str:
        return f"{self.customer_name} {self.written_on}"
