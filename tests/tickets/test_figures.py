"""Figures of the service desk: every card and line opens exactly the rows that it counts, and what it leaves out."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.clients import as_
from tests.factories import Company, make_company, make_complaint, make_promise, make_ticket
from tickets.services import talking
from tickets.services.figures import BY

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
LOOKING = ("manager", "supervisor", "leader", "agent")


@pytest.fixture
def shop() -> Company:
    """A company with tickets of every kind that a figure tells apart, of two groups and of nobody."""
    shop = make_company()
    now = dt.datetime.now()
    replied = {"first_reply_minutes": 5, "first_replied_at": now}
    for owner in (shop.agent, shop.leader, shop.stranger_agent, None):
        told: dict[str, Any] = {"opened_at": now, "product": "枕头 & 被子" if owner else ""}
        make_ticket(owner, **told)
        make_ticket(owner, **told, **replied, status="paused", satisfaction=2)
        make_ticket(owner, **told, **replied, status="closed", resolution_minutes=60, satisfaction=5)
        # Settled on the telephone, without any clock; and one that was opened again.
        make_ticket(owner, **told, status="answered", resolved_at=now)
        make_ticket(owner, **told, kind="refund", reopened=2)
    _add_promises(shop, now)
    _add_complaints(shop, now)
    return shop


def _add_promises(shop: Company, now: dt.datetime) -> None:
    """Two on one ticket, one broken, one to come, and one whose ticket was merged into another."""
    for owner in (shop.agent, shop.stranger_agent):
        twice, broken, into = (make_ticket(owner, opened_at=now) for _number in range(3))
        for _number in range(2):
            make_promise(twice, now - HOUR / 60, kept_at=now - HOUR)
        make_promise(broken, now - HOUR / 60, missed_at=now - HOUR / 60)
        make_promise(broken, now + 60 * 24 * HOUR)
        merged = make_ticket(owner, opened_at=now)
        make_promise(merged, now - HOUR / 60, kept_at=now - HOUR)
        talking.merge(merged, into, by=owner.user)


def _add_complaints(shop: Company, now: dt.datetime) -> None:
    for agent in (shop.agent, shop.stranger_agent):
        said: dict[str, Any] = {"agent": agent, "registered_at": now}
        make_complaint(agent, **said)
        make_complaint(agent, **said, is_founded=True, state="closed", is_satisfied=True)
        make_complaint(agent, **said, is_founded=True, state="closed", is_satisfied=False)
        make_complaint(agent, **said, is_founded=False, state="closed")
        # Not satisfied at the first visit, opened again: nobody has said the last word.
        make_complaint(agent, **said, is_founded=True, state="proposing", is_satisfied=False, reopened=1)


def rows_at(client: Client, address: str) -> int:
    page = client.get(address)
    assert page.status_code == 200, address
    return page.context["table"].paginator.count


@pytest.mark.parametrize("who", LOOKING)
def test_every_card_opens_the_rows_that_it_counts_and_those_that_it_leaves_out(shop: Company, who: str):
    client = as_(getattr(shop, who))
    cards = client.get(reverse("tickets:figures")).context["cards"]
    assert len(cards) == 8 and {card.label for card in cards if card.beside} > {"Mean first reply"}

    for card in cards:
        for rows in filter(None, [card.behind, card.beside]):
            assert rows_at(client, rows.url) == rows.many > 0, (card.label, rows.words)


def test_what_an_average_is_made_of_and_what_it_leaves_out_are_all_tickets(shop: Company):
    cards = as_(shop.manager).get(reverse("tickets:figures")).context["cards"]
    every = cards[0].behind.many
    for label in ("Mean first reply", "Mean resolution", "Satisfied in surveys"):
        card = next(card for card in cards if card.label == label)
        assert card.behind.many + card.beside.many == every, label


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("who", LOOKING)
def test_every_line_opens_as_many_tickets_as_it_counts(shop: Company, who: str, by: str):
    client = as_(getattr(shop, who))
    lines = client.get(reverse("tickets:figures"), {"by": by}).context["lines"]
    month = f"{dt.date.today():%Y-%m}"
    assert len(lines) > 1

    for row, _cells in lines[:-1]:
        if row.query:
            address = f"{reverse('tickets:tickets')}?month={month}&{row.query}"
            assert rows_at(client, address) == row.figures.tickets, row.label


def test_a_figure_on_the_desk_opens_what_the_page_of_figures_opens(shop: Company):
    from csbackoffice.desk.cards.groups import service

    cards = as_(shop.supervisor).get(reverse("tickets:figures")).context["cards"]
    shown = service(shop.supervisor.user)["figures"]
    assert [figure.url for figure in shown] == [card.behind.url for card in cards]
