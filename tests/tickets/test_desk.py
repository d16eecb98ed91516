"""The service desk through its services and pages: tickets, clocks, complaints, visits, surveys, knowledge, news."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance.models import Handover
from common.models import AuditEntry
from tests import factories
from tests.clients import as_
from tests.factories import Company, fresh, make_shift, make_ticket
from tickets.models import Cause, Complaint, Customer, News, ReturnVisit, Review, Survey, Ticket, TicketEvent
from tickets.services import (
    complaints,
    customers,
    handing_over,
    knowledge,
    news,
    talking,
    timing,
    visit_queue,
    visits,
    watching,
    working,
)
from tickets.services import tickets as services

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2026, 9, 2, 11, 0)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the clock of the service desk stand at a moment: `at(moment)`."""

    class Clock(dt.datetime):
        stands = NOON

        @classmethod
        def now(cls, tz: Any = None) -> dt.datetime:  # type: ignore[override]
            return cls.stands

    class Module:
        datetime, date, timedelta, time = Clock, dt.date, dt.timedelta, dt.time

    def stand(moment: dt.datetime) -> None:
        Clock.stands = moment

    for module in (services, talking, timing, visits, visit_queue, complaints):
        monkeypatch.setattr(module, "dt", Module)
    stand(NOON)
    return stand


def opened(shop: Company, **fields: Any) -> Ticket:
    fields = {"customer_name": "buyer", "problem": "包裹没有收到", "opened_at": NOON} | fields
    return services.open_ticket(by=shop.agent.user, **fields)


def kinds(ticket: Ticket) -> list[str]:
    return list(ticket.events.values_list("kind", flat=True))


# Tickets and their clocks


def test_a_reply_stops_the_clock_and_keeps_the_promise(shop: Company, at: Any):
    ticket = opened(shop)
    services.make_promise(ticket, NOON + HOUR, "call back", by=shop.agent.user)
    assert fresh(ticket).due_at == NOON + HOUR

    at(NOON + HOUR / 2)
    talking.reply(ticket, "On its way.", by=shop.agent.user)

    assert (fresh(ticket).first_reply_minutes, ticket.promises.get().missed_at) == (30, None)
    assert kinds(ticket) == ["opened", "promised", "reply", "kept"]


def test_waiting_for_the_customer_pauses_the_clock(shop: Company, at: Any):
    ticket = opened(shop)
    services.change_status(ticket, "paused", by=shop.agent.user)
    assert fresh(ticket).due_at is None

    at(NOON + 3 * HOUR)
    services.change_status(ticket, "open", by=shop.agent.user)
    assert fresh(ticket).due_at == NOON + 4 * HOUR


def test_another_priority_loses_no_time_already_waited(shop: Company, at: Any):
    ticket = opened(shop)
    at(NOON + HOUR / 6)
    services.edit_ticket(ticket, by=shop.agent.user, urgency=3, importance=3)

    assert fresh(ticket).priority == 4
    assert ticket.clocks.get(kind="first_reply").due_at == NOON + HOUR / 4


def test_what_runs_out_is_written_down_once(shop: Company, at: Any):
    ticket = opened(shop)
    late = NOON + 2 * HOUR

    assert [watching.note_missed(late), watching.note_missed(late)] == [1, 0]
    missed = ticket.events.get(kind="missed")
    assert (missed.text, missed.at) == ("first_reply", NOON + HOUR)


def test_reopening_goes_on_with_the_time_already_used(shop: Company, at: Any):
    ticket = opened(shop)
    at(NOON + HOUR)
    services.change_status(ticket, "answered", by=shop.agent.user)
    at(NOON + 5 * HOUR)
    services.change_status(ticket, "open", by=shop.agent.user)

    assert (fresh(ticket).reopened, fresh(ticket).resolved_at) == (1, None)
    assert ticket.clocks.get(kind="resolution").used_seconds == 3600


