"""Return visits (回访) with their script, and the survey that a customer answers by a link."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee
from tickets.models.complaints import Complaint
from tickets.models.customers import SEE_ALL, Customer
from tickets.models.tickets import Ticket


class VisitScript(models.Model):
    """What a customer is asked, on a return visit or in a survey: opening, questions, and a closing for each answer."""

    SURVEY = "survey"  # the reason under which the questions of the survey stand

    name = models.CharField(_("script"), max_length=60, unique=True)
    # For which visits: one script a reason.
    reason = models.CharField(max_length=10, unique=True)
    opening = models.TextField(_("opening"))
    # [{"key", "text", "kind": "yes_no" | "score" | "text"}]
    questions = models.JSONField(default=list)
    closing_good = models.TextField(_("closing when satisfied"))
    closing_bad = models.TextField(_("closing when not satisfied"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("script of return visits")
        verbose_name_plural = _("scripts of return visits")

    def __str__(self) -> str:
        return self.name


class ReturnVisitQuerySet(models.QuerySet[Any]):
    """Which return visits."""

    def visible_to(self, user: Any) -> Self:
        """Visits that visible people make, and those that nobody has taken."""
        if user.role in SEE_ALL:
            return self
        return self.filter(Q(visitor__in=Employee.objects.visible_to(user)) | Q(visitor__isnull=True))

    def waiting(self) -> Self:
        return self.filter(state=ReturnVisit.State.WAITING)


class ReturnVisit(models.Model):
    """One return visit: why, by when, by whom, what the customer said."""

    class Reason(models.TextChoices):
        COMPLAINT = "complaint", pgettext_lazy("return visit", "answered complaint")
        MEMBER = "member", pgettext_lazy("return visit", "member customer")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("return visit", "to be made")
        DONE = "done", pgettext_lazy("return visit", "done")
        UNREACHED = "unreached", pgettext_lazy("return visit", "not reached")

    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, blank=True, related_name="visits")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="visits")
    customer_name = models.CharField(_("customer's chat name"), max_length=120)
    order_no = models.CharField(_("order number"), max_length=64, blank=True)
    visitor = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("visited by")
    )
    queued_at = models.DateTimeField(_("queued at"), default=dt.datetime.now)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # The questions as they stood when they were answered: a script may change.
    asked = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    is_satisfied = models.BooleanField(_("satisfied"), null=True, blank=True)
    note = models.TextField(_("what else was said"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = ReturnVisitQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state="waiting"), name="one_waiting_visit_a_complaint"
            ),
            models.UniqueConstraint(
                fields=["customer", "order_no"],
                condition=Q(reason="member"),
                name="one_visit_an_order_of_a_member",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="visit_next_due")]
        verbose_name = _("return visit")
        verbose_name_plural = _("return visits")

    def __str__(self) -> str:
        return f"{self.customer_name} {self.due_at:%Y-%m-%d}"

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.WAITING and self.due_at < dt.datetime.now()


class VisitAttempt(models.Model):
    """A try to reach the customer."""

    class Outcome(models.TextChoices):
        REACHED = "reached", pgettext_lazy("attempt", "reached")
        NO_ANSWER = "no_answer", pgettext_lazy("attempt", "no answer")
        LATER = "later", pgettext_lazy("attempt", "asked for later")
        WRONG = "wrong", pgettext_lazy("attempt", "wrong number")

    visit = models.ForeignKey(ReturnVisit, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=dt.datetime.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.visit} {self.at:%Y-%m-%d %H:%M}"


class SurveyQuerySet(models.QuerySet[Any]):
    """Which surveys."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(ticket__in=Ticket.objects.visible_to(user))


class Survey(models.Model):
    """A link with which a customer says how satisfied they are: once, until it expires."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="surveys")
    # Only a fingerprint: who reads the database cannot answer for a customer.
    token_print = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=dt.datetime.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    # The questions as they stood when the link was made.
    asked = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    remark = models.TextField(blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return f"{self.ticket} {self.sent_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.answered_at is None and self.expires_at > dt.datetime.now()
