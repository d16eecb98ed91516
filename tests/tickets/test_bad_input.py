"""Bad input of the service desk gets a clear sentence or nothing found, never an error page."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.clients import as_
from tests.factories import (
    Company,
    fresh,
    make_article,
    make_complaint,
    make_customer,
    make_ticket,
    make_visit,
)
from tickets.models import Complaint, Promise, Ticket
from tickets.services import tickets as services
from tickets.services import working

pytestmark = pytest.mark.django_db
LARGE = "9" * 40
LISTS = ("tickets", "complaints", "reviews", "visits", "customers", "questions", "knowledge", "news")


@pytest.mark.postgres
@pytest.mark.parametrize("name", LISTS)
def test_no_filter_of_a_list_ends_in_an_error(shop: Company, name: str):
    client, page = as_(shop.manager), reverse(f"tickets:{name}")
    make_ticket(shop.agent)
    make_complaint(shop.agent)
    wild = {"page": LARGE, "per_page": "-1", "sort": "nothing", "month": "2026-13", "ids": f"1,{LARGE},x"}
    more = {"q": "\x00%_'\"\\", "status": "x", "team": LARGE, "hour": LARGE, "cause": LARGE, "only": "x"}
    more |= {"promised": "x", "department": LARGE, "product": LARGE, "employee": LARGE, "group": LARGE}
    for query in ({key: value} for key, value in (wild | more).items()):
        assert client.get(page, query).status_code == 200, query
    for text in (LARGE, "#" + LARGE, "、，。", "你", "a", "🙂" * 50, " "):
        assert client.get(page, {"q": text}).status_code == 200, text


@pytest.mark.postgres
def test_addresses_with_impossible_numbers_find_nothing(shop: Company):
    client = as_(shop.manager)
    for name in ("ticket", "complaint", "review", "visit", "customer", "question", "article", "one_news"):
        assert client.get(reverse(f"tickets:{name}", args=[int(LARGE)])).status_code == 404, name
    for name in ("new_complaint", "ask", "report"):
        for number in ("999999", LARGE):
            answer = client.get(reverse(f"tickets:{name}"), {"ticket": number})
            assert answer.status_code == 404, name
    assert client.get(reverse("tickets:proposed"), {"ticket": LARGE}).status_code == 404
    assert client.get(reverse("tickets:pulse"), {"since": "yesterday"}).status_code == 200


def test_a_promise_in_the_past_is_refused_with_its_time(shop: Company):
    ticket = make_ticket(shop.agent)
    form = {"due_at": "2020-01-01T10:00", "text": "call"}
    page = as_(shop.agent).post(reverse("tickets:step", args=[ticket.pk, "promise"]), form)
    new = {"customer_name": "b", "problem": "wet", "promised_at": "2020-01-01T10:00"}
    opened = as_(shop.agent).post(reverse("tickets:new"), new)

    for answer in (page, opened):
        assert "2020-01-01 Wed 10:00 has passed already" in answer.content.decode()
    assert not Promise.objects.exists() and Ticket.objects.count() == 1


def test_a_file_that_is_too_large_is_refused_with_its_size(shop: Company, monkeypatch: pytest.MonkeyPatch):
    ticket = make_ticket(shop.agent)
    file = SimpleUploadedFile("seen.png", b"\x89PNG" + b"0" * (11 * 1024 * 1024))
    form = {"kind": "reply", "text": "see", "file": file}
    answer = as_(shop.agent).post(reverse("tickets:say", args=[ticket.pk]), form)

    assert "11.0 MB large; at most 10 MB" in answer.content.decode()
    assert not ticket.events.exists() and fresh(ticket).first_replied_at is None


def test_a_reply_to_a_closed_or_merged_ticket_keeps_what_was_typed(shop: Company):
    closed, into = make_ticket(shop.agent, status="closed"), make_ticket(shop.agent)
    merged = make_ticket(shop.agent, merged_into=into, status="closed")
    for ticket, says in ((merged, f"merged into #{into.pk}"), (closed, "This ticket is closed.")):
        form = {"kind": "reply", "text": "typed with care"}
        page = as_(shop.agent).post(reverse("tickets:say", args=[ticket.pk]), form).content.decode()
        assert says in page
        assert not ticket.events.exists()
    assert "typed with care" in page
    # What would be refused is not offered; a note is.
    assert 'value="reply"' not in page and 'value="customer"' not in page and 'value="note"' in page


def test_steps_that_do_not_fit_are_refused_in_words(shop: Company):
    complaint = make_complaint(shop.agent, state="closed")
    for step, form in (
        ("acknowledge", {"text": "late"}),
        ("answer", {"text": "late"}),
        ("propose", {"remedy": "gift", "text": "late"}),
    ):
        page = reverse("tickets:complaint_step", args=[complaint.pk, step])
        assert "this step does not fit" in as_(shop.agent).post(page, form).content.decode(), step
    assert (
        as_(shop.agent).post(reverse("tickets:complaint_step", args=[complaint.pk, "x"])).status_code == 404
    )
    assert (
        as_(shop.agent).get(reverse("tickets:step", args=[make_ticket(shop.agent).pk, "x"])).status_code
        == 404
    )


def test_giving_up_a_visit_too_early_says_how_many_attempts_there_must_be(shop: Company):
    visit = make_visit(shop.agent)
    page = reverse("tickets:attempt", args=[visit.pk])
    answer = as_(shop.agent).post(page, {"give_up": "on"}, follow=True)
    assert "at least 3 times" in answer.content.decode()
    assert fresh(visit).state == "waiting"


def test_a_chat_name_that_is_known_and_a_person_that_is_not_are_named(shop: Company):
    customer = make_customer(shop.agent)
    form = {"name": customer.name, "platform": "taobao"}
    page = as_(shop.agent).post(reverse("tickets:new_customer"), form)
    assert f"“{customer.name}” is a customer of this platform already." in page.content.decode()

    ticket = make_ticket(shop.agent)
    page = as_(shop.agent).post(reverse("tickets:step", args=[ticket.pk, "assign"]), {"person": "Nobody"})
    assert page.context["form"].errors["person"]
    page = as_(shop.agent).post(reverse("tickets:step", args=[ticket.pk, "assign"]), {"reason": "?"})
    assert "Name a person or a group" in page.content.decode()


def test_bulk_changes_without_tickets_or_with_two_things_to_do_are_refused(shop: Company):
    ticket = make_ticket(shop.agent)
    for form, says in (
        ({"status": "closed"}, "Choose tickets first."),
        ({"pick": ticket.pk}, "Say one thing to do"),
        ({"pick": ticket.pk, "status": "closed", "person": shop.leader.employee_no}, "Say one thing to do"),
        ({"pick": "x", "status": "closed"}, "Choose tickets first."),
    ):
        page = as_(shop.agent).post(reverse("tickets:bulk"), form, follow=True)
        assert says in page.content.decode()
    assert fresh(ticket).status == "open"


def test_an_agent_cannot_reach_other_peoples_tickets_through_bulk_or_undo(shop: Company):
    strange = make_ticket(shop.stranger_agent)
    form = {"pick": strange.pk, "status": "closed"}
    as_(shop.agent).post(reverse("tickets:bulk"), form)
    change = working.change_many(Ticket.objects.all(), "status", "paused", by=shop.manager.user)
    answer = as_(shop.agent).post(reverse("tickets:undo", args=[change.pk]))
    assert (fresh(strange).status, answer.status_code) == ("paused", 404)


def test_a_survey_with_half_an_answer_is_asked_again(shop: Company):
    from tests.factories import make_survey

    token = make_survey(make_ticket(shop.agent))
    page = reverse("tickets:survey", args=[token])
    for form in ({"remark": ""}, {"score": "6", "q_speed": "1", "q_settled": "yes"}, {"score": "5"}):
        answer = Client().post(page, form)
        assert answer.status_code == 200 and answer.context["form"].errors


def test_a_ticket_on_an_unopened_weekend_is_due_when_service_opens(shop: Company):
    """Opened when nobody serves: the clock begins with the hours of service."""
    night = dt.datetime.combine(dt.date.today(), dt.time(2))
    ticket = services.open_ticket(by=shop.agent.user, customer_name="b", problem="wet", opened_at=night)
    assert ticket.clocks.get(kind="first_reply").due_at == dt.datetime.combine(dt.date.today(), dt.time(9))


def test_complaints_without_a_word_are_not_registered(shop: Company):
    article = make_article()
    as_(shop.agent).post(reverse("tickets:new_complaint"), {"customer_name": "", "about": " "})
    as_(shop.agent).post(reverse("tickets:report"), {"kind": "gossip", "text": "x"})
    as_(shop.leader).post(reverse("tickets:edit_article", args=[article.pk]), {"title": "", "body": ""})
    assert not Complaint.objects.exists() and fresh(article).title == "Washing"
