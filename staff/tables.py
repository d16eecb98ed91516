"""Lists of people, groups, accounts and rule books."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.tables import RIGHT, DayColumn, MoneyColumn
from common.templatetags.backoffice import money
from staff.models import AccountBinding, Employee, Group, RuleBook, ServiceAccount, Terms


class PersonColumn(tables.Column):
    """A person as a link to their page; for the lists of every app."""

    def __init__(self, **kwargs: Any) -> None:
        self.of = kwargs.get("accessor", "employee")
        kwargs.setdefault("verbose_name", _("person"))
        super().__init__(
            linkify=("staff:person", {"employee_no": tables.A(f"{self.of}__employee_no")}), **kwargs
        )

    def order(self, rows: Any, is_descending: bool) -> Any:
        return rows.order_by(f"{'-' if is_descending else ''}{self.of}__employee_no"), True


class PeopleTable(tables.Table):
    employee_no = tables.Column(linkify=("staff:person", {"employee_no": tables.A("employee_no")}))
    name = tables.Column(linkify=("staff:person", {"employee_no": tables.A("employee_no")}))
    role_on = tables.Column(verbose_name=_("role"))
    group_name = tables.Column(verbose_name=_("group"))
    hired_on = DayColumn()
    left_on = DayColumn()

    caption = _("People")
    empty_text = _("No people yet. Enter the first one, or import a workbook of people.")
    empty_icon = "users"

    class Meta:
        model = Employee
        fields = ["employee_no", "name", "role_on", "group_name", "hired_on", "left_on"]

    def render_role_on(self, value: str) -> str:
        return str(Role(value).label)


class MembersTable(PeopleTable):
    """The people of one group."""

    caption = _("Members today")
    empty_text = _("Nobody is in this group today.")

    class Meta(PeopleTable.Meta):
        exclude = ["group_name"]


class TermsTable(tables.Table):
    valid_from = DayColumn()
    base_salary = MoneyColumn(empty_values=())
    fixed_salary = MoneyColumn()
    sales_target = MoneyColumn()

    caption = _("Terms of pay")
    empty_text = _("No terms of pay yet.")

    class Meta:
        model = Terms
        fields = ["valid_from", "role", "group", "base_salary", "fixed_salary", "sales_target"]
        orderable = False

    def render_base_salary(self, value: Decimal | None, record: Terms) -> str:
        """Without an own base pay, agents and leaders have that of the rule book."""
        has_base = record.role in {Role.AGENT, Role.LEADER}
        return _("the rule book's") if value is None and has_base else money(value)


class BindingTable(tables.Table):
    """The accounts of one person."""

    account = tables.Column(verbose_name=_("service account"))
    from_on = DayColumn()
    to_on = DayColumn()
    end = tables.TemplateColumn(template_name="staff/_end_binding.html", verbose_name="")

    caption = _("Service accounts")
    empty_text = _("No service account.")

    class Meta:
        model = AccountBinding
        fields = ["account", "from_on", "to_on", "end"]
        orderable = False


class GroupTable(tables.Table):
    name = tables.Column(linkify=("staff:group", {"pk": tables.A("pk")}), verbose_name=_("group"))
    supervisor_name = tables.Column(verbose_name=_("supervisor"))
    leader_name = tables.Column(verbose_name=_("leader"))
    rulebook_name = tables.Column(verbose_name=_("rule book"), default=_("the company's default"))
    members = tables.Column(verbose_name=_("members"), attrs=RIGHT)

    caption = _("Groups")
    empty_text = _("No groups yet. Enter the first one.")
    empty_icon = "sitemap"

    class Meta:
        model = Group
        fields = ["name", "supervisor_name", "leader_name", "rulebook_name", "members"]


class GroupTermsTable(tables.Table):
    valid_from = tables.Column(verbose_name=_("valid from"))
    supervisor = PersonColumn(accessor="supervisor", verbose_name=_("supervisor"))
    leader = PersonColumn(accessor="leader", verbose_name=_("leader"))
    rulebook = tables.Column(verbose_name=_("rule book"), default=_("the company's default"))

    caption = _("Who runs the group")
    empty_text = _("Nobody runs this group yet.")

    class Meta:
        orderable = False

    def render_valid_from(self, value: Any) -> str:
        return since(value)


class AccountTable(tables.Table):
    name = tables.Column()
    bindings = tables.TemplateColumn(
        template_name="staff/_bindings.html", verbose_name=_("who had it"), orderable=False
    )
    bind = tables.TemplateColumn(template_name="staff/_bind.html", verbose_name="", orderable=False)

    caption = _("Service accounts")
    empty_text = _("No service accounts yet. They come with people and orders.")
    empty_icon = "headset"

    class Meta:
        model = ServiceAccount
        fields = ["name", "bindings", "bind"]


class RuleBookTable(tables.Table):
    name = tables.Column(linkify=("staff:rulebook", {"pk": tables.A("pk")}))
    is_default = tables.Column()
    groups_now = tables.Column(verbose_name=_("groups"), attrs=RIGHT)

    caption = _("Rule books")
    empty_text = _("No rule books yet.")
    empty_icon = "scale"

    class Meta:
        model = RuleBook
        fields = ["name", "is_default", "groups_now"]

    def render_is_default(self, value: bool) -> str:
        return _("yes") if value else "—"


def since(day: Any) -> str:
    """A from-date in words; 1900 stands for the beginning of the books."""
    return _("from the beginning") if day.year == 1900 else DayColumn().render(day)
