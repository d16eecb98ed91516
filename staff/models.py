"""People, groups, terms of pay, service accounts, rule books; who may see whom."""

import datetime as dt
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.dated import BEGINNING
from common.fields import EncryptedField, MoneyField, masked

SEE_EVERYBODY = frozenset({Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR})


class GroupQuerySet(models.QuerySet["Group"]):
    """Which groups."""

    def visible_to(self, user: Any) -> Self:
        """The groups that a leader or supervisor runs today; all for those who see everybody."""
        if user.role in SEE_EVERYBODY:
            return self
        if user.role in {Role.LEADER, Role.SUPERVISOR}:
            run = GroupTerms.objects.run_by(user.employee_id, user.role, dt.date.today())
            return self.filter(pk__in=run)
        return self.none()

    def on_desk_of(self, user: Any) -> Self:
        """Groups whose boards and books one reads: those one runs, and the one that one is in today."""
        own = Terms.objects.in_force(dt.date.today()).filter(employee=user.employee_id, group__isnull=False)
        run = Group.objects.visible_to(user).values("pk")
        return self.filter(Q(pk__in=run) | Q(pk__in=own.values("group")))


class Group(models.Model):
    """A team of 8-10 agents (组别). Supervisor, leader and rule book stand in its dated terms."""

    name = models.CharField(_("group"), max_length=60, unique=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def __str__(self) -> str:
        return self.name


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Which people."""

    def visible_to(self, user: Any) -> Self:
        """Whose records this user may open: one's own; a leader's and supervisor's groups; everybody for the rest."""
        today = dt.date.today()
        if user.role in {Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}:
            return self
        own = Q(pk=user.employee_id)
        if user.role in {Role.LEADER, Role.SUPERVISOR}:
            run = GroupTerms.objects.run_by(user.employee_id, user.role, today)
            own |= Q(pk__in=Terms.objects.in_force(today).filter(group__in=run).values("employee"))
        return self.filter(own)

    def employed_between(self, first: dt.date, last: dt.date) -> Self:
        """People with at least one day of employment in the span, both ends included."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=first), hired_on__lte=last)

    def with_terms(self, day: dt.date) -> Self:
        """Annotate `role_on` and `group_on` (id) and `group_name` as of a day, in the same query."""
        latest = Terms.objects.filter(employee=OuterRef("pk"), valid_from__lte=day).order_by("-valid_from")
        return self.annotate(
            role_on=Subquery(latest.values("role")[:1]),
            group_on=Subquery(latest.values("group")[:1]),
            group_name=Subquery(latest.values("group__name")[:1]),
        )


class Employee(models.Model):
    """A person of the department (员工), from hire to leave. Pay stands in dated terms."""

    employee_no = models.CharField(_("employee number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    hired_on = models.DateField(_("hire date"))
    confirmed_on = models.DateField(_("confirmation date"), null=True, blank=True)
    left_on = models.DateField(_("leave date"), null=True, blank=True)
    is_specialist = models.BooleanField(_("specialist"), default=False)
    mentor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="apprentices", verbose_name=_("mentor")
    )
    bank_name = models.CharField(_("bank"), max_length=80, blank=True)
    bank_card = EncryptedField(_("bank card number"), blank=True)
    bank_card_tail = models.CharField(max_length=4, blank=True)
    id_number = EncryptedField(_("ID number"), blank=True)
    id_number_mask = models.CharField(max_length=18, blank=True)
    id_number_print = models.CharField(max_length=64, blank=True, db_index=True)
    phone = EncryptedField(_("phone"), blank=True)
    phone_mask = models.CharField(max_length=20, blank=True)

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        ordering = ["employee_no"]
        verbose_name = _("employee")
        verbose_name_plural = _("employees")

    def __str__(self) -> str:
        return f"{self.name} {self.employee_no}"

    @property
    def bank_card_mask(self) -> str:
        return masked("x" * 12 + self.bank_card_tail, 0, 4) if self.bank_card_tail else ""

    def is_employed_on(self, day: dt.date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)

    def terms_on(self, day: dt.date) -> "Terms | None":
        return self.terms.filter(valid_from__lte=day).order_by("-valid_from").first()


class OfVisiblePeople(models.QuerySet[Any]):
    """Records of people whom the user may see."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))


class TermsQuerySet(models.QuerySet["Terms"]):
    """Which terms."""

    def visible_to(self, user: Any) -> Self:
        """Terms of pay: one's own; all for those who decide on or work out pay."""
        if user.role in {Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}:
            return self
        return self.filter(employee=user.employee_id)

    def in_force(self, day: dt.date) -> Self:
        """The one row of each person that holds on a day."""
        latest = Terms.objects.filter(employee=OuterRef("employee"), valid_from__lte=day).order_by(
            "-valid_from"
        )
        return self.filter(pk=Subquery(latest.values("pk")[:1]))


class Terms(models.Model):
    """What holds for a person from a date until the next row: role, group, pay, sales target."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="terms")
    valid_from = models.DateField(_("valid from"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="members_terms", verbose_name=_("group")
    )
    base_salary = MoneyField(_("base pay"), null=True, blank=True, help_text=_("empty: the rule book's"))
    fixed_salary = MoneyField(_("fixed monthly pay"), null=True, blank=True)
    sales_target = MoneyField(_("monthly sales target"), null=True, blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["employee", "valid_from"], name="terms_once_a_day")]
        verbose_name = _("terms of pay")
        verbose_name_plural = _("terms of pay")

    def __str__(self) -> str:
        return f"{self.employee} {self.valid_from}"


class GroupTermsQuerySet(models.QuerySet["GroupTerms"]):
    """Which terms of groups."""

    def in_force(self, day: dt.date) -> Self:
        """The one row of each group that holds on a day."""
        latest = GroupTerms.objects.filter(group=OuterRef("group"), valid_from__lte=day).order_by(
            "-valid_from"
        )
        return self.filter(pk=Subquery(latest.values("pk")[:1]))

    def run_by(self, employee_id: int | None, role: str, day: dt.date) -> "models.QuerySet[Any, Any]":
        """Ids of the groups that this supervisor or leader runs on a day."""
        column = "supervisor" if role == Role.SUPERVISOR else "leader"
        return self.in_force(day).filter(**{column: employee_id}).values("group")


class GroupTerms(models.Model):
    """Who runs a group and under which rule book, from a date until the next row."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="terms")
    valid_from = models.DateField(_("valid from"), default=BEGINNING)
    supervisor = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supervisor")
    )
    leader = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("leader")
    )
    rulebook = models.ForeignKey(
        "RuleBook",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("rule book"),
        help_text=_("empty: the company's"),
    )

    objects = GroupTermsQuerySet.as_manager()

    class Meta:
        ordering = ["group", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["group", "valid_from"], name="group_terms_once_a_day")]
        verbose_name = _("terms of a group")
        verbose_name_plural = _("terms of groups")

    def __str__(self) -> str:
        return f"{self.group} {self.valid_from}"


