"""Finding: the same tickets whether a word is rare or common, and a list that counts no further than anybody reads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import pages
from tests.clients import as_
from tests.factories import Company, fresh, make_ticket
from tickets import finding
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
LIST = "/tickets/"


@pytest.mark.postgres
@pytest.mark.parametrize("often, few", [(20, 20_000), (1, 20_000), (20, 0)])
@pytest.mark.parametrize(
    "text, found",
    [("没有收到", "ab"), ("收到", "abc"), ("颜色", ""), ("o1000", "ab"), ("收到 枕头", "b"), ("%%%", "")],
)
def test_rare_and_common_words_find_the_same_tickets(
    shop: Company, monkeypatch: pytest.MonkeyPatch, often: int, few: int, text: str, found: str
):
    """Read off each ticket where common, looked up where rare, read off from the last one where of long ago."""
    monkeypatch.setattr(finding, "OFTEN", often)
    monkeypatch.setattr(finding, "FEW", few)
    texts = {"a": "包裹没有收到", "b": "没有收到枕头", "c": "收到了", "d": "退货"}
    made = {
        name: make_ticket(shop.agent, problem=words, order_no="O1000" if name in "ab" else "")
        for name, words in texts.items()
    }
    make_ticket(shop.stranger_agent, problem="包裹没有收到枕头", order_no="O1000")

    answer = as_(shop.agent).get(LIST, {"q": text})
    assert set(answer.context["rows"]) == {made[name] for name in found}


@pytest.mark.postgres
def test_a_number_is_found_with_and_without_its_sign(shop: Company):
    ticket, other = make_ticket(shop.agent, order_no="77"), make_ticket(shop.agent)
    for text, rows in ((f"#{other.pk}", [other]), ("77", [ticket]), ("#999999999", [])):
        assert list(as_(shop.agent).get(LIST, {"q": text}).context["rows"]) == rows


def test_a_number_is_found_among_many_orders_that_hold_its_digits(shop: Company):
    ticket = make_ticket(shop.agent, id=9876)
    for place in range(25):
        make_ticket(shop.agent, order_no=f"20269876{place}")

    assert list(as_(shop.agent).get(LIST, {"q": "#9876"}).context["rows"]) == [ticket]


def test_a_long_list_is_counted_only_so_far_and_all_that_match_are_still_all(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pages, "ROWS_PER_PAGE", 1)
    monkeypatch.setattr("tickets.filters.TicketFilters.counted", 2)
    tickets = [make_ticket(shop.agent) for _number in range(4)]
    client = as_(shop.agent)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIST, {"per_page": "1000"})
    counts = [
        query["sql"] for query in queries if "COUNT(" in query["sql"] and "tickets_ticket" in query["sql"]
    ]
    assert len(counts) == 1 and "LIMIT 3" in counts[0]
    assert page.context["table"].paginator.num_pages == 3
    assert "all 2+ that match" in page.content.decode()

    client.post(reverse("tickets:bulk"), {"everything": "on", "query": "status=open", "status": "closed"})
    assert {fresh(ticket).status for ticket in tickets} == {"closed"}


def test_more_than_can_be_changed_at_once_are_refused_and_none_is_changed(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tickets.services.working.MOST_MOVED", 2)
    for _number in range(3):
        make_ticket(shop.agent)
    form = {"everything": "on", "query": "", "status": "closed"}
    page = as_(shop.agent).post(reverse("tickets:bulk"), form, follow=True)

    assert "more than 2 tickets" in page.content.decode()
    assert not Ticket.objects.filter(status="closed").exists()
