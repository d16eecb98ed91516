"""Lists of handovers, their book, and proposed entries."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from attendance.models import ConductProposal, Handover, HandoverItem
from common.tables import COMPACT, ON_ONE_LINE, RIGHT, DayColumn, MomentColumn
from staff.tables import PersonColumn


class ProposalTable(tables.Table):
    """Proposed entries; the last column decides."""

    on = DayColumn()
    employee = PersonColumn()
    count = tables.Column(attrs=RIGHT)
    decide = tables.TemplateColumn(
        template_name="attendance/plans/_decide.html", verbose_name=_("decision"), orderable=False
    )

    caption = _("Proposed entries")
    empty_text = _("Nothing is proposed.")
    empty_icon = "gavel"

    class Meta:
        model = ConductProposal
        fields = ["on", "employee", "item", "count", "because", "decide"]


class HandoverTable(tables.Table):
    """Handovers, the latest first."""

    on = DayColumn(linkify=("attendance:handover", {"pk": A("pk")}))
    group = tables.Column(accessor="group__name")
    ends_at = tables.Column()
    state = tables.TemplateColumn(
        template_name="attendance/handovers/_state.html", verbose_name=_("status"), orderable=False
    )
    items = tables.Column(accessor="all_items", verbose_name=_("items"), attrs=RIGHT)
    open_items = tables.Column(verbose_name=_("still open"), attrs=RIGHT)
    signed_off_by = tables.Column(accessor="signed_off_by__name", verbose_name=_("handed over by"))
    acknowledged_by = tables.Column(accessor="acknowledged_by__name", verbose_name=_("taken over by"))

    def render_ends_at(self, record: Handover) -> str:
        return record.end

    caption = _("Handovers")
    empty_text = _(
        "There is no handover yet. The first one opens by itself half an hour before a shift ends."
    )
    empty_icon = "clipboard-text"

    class Meta:
        model = Handover
        fields = [
            "on",
            "group",
            "ends_at",
            "state",
            "items",
            "open_items",
            "signed_off_by",
            "acknowledged_by",
        ]


class BookTable(tables.Table):
    """The book of handovers, item by item."""

    on = DayColumn(accessor="handover__on", linkify=lambda record: handover_url(record))
    group = tables.Column(accessor="handover__group__name", verbose_name=_("group"), attrs=ON_ONE_LINE)
    owner = tables.Column(accessor="owner__name", verbose_name=_("owner"))
    due_at = MomentColumn()
    says = tables.TemplateColumn(template_name="attendance/handovers/_says.html")
    closed_at = MomentColumn()

    caption = _("Items of handovers")
    empty_text = _("No item matches.")
    empty_icon = "notebook"

    class Meta:
        model = HandoverItem
        attrs = COMPACT
        fields = ["on", "group", "says", "customer", "owner", "next_step", "due_at", "closed_at"]


def handover_url(item: HandoverItem) -> str:
    return f"{reverse('attendance:handover', args=[item.handover_id])}#item-{item.pk}"