class User(AbstractUser):
    """A login. Role and groups are those of the employee behind it, today."""

    employee = models.OneToOneField(Employee, models.PROTECT, null=True, blank=True, related_name="user")
    language = models.CharField(_("language"), max_length=10, blank=True)

    @cached_property
    def role(self) -> str:
        """One of the six roles; '' for a login without a person, or whose person is not employed today.

        The login made on the command line for an empty company (a superuser without a person) acts as a manager.
        """
        today = dt.date.today()
        if self.employee is None:
            return Role.MANAGER if self.is_superuser else ""
        if not self.employee.is_employed_on(today):
            return ""
        terms = self.employee.terms_on(today)
        return terms.role if terms else ""

    def __str__(self) -> str:
        return str(self.employee) if self.employee else self.username


class ServiceAccountQuerySet(models.QuerySet["ServiceAccount"]):
    """Which service accounts."""

    def visible_to(self, user: Any) -> Self:
        """Accounts that a visible person ever had; all, unbound ones too, for those who see everybody."""
        if user.role in SEE_EVERYBODY:
            return self
        bound = AccountBinding.objects.filter(employee__in=Employee.objects.visible_to(user))
        return self.filter(pk__in=bound.values("account"))

    def unbound_on(self, day: dt.date) -> Self:
        """Accounts that nobody has on a day."""
        return self.exclude(pk__in=AccountBinding.objects.in_force(day).values("account"))


class ServiceAccount(models.Model):
    """An account with which agents serve customers (旺旺账号); orders name it."""

    name = models.CharField(_("service account"), max_length=120, unique=True)

    objects = ServiceAccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("service account")
        verbose_name_plural = _("service accounts")

    def __str__(self) -> str:
        return self.name


class AccountBindingQuerySet(models.QuerySet["AccountBinding"]):
    """Which bindings."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def in_force(self, day: dt.date) -> Self:
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class AccountBinding(models.Model):
    """Who had a service account from when to when (both days included); one person at a time."""

    account = models.ForeignKey(ServiceAccount, models.CASCADE, related_name="bindings")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="bindings")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = AccountBindingQuerySet.as_manager()

    class Meta:
        ordering = ["account", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["account", "from_on"], name="binding_once_a_day"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="binding_ends_after_start",
            ),
        ]
        verbose_name = _("binding of a service account")
        verbose_name_plural = _("bindings of service accounts")

    def __str__(self) -> str:
        return f"{self.account} → {self.employee}"


class RuleBook(models.Model):
    """A named set of numbers that the company's rules use; each number is a dated row."""

    name = models.CharField(_("rule book"), max_length=80, unique=True)
    preset = models.CharField(max_length=60, blank=True)
    is_default = models.BooleanField(_("the company's default"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_rulebook"
            )
        ]
        verbose_name = _("rule book")
        verbose_name_plural = _("rule books")

    def __str__(self) -> str:
        return self.name


class RuleRate(models.Model):
    """One number of a rule book from a date (always the first of a month) until the next row of its name."""

    book = models.ForeignKey(RuleBook, models.CASCADE, related_name="rates")
    name = models.CharField(max_length=60)
    valid_from = models.DateField(_("valid from"), default=BEGINNING)
    value = models.CharField(_("value"), max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        ordering = ["book", "name", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["book", "name", "valid_from"], name="rate_once_a_day")]
        verbose_name = _("number of a rule book")
        verbose_name_plural = _("numbers of rule books")

    def __str__(self) -> str:
        return f"{self.book} {self.name} = {self.value}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Which notices."""

    def visible_to(self, user: Any) -> Self:
        """Those to everybody, to the groups on one's desk, and one's own."""
        groups = Group.objects.on_desk_of(user)
        return self.filter(Q(group__isnull=True) | Q(group__in=groups) | Q(by=user))

    def current(self, day: dt.date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gte=day))

    def unread_by(self, employee_id: int | None) -> Self:
        return self.exclude(readings__employee=employee_id)


class Notice(models.Model):
    """A notice on the board (公告), to a group or to everybody; never edited, only taken down."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until it is taken down."))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("published at"), default=dt.datetime.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return self.title


class NoticeReading(models.Model):
    """Somebody has read a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("read at"), default=dt.datetime.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "employee"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.employee}: {self.notice}"
