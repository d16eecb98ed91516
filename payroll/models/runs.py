"""A month's run, its shards, payslips and their lines, exceptions and waivers, adjustments."""

import datetime as dt
from operator import attrgetter
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.fields import ExactField, MoneyField, MonthField
from common.models import TrackedWork
from staff.models import Employee, Group, RuleBook

PAY_OFFICE = frozenset({Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR})
# States of a run whose pay does not change any more.
LOCKED = ("approved", "paid")


class MonthLocked(IntegrityError):
    """Somebody wants to change pay that is approved."""


class ForPayOffice(models.QuerySet[Any]):
    """Rows that only those who work out, approve or oversee pay may see."""

    def visible_to(self, user: Any) -> Self:
        return self if user.role in PAY_OFFICE else self.none()


class PayrollRun(TrackedWork):
    """The pay of one month (工资核算). Its tracked work is the gathering of pools and the planning of shards.

    `calculation` counts the times “calculate” was pressed; shards of an earlier one store nothing any more.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("payroll run", "draft")
        CALCULATED = "calculated", pgettext_lazy("payroll run", "calculated")
        REVIEWED = "reviewed", pgettext_lazy("payroll run", "reviewed")
        APPROVED = "approved", pgettext_lazy("payroll run", "approved")
        PAID = "paid", pgettext_lazy("payroll run", "paid")

    JOB = "payroll.jobs.plan_run"

    month = MonthField(_("month"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    calculation = models.PositiveIntegerField(default=0)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="+")
    # What auto orders and supervisors' sales bring each participant, frozen for all shards of this calculation.
    pools = models.JSONField(default=list)
    # Of the last calculation of the whole company; a calculation of one group is only approvable if it is the same.
    pools_of_all = models.JSONField(null=True)
    # The numbers of every rule book with which this calculation works: {rule book id: {name: value}}.
    numbers = models.JSONField(default=dict)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Ids of everybody whose calculation is in the payslips as they stand: none of them may approve.
    calculators = models.JSONField(default=list)
    calculated_at = models.DateTimeField(_("calculated at"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True)
    paid_at = models.DateTimeField(_("marked as paid at"), null=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Sums of the payslips, kept when the calculation is closed: lists of months must not add up payslips.
    people = models.PositiveIntegerField(_("people"), null=True)
    earnings = MoneyField(_("earnings"), null=True)
    deductions = MoneyField(_("deductions"), null=True)
    net = MoneyField(_("net pay"), null=True)
    carried = MoneyField(_("carried to next month"), null=True)
    # Over all lines of the month and the hash of the month before; written at approval.
    chain_hash = models.CharField(max_length=64, blank=True)

    objects = ForPayOffice.as_manager()

    class Meta:
        ordering = ["-month"]
        verbose_name = _("payroll run")
        verbose_name_plural = _("payroll runs")

    def __str__(self) -> str:
        return str(self.month)

    @property
    def is_locked(self) -> bool:
        return self.state in {self.State.APPROVED, self.State.PAID}


class PayrollShard(TrackedWork):
    """A few hundred people of a run, whole groups together: one job."""

    JOB = "payroll.jobs.calculate_shard"

    run = models.ForeignKey(PayrollRun, models.CASCADE, related_name="shards")
    calculation = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    employee_ids = models.JSONField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "calculation", "number"], name="shard_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class ApprovalWork(TrackedWork):
    """An approval asked for on a page: the records of the month are gathered again first, which may take a while."""

    JOB = "payroll.jobs.approve_month"
    MOST_ATTEMPTS = 2

    run = models.ForeignKey(PayrollRun, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Why the month could not be approved, in the words of whoever asked.
    refusal = models.TextField(blank=True)

    objects = ForPayOffice.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.run} {self.work_status}"


class OfPeople(models.QuerySet[Any]):
    """Rows about a person's pay."""

    def visible_to(self, user: Any) -> Self:
        """One's own; a supervisor's people; everybody's for the pay office."""
        if user.role in PAY_OFFICE:
            return self
        if user.role == Role.SUPERVISOR:
            return self.filter(employee__in=Employee.objects.visible_to(user))
        return self.filter(employee=user.employee_id)


class KeptOnceLocked(models.Model):
    """Rows of a month's pay: neither saved nor deleted once the month is approved. The triggers stand behind it."""

    class Meta:
        abstract = True

    # Where the run stands whose state decides, as an attribute path.
    RUN = "run"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_if_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self.refuse_if_locked()
        return super().delete(*args, **kwargs)

    def refuse_if_locked(self) -> None:
        """Raises MonthLocked, naming the month. The state is asked of the database: what was loaded may be old."""
        run = PayrollRun.objects.filter(pk=attrgetter(self.RUN)(self).pk, state__in=LOCKED).first()
        if run:
            raise MonthLocked(f"{run.month} is locked: its pay is approved and does not change any more")


class PayslipQuerySet(OfPeople):
    """Which payslips."""

    def visible_to(self, user: Any) -> Self:
        """As above; but one's own only once the month is approved: before, it may still change."""
        rows = super().visible_to(user)
        if user.role in PAY_OFFICE:
            return rows
        return rows.exclude(~Q(run__state__in=LOCKED), employee=user.employee_id)

    def final(self) -> Self:
        """Those of approved months."""
        return self.filter(run__state__in=LOCKED)


