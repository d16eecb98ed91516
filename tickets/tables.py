"""Lists of tickets."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.tables import MomentColumn
from staff.tables import PersonColumn
from tickets.models import Ticket


class TicketTable(tables.Table):
    pk = tables.Column(verbose_name=_("ticket"), linkify=("tickets:ticket", {"pk": tables.A("pk")}), attrs={})
    customer_name = tables.Column(linkify=("tickets:ticket", {"pk": tables.A("pk")}))
    problem = tables.TemplateColumn("{{ value|truncatechars:60 }}")
    promised_at = tables.TemplateColumn(template_name="tickets/_promised.html")
    owner = PersonColumn(accessor="owner", verbose_name=_("owner"))
    opened_at = MomentColumn()

    caption = _("Problem items")
    empty_icon = "package"

    class Meta:
        model = Ticket
        fields = ["pk", "customer_name", "order_no", "problem", "promised_at", "status", "owner", "opened_at"]

    def render_pk(self, value: int) -> str:
        return f"#{value}"
