"""Conduct and what it is about, both ways; evidence; a person's record; who is told what."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.month import Month
from performance.models import Evidence, Order, Refund
from performance.services import appeals, assessments, learning, suggestions, telling
from performance.services.conduct import add_evidence, record_conduct
from performance.services.steps import Refused
from staff.models import AccountBinding, Employee, Notification, RuleBook, RuleRate
from tests import factories
from tests.clients import as_
from tests.factories import Company, fresh
from tests.performance.test_assessment import filled, marked_by_hand, part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY, DAY = dt.date.today(), dt.timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def page(person: Employee, name: str, *args: Any, **query: str) -> str:
    return as_(person).get(reverse(name, args=args), query).content.decode()


# Both ways


def test_an_entry_leads_to_ticket_complaint_and_order_and_each_of_them_back(shop: Company):
    ticket = factories.make_ticket(shop.agent)
    complaint = factories.make_complaint(shop.agent, agent=shop.agent)
    order = factories.make_order(dt.datetime.now(), account=factories.make_account(employee=shop.agent))
    for kind, record, incident in (
        ("ticket", ticket, f"#{ticket.pk}"),
        ("complaint", complaint, complaint.number),
        ("order", order, order.order_no),
    ):
        entry = record_conduct(shop.agent, "PHONE_WORDING", by=shop.leader.user, incident=incident)

        there = reverse(f"{'performance' if kind == 'order' else 'tickets'}:{kind}", args=[record.pk])
        assert f'href="{there}"' in page(shop.leader, "performance:entry", entry.pk)
        back = page(shop.leader, "performance:about", kind, record.pk)
        assert f'href="{reverse("performance:entry", args=[entry.pk])}"' in back
        part_of = f'hx-get="{reverse("performance:about", args=[kind, record.pk])}"'
        assert part_of in as_(shop.leader).get(there).content.decode()
        assert (
            as_(shop.stranger_leader).get(reverse("performance:about", args=[kind, record.pk])).status_code
            == 404
        )


def test_an_order_says_whose_sale_it_is_and_what_is_left_of_it(shop: Company):
    noon = dt.datetime.combine(TODAY, dt.time(12))
    order = factories.make_order(noon, 100, account=factories.make_account(employee=shop.agent))
    factories.make_refund(order, noon, 30)
    factories.make_ticket(shop.agent, order_no=order.order_no)

    shown = page(shop.supervisor, "performance:order", order.pk)

    assert str(shop.agent) in shown and "70.00" in shown and "problem item" in shown
    assert "auto order" in page(shop.manager, "performance:order", factories.make_order(noon).pk)


# Evidence


def test_evidence_is_a_file_from_who_leads_or_whom_it_is_about(shop: Company):
    entry = record_conduct(
        shop.agent, "OFFICE_GAMES", by=shop.leader.user, file=SimpleUploadedFile("screen.png", PNG)
    )
    client = as_(shop.agent)
    client.post(
        reverse("performance:add_evidence", args=[entry.pk]),
        {"file": SimpleUploadedFile("chat.txt", b"order page")},
    )

    assert list(Evidence.objects.values_list("name", "by__employee")) == [
        ("screen.png", shop.leader.pk),
        ("chat.txt", shop.agent.pk),
    ]
    answer = client.get(reverse("performance:evidence", args=[entry.files.get(name="screen.png").pk]))
    assert b"".join(answer.streaming_content) == PNG and "attachment" in answer["Content-Disposition"]
    assert "screen.png" in page(shop.agent, "performance:entry", entry.pk)


def test_evidence_of_another_kind_or_too_late_is_refused(shop: Company):
    entry = record_conduct(shop.agent, "OFFICE_GAMES", by=shop.leader.user)
    for name, content, says in (
        ("run.exe", b"MZ", "cannot be attached"),
        ("screen.png", b"not a picture", "not what its ending says"),
        ("empty.txt", b"", "not what its ending says"),
    ):
        with pytest.raises(Refused, match=says):
            add_evidence(entry, SimpleUploadedFile(name, content), by=shop.leader.user)
    appeal = appeals.appeal_entry(entry, reason="It was not me.", by=shop.agent.user)
    appeals.decide_appeal(appeal, is_accepted=True, answer="True.", by=shop.supervisor.user)

    with pytest.raises(Refused, match="decided"):
        add_evidence(fresh(entry), SimpleUploadedFile("late.txt", b"late"), by=shop.leader.user)
    assert not Evidence.objects.exists()


def test_a_bad_file_records_nothing_and_the_form_says_why(shop: Company):
    answer = as_(shop.leader).post(
        reverse("performance:record_conduct"),
        {
            "employee": shop.agent.employee_no,
            "code": "OFFICE_IDLE",
            "count": 1,
            "file": SimpleUploadedFile("run.exe", b"MZ"),
        },
    )

    assert "cannot be attached" in answer.content.decode()
    assert not shop.agent.conduct_entries.exists()


# A person's record


def test_a_record_sums_praise_points_and_demerits_of_a_year(shop: Company):
    record_conduct(shop.agent, "PRAISE_LETTER", by=shop.leader.user)
    record_conduct(shop.agent, "OFFICE_GAMES", count=2, by=shop.leader.user)
    record_conduct(shop.agent, "DEMERIT_COMPLAINT", by=shop.supervisor.user)
    factories.make_conduct_entry(shop.agent, TODAY - dt.timedelta(days=400), "OFFICE_GAMES")

    tally = (
        as_(shop.leader).get(reverse("performance:record", args=[shop.agent.employee_no])).context["tally"]
    )

    assert (tally.earned, tally.lost, tally.demerits) == (50, 4, 1)
    learning.record_week(shop.agent, "Steady.", on=TODAY, by=shop.leader.user)
    assert "Steady." in page(shop.leader, "performance:record", shop.agent.employee_no)
    assert "Steady." not in page(shop.agent, "performance:record", shop.agent.employee_no)


def test_the_page_of_discipline_says_what_comes_next_and_its_queries_do_not_grow(shop: Company):
    book = RuleBook.objects.get(is_default=True)
    RuleRate.objects.filter(book=book, name="progressive_discipline").update(value="yes")
    record_conduct(shop.agent, "OFFICE_IDLE", by=shop.leader.user, incident="a")
    client = as_(shop.supervisor)

    def steps() -> dict[str, list[str]]:
        rows = client.get(reverse("performance:discipline")).context["rows"]
        return {row.person.name: [step.next_stage for step in found] for row, found in rows}

    assert steps() == {"Agent": ["warning"]}
    record_conduct(shop.agent, "OFFICE_IDLE", by=shop.leader.user, incident="b")
    assert steps() == {"Agent": ["the points"]}

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            steps()
        return len(found)

    few = queries()
    for _number in range(6):
        person = factories.make_employee(group=shop.day)
        record_conduct(person, "OFFICE_IDLE", by=shop.leader.user)
    assert queries() == few


# Who is told


def told(person: Employee, kind: str) -> int:
    return Notification.objects.filter(recipient=person, kind=f"performance.{kind}").count()


def test_a_person_hears_at_once_of_an_entry_and_of_the_decision_about_it(shop: Company):
    entry = record_conduct(shop.agent, "OFFICE_GAMES", by=shop.leader.user)
    assert told(shop.agent, "conduct") == 1 and told(shop.leader, "conduct") == 0

    appeal = appeals.appeal_entry(entry, reason="It was not me.", by=shop.agent.user)
    assert [told(one, "appeal_filed") for one in (shop.supervisor, shop.manager, shop.leader)] == [1, 1, 0]

    appeals.decide_appeal(appeal, is_accepted=False, answer="It was.", by=shop.manager.user)
    assert told(shop.agent, "appeal_decided") == told(shop.leader, "appeal_decided") == 1


def test_a_published_score_a_decided_suggestion_and_an_exam_are_told_once(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    assert told(shop.agent, "score") == told(shop.leader, "score") == 1
    score.refresh_from_db()
    appeals.appeal_mark(part(score, "首次响应"), reason="The platform was down.", by=shop.agent.user)
    assert [told(one, "appeal_filed") for one in (shop.supervisor, shop.manager)] == [
        0,
        1,
    ]  # one gave the mark

    suggestion = suggestions.submit("Shorter texts", "Say it in one line.", by=shop.agent.user)
    suggestions.judge(suggestion, is_tried=True, judgement="Try it.", by=shop.manager.user)
    assert told(shop.agent, "suggestion") == 1

    learning.set_exam("Returns", TODAY, 100, [shop.agent], by=shop.manager.user)
    assert (telling.remind_of_exams(dt.datetime.now()), telling.remind_of_exams(dt.datetime.now())) == (1, 0)
    assert told(shop.agent, "exam") == 2


def test_the_accountant_reads_appeals_and_what_scores_were_made_from_and_decides_nothing(shop: Company):
    entry = record_conduct(shop.agent, "OFFICE_GAMES", by=shop.leader.user)
    appeal = appeals.appeal_entry(entry, reason="It was not me.", by=shop.agent.user)

    assert "It was not me." in page(shop.accountant, "performance:appeals")
    shown = page(shop.accountant, "performance:appeal", appeal.pk)
    assert "A supervisor, the manager or the director decides." in shown
    url = reverse("performance:decide_appeal", args=[appeal.pk])
    assert as_(shop.accountant).post(url, {"is_accepted": "no", "answer": "No."}).status_code == 404


def test_a_record_leads_to_the_line_of_pay_that_came_of_it(shop: Company):
    from payroll import services

    month = Month.of(TODAY).previous
    score = factories.make_score(shop.agent, month, 95)
    entry = factories.make_conduct_entry(shop.agent, month.first, "OFFICE_GAMES")
    services.calculate_now(month)

    line = page(shop.accountant, "paid_in", "score", score.pk)
    payslip = reverse("payroll:payslip", args=[month, shop.agent.employee_no])
    assert payslip in line and "300.00" in line
    assert payslip in page(shop.accountant, "paid_in", "conduct", entry.pk)
    assert payslip not in page(shop.agent, "paid_in", "conduct", entry.pk)  # not approved yet


# Orders within the dates of a binding


def test_orders_and_refunds_are_seen_by_whoever_had_the_account_on_the_day_and_by_their_leads(shop: Company):
    account = factories.make_account()
    first, last = TODAY - 40 * DAY, TODAY - 20 * DAY
    bind = AccountBinding.objects.create
    bind(account=account, employee=shop.agent, from_on=first, to_on=last)
    bind(account=account, employee=shop.stranger_agent, from_on=last + DAY, to_on=None)
    orders = {
        day: factories.make_order(dt.datetime.combine(day, dt.time(23, 59)), account=account)
        for day in (first - DAY, first, last, last + DAY)
    }
    for order in orders.values():
        factories.make_refund(order, dt.datetime.combine(TODAY, dt.time(9)))
    mine, later = {orders[first], orders[last]}, {orders[last + DAY]}

    for people, seen in (
        ((shop.agent, shop.leader, shop.supervisor), mine),
        ((shop.stranger_agent, shop.stranger_leader, shop.stranger_supervisor), later),
        ((shop.manager, shop.accountant, shop.director), set(orders.values())),
    ):
        for person in people:
            assert set(Order.objects.visible_to(person.user)) == seen, person
            refunds = Refund.objects.visible_to(person.user)
            assert {one.order for one in refunds} == seen, person
    for order in orders.values():
        url = reverse("performance:order", args=[order.pk])
        assert as_(shop.agent).get(url).status_code == (200 if order in mine else 404)
        assert as_(shop.stranger_agent).get(url).status_code == (200 if order in later else 404)