def test_a_promise_in_the_past_and_a_reply_to_a_closed_ticket_are_refused(shop: Company, at: Any):
    ticket = opened(shop)
    with pytest.raises(ValidationError):
        services.make_promise(ticket, NOON - HOUR, "", by=shop.agent.user)
    services.change_status(ticket, "closed", by=shop.agent.user)

    answer = as_(shop.agent).post(reverse("tickets:say", args=[ticket.pk]), {"kind": "reply", "text": "late"})
    assert "This ticket is closed." in answer.content.decode()
    assert "reply" not in kinds(ticket)


@pytest.mark.parametrize("name, content", [("x.exe", b"MZ"), ("x.png", b"no picture"), ("x.txt", b"")])
def test_a_file_of_a_forbidden_kind_is_refused(shop: Company, name: str, content: bytes):
    ticket, page = make_ticket(shop.agent), "tickets:say"
    file = SimpleUploadedFile(name, content)
    as_(shop.agent).post(reverse(page, args=[ticket.pk]), {"kind": "note", "text": "see", "file": file})
    assert not ticket.attachments.exists() and not ticket.events.exists()

    good = SimpleUploadedFile("seen.png", b"\x89PNG\r\n")
    as_(shop.agent).post(reverse(page, args=[ticket.pk]), {"kind": "note", "text": "see", "file": good})
    shown = as_(shop.agent).get(reverse("tickets:file", args=[ticket.attachments.get().pk]))
    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_an_unknown_order_number_is_kept_and_marked(shop: Company):
    factories.make_order(NOON, order_no="KNOWN1")
    for order_no, is_unknown in (("KNOWN1", False), ("WHO", True)):
        form = {"customer_name": "buyer", "problem": "broken", "order_no": order_no}
        as_(shop.agent).post(reverse("tickets:new"), form)
        assert Ticket.objects.get(order_no=order_no).is_order_unknown == is_unknown


def test_escalation_goes_up_one_level_at_a_time_with_its_reason(shop: Company):
    ticket = make_ticket(shop.agent, first_owner=shop.agent)
    with pytest.raises(ValidationError):
        services.escalate(ticket, Ticket.Level.MANAGER, "too hard", by=shop.agent.user)

    for level, person in ((1, shop.leader), (3, shop.supervisor), (4, shop.manager)):
        services.escalate(ticket, level, "too hard", by=shop.agent.user)
        assert fresh(ticket).owner == person
    assert Ticket.objects.visible_to(shop.agent.user).filter(pk=ticket.pk).exists()
    assert set(ticket.events.values_list("text", flat=True)) == {"too hard"}


def test_whoever_is_on_shift_with_the_least_to_do_gets_it(shop: Company):
    now = dt.datetime.now()
    for person in (shop.agent, shop.leader):
        make_shift(person, now.date(), starts_at=now - HOUR, ends_at=now + HOUR)
    make_ticket(shop.agent)
    ticket = make_ticket()

    assert services.assign_to_shift(ticket, by=shop.manager.user) == shop.leader
    with pytest.raises(ValidationError):
        services.assign_to_shift(ticket, by=shop.manager.user, group=shop.night)


def test_a_merged_ticket_is_read_in_the_other(shop: Company):
    double, into = make_ticket(shop.agent), make_ticket(shop.agent)
    talking.add_note(double, "only said here", by=shop.agent.user)
    talking.merge(double, into, by=shop.agent.user)

    page = as_(shop.agent).get(reverse("tickets:ticket", args=[into.pk])).content.decode()
    assert "only said here" in page
    assert fresh(double).status == "closed"
    with pytest.raises(ValidationError):
        talking.reply(fresh(double), "no", by=shop.agent.user)


# Finding, many at once


@pytest.mark.postgres
@pytest.mark.parametrize(
    "text, is_found", [("没有收到", True), ("收到", True), ("颜色", False), ("YT12345", True), ("2345", True)]
)
def test_a_ticket_is_found_by_its_words(shop: Company, text: str, is_found: bool):
    ticket = make_ticket(shop.agent, problem="包裹没有收到", waybill_no="ＹＴ12345")

    rows = as_(shop.agent).get(reverse("tickets:tickets"), {"q": text}).context["rows"]
    assert (ticket in rows) == is_found


