"""Entries that attendance proposes: booked as conduct once, by whoever leads the person."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.month import Month
from performance.models import ConductEntry
from performance.services.proposals import book
from performance.services.steps import Refused
from tests.clients import as_
from tests.factories import Company, fresh, lock_month, make_proposal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
YESTERDAY = dt.date.today() - dt.timedelta(days=1)


@pytest.mark.parametrize(("item", "count"), [("NO_PLAN", 1), ("HYGIENE", 3)])
def test_a_booked_proposal_is_an_entry_of_that_day_once(shop: Company, item: str, count: int):
    proposal = make_proposal(shop.agent, YESTERDAY, item=item, count=count)

    entry = book(proposal, by=shop.leader.user)

    assert (entry.employee, entry.on, entry.item, entry.count) == (shop.agent, YESTERDAY, item, count)
    assert entry.counts_in == Month.of(YESTERDAY)
    assert (fresh(proposal).state, fresh(proposal).entry_no) == ("booked", entry.entry_no)
    with pytest.raises((Refused, ValidationError)):
        book(proposal, by=shop.supervisor.user)
    assert ConductEntry.objects.count() == 1


def test_nothing_is_booked_in_a_locked_month_or_about_oneself(shop: Company):
    own, locked = make_proposal(shop.leader, YESTERDAY), make_proposal(shop.agent, dt.date(2026, 9, 3))
    lock_month(Month(2026, 9))

    for proposal in (own, locked):
        with pytest.raises((Refused, ValidationError)):
            book(proposal, by=shop.leader.user)
    assert not ConductEntry.objects.exists() and fresh(own).state == fresh(locked).state == "proposed"


def test_the_list_of_proposals_books_by_one_press(shop: Company):
    proposal, leader = make_proposal(shop.agent, YESTERDAY), as_(shop.leader)
    url = reverse("performance:book_no_plan", args=[proposal.pk])
    assert url in leader.get(reverse("attendance:proposals")).content.decode()

    assert as_(shop.stranger_leader).post(url).status_code == 404
    leader.post(url)
    assert fresh(proposal).state == "booked"
    assert url not in leader.get(reverse("attendance:proposals")).content.decode()


def test_a_fine_is_booked_with_the_amount_that_the_supervisor_decides_on(shop: Company):
    proposal = make_proposal(shop.agent, YESTERDAY, item="FINE", amount=50, occasion="swap:1")
    url = reverse("performance:book_no_plan", args=[proposal.pk])

    as_(shop.leader).post(url, {"amount": "50"})
    as_(shop.supervisor).post(url, {"amount": "-3"})
    assert not ConductEntry.objects.exists()

    as_(shop.supervisor).post(url, {"amount": "30"})
    assert (ConductEntry.objects.get().item, ConductEntry.objects.get().amount) == ("FINE", 30)
