"""People, groups, terms of pay, logins; who may see whom."""

import datetime as dt
import unicodedata
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.dated import BEGINNING
from common.fields import EncryptedField, MoneyField, SoundsField, masked
from common.sounds import asked

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


def called(text: str, person: str = "") -> Q:
    """Rows of people whom a text means; `person` leads from the row to the person, with `__` at its end."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = Q(**{f"{person}name__icontains": text}) | Q(**{f"{person}employee_no__icontains": text})
    heard = asked(text)
    return found | Q(**{f"{person}name_sounds__contains": heard}) if heard else found


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

    def called(self, text: str) -> Self:
        """People whom a text means: a part of the name or of the number, pinyin, initials."""
        return self.filter(called(text))

    def sounding(self, text: str) -> Self:
        """People of whom a text is the whole pinyin, or all initials."""
        heard = asked(text)
        whole = Q(name_sounds__contains=f"{heard} ") | Q(name_sounds__endswith=heard)
        return self.filter(whole) if heard else self.none()

    def known_to(self, user: Any) -> Self:
        """People employed today whom one may name: those one sees, those of the groups on one's desk, who runs them."""
        today = dt.date.today()
        here = self.employed_between(today, today)
        if user.role in SEE_EVERYBODY:
            return here
        groups = Group.objects.on_desk_of(user).values("pk")
        members = Terms.objects.in_force(today).filter(group__in=groups).values("employee")
        running = GroupTerms.objects.in_force(today).filter(group__in=groups)
        seen = Employee.objects.visible_to(user).values("pk")
        return here.filter(
            Q(pk__in=seen)
            | Q(pk__in=members)
            | Q(pk__in=running.values("leader"))
            | Q(pk__in=running.values("supervisor"))
        )

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
    name_sounds = SoundsField()
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
    # Somebody else knows the password: no page opens before its owner has chosen another.
    has_given_password = models.BooleanField(default=False)

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
