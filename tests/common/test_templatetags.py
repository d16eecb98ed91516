"""How amounts, days and fields look."""

import datetime as dt
from decimal import Decimal

import django_tables2
import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from common.month import Month
from common.pages import AtLeast
from common.templatetags import backoffice


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234.5"), "1,234.50"),
        (Decimal("0"), "0.00"),
        (Decimal("1E+3"), "1,000.00"),
        (Decimal("-80"), "−80.00"),
        (7, "7.00"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_has_two_decimals_separators_and_a_real_minus(amount: object, shown: str) -> None:
    assert backoffice.money(amount) == shown


def test_money_never_rounds_away_what_it_was_given() -> None:
    assert backoffice.money(Decimal("0.0125")) == "0.0125"


def test_a_day_names_its_weekday_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert backoffice.day(dt.date(2026, 9, 5)) == "2026-09-05 Sat"
        assert backoffice.moment(dt.datetime(2026, 9, 5, 14, 3)) == "2026-09-05 Sat 14:03"
    assert backoffice.day(None) == backoffice.moment(None) == "—"


@pytest.mark.parametrize("value", [Month(2026, 9), dt.date(2026, 9, 5), 202609])
def test_a_month_reads_the_same_whatever_it_is_made_of(value: object) -> None:
    assert backoffice.month(value) == "2026-09"


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "home" %}')
    assert 'aria-label="&lt;up&gt;"' in draw("{% icon 'home' label %}", label="<up>")


class LeaveForm(forms.Form):
    """A form with one field of each kind."""

    on = forms.DateField(help_text="The first day")
    kind = forms.ChoiceField(choices=[("a", "A")])
    paid = forms.BooleanField(required=False)
    tags = forms.MultipleChoiceField(choices=[("x", "X")], widget=forms.CheckboxSelectMultiple)


def test_fields_are_dressed_and_days_get_a_picker_that_is_given_iso_values() -> None:
    with translation.override("zh-hans"):
        form = LeaveForm(initial={"on": dt.date(2026, 9, 5)})
        shown = backoffice.dressed(form["on"])
    assert 'type="date"' in shown and 'value="2026-09-05"' in shown and "form-control" in shown
    assert "form-select" in backoffice.dressed(form["kind"])
    assert [backoffice.kind(field) for field in form] == ["input", "input", "tick", "ticks"]


def test_a_wrong_field_is_tied_to_its_error_and_its_help() -> None:
    form = LeaveForm({"on": "nonsense"})
    page = draw('{% include "_field.html" with field=form.on %}', form=form)
    assert 'aria-describedby="id_on_helptext id_on_error"' in page
    assert 'id="id_on_error"' in page and 'id="id_on_helptext"' in page
    assert "is-invalid" in page and 'aria-invalid="true"' in page


def test_the_title_can_be_printed_again_as_heading() -> None:
    page = draw('{% extends "_error.html" %}{% block title %}Gone{% endblock %}')
    assert "<title>Gone" in page and "<h1>Gone</h1>" in page


def test_counts_have_separators_and_what_is_no_count_stays() -> None:
    assert backoffice.count(1234567) == "1,234,567"
    assert backoffice.count(AtLeast(1001)) == "1,000+"
    assert backoffice.count(-4200) == "−4,200"
    assert backoffice.count("12.50%") == "12.50%"


def test_what_ends_at_midnight_ends_at_24_of_that_day() -> None:
    with translation.override("en"):
        assert backoffice.until(dt.datetime(2026, 9, 6)) == "2026-09-05 Sat 24:00"
        assert backoffice.until(dt.datetime(2026, 9, 6, 8)) == "2026-09-06 Sun 08:00"
    assert backoffice.until(None) == "—"


class Sums(django_tables2.Table):
    """A table with a text, a number and markup."""

    name = django_tables2.Column(attrs={"td": {"class": "text-nowrap"}})
    rate = django_tables2.Column(verbose_name="rate <b>a head</b>")
    mark = django_tables2.TemplateColumn("<i>{{ value }}</i>")


def test_cells_are_escaped_say_their_column_and_keep_markup_together() -> None:
    rows = Sums([{"name": "<script>", "rate": Decimal("1.50"), "mark": "&"}, {"name": None}]).rows

    first, second = (draw("{% cells_of row %}", row=row) for row in rows)

    assert first == (
        '<td class="text-nowrap" data-label="Name">&lt;script&gt;</td><td data-label="Rate a head">1.50</td>'
        '<td data-label="Mark"><div class="cell"><i>&amp;</i></div></td>'
    )
    assert second.startswith('<td class="text-nowrap" data-label="Name">—</td>')