def test_all_that_match_are_changed_and_changed_back(shop: Company):
    mine = [make_ticket(shop.agent, kind="refund") for _number in range(3)]
    other = make_ticket(shop.agent)
    stranger = make_ticket(shop.stranger_agent, kind="refund")
    client = as_(shop.supervisor)
    form = {"everything": "on", "query": "kind=refund", "person": shop.leader.employee_no}
    client.post(reverse("tickets:bulk"), form)

    assert [fresh(ticket).owner for ticket in (*mine, other, stranger)] == [shop.leader] * 3 + [
        shop.agent,
        shop.stranger_agent,
    ]

    services.assign(fresh(mine[0]), by=shop.supervisor.user, owner=shop.supervisor)
    client.post(reverse("tickets:undo", args=[client.session["last_bulk"]]))
    assert [fresh(ticket).owner for ticket in mine] == [shop.supervisor, shop.agent, shop.agent]


def test_drafts_are_kept_and_others_see_who_is_answering(shop: Company):
    ticket = make_ticket(shop.agent)
    as_(shop.agent).post(reverse("tickets:here", args=[ticket.pk]), {"text": "Dear buyer"})

    assert "Dear buyer" in as_(shop.agent).get(reverse("tickets:ticket", args=[ticket.pk])).content.decode()
    others = as_(shop.leader).post(reverse("tickets:here", args=[ticket.pk]), {"text": ""}).content.decode()
    assert "Agent is answering this" in others and "Dear buyer" not in others


def test_a_default_view_opens_by_itself(shop: Company):
    client = as_(shop.agent)
    client.post(reverse("tickets:save_view"), {"name": "Open", "query": "status=open", "is_default": "on"})

    assert client.get(reverse("tickets:tickets")).headers["Location"] == "/tickets/?status=open"
    assert as_(shop.leader).get(reverse("tickets:tickets")).status_code == 200


def test_the_list_says_when_a_visible_ticket_has_changed(shop: Company):
    since = dt.datetime.now().isoformat()
    pulse = reverse("tickets:pulse")
    make_ticket(shop.agent)

    assert as_(shop.agent).get(pulse, {"since": since}).headers.get("HX-Trigger") == "tickets-changed"
    assert "HX-Trigger" not in as_(shop.stranger_agent).get(pulse, {"since": since}).headers


def test_a_template_is_filled_in_from_the_ticket(shop: Company):
    template = factories.make_reply_template(body="{customer}: {order_no} {waybill_no} — {agent}")
    ticket = make_ticket(shop.agent, order_no="O1")

    assert working.filled_in(template, ticket, shop.agent.user) == "buyer: O1 ____ — Agent"


# Customers


def test_new_customers_go_to_whoever_has_least_for_their_ability(shop: Company):
    customers.set_weight(shop.agent, 300, by=shop.manager.user)
    for person in (shop.leader, shop.stranger_agent, shop.stranger_leader):
        customers.set_weight(person, 100, by=shop.manager.user)

    added = [customers.add_customer(by=shop.manager.user, platform="jd", name=f"b{n}") for n in range(6)]
    assert sum(customer.agent == shop.agent for customer in added) == 3
    assert added[0].first_contact_due_on == dt.date.today() + dt.timedelta(days=7)


def test_personal_data_are_masked_and_every_look_is_written_down(shop: Company):
    customer = customers.add_customer(
        by=shop.agent.user, platform="jd", name="b", agent=shop.agent, phone="13812345678"
    )
    page = as_(shop.agent).get(reverse("tickets:customer", args=[customer.pk])).content.decode()
    assert "138****5678" in page and "13812345678" not in page

    shown = as_(shop.agent).post(reverse("tickets:reveal", args=[customer.pk]), {"what": "phone"})
    assert "13812345678" in shown.content.decode()
    assert AuditEntry.objects.latest("pk").note == "phone"
    assert "13812345678" not in str(list(AuditEntry.objects.values()))