class Payslip(KeptOnceLocked):
    """What one person gets for one month (工资条), with the facts it was worked out from."""

    run = models.ForeignKey(PayrollRun, models.PROTECT, related_name="payslips", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="payslips")
    employee_no = models.CharField(_("employee number"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    group_name = models.CharField(_("group"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    rostered = models.PositiveIntegerField(_("rostered shifts"), default=0)
    attended = models.PositiveIntegerField(_("attended shifts"), default=0)
    earnings = MoneyField(_("earnings"))
    deductions = MoneyField(_("deductions"))
    net = MoneyField(_("net pay"))
    carry_out = MoneyField(_("carried to next month"), default=0)
    base_carry_out = MoneyField(_("commission base carried to next month"), default=0)
    # What the deductions that go to the activity fund really took.
    to_fund = MoneyField(_("to the activity fund"), default=0)
    # Whose numbers were used; None on payslips from before this was kept.
    rulebook = models.ForeignKey(RuleBook, models.PROTECT, null=True, related_name="+", db_index=False)
    calculation = models.PositiveIntegerField()
    facts = models.TextField()

    objects = PayslipQuerySet.as_manager()

    class Meta:
        ordering = ["run", "employee_no"]
        constraints = [
            models.UniqueConstraint(fields=["run", "employee"], name="one_payslip_a_month"),
            models.CheckConstraint(condition=Q(net__gte=0), name="net_never_negative"),
            models.CheckConstraint(
                condition=Q(net=F("earnings") - F("deductions") + F("carry_out")),
                name="net_is_earnings_less_deductions",
            ),
        ]
        verbose_name = _("payslip")
        verbose_name_plural = _("payslips")

    def __str__(self) -> str:
        return f"{self.name} {self.employee_no}"


class PayslipLineQuerySet(models.QuerySet[Any]):
    """Which lines: those of visible payslips."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(payslip__in=Payslip.objects.visible_to(user))


class PayslipLine(KeptOnceLocked):
    """One line of pay: `amount = base × times ÷ per`, with its reason in words and the records behind it."""

    RUN = "payslip.run"

    class Side(models.TextChoices):
        EARNING = "earning", _("earning")
        DEDUCTION = "deduction", _("deduction")

    payslip = models.ForeignKey(Payslip, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=16)
    side = models.CharField(_("side"), max_length=9, choices=Side)
    amount = MoneyField(_("amount"))
    base = ExactField()
    times = ExactField()
    per = ExactField()
    # {"text": msgid, "numbers": {...}}: words are put together in the reader's language.
    because = models.JSONField(default=dict)
    # {kind: [ids]} or {kind: {"count": n, ...}} where the records are a whole list of orders.
    sources = models.JSONField(default=dict)

    objects = PayslipLineQuerySet.as_manager()

    class Meta:
        ordering = ["payslip", "position"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="line_above_zero")]
        verbose_name = _("pay line")
        verbose_name_plural = _("pay lines")

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class RunException(models.Model):
    """Something of a run that a person must look at (异常). Written anew by each calculation."""

    run = models.ForeignKey(PayrollRun, models.CASCADE, related_name="exceptions")
    # None: found while planning, for the company; else by the shard with this number.
    shard = models.PositiveIntegerField(null=True)
    code = models.CharField(_("code"), max_length=32)
    # Who or what it is about: employee number, account, refund number.
    key = models.CharField(max_length=120)
    employee = models.ForeignKey(Employee, models.CASCADE, null=True, related_name="+")
    is_blocking = models.BooleanField(_("blocking"))
    # {"text": msgid, "numbers": {...}}
    says = models.JSONField(default=dict)

    objects = ForPayOffice.as_manager()

    class Meta:
        ordering = ["-is_blocking", "code", "key"]
        constraints = [models.UniqueConstraint(fields=["run", "code", "key"], name="exception_once")]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")

    def __str__(self) -> str:
        return f"{self.code} {self.key}"


class Waiver(models.Model):
    """A blocking exception that a person lets pass, with the reason. It outlives calculations."""

    run = models.ForeignKey(PayrollRun, models.CASCADE, related_name="waivers")
    code = models.CharField(_("code"), max_length=32)
    key = models.CharField(max_length=120)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    objects = ForPayOffice.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code", "key"], name="waiver_once")]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")

    def __str__(self) -> str:
        return f"{self.code} {self.key}"


class Adjustment(models.Model):
    """A correction that the accountant decided (补发, 扣回); names the month it is paid in and the one it corrects."""

    adjustment_no = models.CharField(_("adjustment number"), max_length=64, unique=True)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="adjustments")
    month = MonthField(_("paid in"))
    amount = MoneyField(_("amount"))
    corrects = MonthField(_("corrects"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300)

    objects = OfPeople.as_manager()

    class Meta:
        ordering = ["-month", "adjustment_no"]
        indexes = [models.Index(fields=["month", "employee"], name="adjustment_month")]
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")

    def __str__(self) -> str:
        return self.adjustment_no


class Opening(models.Model):
    """What a person brings into the first month that is run here (期初)."""

    employee = models.OneToOneField(Employee, models.PROTECT, related_name="opening")
    month = MonthField(_("first month run here"))
    carry_in = MoneyField(_("carried in"), default=0)
    base_carry_in = MoneyField(_("commission base carried in"), default=0)

    objects = OfPeople.as_manager()

    class Meta:
        verbose_name = _("opening figures")
        verbose_name_plural = _("opening figures")

    def __str__(self) -> str:
        return f"{self.employee} {self.month}"
