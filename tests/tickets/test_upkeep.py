"""Keeping the desk in order: hours and special days, reply templates, scripts and questions, the tree of causes."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from tests.clients import as_
from tests.factories import Company, fresh, make_complaint, make_reply_template, make_ticket
from tickets import festivals
from tickets.clocks import Calendar, read_week
from tickets.forms.complaints import InvestigateForm
from tickets.models import Cause, ServiceCalendar, SpecialDay, Survey, Ticket, VisitScript
from tickets.services import hours, surveys, timing, upkeep, visits
from tickets.services import tickets as services

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
TOMORROW = TODAY + dt.timedelta(days=1)
NINE_TO_SIX = ["09:00-18:00"] * 7


def opened_at(shop: Company, clock: str) -> Ticket:
    moment = dt.datetime.combine(TODAY, dt.time.fromisoformat(clock))
    return services.open_ticket(by=shop.agent.user, customer_name="b", problem="wet", opened_at=moment)


# Hours of service


def test_another_week_holds_from_its_day_on_and_not_before():
    early, late = read_week(["08:00-12:00"] * 7).week, read_week(["10:00-14:00"] * 7).week
    day = dt.date(2026, 9, 7)
    calendar = Calendar(early, later=((day, late),))

    noon_before = dt.datetime(2026, 9, 6, 11, 0)
    assert calendar.after(noon_before, 2 * 3600) == dt.datetime(2026, 9, 7, 11, 0)


def test_other_hours_move_what_is_due_and_lose_nothing_that_was_waited(shop: Company):
    ticket = opened_at(shop, "23:30")
    clock = ticket.clocks.get(kind="first_reply")
    assert clock.due_at == dt.datetime.combine(TOMORROW, dt.time(8, 30))

    taobao = ServiceCalendar.objects.get(code="taobao")
    hours.change_hours(taobao, NINE_TO_SIX, TOMORROW, "The platform counts from nine.", by=shop.manager.user)

    half_past_nine = dt.datetime.combine(TOMORROW, dt.time(9, 30))
    assert (fresh(clock).due_at, fresh(ticket).due_at) == (half_past_nine, half_past_nine)
    entry = AuditEntry.objects.latest("pk")
    assert entry.note == "The platform counts from nine." and "09:00-18:00" in str(entry.changes)


def test_what_was_counted_and_what_is_never_open_is_refused(shop: Company):
    calendar, by = ServiceCalendar.objects.get(code="company"), shop.manager.user
    for week, day in ((NINE_TO_SIX, TODAY), ([""] * 7, TOMORROW)):
        with pytest.raises(ValidationError):
            hours.change_hours(calendar, week, day, "why", by=by)
    past = SpecialDay.objects.create(on=TODAY, name="open longer", periods="00:00-24:00")
    with pytest.raises(ValidationError):
        hours.drop_special_day(past, "why", by=by)

    page = reverse("tickets:change_hours", args=[calendar.pk])
    form = {f"day{number}": "9-18" for number in range(7)} | {"valid_from": TOMORROW, "reason": "why"}
    assert "are no hours of a day" in as_(shop.manager).post(page, form).content.decode()
    assert not calendar.weeks.exists()


def test_a_festival_is_taken_over_with_its_days(shop: Company):
    coming = festivals.coming(dt.date(2026, 11, 22))
    assert [row["name"] for row in coming][:2] == ["双12大促", "38女神节"]

    page = as_(shop.supervisor).get(reverse("tickets:add_special_days"), {"festival": "december"})
    form = {name: page.context["form"].initial[name] for name in ("first", "last", "name", "periods")}
    as_(shop.supervisor).post(reverse("tickets:add_special_days"), form | {"reason": "festival"})

    days = SpecialDay.objects.all()
    assert [(day.on.month, day.on.day) for day in days] == [(12, 11), (12, 12)]
    assert timing.calendar_named("jd").periods(days[0].on) == ((0, 1440),)


def test_a_special_day_may_be_named_again_but_not_for_more_than_a_month(shop: Company):
    for name in ("first", "second"):
        hours.name_special_days(
            None, TOMORROW, TOMORROW, by=shop.manager.user, name=name, periods="", reason="why"
        )
    assert SpecialDay.objects.get().name == "second"
    with pytest.raises(ValidationError):
        far = TOMORROW + dt.timedelta(days=31)
        hours.name_special_days(None, TOMORROW, far, by=shop.manager.user, name="x", periods="", reason="y")


# Reply templates


def test_a_template_is_changed_only_by_those_whose_it_is(shop: Company):
    own = make_reply_template(owner=shop.agent.user)
    groups = make_reply_template(group=shop.day)
    everybodys = make_reply_template()

    may = {
        name: [upkeep.may_change(template, person.user) for template in (own, groups, everybodys)]
        for name, person in (("agent", shop.agent), ("leader", shop.leader), ("manager", shop.manager))
    }
    assert may == {
        "agent": [True, False, False],
        "leader": [False, True, False],
        "manager": [False, True, True],
    }
    assert not upkeep.may_change(groups, shop.stranger_leader.user)


def test_an_agent_cannot_give_a_template_to_everybody_nor_name_a_place_that_nothing_fills(shop: Company):
    page = reverse("tickets:new_template")
    for form in (
        {"title": "A", "body": "Dear {customer}", "whose": "all"},
        {"title": "A", "body": "Dear {buyer}", "whose": "me"},
    ):
        assert as_(shop.agent).post(page, form).context["form"].errors
    as_(shop.agent).post(page, {"title": "A", "body": "Dear {customer}", "whose": "me"})
    listed = as_(shop.agent).get(reverse("tickets:templates")).content.decode()
    assert "Dear {customer}" in listed
    assert "Dear {customer}" not in as_(shop.leader).get(reverse("tickets:templates")).content.decode()


# Scripts and the survey


def posted(questions: list[tuple[str, str, str]]) -> dict[str, str]:
    rows = {"ask-TOTAL_FORMS": str(len(questions)), "ask-INITIAL_FORMS": "0"}
    for number, (key, text, kind) in enumerate(questions):
        rows |= {f"ask-{number}-key": key, f"ask-{number}-text": text, f"ask-{number}-kind": kind}
    words = {"opening": "Hello", "closing_good": "Thanks", "closing_bad": "Sorry", "reason": "Shorter"}
    return words | rows


def test_questions_change_and_answers_stay_with_what_was_asked(shop: Company):
    script = VisitScript.objects.get(reason="survey")
    ticket = make_ticket(shop.agent, status="closed")
    before = surveys.make_survey(ticket, by=shop.agent.user)
    rows = [("speed", "Were we quick?", "score"), ("", "Anything else?", "text"), ("settled", "", "yes_no")]
    page = reverse("tickets:edit_script", args=[script.pk])
    assert as_(shop.supervisor).post(page, posted(rows)).status_code == 302

    script = fresh(script)
    assert [(row["key"], row["kind"]) for row in script.questions] == [("speed", "score"), ("q1", "text")]
    old = Survey.objects.get(token_print=surveys.print_of(before))
    assert [row["key"] for row in old.asked] == ["speed", "settled"]
    asked = Client().get(reverse("tickets:survey", args=[before])).context["form"].fields
    assert "q_settled" in asked and "q_q1" not in asked
    assert as_(shop.supervisor).post(page, posted([("speed", "", "score")])).context["form"].errors


def test_a_visit_shows_the_questions_that_were_asked(shop: Company, monkeypatch: pytest.MonkeyPatch):
    from tests.factories import make_visit

    monkeypatch.setattr(visits, "rest_hours", lambda: ())
    visit = make_visit(shop.agent)
    answers = {"received": "yes", "goods": "5", "service": "4"}
    visits.complete(visit, answers, True, "", by=shop.agent.user)
    script = VisitScript.objects.get(reason="member")
    upkeep.write_script(script, [{"key": "", "text": "New?", "kind": "text"}], "why", by=shop.manager.user)

    shown = as_(shop.agent).get(reverse("tickets:visit", args=[visit.pk])).context["given"]
    assert [answer for _question, answer in shown] == ["yes", "5", "4", ""]


# Causes


def test_a_cause_that_is_not_used_any_more_is_offered_no_more_and_stays_where_it_was_named(shop: Company):
    cause = Cause.objects.get(code="goods_smell")
    complaint = make_complaint(shop.agent, cause=cause)
    form = {"name_zh": "异味", "name_en": "smell", "department": "product", "parent": cause.parent_id}
    as_(shop.supervisor).post(reverse("tickets:edit_cause", args=[cause.pk]), form | {"reason": "Too rare"})

    assert cause not in InvestigateForm(instance=complaint).fields["cause"].queryset
    page = as_(shop.agent).get(reverse("tickets:complaint", args=[complaint.pk])).content.decode()
    assert "Goods › smell" in page
    assert AuditEntry.objects.filter(action="cause changed", note="Too rare").exists()


def test_a_heading_with_causes_under_it_does_not_go_under_another(shop: Company):
    goods, service = Cause.objects.get(code="goods"), Cause.objects.get(code="service")
    with pytest.raises(ValidationError):
        upkeep.write_cause(goods, "why", by=shop.manager.user, parent=service)
    own = {"name_zh": "自有", "name_en": "own", "department": "service", "parent": None, "is_used": True}
    first = upkeep.write_cause(None, "why", by=shop.manager.user, **own)
    second = upkeep.write_cause(None, "why", by=shop.manager.user, **own | {"parent": first})
    assert first.code != second.code and str(second).endswith(f"{second.own_name}")