def test_a_double_goes_into_the_other_with_everything(shop: Company):
    ticket = opened(shop, customer_name="one")
    double, into = ticket.customer, factories.make_customer(shop.agent)
    customers.merge_customers(double, into, by=shop.leader.user)

    assert fresh(ticket).customer == into
    assert customers.customer_of("taobao", "one", by=None) == into
    assert list(Customer.objects.alone()) == [into]


# The loop of a complaint


def carried_out(shop: Company) -> Complaint:
    """A founded complaint that is to be answered."""
    complaint = complaints.register(by=shop.agent.user, customer_name="buyer", about="wet")
    complaints.acknowledge(complaint, "We have it.", by=shop.agent.user)
    complaints.judge(
        complaint, by=shop.supervisor.user, is_founded=True, judged_because="seen", department="warehouse"
    )
    complaints.investigate(complaint, by=shop.leader.user, found_out="bad packing")
    first = complaints.propose(complaint, by=shop.agent.user, remedy="refund", text="all of it")
    action = {"text": "refund", "owner": shop.agent, "due_on": dt.date.today()}
    with pytest.raises(ValidationError):
        complaints.choose(complaint, first, "alone", by=shop.leader.user, action=action)
    complaints.propose(complaint, by=shop.agent.user, remedy="gift", text="a towel")
    complaints.choose(complaint, first, "quickest", by=shop.leader.user, action=action)
    complaints.finish_action(complaint.actions.get(), "paid", by=shop.agent.user)
    return fresh(complaint)


GOOD = {"settled": "yes", "speed": "5", "attitude": "5"}


def test_a_complaint_goes_round_until_the_customer_is_satisfied(shop: Company, at: Any):
    complaint = carried_out(shop)
    assert complaint.state == "answering"
    complaints.answer(complaint, "Refunded.", by=shop.agent.user)

    visit = complaint.visits.get()
    visits.complete(visit, GOOD, False, "too late", by=shop.leader.user)
    complaint = fresh(complaint)
    assert (complaint.state, complaint.reopened) == ("proposing", 1)

    complaints.propose(complaint, by=shop.agent.user, remedy="apology", text="call")
    proposal = complaint.proposals.last()
    complaints.choose(
        complaint,
        proposal,
        "wanted",
        by=shop.leader.user,
        action={"text": "call", "owner": shop.agent, "due_on": dt.date.today()},
    )
    complaints.finish_action(complaint.actions.last(), "called", by=shop.agent.user)
    complaint = fresh(complaint)
    complaints.answer(complaint, "Sorry.", by=shop.agent.user)
    visits.complete(complaint.visits.get(state="waiting"), GOOD, True, "", by=shop.leader.user)
    assert (fresh(complaint).state, fresh(complaint).is_satisfied) == ("closed", True)


def test_a_complaint_that_is_not_founded_is_answered_with_the_reason(shop: Company):
    complaint = complaints.register(by=shop.agent.user, customer_name="buyer", about="wet")
    complaints.acknowledge(complaint, "We have it.", by=shop.agent.user)
    complaints.judge(complaint, by=shop.supervisor.user, is_founded=False, judged_because="used already")

    assert fresh(complaint).state == "answering"


def test_nobody_judges_a_complaint_about_themselves(shop: Company):
    complaint = complaints.register(
        by=shop.agent.user, customer_name="buyer", about="rude", agent=shop.supervisor
    )
    complaints.acknowledge(complaint, "We have it.", by=shop.agent.user)
    with pytest.raises(ValidationError):
        complaints.judge(complaint, by=shop.supervisor.user, is_founded=False, judged_because="no")


def test_a_deadline_of_a_complaint_is_missed_once_a_state(shop: Company):
    complaint = complaints.register(by=shop.agent.user, customer_name="buyer", about="wet")
    later = dt.datetime.now() + HOUR

    assert [complaints.note_missed(later), complaints.note_missed(later)] == [1, 0]
    assert fresh(complaint).missed == 1


