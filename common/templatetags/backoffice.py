"""How amounts, days, icons and form fields look on every page; a builtin, so no page needs to load it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy

register = template.Library()

MISSING = "—"
MINUS = "\N{MINUS SIGN}"
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


@register.filter
def money(amount: Decimal | int | None) -> str:
    """`1,234.50`, with a real minus sign. Further decimals are shown, not rounded: a page never rounds."""
    if amount is None or amount == "":
        return MISSING
    exact = Decimal(amount).normalize()
    decimals = max(2, -int(exact.as_tuple().exponent))
    return f"{exact:,.{decimals}f}".replace("-", MINUS)


@register.filter
def count(number: Any) -> Any:
    """`12,345`; what is no whole number stays as it is, a count that stopped too: `1,000+`."""
    if not isinstance(number, int):
        return number
    text = str(number)
    return f"{int(text.rstrip('+')):,}{'+' if text.endswith('+') else ''}".replace("-", MINUS)


@register.filter
def day(value: dt.date | None) -> str:
    """`2026-09-05 Sat`."""
    if not value:
        return MISSING
    return f"{value:%Y-%m-%d} {WEEKDAYS[value.weekday()]}"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """`2026-09-05 Sat 14:03`."""
    if not value:
        return MISSING
    return f"{day(value)} {value:%H:%M}"


@register.filter
def until(value: dt.datetime | None) -> str:
    """A moment at which something ends: midnight is 24:00 of the day that it ends."""
    if not value or value.time() != dt.time():
        return moment(value)
    return f"{day(value - dt.timedelta(days=1))} 24:00"


@register.filter
def month(value: Any) -> str:
    """`2026-09`, of a month, a day or a number such as 202609."""
    if not value:
        return MISSING
    if isinstance(value, int):
        value = dt.date(value // 100, value % 100, 1)
    return f"{value.year:04d}-{value.month:02d}"


@register.simple_tag
def colon() -> str:
    """Between a name and what is said of it: Chinese has a wide one, without a space."""
    return pgettext("between a name and what is said of it", ": ")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of static/vendor/icons.svg; silent to screen readers unless it has a label."""
    href, css = f"{static('vendor/icons.svg')}#{name}", f"icon {css}".rstrip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.filter
def said_when_empty(table: Any) -> Any:
    """The sentence of an empty table, from its class: on the table itself the library puts None in its place."""
    return getattr(type(table), "empty_text", None)


@register.simple_tag
def cells_of(row: Any) -> SafeString:
    """The cells of a row of django-tables2. Drawn at once: as templates, five hundred of them take longer than the
    rows and half of them is blank. Each says its column, for phones; markup stays together in a `.cell`.
    """
    return SafeString("".join(_cell(column, value) for column, value in row.items()))


def _cell(column: Any, value: Any) -> str:
    shown = conditional_escape(localize(value, use_l10n=column.localize))
    inside = f'<div class="cell">{shown}</div>' if "<" in shown else shown
    label = conditional_escape(capfirst(strip_tags(str(column.header))))
    attributes = column.attrs["td"].as_html()
    return f'<td{" " if attributes else ""}{attributes} data-label="{label}">{inside}</td>'


# A browser's own date picker wants ISO values whatever the language of the page.
PICKERS = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}
TICKED = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


def _css_of(widget: forms.Widget) -> str:
    if isinstance(widget, TICKED):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.filter
def dressed(field: BoundField) -> SafeString:
    """Draw the input of a form field in the look of the site, with a picker for days and times."""
    widget = field.field.widget
    picker = PICKERS.get(type(widget))
    if picker:
        widget.input_type, widget.format = picker
    css = f"{_css_of(widget)} {widget.attrs.get('class', '')}".strip()
    drawn = field.as_widget(attrs={"class": f"{css} is-invalid" if field.errors else css})
    # What stood there when the page was opened goes along, where a form wants to know what somebody changed.
    return drawn + field.as_hidden(only_initial=True) if field.field.show_hidden_initial else drawn


@register.filter
def kind(field: BoundField) -> str:
    """`tick`, `ticks` (a group of them) or `input`: which arrangement of label and input suits the field."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "ticks" if isinstance(widget, TICKED) else "input"


@register.filter
def aria_sort(order: Any) -> str:
    """What `aria-sort` says for a column's order of django-tables2."""
    return "descending" if order.is_descending else "ascending"


@register.simple_tag(takes_context=True)
def again(context: Any, block: str) -> SafeString:
    """Print a block of the page a second time: the title of the window is the heading of the page too."""
    blocks = context.render_context[BLOCK_CONTEXT_KEY]
    return SafeString(blocks.get_block(block).render(context).strip())
