"""Lists of tickets."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from common.tables import RIGHT, MomentColumn
from staff.tables import PersonColumn
from tickets.models import (
    Article,
    Complaint,
    Customer,
    News,
    Question,
    ReplyTemplate,
    ReturnVisit,
    Review,
    Ticket,
)
from tickets.services.upkeep import may_change
from tickets.templatetags import desk

BADGE = '<span class="badge {}">{}</span>'
PICK = (
    '<span class="pick"><input class="form-check-input" type="checkbox" form="bulk" name="pick" value="{0}" '
    'aria-label="{1}"><span><a href="{2}">{1} {3}</a>{4}</span></span>'
)


class TicketTable(tables.Table):
    """Drawn in Python: fifty rows of templates would take longer than the database with a million tickets."""

    pk = tables.Column(verbose_name=_("ticket"), linkify=False)
    problem = tables.Column(orderable=False)
    due_at = tables.Column(empty_values=())
    owner = PersonColumn(accessor="owner", verbose_name=_("owner"))
    opened_at = MomentColumn()

    caption = _("Tickets")
    empty_text = _("No tickets yet. Open one as soon as a customer needs something done.")
    empty_icon = "package"

    class Meta:
        model = Ticket
        fields = ["pk", "problem", "kind", "priority", "status", "due_at", "owner", "opened_at"]
        row_attrs = {"id": lambda record: f"ticket-{record.pk}"}

    def render_pk(self, record: Ticket) -> SafeString:
        """A tick for changing many at once, the customer as a link, the order below."""
        return format_html(
            PICK, record.pk, f"#{record.pk}", self._address(record), record.customer_name, order_of(record)
        )

    def _address(self, record: Ticket) -> str:
        return reverse("tickets:ticket", args=[record.pk])

    def render_problem(self, value: str) -> str:
        return Truncator(value).chars(48)

    def render_priority(self, record: Ticket, value: str) -> SafeString:
        return format_html(BADGE, desk.priority_tone(record.priority), value)

    def render_status(self, record: Ticket, value: str) -> SafeString:
        return format_html(BADGE, desk.status_tone(record.status), value)

    def render_due_at(self, record: Ticket) -> str:
        if record.status == Ticket.Status.PAUSED:
            return format_html(BADGE, "bg-yellow-lt", _("paused"))
        return desk.due_chip(record.due_at, record.is_resolved)


def order_of(ticket: Ticket) -> SafeString | str:
    """The order number, marked where the orders do not know it."""
    if not ticket.order_no:
        return ""
    mark = format_html(BADGE, "bg-orange-lt", _("unknown order")) if ticket.is_order_unknown else ""
    return format_html('<small class="text-secondary d-block">{} {}</small>', ticket.order_no, mark)


class ComplaintTable(tables.Table):
    number = tables.Column(linkify=("tickets:complaint", {"pk": tables.A("pk")}))
    customer_name = tables.Column()
    about = tables.TemplateColumn("{{ value|truncatechars:44 }}", orderable=False)
    state = tables.TemplateColumn(
        '{% load desk %}<span class="badge {{ record.state|state_tone }}">{{ record.get_state_display }}</span>'
    )
    is_founded = tables.TemplateColumn(template_name="tickets/_founded.html")
    due_at = tables.TemplateColumn("{% load desk %}{% due_chip record.due_at %}")
    owner = PersonColumn(accessor="owner", verbose_name=_("dealt with by"))
    registered_at = MomentColumn()

    caption = _("Complaints")
    empty_text = _(
        "No complaints yet. Register one when a customer complains; its steps and deadlines follow by themselves."
    )
    empty_icon = "message-report"

    class Meta:
        model = Complaint
        fields = [
            "number",
            "customer_name",
            "about",
            "state",
            "is_founded",
            "due_at",
            "owner",
            "registered_at",
        ]


class ReviewTable(tables.Table):
    customer_name = tables.Column(linkify=("tickets:review", {"pk": tables.A("pk")}))
    mark = tables.TemplateColumn(template_name="tickets/_mark.html")
    text = tables.TemplateColumn("{{ value|truncatechars:44 }}", orderable=False)
    outcome = tables.Column(empty_values=("", None))
    owner = PersonColumn(accessor="owner", verbose_name=_("followed up by"))
    found_at = MomentColumn()

    caption = _("Reviews")
    empty_text = _("No reviews yet. Write down a bad or middling one where you find it.")
    empty_icon = "star-half"

    class Meta:
        model = Review
        fields = ["customer_name", "mark", "product", "text", "state", "outcome", "owner", "found_at"]


class VisitTable(tables.Table):
    customer_name = tables.Column(linkify=("tickets:visit", {"pk": tables.A("pk")}))
    due_at = tables.TemplateColumn(template_name="tickets/_visit_due.html")
    is_satisfied = tables.TemplateColumn(template_name="tickets/_satisfied.html")
    visitor = PersonColumn(accessor="visitor", verbose_name=_("visited by"))
    tries = tables.Column(verbose_name=_("attempts"), attrs=RIGHT)

    caption = _("Return visits")
    empty_text = _(
        "No return visits. They appear by themselves, for answered complaints and for orders of members."
    )
    empty_icon = "phone-call"

    class Meta:
        model = ReturnVisit
        fields = [
            "customer_name",
            "reason",
            "order_no",
            "due_at",
            "state",
            "is_satisfied",
            "visitor",
            "tries",
        ]


class CustomerTable(tables.Table):
    name = tables.Column(linkify=("tickets:customer", {"pk": tables.A("pk")}))
    phone_mask = tables.Column(verbose_name=_("phone"), orderable=False)
    is_member = tables.TemplateColumn(template_name="tickets/_member.html")
    agent = PersonColumn(accessor="agent", verbose_name=_("looked after by"))
    contact = tables.TemplateColumn(
        template_name="tickets/_contact.html",
        verbose_name=_("first contact"),
        accessor="first_contact_due_on",
    )

    caption = _("Customers")
    empty_text = _("No customers yet. The first ticket of a customer makes the profile.")
    empty_icon = "address-book"

    class Meta:
        model = Customer
        fields = ["name", "platform", "phone_mask", "is_member", "agent", "contact"]


class QuestionTable(tables.Table):
    text = tables.TemplateColumn(
        "<a href=\"{% url 'tickets:question' record.pk %}\">{{ value|truncatechars:60 }}</a>", orderable=False
    )
    answer = tables.TemplateColumn("{{ value|truncatechars:40|default:'—' }}", orderable=False)
    # By name only: everybody reads the log, and few may open everybody's page.
    asked_by = tables.Column(verbose_name=_("who asks"))
    asked_at = MomentColumn(verbose_name=_("noted at"))

    caption = _("Question log")
    empty_text = _("No questions yet. Write down what you could not answer; the answer becomes an article.")
    empty_icon = "zoom-question"

    class Meta:
        model = Question
        fields = ["text", "product", "answer", "asked_by", "asked_at"]


class NewsTable(tables.Table):
    kind = tables.Column(linkify=("tickets:one_news", {"pk": tables.A("pk")}))
    text = tables.TemplateColumn("{{ value|truncatechars:50 }}", orderable=False)
    reported_by = PersonColumn(accessor="reported_by", verbose_name=_("reported by"))
    to = PersonColumn(accessor="to", verbose_name=_("reported to"))
    state = tables.TemplateColumn(
        template_name="tickets/_news_state.html", verbose_name=_("state"), accessor="answered_at"
    )
    reported_at = MomentColumn()

    caption = _("News")
    empty_text = _("No news was reported. The loudspeaker at the top reports what must be known upwards.")
    empty_icon = "speakerphone"

    class Meta:
        model = News
        fields = ["kind", "text", "reported_by", "to", "state", "reported_at"]


class TemplateTable(tables.Table):
    title = tables.Column()
    body = tables.Column(orderable=False)
    whose = tables.Column(verbose_name=_("for"), empty_values=(), orderable=False)
    used = tables.Column(attrs=RIGHT)

    caption = _("Reply templates")
    empty_text = _("There is no reply template yet.")
    empty_icon = "copy"
    empty_step, empty_url = _("Write one"), reverse_lazy("tickets:new_template")

    class Meta:
        model = ReplyTemplate
        fields = ["title", "body", "whose", "used"]

    def render_body(self, value: str) -> str:
        return Truncator(value).chars(60)

    def render_title(self, record: ReplyTemplate) -> SafeString | str:
        """A link for those who may change it."""
        if not may_change(record, self.request.user):
            return record.title
        address = reverse("tickets:edit_template", args=[record.pk])
        return format_html('<a href="{}">{}</a>', address, record.title)

    def render_whose(self, record: ReplyTemplate) -> Any:
        if record.owner_id:
            return _("only me")
        return record.group or _("everybody")


class ArticleTable(tables.Table):
    title = tables.Column(linkify=("tickets:article", {"pk": tables.A("pk")}))
    state = tables.TemplateColumn(
        template_name="tickets/_published.html",
        verbose_name=_("state"),
        accessor="published_at",
    )
    useful = tables.Column(attrs=RIGHT)
    useless = tables.Column(attrs=RIGHT)
    read = tables.Column(attrs=RIGHT)

    caption = _("Knowledge")
    empty_text = _("No articles yet. The first answers to the question log make them.")
    empty_icon = "books"

    class Meta:
        model = Article
        fields = ["title", "topic", "state", "useful", "useless", "read"]
