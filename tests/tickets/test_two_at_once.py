"""Two people at once: each works with the page as they saw it, and neither undoes or repeats what the other did."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from tests.factories import (
    Company,
    fresh,
    make_complaint,
    make_complaint_action,
    make_correction,
    make_customer,
    make_promise,
    make_question,
    make_review,
    make_ticket,
    make_visit,
)
from tickets.models import Article, Customer, Review
from tickets.services import complaints, customers, knowledge, news, reviews, talking, visits, working
from tickets.services import tickets as services

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
GOOD = {"settled": "yes", "speed": "5", "attitude": "5"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read here by their English words."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers may be called at any time."""
    monkeypatch.setattr(visits, "rest_hours", lambda: ())


def test_a_reply_does_not_give_a_ticket_back_that_was_handed_on_meanwhile(shop: Company):
    ticket = make_ticket(shop.agent)
    as_the_agent_saw_it = fresh(ticket)
    services.assign(ticket, by=shop.supervisor.user, owner=shop.leader)
    services.change_status(ticket, "paused", by=shop.leader.user)
    talking.reply(as_the_agent_saw_it, "On its way.", by=shop.agent.user)

    assert (fresh(ticket).owner, fresh(ticket).status) == (shop.leader, "paused")


def test_a_reply_comes_too_late_when_the_ticket_was_closed_meanwhile(shop: Company):
    ticket = make_ticket(shop.agent)
    seen = fresh(ticket)
    services.change_status(ticket, "closed", by=shop.leader.user)
    with pytest.raises(ValidationError, match="closed"):
        talking.reply(seen, "On its way.", by=shop.agent.user)


def test_a_promise_is_kept_once(shop: Company):
    promise = make_promise(make_ticket(shop.agent))
    seen = fresh(promise)
    for one in (promise, seen):
        services.keep_promise(one, by=shop.agent.user)
    assert promise.ticket.events.filter(kind="kept").count() == 1


def test_a_complaint_is_judged_once(shop: Company):
    complaint = make_complaint(shop.agent, state="acknowledged")
    seen = fresh(complaint)
    complaints.judge(complaint, by=shop.supervisor.user, is_founded=False, judged_because="used already")
    with pytest.raises(ValidationError, match="does not fit"):
        complaints.judge(
            seen, by=shop.manager.user, is_founded=True, judged_because="seen", department="service"
        )
    assert fresh(complaint).is_founded is False


def test_a_return_visit_closes_or_reopens_a_complaint_and_not_both(shop: Company):
    complaint = make_complaint(shop.agent, state="answered", is_founded=True)
    visit = make_visit(shop.leader, reason="complaint", complaint=complaint)
    seen = fresh(visit)
    visits.complete(visit, GOOD, True, "", by=shop.leader.user)
    with pytest.raises(ValidationError, match="over"):
        visits.complete(seen, GOOD, False, "", by=shop.manager.user)
    assert (fresh(complaint).state, fresh(complaint).reopened) == ("closed", 0)


def test_an_action_is_done_and_a_correction_looked_at_once(shop: Company):
    complaint = make_complaint(shop.agent, state="acting")
    action, correction = make_complaint_action(complaint, shop.agent), make_correction(complaint, shop.agent)
    seen = fresh(action)
    complaints.finish_action(action, "sent", by=shop.agent.user)
    with pytest.raises(ValidationError, match="done already"):
        complaints.finish_action(seen, "sent again", by=shop.agent.user)

    complaints.check_correction(correction, by=shop.leader.user, is_effective=False, finding="still wet")
    with pytest.raises(ValidationError, match="looked at this already"):
        complaints.check_correction(correction, by=shop.supervisor.user, is_effective=True, finding="dry")
    assert fresh(correction).is_effective is False


def test_a_review_is_finished_once_and_a_question_becomes_one_article(shop: Company):
    review = make_review(shop.agent, state="contacted")
    seen = fresh(review)
    reviews.finish(review, by=shop.agent.user, outcome="changed", lesson="Look twice.")
    with pytest.raises(ValidationError):
        reviews.finish(seen, by=shop.leader.user, outcome="kept", lesson="None.")
    assert Review.objects.get().outcome == "changed"

    question = make_question(shop.agent, answer="At 30 degrees.")
    for one in (question, fresh(question)):
        knowledge.make_article(one, by=shop.leader.user)
    assert Article.objects.count() == 1


def test_news_is_answered_once(shop: Company):
    told = news.report("market", "cheaper", by=shop.agent.user)
    seen = fresh(told)
    news.answer(told, "Thank you.", by=shop.leader.user)
    with pytest.raises(ValidationError, match="answered this already"):
        news.answer(seen, "No matter.", by=shop.supervisor.user)
    assert fresh(told).answer == "Thank you."


def test_a_change_of_many_is_taken_back_once(shop: Company):
    make_ticket(shop.agent)
    change = working.change_many(shop.agent.tickets.all(), "status", "closed", by=shop.leader.user)
    seen = fresh(change)
    assert working.undo(change, by=shop.leader.user) == 1
    with pytest.raises(ValidationError):
        working.undo(seen, by=shop.leader.user)


def test_two_tickets_of_a_new_customer_at_the_same_moment_have_one_customer(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    first = customers.customer_of("jd", "new buyer", by=shop.agent.user)
    known, looked = customers._named, []

    def not_yet(platform: str, name: str) -> Customer | None:
        """Twice the other one's customer is not to be seen yet."""
        looked.append(name)
        return None if len(looked) < 3 else known(platform, name)

    monkeypatch.setattr(customers, "_named", not_yet)
    assert customers.customer_of("jd", "new buyer", by=shop.agent.user) == first
    assert Customer.objects.count() == 1


def test_two_merges_in_opposite_directions_make_no_circle(shop: Company):
    one, two = make_customer(shop.agent, note="friendly"), make_customer(shop.agent, note="hard of hearing")
    seen = fresh(one), fresh(two)
    customers.merge_customers(one, two, by=shop.leader.user)
    with pytest.raises(ValidationError, match="merged before"):
        customers.merge_customers(seen[1], seen[0], by=shop.leader.user)
    assert fresh(two).note == "hard of hearing\nfriendly"


def test_what_was_changed_meanwhile_is_not_lost_by_another_change(shop: Company):
    ticket, person = make_ticket(shop.agent), shop.agent.user
    seen, moment = fresh(ticket), dt.datetime.now() + dt.timedelta(hours=1)
    services.edit_ticket(ticket, by=person, product="pillow")
    services.make_promise(seen, moment, "", by=person)
    assert (fresh(ticket).product, fresh(ticket).promised_at) == ("pillow", moment)
