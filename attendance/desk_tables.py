"""Lists of handovers, their book, and proposed entries."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from attendance.models import ConductProposal
from common.tables import RIGHT, DayColumn
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
