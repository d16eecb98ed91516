"""The whiteboard: a person's work plan for a day, its notes, and what is proposed where no plan was written."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models.records import Shift
from common.access import Role
from common.fields import MoneyField
from staff.models import Employee, Group


class WorkPlanQuerySet(models.QuerySet[Any]):
    """Which plans."""

    def visible_to(self, user: Any) -> Self:
        """One's own, those of the group's whiteboard, those of people whom one sees."""
        return self.filter(
            Q(group__in=Group.objects.on_desk_of(user)) | Q(employee__in=Employee.objects.visible_to(user))
        )


class WorkPlan(models.Model):
    """A person's plan for a day (工作计划). Notes that came over from yesterday are no plan until it is written."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="work_plans")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="work_plans")
    on = models.DateField(_("date"))
    written_at = models.DateTimeField(_("written at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "employee"]
        constraints = [models.UniqueConstraint(fields=["employee", "on"], name="one_plan_a_day")]
        indexes = [models.Index(fields=["group", "on"], name="plan_board")]
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")

    def __str__(self) -> str:
        return f"{self.employee} {self.on}"

    def is_later_than(self, shift: Shift | None) -> bool:
        """Whether it was written after the end of its shift, and so is no plan of it."""
        return bool(shift and shift.ends_at and self.written_at and self.written_at > shift.ends_at)


class PlanItemQuerySet(models.QuerySet[Any]):
    """Which notes."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(plan__in=WorkPlan.objects.visible_to(user))

    def unfinished(self) -> Self:
        return self.filter(status=PlanItem.Status.OPEN)


class PlanItem(models.Model):
    """A note on the whiteboard: one task of one person for one day."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "to do")
        DONE = "done", pgettext_lazy("task", "done")
        MOVED = "moved", pgettext_lazy("task", "moved on")
        DROPPED = "dropped", pgettext_lazy("task", "dropped")

    # What one can choose for "how far".
    STEPS = (0, 25, 50, 75, 100)

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="items")
    says = models.CharField(_("task"), max_length=300)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    is_important = models.BooleanField(_("important"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    # How far, in per cent; what was done before stays with the note that moves on.
    percent = models.PositiveSmallIntegerField(_("how far"), default=0, validators=[MaxValueValidator(100)])
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    first_on = models.DateField(_("first planned on"))
    moved_from = models.OneToOneField("self", models.SET_NULL, null=True, related_name="moved_to")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=dt.datetime.now)
    finished_at = models.DateTimeField(null=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        # Urgent and important first, as on the board.
        ordering = ["-is_urgent", "-is_important", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="plan_item_percent"),
        ]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def __str__(self) -> str:
        return self.says

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def days_old(self) -> int:
        """How many days ago it was planned first, counted at its own day."""
        return (self.plan.on - self.first_on).days


class ProposalQuerySet(models.QuerySet[Any]):
    """Which proposals."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def open_for(self, user: Any) -> Self:
        """Those that this person may decide: of people whom they lead, never their own."""
        waiting = self.visible_to(user).filter(state=ConductProposal.State.PROPOSED)
        return waiting.exclude(employee=user.employee_id).exclude(item__in=not_decided_by(user.role))


# Who decides which entries; those of a shift left unmanned after a swap go to the supervisor (rules.md section 3).
DECIDERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
FINE_DECIDERS = frozenset({Role.SUPERVISOR, Role.MANAGER})


def not_decided_by(role: str) -> list[str]:
    """The items of proposals on which this role does not decide."""
    if role not in DECIDERS:
        return list(ConductProposal.Item.values)
    return [] if role in FINE_DECIDERS else [ConductProposal.Item.FINE]


class ConductProposal(models.Model):
    """An entry of conduct that the program or an inspector proposes; a leader has it booked, or drops it.

    Booking is performance's: it writes the entry and calls `attendance.proposals.mark_booked`.
    """

    class Item(models.TextChoices):
        NO_PLAN = "NO_PLAN", _("missing work plan")
        HYGIENE = "HYGIENE", _("hygiene")
        FINE = "FINE", pgettext_lazy("conduct", "fine")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("proposal", "proposed")
        BOOKED = "booked", pgettext_lazy("proposal", "booked")
        DROPPED = "dropped", pgettext_lazy("proposal", "dropped")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="conduct_proposals")
    on = models.DateField(_("date"))
    item = models.CharField(_("item"), max_length=10, choices=Item)
    count = models.PositiveIntegerField(_("count"), default=1)
    # Of a fine: what is proposed; who books it may change it.
    amount = MoneyField(_("amount"), null=True, blank=True)
    because = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.PROPOSED)
    # One proposal for one occasion, however often the program looks: "plan", "duty:12", or "swap:3:2026-11-20".
    occasion = models.CharField(max_length=40)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=dt.datetime.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # The number of the entry it became, or why it was dropped.
    entry_no = models.CharField(max_length=64, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "on", "item", "occasion"], name="proposed_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="proposal_count_above_zero"),
        ]
        indexes = [models.Index(fields=["state", "employee"], name="proposal_state")]
        verbose_name = _("proposed entry")
        verbose_name_plural = _("proposed entries")

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.get_item_display()}"