def test_a_corrective_action_is_looked_at_later_by_somebody_else(shop: Company):
    complaint = carried_out(shop)
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    early = complaints.correct(
        complaint, by=shop.leader.user, text="wrap", owner=shop.agent, check_on=tomorrow
    )
    due = complaints.correct(
        complaint, by=shop.leader.user, text="wrap", owner=shop.leader, check_on=dt.date.today()
    )

    for correction, by in ((early, shop.leader), (due, shop.leader)):
        with pytest.raises(ValidationError):
            complaints.check_correction(correction, by=by.user, is_effective=True, finding="dry")
    complaints.check_correction(due, by=shop.supervisor.user, is_effective=True, finding="dry")
    assert fresh(due).is_effective


# Return visits and surveys


def test_nobody_is_visited_in_rest_hours_and_an_incomplete_visit_is_not_done(shop: Company, at: Any):
    visit = factories.make_visit(shop.agent, reason="complaint")
    for clock in (dt.time(12, 30), dt.time(21, 0), dt.time(8, 59)):
        at(dt.datetime.combine(NOON.date(), clock))
        with pytest.raises(ValidationError):
            visits.complete(visit, GOOD, True, "", by=shop.agent.user)
    at(NOON)
    for answers, satisfied in (({"settled": "yes"}, True), (GOOD, None)):
        with pytest.raises(ValidationError):
            visits.complete(visit, answers, satisfied, "", by=shop.agent.user)
    visits.complete(visit, GOOD, True, "", by=shop.agent.user)
    assert fresh(visit).state == "done"


def test_whoever_answered_a_complaint_does_not_visit(shop: Company, at: Any):
    complaint = carried_out(shop)
    complaints.answer(complaint, "Refunded.", by=shop.agent.user)
    with pytest.raises(ValidationError):
        visits.complete(complaint.visits.get(), GOOD, True, "", by=shop.agent.user)


def test_members_are_queued_once_for_each_order(shop: Company):
    member, usual = factories.make_customer(shop.agent, is_member=True), factories.make_customer(shop.agent)
    for customer in (member, usual):
        customer.orders.create(order_no=f"O{customer.pk}", bought_on=dt.date.today())
    now = dt.datetime.now()

    assert [visit_queue.queue_for_members(now), visit_queue.queue_for_members(now)] == [1, 0]
    assert ReturnVisit.objects.get().customer == member


def test_a_survey_is_answered_once_and_not_after_it_expires(shop: Company):
    ticket = make_ticket(shop.agent)
    token, old = (
        factories.make_survey(ticket),
        factories.make_survey(ticket, expires_at=dt.datetime.now() - HOUR),
    )
    good, bad = (
        {"score": "5", "q_speed": "4", "q_settled": "yes"},
        {"score": "1", "q_speed": "1", "q_settled": "no"},
    )

    for address, form in ((token, good), (token, bad), (old, bad)):
        Client().post(reverse("tickets:survey", args=[address]), form)
    assert fresh(ticket).satisfaction == 5
    assert Survey.objects.filter(answered_at__isnull=False).count() == 1
    assert Client().get(reverse("tickets:survey", args=["guessed"])).status_code == 404


# Knowledge, news, handovers, figures


def test_a_question_becomes_an_article_that_is_proposed_on_a_ticket(shop: Company):
    question = knowledge.ask(by=shop.agent.user, text="乳胶枕可以用在地暖房里吗")
    knowledge.answer(question, "可以，不要贴着地暖。", by=shop.leader.user)
    article = knowledge.make_article(question, by=shop.leader.user)
    ticket = make_ticket(shop.agent, problem="顾客问乳胶枕放地暖房行不行")

    assert knowledge.articles_for(ticket.problem) == []
    knowledge.publish(article, by=shop.leader.user)
    assert knowledge.articles_for(ticket.problem) == [article]
    for useful in (True, False, True):
        knowledge.vote(article, useful, by=shop.agent.user)
    assert (fresh(article).useful, fresh(article).useless) == (1, 0)


