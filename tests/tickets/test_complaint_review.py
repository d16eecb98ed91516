"""The complaints of a month looked through together: counted once, goals beside them, and the file says the same."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from tests.clients import as_
from tests.factories import Company, make_complaint, make_correction, make_ticket
from tickets.models import Cause, Complaint, ComplaintMonth
from tickets.services.complaint_review import review_of, sums_of

pytestmark = pytest.mark.django_db
PAGE, LIST, SEPTEMBER = "/tickets/complaints/review/", "/tickets/complaints/", Month(2026, 9)


def complained(shop: Company, day: int, **fields: object) -> Complaint:
    moment = dt.datetime(2026, 9, day, 10)
    return make_complaint(shop.agent, agent=shop.agent, registered_at=moment, **fields)


def test_rates_say_what_they_leave_out(shop: Company):
    for number in range(40):
        make_ticket(shop.agent, opened_at=dt.datetime(2026, 9, 1 + number % 30, 9))
    closed = {"state": "closed", "is_founded": True}
    complained(shop, 1, **closed, is_satisfied=True, reopened=1)
    complained(shop, 2, **closed, is_satisfied=False)
    complained(shop, 3, **closed, is_satisfied=None, missed=2)
    complained(shop, 4, state="acting", is_founded=False, is_satisfied=False)
    complained(shop, 5)
    make_complaint(shop.stranger_agent, registered_at=dt.datetime(2026, 9, 5))

    (sums,) = sums_of(shop.supervisor.user, [SEPTEMBER])
    assert (sums.complaints, sums.judged, sums.founded, sums.tickets) == (5, 4, 3, 40)
    assert (sums.founded_rate, sums.satisfied_rate) == (3 / 40, 1 / 2)
    assert (sums.answered, sums.unanswered, sums.reopened, sums.late) == (2, 1, 1, 1)
    assert sums_of(shop.manager.user, [SEPTEMBER])[0].complaints == 6


def test_every_line_opens_as_many_complaints_as_it_counts(shop: Company):
    wet, slow = Cause.objects.get(code="carrier_damage"), Cause.objects.get(code="service_slow")
    complained(shop, 1, cause=wet, department="logistics", is_founded=True)
    complained(shop, 2, cause=wet, department="logistics")
    complained(shop, 3, cause=slow, department="service", is_founded=True)
    complained(shop, 4)
    client = as_(shop.supervisor)

    review = client.get(PAGE, {"month": "2026-09"}).context["review"]
    assert [line.complaints for line in review.causes] == [2, 1, 1]
    assert [line.founded for line in review.departments] == [1, 1, 0]
    for line in (*review.causes, *review.departments):
        assert client.get(f"/tickets/complaints/?{line.query}").context["rows"].count() == line.complaints


def test_customers_products_and_agents_are_repeated_within_the_days_of_the_rule_book(shop: Company):
    for day, name, product in (
        (1, "one", "pillow"),
        (9, "one", ""),
        (20, "two", "pillow"),
        (21, "three", "towel"),
    ):
        complained(shop, day, customer_name=name, product=product)
    make_complaint(customer_name="two", registered_at=dt.datetime(2026, 7, 20), is_founded=True)
    make_complaint(customer_name="three", registered_at=dt.datetime(2026, 5, 1))

    repeats = dict(review_of(shop.manager.user, SEPTEMBER).repeats)
    said = {title: [(line.label, line.complaints) for line in lines] for title, lines in repeats.items()}
    assert list(said.values()) == [[("one", 2), ("two", 2)], [("pillow", 2)], [("Agent", 4)]]


def test_a_repeated_line_opens_what_it_counts_and_its_address_does_not_grow(shop: Company):
    for day in (1, 9):
        complained(shop, day, customer_name="one", product="pillow")
    make_complaint(customer_name="one", registered_at=dt.datetime(2026, 7, 20))
    make_complaint(customer_name="one", registered_at=dt.datetime(2026, 10, 1))
    make_complaint(customer_name="two", registered_at=dt.datetime(2026, 9, 2))
    make_complaint(customer_name="one", registered_at=dt.datetime(2026, 5, 1))
    foreign = make_complaint(shop.stranger_agent, customer_name="one", registered_at=dt.datetime(2026, 9, 3))

    def opened(client: Client) -> list[tuple[int, int]]:
        lines = [
            line
            for _title, some in client.get(PAGE, {"month": "2026-09"}).context["review"].repeats
            for line in some
        ]
        assert all(len(line.query) < 60 and "one" not in line.query for line in lines)
        return [(line.complaints, len(client.get(f"{LIST}?{line.query}").context["rows"])) for line in lines]

    assert opened(as_(shop.supervisor)) == [(3, 3), (2, 2), (2, 2)], "customer (July's too), product, agent"
    assert opened(as_(shop.manager))[0] == (4, 4), "and the complaint of another group"
    assert not as_(shop.supervisor).get(f"{LIST}?repeated=2026-09-customer-{foreign.pk}").context["rows"]
    for wrong in (
        "x",
        "2026-13-customer-1",
        "2026-09-name-1",
        "2026-09-customer-x",
        f"2026-09-agent-{2**70}",
        f"2026-09-agent-{'1' * 5000}",
        "9998-12-customer-1",
        "1900-01-customer-1",
    ):
        assert not as_(shop.manager).get(LIST, {"repeated": wrong}).context["rows"]
    for name, wrong in (("like", f"customer-{'1' * 5000}"), ("cause", "1" * 5000)):
        assert not as_(shop.manager).get(LIST, {name: wrong}).context["rows"]


def test_corrections_of_the_month_and_those_to_be_looked_at_in_it(shop: Company):
    of_month, earlier = complained(shop, 3), make_complaint(registered_at=dt.datetime(2026, 7, 1))
    later = make_correction(of_month, shop.leader, check_on=dt.date(2026, 11, 1))
    due = make_correction(earlier, shop.leader, check_on=dt.date(2026, 9, 9))
    make_correction(earlier, shop.leader, check_on=dt.date(2026, 8, 9))

    assert review_of(shop.manager.user, SEPTEMBER).corrections == [due, later]


def test_the_file_has_the_lines_of_the_page_and_the_download_is_recorded(shop: Company):
    complained(shop, 1, cause=Cause.objects.get(code="goods_smell"), is_founded=True)
    answer = as_(shop.manager).get(PAGE, {"month": "2026-09", "file": "1"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    assert [cell.value for cell in book["Causes"][2]] == ["Goods › smell or allergy", 1, 1]
    assert [cell.value for cell in book["Months"][2]][:5] == ["2026-09", 0, 1, 1, 1]
    assert AuditEntry.objects.latest("pk").note == "2026-09"


def test_a_conclusion_is_written_by_those_who_answer_for_it_and_kept_in_the_change_log(shop: Company):
    form = {"month": "2026-09", "conclusion": "Pack better."}
    for person, status in ((shop.leader, 404), (shop.supervisor, 302)):
        assert as_(person).post(reverse("tickets:conclude_month"), form).status_code == status
    as_(shop.manager).post(reverse("tickets:conclude_month"), {"month": "2026-09", "conclusion": ""})

    assert ComplaintMonth.objects.get(month=SEPTEMBER).conclusion == "Pack better."
    assert "Pack better." in as_(shop.agent).get(PAGE, {"month": "2026-09"}).content.decode()
    for month in ("1900-01", "0000-00", "9998-12", "x"):
        assert as_(shop.manager).get(PAGE, {"month": month}).status_code == 200
        assert as_(shop.manager).get("/tickets/figures/", {"month": month}).status_code == 200


def test_queries_do_not_grow_with_the_complaints(shop: Company):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            as_(shop.manager).get(PAGE, {"month": "2026-09"})
        return len(found)

    cause = Cause.objects.get(code="goods_smell")
    make_correction(complained(shop, 1, cause=cause, product="pillow"), shop.leader)
    complained(shop, 2, cause=cause, product="pillow")
    few = queries()
    for day in range(3, 20):
        make_correction(complained(shop, day, cause=cause, product=f"p{day % 3}"), shop.leader)
    assert queries() == few
