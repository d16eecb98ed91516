"""Tickets of customers: the problem item (问题件) of rules.md section 6, and the other kinds beside it."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.lookups import Keys
from staff.models import Employee, Group, Terms
from tickets.models.customers import Customer
from tickets.models.words import Channel as Channel
from tickets.models.words import Platform as Platform
from tickets.models.words import Priority as Priority
from tickets.models.words import Weight


class TicketQuerySet(models.QuerySet[Any]):
    """Which tickets."""

    def visible_to(self, user: Any) -> Self:
        """Tickets that a visible person has, opened or had first; and those of nobody yet, but for other groups'."""
        return self.filter(seen_by(user))

    def unresolved(self) -> Self:
        """Those that still want something from us or from the customer."""
        return self.filter(status__in=Ticket.UNRESOLVED)

    def overdue(self, now: dt.datetime) -> Self:
        """Open ones of which a promise or a clock has run out."""
        return self.filter(status=Ticket.Status.OPEN, due_at__lt=now)


def seen_by(user: Any) -> Q:
    """The condition on tickets that somebody may see; none at all for those who see everything.

    Who they see is asked for once, and written out as one array however many there are.
    """
    if user.role in {Role.MANAGER, Role.DIRECTOR}:
        return Q()
    people = Keys(Employee.objects.visible_to(user).values_list("pk", flat=True))
    terms = Terms.objects.in_force(dt.date.today()).filter(employee__among=people, group__isnull=False)
    groups = list(terms.order_by().values_list("group", flat=True).distinct())
    mine = Q(owner__among=people) | Q(opened_by__among=people) | Q(first_owner__among=people)
    return mine | Q(owner__isnull=True) & (Q(group__isnull=True) | Q(group__in=groups))


class Ticket(models.Model):
    """What is wrong with an order, what the customer wants, whose it is, and by when it is due."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("problem item")
        REFUND = "refund", pgettext_lazy("ticket", "refund")
        UNPAID = "unpaid", _("unpaid order")
        UNDELIVERED = "undelivered", _("not delivered after three days")
        QUESTION = "question", pgettext_lazy("ticket", "question")
        OTHER = "other", pgettext_lazy("ticket", "other")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("ticket", "open")
        PAUSED = "paused", pgettext_lazy("ticket", "waiting for the customer")
        ANSWERED = "answered", pgettext_lazy("ticket", "answered")
        CLOSED = "closed", pgettext_lazy("ticket", "closed")

    class Level(models.IntegerChoices):
        AGENT = 0, pgettext_lazy("role", "agent")
        LEADER = 1, pgettext_lazy("role", "leader")
        SPECIALIST = 2, _("specialist")
        SUPERVISOR = 3, pgettext_lazy("role", "supervisor")
        MANAGER = 4, pgettext_lazy("role", "manager")

    UNRESOLVED = ("open", "paused")
    RESOLVED = ("answered", "closed")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PROBLEM)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.CHAT)
    platform = models.CharField(_("shop platform"), max_length=12, choices=Platform, default=Platform.TAOBAO)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("customer")
    )
    customer_name = models.CharField(_("customer's chat name"), max_length=120, db_index=True)
    order_no = models.CharField(_("order number"), max_length=64, blank=True, db_index=True)
    is_order_unknown = models.BooleanField(_("the order number is not known"), default=False)
    product = models.CharField(_("product"), max_length=120, blank=True)
    bought_on = models.DateField(_("purchase date"), null=True, blank=True)
    waybill_no = models.CharField(_("waybill"), max_length=64, blank=True, db_index=True)
    problem = models.TextField(_("what is wrong"))
    wish = models.TextField(_("what the customer wants"), blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Weight, default=Weight.USUAL)
    importance = models.PositiveSmallIntegerField(_("importance"), choices=Weight, default=Weight.USUAL)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    level = models.PositiveSmallIntegerField(_("escalated to"), choices=Level, default=Level.AGENT)
    owner = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("owner"),
        db_index=False,
    )
    first_owner = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("group")
    )
    opened_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), default=dt.datetime.now)
    changed_at = models.DateTimeField(_("last change"), default=dt.datetime.now)
    # The next promise that is open; of a ticket without one, what was promised when it was opened.
    promised_at = models.DateTimeField(_("promised time"), null=True, blank=True)
    # The earliest of promise and clocks, so that one index answers "what is next".
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    # Read by the figures; each is written once, when it happens. Minutes are those of business hours.
    first_replied_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    first_reply_minutes = models.PositiveIntegerField(null=True, blank=True)
    first_reply_waited = models.PositiveIntegerField(null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolution_minutes = models.PositiveIntegerField(null=True, blank=True)
    resolution_waited = models.PositiveIntegerField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="ticket_newest"),
            # A month's figures are answered from this index alone, whoever looks.
            models.Index(
                fields=["opened_at"],
                include=[
                    *["owner", "opened_by", "first_owner", "group", "kind", "product", "id"],
                    *["first_reply_minutes", "resolution_minutes", "reopened", "satisfaction"],
                ],
                condition=Q(merged_into__isnull=True),
                name="ticket_figures",
            ),
            models.Index(fields=["status", "due_at"], name="ticket_next_due"),
            models.Index(fields=["owner", "-opened_at"], name="ticket_of_owner"),
            models.Index(fields=["-changed_at"], name="ticket_changed"),
            models.Index(
                fields=["owner", "status"],
                condition=Q(status__in=("open", "paused")),
                name="ticket_unresolved",
            ),
            models.Index(
                fields=["order_no"], condition=Q(is_order_unknown=True), name="ticket_order_unknown"
            ),
        ]
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")

    def __str__(self) -> str:
        return f"#{self.pk} {self.customer_name}"

    @property
    def is_overdue(self) -> bool:
        return self.status == self.Status.OPEN and self.due_at is not None and self.due_at < dt.datetime.now()

    @property
    def is_resolved(self) -> bool:
        return self.status in self.RESOLVED