def test_news_goes_to_the_next_superior_and_danger_to_the_manager(shop: Company):
    as_(shop.agent).post(reverse("tickets:report"), {"kind": "market", "text": "cheaper"})
    assert News.objects.get().to == shop.leader
    danger = news.report("danger", "smoke", by=shop.agent.user)
    assert danger.to == shop.manager

    news.answer(danger, "stop", by=shop.manager.user)
    assert fresh(danger).read_by == fresh(danger).answered_by == shop.manager


def test_the_handover_carries_what_is_open_and_drops_what_is_settled(shop: Company):
    now = dt.datetime.now()
    handover = Handover.objects.create(
        group=shop.day, on=now.date(), kind="day", ends_at=now, incoming_at=now, overdue_at=now, opened_at=now
    )
    ticket, complaint = make_ticket(shop.agent), factories.make_complaint(shop.agent)
    make_ticket(shop.stranger_agent)
    for _time in range(2):
        handing_over.bring_open(handover)
    keys = {f"ticket:{ticket.pk}", f"complaint:{complaint.pk}"}
    assert set(handover.items.values_list("key", flat=True)) == keys

    services.change_status(ticket, "answered", by=shop.agent.user)
    handing_over.bring_open(handover)
    assert set(handover.items.filter(closed_at=None).values_list("key", flat=True)) == {
        f"complaint:{complaint.pk}"
    }


def test_the_figures_show_what_an_average_leaves_out_and_the_file_says_the_same(shop: Company):
    now = dt.datetime.now()
    make_ticket(shop.agent, opened_at=now, first_reply_minutes=10, first_replied_at=now, satisfaction=5)
    make_ticket(shop.agent, opened_at=now, first_reply_minutes=20, first_replied_at=now, satisfaction=2)
    make_ticket(shop.agent, opened_at=now)
    factories.make_complaint(shop.agent, agent=shop.agent, is_founded=True, registered_at=now)

    for by in ("person", "group", "kind", "product", "hour"):
        page = as_(shop.supervisor).get(reverse("tickets:figures"), {"by": by})
        row, cells = page.context["lines"][-1]
        said = dict(cells)
        assert (said["tickets"], said["mean first reply (min)"], said["not replied to"]) == ("3", "15.0", "1")
        assert (said["satisfied (%)"], said["not rated"], said["founded"]) == ("50.0", "1", "1")
        file = as_(shop.supervisor).get(reverse("tickets:figures"), {"by": by, "file": "1"})
        assert file.headers["Content-Type"].startswith("application/vnd.openxmlformats")


