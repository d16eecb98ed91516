"""Complaints: the closed loop of rules.md section 6, from registering to the return visit."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.fields import MonthField
from common.lookups import Keys
from staff.models import Employee
from tickets.models.customers import SEE_ALL, Customer
from tickets.models.tickets import Ticket
from tickets.models.words import Channel, Platform, Weight


class Department(models.TextChoices):
    """Who may be responsible for what a customer complains about."""

    SERVICE = "service", pgettext_lazy("department", "customer service")
    WAREHOUSE = "warehouse", pgettext_lazy("department", "warehouse")
    LOGISTICS = "logistics", pgettext_lazy("department", "carrier")
    PRODUCT = "product", pgettext_lazy("department", "product and purchasing")
    OPERATIONS = "operations", pgettext_lazy("department", "shop operations")
    CUSTOMER = "customer", pgettext_lazy("department", "the customer")


class Cause(models.Model):
    """A node of the tree of causes; complaints and reviews name its leaves."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    department = models.CharField(_("department"), max_length=12, choices=Department)
    # What is not used any more stays for the complaints that name it, and is offered no more.
    is_used = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")

    def __str__(self) -> str:
        return f"{self.parent} › {self.own_name}" if self.parent else self.own_name

    @property
    def own_name(self) -> str:
        """Without those above it, in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class ComplaintQuerySet(models.QuerySet[Any]):
    """Which complaints."""

    def visible_to(self, user: Any) -> Self:
        """Complaints about, registered by, dealt with or to be mended by visible people."""
        if user.role in SEE_ALL:
            return self
        people = Keys(Employee.objects.visible_to(user).values_list("pk", flat=True))
        acting = ComplaintAction.objects.filter(owner__among=people).values("complaint")
        mine = Q(owner__among=people) | Q(registered_by__among=people) | Q(agent__among=people)
        return self.filter(mine | Q(responsible__among=people) | Q(pk__in=acting) | Q(owner__isnull=True))

    def others_like(self, complaint: "Complaint", what: str) -> Self:
        """Other complaints of the same `customer`, `product` or `agent`."""
        return self.filter(**{what: getattr(complaint, what)}).exclude(pk=complaint.pk)

    def going_on(self) -> Self:
        return self.exclude(state=Complaint.State.CLOSED)

    def overdue(self, now: dt.datetime) -> Self:
        """Those whose present step should be done by now."""
        return self.going_on().filter(due_at__lt=now)


class Complaint(models.Model):
    """One complaint (投诉) with its state, the deadline of that state, and what was found out."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("complaint", "received")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("complaint", "acknowledged")
        INVESTIGATING = "investigating", pgettext_lazy("complaint", "under investigation")
        PROPOSING = "proposing", pgettext_lazy("complaint", "solutions being proposed")
        ACTING = "acting", pgettext_lazy("complaint", "being carried out")
        ANSWERING = "answering", pgettext_lazy("complaint", "to be answered")
        ANSWERED = "answered", pgettext_lazy("complaint", "answered, to be visited")
        CLOSED = "closed", pgettext_lazy("complaint", "closed")

    number = models.CharField(_("complaint number"), max_length=20, unique=True)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("ticket")
    )
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="complaints")
    customer_name = models.CharField(_("customer's chat name"), max_length=120)
    order_no = models.CharField(_("order number"), max_length=64, blank=True, db_index=True)
    product = models.CharField(_("product"), max_length=120, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.CHAT)
    platform = models.CharField(_("shop platform"), max_length=12, choices=Platform, default=Platform.TAOBAO)
    about = models.TextField(_("what the customer complains about"))
    remedy_wanted = models.CharField(_("remedy the customer wants"), max_length=200, blank=True)
    agent = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("agent concerned"),
    )
    registered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered at"), default=dt.datetime.now)
    owner = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dealt with by")
    )
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.RECEIVED)
    # By when the present state should be left; missed once is missed for good.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    missed = models.PositiveSmallIntegerField(_("deadlines missed"), default=0)
    is_due_missed = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Weight, default=Weight.USUAL)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Weight, default=Weight.USUAL)
    complexity = models.PositiveSmallIntegerField(_("complexity"), choices=Weight, default=Weight.USUAL)
    is_unsafe = models.BooleanField(_("somebody may come to harm"), default=False)
    needs_action_now = models.BooleanField(_("something must be done at once"), default=False)
    is_founded = models.BooleanField(_("founded"), null=True, blank=True)
    judged_because = models.TextField(_("reason of the judgement"), blank=True)
    judged_at = models.DateTimeField(_("judged at"), null=True, blank=True)
    department = models.CharField(_("responsible department"), max_length=12, choices=Department, blank=True)
    responsible = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
    )
    cause = models.ForeignKey(
        Cause, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("cause")
    )
    found_out = models.TextField(_("what was found out"), blank=True)
    answer = models.TextField(_("answer to the customer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    is_satisfied = models.BooleanField(_("satisfied"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "-pk"]
        indexes = [
            models.Index(fields=["-registered_at"], name="complaint_newest"),
            models.Index(fields=["state", "due_at"], name="complaint_next_due"),
        ]
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")

    def __str__(self) -> str:
        return f"{self.number} {self.customer_name}"

    @property
    def is_overdue(self) -> bool:
        is_open = self.state != self.State.CLOSED
        return is_open and self.due_at is not None and self.due_at < dt.datetime.now()


class OfVisibleComplaints(models.QuerySet[Any]):
    """Rows that hang on a complaint."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


class ComplaintEvent(models.Model):
    """One line of a complaint's timeline; added, never edited or deleted."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"), default=dt.datetime.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The name of the step that was done (services/complaints.py), or `missed`.
    step = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    changes = models.JSONField(default=dict)

    objects = OfVisibleComplaints.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a complaint")
        verbose_name_plural = _("events of complaints")

    def __str__(self) -> str:
        return f"{self.complaint} {self.step}"


class Proposal(models.Model):
    """One way to settle a complaint; several are proposed, one is chosen with the reason."""

    class Remedy(models.TextChoices):
        REFUND = "refund", pgettext_lazy("remedy", "refund")
        REPLACEMENT = "replacement", pgettext_lazy("remedy", "replacement")
        REPAIR = "repair", pgettext_lazy("remedy", "repair")
        SUBSTITUTE = "substitute", pgettext_lazy("remedy", "substitute")
        HELP = "help", pgettext_lazy("remedy", "technical help")
        EXPLANATION = "explanation", pgettext_lazy("remedy", "explanation")
        COMPENSATION = "compensation", pgettext_lazy("remedy", "compensation")
        APOLOGY = "apology", pgettext_lazy("remedy", "apology")
        GIFT = "gift", pgettext_lazy("remedy", "gift")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="proposals")
    remedy = models.CharField(_("remedy"), max_length=12, choices=Remedy)
    text = models.TextField(_("what would be done"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    chosen_because = models.TextField(_("reason of the choice"), blank=True)

    objects = OfVisibleComplaints.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposed solution")
        verbose_name_plural = _("proposed solutions")

    def __str__(self) -> str:
        return f"{self.get_remedy_display()}: {self.text[:60]}"


class ComplaintAction(models.Model):
    """What somebody has to do so that the chosen solution is carried out."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="actions")
    text = models.CharField(_("what has to be done"), max_length=200)
    owner = models.ForeignKey(
        Employee, models.PROTECT, related_name="complaint_actions", verbose_name=_("by whom")
    )
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=200, blank=True)

    objects = OfVisibleComplaints.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def __str__(self) -> str:
        return self.text


class CorrectiveAction(models.Model):
    """What keeps the same complaint from coming again, and whether it did when somebody looked later."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="corrections")
    text = models.CharField(_("what changes for good"), max_length=200)
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("by whom"))
    check_on = models.DateField(_("look again on"))
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_effective = models.BooleanField(_("it works"), null=True, blank=True)
    finding = models.CharField(_("what was seen"), max_length=200, blank=True)

    objects = OfVisibleComplaints.as_manager()

    class Meta:
        ordering = ["check_on", "pk"]
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")

    def __str__(self) -> str:
        return self.text


class ComplaintMonth(models.Model):
    """What was concluded when the complaints of a month were looked through together."""

    month = MonthField(_("month"), unique=True)
    conclusion = models.TextField(_("conclusion"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=dt.datetime.now)

    class Meta:
        ordering = ["-month"]
        verbose_name = _("monthly review of complaints")
        verbose_name_plural = _("monthly reviews of complaints")

    def __str__(self) -> str:
        return str(self.month)
