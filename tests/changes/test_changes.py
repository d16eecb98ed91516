"""The change log: who reads it, what a row says, its filters, its workbook, and that rows cost no queries."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from common import audit
from common.models import AuditEntry
from common.pages import AtLeast
from csbackoffice.changes import filters, tables, workbook
from csbackoffice.changes.places import PLACES
from csbackoffice.changes.shown import NAMES, changes_of
from payroll.models import PayrollRun
from tests.access.table import GET, TABLE
from tests.clients import as_
from tests.factories import Company, make_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
URL = "/changes/"
NOW = dt.datetime.now()


def entry(action: str = "person changed", target: Any = None, **fields: Any) -> AuditEntry:
    made = audit.record(
        action,
        target,
        by=fields.pop("by", None),
        changes=fields.pop("changes", None),
        note=fields.pop("note", ""),
    )
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def found(client: Client, query: str = "") -> set[AuditEntry]:
    return set(client.get(f"{URL}?{query}").context["rows"])


def text(client: Client, query: str = "") -> str:
    return client.get(f"{URL}?{query}").content.decode()


def test_accountant_manager_and_director_read_it_and_to_everybody_else_it_does_not_exist(shop: Company):
    one = entry(target=shop.agent, by=shop.manager.user)

    for reader in (shop.accountant, shop.manager, shop.director):
        assert found(as_(reader)) == {one}
        assert set(AuditEntry.objects.visible_to(reader.user)) == {one}
    for other in (shop.agent, shop.leader, shop.supervisor):
        assert as_(other).get(URL).status_code == as_(other).get(f"{URL}workbook/").status_code == 404
        assert not AuditEntry.objects.visible_to(other.user)


def test_a_row_says_when_who_what_on_what_before_and_after_and_why(shop: Company):
    changes = {"base_salary": ["1000.00", "1200.00"], "role": ["agent", "leader"]}
    entry("terms changed", shop.agent, by=shop.manager.user, changes=changes, note="runs the day shift now")

    page = text(as_(shop.accountant))

    assert f"{NOW:%Y-%m-%d}" in page and str(shop.manager.user) in page
    assert "Terms of pay changed" in page
    assert f'<a href="{reverse("staff:person", args=[shop.agent.employee_no])}">{shop.agent}</a>' in page
    assert ">1,000.00<" in page and ">1,200.00<" in page and ">leader<" in page
    assert "runs the day shift now" in page


def test_the_newest_comes_first_fifty_a_page(shop: Company):
    for minutes in range(60):
        entry(at=NOW - dt.timedelta(minutes=minutes), note=f"minute {minutes:02d}")

    page = text(as_(shop.manager))

    assert page.index("minute 00") < page.index("minute 49")
    assert "minute 50" not in page and "minute 50" in text(as_(shop.manager), "page=2")


def test_an_action_that_nobody_has_put_into_words_is_shown_as_it_is(shop: Company):
    entry(
        "a new thing <b>", changes={"a_column": ["x", "y"]}, target_kind="gone.model", target_name="Somewhat"
    )

    page = text(as_(shop.director))

    assert "a new thing &lt;b&gt;" in page
    assert "A_column" in page and "Somewhat" in page


def test_what_nobody_did_was_done_by_the_program(shop: Company):
    swap, other = entry("swap lapsed"), entry(by=shop.manager.user)

    assert "the program" in text(as_(shop.manager))
    assert found(as_(shop.manager), "by=the+program") == {swap}
    assert found(as_(shop.manager), f"by={shop.manager.employee_no}") == {other}
    assert found(as_(shop.manager), "by=somebody+else") == set()


def test_the_days_narrow_it_and_without_any_it_begins_with_last_month(shop: Company):
    today = entry()
    long_ago = entry(at=NOW - dt.timedelta(days=400))
    last_second = entry(at=dt.datetime.combine(NOW.date() - dt.timedelta(days=1), dt.time(23, 59, 59)))
    day = long_ago.at.date()

    assert found(as_(shop.manager)) == {today, last_second}
    assert found(as_(shop.manager), f"since={day}") == {today, last_second, long_ago}
    assert found(as_(shop.manager), f"since={day}&until={day}") == {long_ago}
    assert found(as_(shop.manager), f"until={last_second.at.date()}") == {last_second}
    assert found(as_(shop.manager), "since=9999-12-31") == set()
    for nonsense in ("since=yesterday", "until=9999-12-31", "kind=nothing", "target=x", "by=%00", "page=999"):
        assert as_(shop.manager).get(f"{URL}?{nonsense}").status_code == 200


def test_a_kind_is_one_action_or_a_whole_area(shop: Company):
    paid, approved, other = entry("payroll.pay"), entry("payroll.approve"), entry("conduct recorded")

    assert found(as_(shop.accountant), "kind=payroll.pay") == {paid}
    assert found(as_(shop.accountant), "kind=pay") == {paid, approved}
    assert found(as_(shop.accountant), "kind=conduct") == {other}
    assert '<optgroup label="Pay and payslips">' in text(as_(shop.accountant))


def test_one_finds_what_it_was_about_and_everything_about_one_record(shop: Company):
    one, other = entry(target=shop.agent), entry(target=shop.leader)
    before = entry(target=shop.agent, at=NOW - dt.timedelta(days=900))

    assert found(as_(shop.manager), f"q={shop.agent.employee_no}") == {one}
    assert found(as_(shop.manager), f"target=staff.employee:{shop.agent.pk}") == {one, before}
    assert f'href="?target=staff.employee:{shop.leader.pk}"' in text(as_(shop.manager))
    assert other in found(as_(shop.manager))


def test_personal_numbers_stay_blank_whatever_was_stored(shop: Company):
    entry(target=shop.agent, changes={"bank_card": ["6222021234567890123", "6222029876543210123"]})
    AuditEntry.objects.update(changes={"id_number": ["110101199003070011", None]})

    page = text(as_(shop.accountant))

    assert "110101199003070011" not in page and "6222" not in page
    assert "•••" in page


def test_values_are_in_the_words_of_the_pages(shop: Company):
    run = PayrollRun(pk=1, month=202610)
    made = audit.entry_for("payroll.pay", run, by=None, changes={"state": ["approved", "paid"]})
    roster = audit.entry_for(
        "roster published", shop.agent, by=None, changes={"2026-11-03": ["day 08:00-17:00", "off"]}
    )
    seen = audit.entry_for("notice published", None, by=None, changes={"is_active": [True, None]})

    with translation.override("zh-hans"):
        assert changes_of(made)[0].before == "已批准"
        assert changes_of(roster)[0][1:] == ("白班 08:00-17:00", "休息日")
        assert changes_of(seen)[0][1:] == ("是", "—")
        assert all(not str(words).isascii() for words in NAMES.values())


def test_links_lead_only_where_the_reader_may_go(shop: Company):
    ticket = make_ticket(shop.agent)
    entry("ticket edited", ticket)
    link = f'<a href="{reverse("tickets:ticket", args=[ticket.pk])}">'

    assert link in text(as_(shop.manager))
    assert link not in text(as_(shop.accountant)) and str(ticket) in text(as_(shop.accountant))
    opened = {
        row.name: {who for who, status in row.statuses.items() if status == 200}
        for row in TABLE
        if row.method == GET
    }
    for place in PLACES.values():
        assert place.roles <= opened[place.url_name], place.url_name


def test_a_record_that_is_gone_has_no_link(shop: Company):
    entry("ticket edited", make_ticket(shop.agent), target_id="987654321")

    assert "/tickets/987654321/" not in text(as_(shop.manager))


def test_rows_cost_no_queries(shop: Company):
    client = as_(shop.manager)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(URL)
        return len(asked)

    def some() -> None:
        for person in (shop.agent, shop.leader, shop.supervisor):
            entry(target=person, by=shop.manager.user, changes={"name": ["a", "b"]})
            entry("ticket edited", make_ticket(person), by=person.user)

    some()
    client.get(URL)
    few = queries()
    for _time in range(5):
        some()
    assert queries() == few


def test_a_long_log_is_not_counted_to_its_end(shop: Company, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables.ChangeTable, "counted", 60)
    AuditEntry.objects.bulk_create(AuditEntry(by_name="system", action="payroll.pay") for _row in range(70))

    page = as_(shop.manager).get(URL)

    assert isinstance(page.context["table"].paginator.count, AtLeast)
    assert "60+" in page.content.decode()


def test_the_workbook_has_the_rows_of_the_screen_and_is_written_down(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    entry(
        "terms changed", shop.agent, by=shop.manager.user, changes={"role": ["agent", "leader"]}, note="=1+1"
    )
    entry("payroll.pay")
    client = as_(shop.accountant)
    assert f'href="{URL}workbook/?kind=people"' in text(client, "kind=people&page=1")

    answer = client.get(f"{URL}workbook/?kind=people")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][1:4] == ["Who", "What was done", "Record"]
    assert [row[1:] for row in rows[1:]] == [
        [
            str(shop.manager.user),
            "Terms of pay changed",
            "Employee",
            str(shop.agent),
            "Role: agent → leader",
            "=1+1",
        ]
    ]
    assert sheet["G2"].data_type == "s"
    taken = AuditEntry.objects.get(action="changes.download")
    assert (taken.by, taken.note) == (shop.accountant.user, "kind=people, 1 rows")
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    assert "only the newest 1" in str(
        [
            row
            for row in openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}workbook/").content)).active.values
        ]
    )


def test_the_navigation_leads_there(shop: Company):
    assert f'href="{URL}"' in as_(shop.accountant).get("/").content.decode()
    assert f'href="{URL}"' not in as_(shop.supervisor).get("/").content.decode()


def test_every_area_of_the_filter_is_offered_once(shop: Company):
    offered = [key for _label, choices in filters.kinds() for key, _says in choices]

    assert len(offered) == len(set(offered))
