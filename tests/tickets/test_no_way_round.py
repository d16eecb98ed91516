"""Nobody decides their own case, sees what is not theirs, or loses a matter or a word on the way."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from common.models import AuditEntry
from staff.models import Employee, Notification
from tests.clients import as_
from tests.factories import (
    Company,
    fresh,
    make_complaint,
    make_complaint_action,
    make_customer,
    make_employee,
    make_handover,
    make_survey,
    make_ticket,
    make_user,
    make_visit,
)
from tickets.models import Draft, News, ReturnVisit, SavedView, Survey, Ticket
from tickets.services import (
    complaints,
    customers,
    handing_over,
    news,
    surveys,
    talking,
    visit_queue,
    visits,
    working,
)
from tickets.services import tickets as services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read here by their English words."""
    with override("en"):
        yield


@pytest.fixture
def awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers may be called at any time."""
    monkeypatch.setattr(visits, "rest_hours", lambda: ())


def left(person: Employee) -> Employee:
    Employee.objects.filter(pk=person.pk).update(left_on=dt.date.today() - dt.timedelta(days=1))
    return fresh(person)


# One's own case


def test_whoever_answered_a_complaint_or_is_concerned_neither_tries_nor_gives_up_its_visit(
    shop: Company, awake: Any
):
    complaint = make_complaint(
        shop.agent, agent=shop.leader, state="answered", answered_by=shop.agent, is_founded=True
    )
    visit = make_visit(reason="complaint", complaint=complaint)
    for person, says in ((shop.agent, "You answered"), (shop.leader, "is about you")):
        by = person.user
        for act in (
            lambda by=by: visits.try_visit(visit, "no_answer", "", by=by),
            lambda by=by: visits.give_up(visit, by=by),
            lambda by=by: visits.complete(visit, {}, True, "", by=by),
        ):
            with pytest.raises(ValidationError, match=says):
                act()
    visits.try_visit(visit, "no_answer", "", by=shop.supervisor.user)
    assert visit.attempts.count() == 1


def test_nobody_looks_into_a_complaint_about_themselves(shop: Company):
    complaint = make_complaint(shop.agent, agent=shop.leader, state="investigating", is_founded=True)
    with pytest.raises(ValidationError, match="about themselves"):
        complaints.investigate(complaint, by=shop.leader.user, found_out="nothing")
    complaints.investigate(complaint, by=shop.supervisor.user, found_out="rude")
    assert fresh(complaint).state == "proposing"


def test_only_who_is_to_do_an_action_or_leads_says_that_it_is_done(shop: Company):
    complaint = make_complaint(shop.agent, state="acting")
    action = make_complaint_action(complaint, shop.leader)
    page = reverse("tickets:finish_action", args=[action.pk])
    assert "Leader says when this is done" in as_(shop.agent).post(page, {"outcome": "x"}).content.decode()
    assert as_(shop.supervisor).post(page, {"outcome": "Sent."}).status_code == 302


def test_a_customer_is_not_asked_again_until_the_answer_is_better(shop: Company):
    ticket = make_ticket(shop.agent, status="answered")
    token = make_survey(ticket)
    Client().post(reverse("tickets:survey", args=[token]), {"score": "1", "q_speed": "1", "q_settled": "no"})
    answer = as_(shop.agent).post(reverse("tickets:send_survey", args=[ticket.pk]), follow=True)

    assert "has answered the survey of this ticket already" in answer.content.decode()
    assert Survey.objects.count() == 1 and fresh(ticket).satisfaction == 1
    assert surveys.make_survey(make_ticket(shop.agent), by=shop.agent.user)


def test_a_breach_of_ethics_is_not_read_by_those_whom_it_passes_over(shop: Company):
    grave = news.report("grave", "He takes gifts.", by=shop.agent.user)
    plain = news.report("market", "cheaper", by=shop.agent.user)
    seen = {
        person.name: set(News.objects.visible_to(person.user))
        for person in (shop.agent, shop.leader, shop.supervisor, shop.manager)
    }
    everything = {grave, plain}
    assert seen == {"Agent": everything, "Leader": {plain}, "Supervisor": {plain}, "Manager": everything}
    page = reverse("tickets:one_news", args=[grave.pk])
    assert [as_(one).post(page, {"text": "x"}).status_code for one in (shop.leader, shop.manager)] == [
        404,
        302,
    ]


def test_what_the_manager_reports_is_read_and_answered_by_the_director(shop: Company):
    sent = news.report("market", "cheaper", by=shop.manager.user)
    page = reverse("tickets:one_news", args=[sent.pk])
    as_(shop.director).post(page, {"text": "We know."})

    assert (fresh(sent).to, fresh(sent).answer) == (shop.director, "We know.")
    assert set(Notification.objects.values_list("recipient", flat=True)) == {
        shop.director.pk,
        shop.manager.pk,
    }
    other = news.report("market", "dearer", by=shop.agent.user)
    page = reverse("tickets:one_news", args=[other.pk])
    assert as_(shop.director).post(page, {"text": "x"}).status_code == 404


# What is not one's own


def test_the_history_of_a_customer_shows_only_what_one_may_open(shop: Company):
    customer = make_customer(shop.agent)
    make_ticket(shop.agent, customer=customer, problem="torn bag")
    make_ticket(shop.stranger_agent, customer=customer, problem="wrong colour")
    make_complaint(shop.stranger_agent, customer=customer, about="he shouted")

    page = as_(shop.agent).get(reverse("tickets:customer", args=[customer.pk])).content.decode()
    assert "torn bag" in page and "2 more that others deal with" in page
    assert "wrong colour" not in page and "he shouted" not in page
    page = as_(shop.manager).get(reverse("tickets:customer", args=[customer.pk])).content.decode()
    assert "wrong colour" in page and "he shouted" in page and "more that others" not in page


def test_a_ticket_that_leaves_ones_sight_is_noticed_by_the_list(shop: Company):
    ticket, other = make_ticket(shop.agent), make_ticket(shop.agent)
    client, pulse = as_(shop.agent), reverse("tickets:pulse")
    page = client.get(reverse("tickets:tickets")).content.decode()
    assert f'name="shown" value="{other.pk},{ticket.pk}"' in page

    since, shown = dt.datetime.now().isoformat(), f"{other.pk},{ticket.pk},x,{'9' * 40}"
    assert "HX-Trigger" not in client.get(pulse, {"since": since, "shown": shown}).headers
    Ticket.objects.filter(pk=ticket.pk).update(owner=shop.stranger_agent)
    assert client.get(pulse, {"since": since, "shown": shown}).headers["HX-Trigger"] == "tickets-changed"
    assert "HX-Trigger" not in client.get(pulse, {"since": since, "shown": str(other.pk)}).headers


def test_giving_a_ticket_away_ends_in_the_list_and_not_in_an_error(shop: Company):
    mine, given = make_ticket(shop.agent), make_ticket(shop.agent)
    for ticket, person in ((mine, shop.agent), (given, shop.stranger_agent)):
        Ticket.objects.filter(pk=ticket.pk).update(first_owner=shop.stranger_agent)
        page = reverse("tickets:step", args=[ticket.pk, "assign"])
        answer = as_(shop.agent).post(page, {"person": person.employee_no, "reason": "yours"}, follow=True)
        assert answer.status_code == 200
    assert "not among yours any more" in answer.content.decode()
    assert fresh(given).owner == shop.stranger_agent


def test_work_is_given_only_to_people_who_serve_customers_today(shop: Company):
    ticket, gone = make_ticket(shop.agent), left(shop.leader)
    page = reverse("tickets:step", args=[ticket.pk, "assign"])
    for person, says in ((gone, "has left"), (shop.accountant, "is not"), (shop.director, "is not")):
        answer = as_(shop.supervisor).post(page, {"person": person.employee_no})
        assert says in answer.content.decode()
    bulk = {"pick": ticket.pk, "person": gone.employee_no}
    assert (
        "has left" in as_(shop.supervisor).post(reverse("tickets:bulk"), bulk, follow=True).content.decode()
    )
    assert fresh(ticket).owner == shop.agent
    assert as_(shop.supervisor).post(page, {"person": shop.supervisor.employee_no}).status_code == 302


def test_a_complaint_is_given_to_somebody_else_and_never_to_the_one_concerned(shop: Company):
    complaint = make_complaint(shop.agent, agent=shop.leader)
    page = reverse("tickets:complaint_step", args=[complaint.pk, "hand"])
    refused = as_(shop.agent).post(page, {"owner": shop.leader.employee_no, "reason": "holiday"})
    assert "This complaint is about Leader." in refused.content.decode()

    as_(shop.agent).post(page, {"owner": shop.stranger_agent.employee_no, "reason": "holiday"})
    assert fresh(complaint).owner == shop.stranger_agent
    assert complaint.events.get(step="hand").text == "holiday"
    assert AuditEntry.objects.filter(action="complaint: hand").count() == 1
    assert Notification.objects.get(recipient=shop.stranger_agent).words["reason"] == "holiday"
    closed = make_complaint(shop.agent, state="closed")
    with pytest.raises(ValidationError):
        complaints.hand(closed, shop.leader, "late", by=shop.agent.user)


def test_a_view_of_the_group_is_forgotten_by_who_made_it_or_leads_it(shop: Company):
    colleague = make_employee(group=shop.day)
    make_user(colleague)
    for last in (shop.leader, colleague):
        view = SavedView.objects.create(
            name="Ours", query="kind=refund", group=shop.day, made_by=colleague.user
        )
        page = reverse("tickets:drop_view", args=[view.pk])
        people = (shop.agent, shop.stranger_leader, last)
        assert [as_(person).post(page).status_code for person in people] == [404, 404, 302]


def test_a_view_of_the_group_is_replaced_only_by_who_made_it_or_leads_it(shop: Company):
    colleague = make_employee(group=shop.day)
    make_user(colleague)
    page = reverse("tickets:save_view")
    tries = (
        (shop.agent, "kind=refund", True),
        (colleague, "kind=other", False),
        (shop.agent, "kind=unpaid", True),
        (shop.leader, "kind=question", True),
        (shop.agent, "status=open", True),
        (shop.supervisor, "status=closed", True),
    )
    for person, query, is_taken in tries:
        said = {"name": "Ours", "query": query, "group": str(shop.day.pk)}
        answer = as_(person).post(page, said, follow=True).content.decode()
        assert (SavedView.objects.get().query == query) == is_taken
        assert ("somebody else made" in answer) == (not is_taken)
    # Under the same name for oneself alone nobody is in the way.
    as_(colleague).post(page, {"name": "Ours", "query": "kind=other"})
    assert SavedView.objects.count() == 2


def test_nobody_of_the_shop_answers_a_survey_for_the_customer(shop: Company):
    ticket = make_ticket(shop.agent)
    page = reverse("tickets:survey", args=[make_survey(ticket)])
    form = {"score": "5", "q_speed": "4", "q_settled": "yes"}
    for person in (shop.agent, shop.stranger_agent, shop.manager):
        shown = as_(person).get(page).content.decode()
        assert "Only the customer answers" in shown and "<form" not in shown.split("<main")[1]
        assert as_(person).post(page, form).status_code == 403
    assert fresh(ticket).satisfaction is None

    Client().post(page, form)
    assert fresh(ticket).satisfaction == 5


def test_whoever_logs_out_answers_no_survey_with_the_same_browser(shop: Company):
    ticket = make_ticket(shop.agent)
    page, login = reverse("tickets:survey", args=[make_survey(ticket)]), reverse("login")
    form = {"score": "5", "q_speed": "4", "q_settled": "yes"}
    shop.agent.user.set_password("long enough 77")
    shop.agent.user.save()
    browser = Client(headers={"accept-language": "en"})

    assert "of_the_shop" not in browser.get(login).cookies, "only who gets in"
    answer = browser.post(login, {"username": shop.agent.user.username, "password": "long enough 77"})
    cookie = answer.cookies["of_the_shop"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 365 * 24 * 3600
    browser.post(reverse("logout"))
    shown = browser.get(page).content.decode()
    assert "has logged in with this browser" in shown and "<form" not in shown.split("<main")[1]
    assert reverse("tickets:ticket", args=[ticket.pk]) not in shown
    assert browser.post(page, form).status_code == 403
    assert fresh(ticket).satisfaction is None

    browser.cookies["of_the_shop"] = "1:made:up"
    assert browser.post(page, form).status_code == 302, "one that nobody signed says nothing"
    assert fresh(ticket).satisfaction == 5


def test_a_complaint_is_judged_once_its_customer_knows_that_it_has_arrived(shop: Company):
    complaint = make_complaint(shop.agent)
    page = reverse("tickets:complaint", args=[complaint.pk])
    judge = reverse("tickets:complaint_step", args=[complaint.pk, "judge"])
    said = {"is_founded": "False", "judged_because": "used", "severity": 2, "impact": 2, "complexity": 2}

    assert judge not in as_(shop.supervisor).get(page).content.decode()
    answer = as_(shop.supervisor).post(judge, said)
    assert "does not know yet that the complaint has arrived" in answer.content.decode()
    assert fresh(complaint).is_founded is None

    complaints.acknowledge(complaint, "We have it.", by=shop.agent.user)
    assert judge in as_(shop.supervisor).get(page).content.decode()
    as_(shop.supervisor).post(judge, said)
    assert fresh(complaint).is_founded is False


def test_an_escalated_ticket_that_is_handed_back_can_be_escalated_anew(shop: Company):
    colleague = make_employee(group=shop.day)
    make_user(colleague)
    ticket = make_ticket(shop.agent, first_owner=shop.agent)
    ways: tuple[tuple[Employee | None, int], ...] = (
        (shop.manager, 3),
        (shop.leader, 1),
        (colleague, 0),
        (None, 0),
    )
    for owner, level in ways:
        Ticket.objects.update(level=3, owner=shop.supervisor)
        ticket = fresh(ticket)
        services.assign(ticket, by=shop.supervisor.user, owner=owner, group=shop.day)
        assert fresh(ticket).level == level
    assert ticket.events.last().changes["level"] == ["3", "0"]

    services.assign(ticket, by=shop.leader.user, owner=shop.agent)
    assert services.escalate(ticket, 1, "again", by=shop.agent.user) == shop.leader


def test_many_that_are_handed_back_fall_back_and_are_as_before_once_it_is_taken_back(shop: Company):
    high, low = (make_ticket(shop.supervisor, level=level) for level in (3, 0))
    change = working.change_many(Ticket.objects.all(), "owner", shop.leader, by=shop.supervisor.user)
    assert [fresh(one).level for one in (high, low)] == [1, 0]
    assert high.events.get().changes["level"] == ["3", "1"]
    working.undo(change, by=shop.supervisor.user)
    assert [fresh(one).level for one in (high, low)] == [3, 0]
    assert high.events.last().changes == {"level": ["1", "3"]}, "the timeline has it both times"


# Matters and words that would be lost


def test_an_open_ticket_is_not_merged_into_a_closed_one(shop: Company):
    ticket, closed = make_ticket(shop.agent), make_ticket(shop.agent, status="closed")
    with pytest.raises(ValidationError, match="Reopen it first"):
        talking.merge(ticket, closed, by=shop.agent.user)
    assert fresh(ticket).status == "open"


def test_a_note_does_not_wait_in_the_field_of_the_reply(shop: Company):
    ticket = make_ticket(shop.agent)
    client, here = as_(shop.agent), reverse("tickets:here", args=[ticket.pk])
    for kind in ("note", "customer"):
        client.post(here, {"text": "he is rude"})
        assert Draft.objects.exists()
        client.post(reverse("tickets:say", args=[ticket.pk]), {"kind": kind, "text": "he is rude"})
        assert client.get(reverse("tickets:ticket", args=[ticket.pk])).context["say"]["text"].value() == ""


def test_a_customer_who_writes_again_after_a_telephone_call_is_waited_for(shop: Company):
    ticket = services.open_ticket(by=shop.agent.user, customer_name="buyer", problem="wet")
    services.change_status(ticket, "answered", by=shop.agent.user)
    assert not ticket.clocks.filter(finished_at=None).exists()

    talking.customer_wrote(ticket, "Still wet.", by=shop.agent.user)
    running = set(ticket.clocks.filter(finished_at=None).values_list("kind", flat=True))
    assert running == {"next_reply", "resolution"}


def test_a_mended_chat_name_is_another_customers_ticket_and_a_late_order_is_theirs(shop: Company):
    ticket = services.open_ticket(by=shop.agent.user, customer_name="byuer", problem="wet")
    services.edit_ticket(ticket, by=shop.agent.user, customer_name="buyer", order_no="O1")

    right = customers.customer_of("taobao", "buyer", by=None)
    assert (fresh(ticket).customer, right.orders.get().order_no) == (right, "O1")
    services.edit_ticket(ticket, by=shop.agent.user, problem="very wet")
    assert fresh(ticket).customer == right


def test_a_ticket_for_the_shift_says_when_nobody_is_there(shop: Company):
    form = {"customer_name": "buyer", "problem": "wet", "to": "shift"}
    answer = as_(shop.agent).post(reverse("tickets:new"), form, follow=True)
    page = answer.content.decode()
    assert "is open." in page and "Nobody who takes tickets is on shift now." in page
    assert Ticket.objects.get().owner is None


def test_the_handover_carries_a_complaint_for_which_somebody_has_to_do_something(shop: Company):
    now = dt.datetime.now()
    handover = make_handover(shop.day, opened_at=now, ends_at=now, incoming_at=now)
    complaint = make_complaint(shop.stranger_agent, state="acting")
    action = make_complaint_action(complaint, shop.agent)
    handing_over.bring_open(handover)
    assert handover.items.get().key == f"complaint:{complaint.pk}"

    other = make_complaint(shop.stranger_agent, state="acting")
    make_complaint_action(other, shop.agent, done_at=now)
    handing_over.bring_open(handover)
    assert handover.items.count() == 1 and fresh(action).done_at is None


def test_rest_hours_that_leave_nothing_of_the_day_do_not_stop_the_work(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(visit_queue, "rest_hours", lambda: ((0, 1440),))
    now = dt.datetime.now()
    assert visit_queue.visit_due(now) == now + dt.timedelta(days=3)


def test_an_order_without_a_ticket_is_written_down_and_its_member_visited(shop: Company):
    member, other = make_customer(shop.agent, is_member=True), make_customer(shop.agent)
    page = reverse("tickets:add_order", args=[member.pk])
    today = dt.date.today()
    later = (today + dt.timedelta(days=1)).isoformat()
    other.orders.create(order_no="TAKEN")
    for form in ({"order_no": "TAKEN"}, {"order_no": ""}, {"order_no": "O1", "bought_on": later}):
        answer = as_(shop.agent).post(page, {"bought_on": today.isoformat()} | form)
        assert answer.status_code == 200 and answer.context["form"].errors

    as_(shop.agent).post(page, {"order_no": "O1", "product": "pillow", "bought_on": today.isoformat()})
    visit_queue.queue_for_members(dt.datetime.now())
    assert ReturnVisit.objects.get().order_no == "O1"
    assert AuditEntry.objects.filter(action="order of a customer added", note="O1").exists()


@pytest.mark.postgres
def test_all_that_missed_a_time_can_be_changed_together(shop: Company):
    ticket = services.open_ticket(by=shop.agent.user, customer_name="buyer", problem="wet")
    ticket.clocks.update(missed_at=dt.datetime.now())
    other = make_ticket(shop.agent)
    form = {"everything": "on", "query": "only=missed", "status": "closed"}
    as_(shop.agent).post(reverse("tickets:bulk"), form)
    assert [fresh(one).status for one in (ticket, other)] == ["closed", "open"]


def test_rows_of_the_figures_open_products_of_any_name_and_a_download_is_recorded(shop: Company):
    name = "枕头 & 被子 #2 50%"
    make_ticket(shop.agent, product=name, opened_at=dt.datetime.now())
    make_ticket(shop.agent, product="other", opened_at=dt.datetime.now())
    page = as_(shop.manager).get(reverse("tickets:figures"), {"by": "product"})
    row = next(row for row, _cells in page.context["lines"] if row.label == name)

    listed = as_(shop.manager).get(f"{reverse('tickets:tickets')}?{row.query}")
    assert [ticket.product for ticket in listed.context["rows"]] == [name]
    as_(shop.manager).get(reverse("tickets:figures"), {"file": "1"})
    assert AuditEntry.objects.latest("pk").action == "figures of the service desk downloaded"