def test_a_long_timeline_says_how_much_is_older_and_shows_it(shop: Company, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tickets.showing.EVENTS", 3)
    ticket = make_ticket(shop.agent)
    page, client = reverse("tickets:ticket", args=[ticket.pk]), as_(shop.agent)
    notes = [talking.add_note(ticket, f"note {number}", by=shop.agent.user) for number in range(7)]

    shown = client.get(page)
    assert [event.text for event in shown.context["events"]] == ["note 6", "note 5", "note 4"]
    assert "4 older events" in shown.content.decode()
    for asked, many in (("6", 6), ("7", 7), ("99999", 7), ("0", 3), ("x", 3), ("9" * 30, 3)):
        shown = client.get(page, {"events": asked})
        assert (len(shown.context["events"]), shown.context["older"]) == (many, len(notes) - many)


def test_a_long_history_of_a_customer_says_how_much_is_older_and_shows_it(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tickets.views.customers.BEGINNING", 2)
    customer = factories.make_customer(shop.agent)
    for number in range(3):
        make_ticket(shop.agent, customer=customer)
        customer.orders.create(order_no=f"N{number}")
    page = reverse("tickets:customer", args=[customer.pk])
    shown = as_(shop.agent).get(page)
    assert len(shown.context["tickets"]) == len(shown.context["orders"]) == 2
    assert "2 older records are not shown" in shown.content.decode()
    shown = as_(shop.agent).get(page, {"history": "whole"})
    assert (len(shown.context["tickets"]), len(shown.context["orders"]), shown.context["older"]) == (3, 3, 0)


def test_queries_of_a_ticket_do_not_grow_with_its_timeline(shop: Company):
    ticket = make_ticket(shop.agent)
    client, page = as_(shop.agent), reverse("tickets:ticket", args=[ticket.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        return len(found)

    talking.add_note(ticket, "one", by=shop.agent.user)
    queries()  # what is remembered for the next page is asked for once
    few = queries()
    for _number in range(10):
        talking.add_note(ticket, "more", by=shop.leader.user)
    assert queries() == few
    assert TicketEvent.objects.filter(ticket=ticket).count() == 11


def test_articles_are_proposed_while_a_ticket_is_written_and_their_use_is_counted(shop: Company):
    article = factories.make_article(title="乳胶枕的清洗", body="不能水洗，通风晾干。")
    hidden = factories.make_article(title="乳胶枕的清洗（草稿）", body="草稿", published_at=None)
    client, page = as_(shop.agent), reverse("tickets:proposed")

    assert client.get(page, {"problem": "顾客问乳胶枕怎么清洗"}).context["articles"] == [article]
    assert client.get(page, {"text": "窗帘"}).context["articles"] == []
    ticket = make_ticket(shop.agent, problem="颜色不对")
    assert client.get(page, {"ticket": ticket.pk, "text": "乳胶枕清洗"}).context["articles"] == [article]

    use = [reverse("tickets:use_article", args=[ticket.pk, one.pk]) for one in (article, hidden)]
    assert [client.post(address).status_code for address in use] == [200, 404]
    assert client.post(use[0]).content.decode() == "不能水洗，通风晾干。"
    client.post(reverse("tickets:vote", args=[article.pk]), {"useful": "yes"})
    assert (fresh(article).read, fresh(article).useful) == (2, 1)


def test_news_can_be_reported_from_every_page_in_two_clicks(shop: Company):
    for person in (shop.agent, shop.accountant, shop.director):
        page = as_(person).get(reverse("desk"))
        assert f'href="{reverse("tickets:report")}"' in page.content.decode()
        form = as_(person).get(reverse("tickets:report")).context["form"]
        assert [value for value, _label in form.fields["kind"].choices] == News.Kind.values


def test_a_finished_clock_says_the_time_of_service_and_the_time_on_the_wall(shop: Company, at: Any):
    at(NOON)
    ticket = opened(shop, opened_at=dt.datetime.combine(NOON.date() - dt.timedelta(days=1), dt.time(23, 30)))
    at(dt.datetime.combine(NOON.date(), dt.time(8, 20)))
    talking.reply(ticket, "On its way.", by=shop.agent.user)

    assert (fresh(ticket).first_reply_minutes, fresh(ticket).first_reply_waited) == (50, 530)
    assert (
        "50 min · 8 h 50 min"
        in as_(shop.agent).get(reverse("tickets:ticket", args=[ticket.pk])).content.decode()
    )


def test_a_customer_who_cannot_be_reached_closes_the_complaint_without_a_word(shop: Company, at: Any):
    complaint = carried_out(shop)
    complaints.answer(complaint, "Refunded.", by=shop.agent.user)
    visit = complaint.visits.get()
    for _number in range(3):
        visits.try_visit(visit, "no_answer", "", by=shop.leader.user)
    visits.give_up(visit, by=shop.leader.user)

    assert (fresh(visit).state, fresh(complaint).state) == ("unreached", "closed")
    assert fresh(complaint).is_satisfied is None


def test_a_review_goes_from_found_to_its_lesson(shop: Company):
    form = {"mark": "bad", "customer_name": "b", "platform": "jd", "text": "no", "written_on": "2026-09-01"}
    client = as_(shop.agent)
    page = client.post(reverse("tickets:new_review"), form).headers["Location"]
    end = {"cause": Cause.objects.get(code="goods_defect").pk, "outcome": "changed", "lesson": "Look twice."}
    client.post(page, end)  # before the customer was contacted
    assert Review.objects.get().state == "found"

    client.post(page, {"text": "We talked."})
    client.post(page, end)
    review = Review.objects.get()
    assert (review.state, review.outcome, review.lesson) == ("done", "changed", "Look twice.")
    assert client.post(page, end).status_code == 404
