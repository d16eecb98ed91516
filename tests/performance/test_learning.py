"""Exams, training, mentors, weekly records, ratings by colleagues, suggestions: what one does, and what is refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from performance import coming_on, measuring
from performance.models import (
    ColleagueRating,
    Exam,
    MentorNote,
    Question,
    Sitting,
    Suggestion,
    TrainingPlace,
    TrainingPlan,
    WeeklyRecord,
)
from performance.services import learning, suggestions
from performance.services.steps import Refused
from staff.models import Employee
from tests import factories
from tests.clients import as_
from tests.factories import Company, fresh
from tests.performance.test_assessment import filled, marked_by_hand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
D = Decimal


def post(person: Employee, name: str, *args: Any, **form: Any) -> Any:
    return as_(person).post(reverse(name, args=args), form, follow=True)


# Exams


def exam_of(shop: Company, on: dt.date = TODAY) -> Exam:
    exam = learning.set_exam("Returns", on, 100, [shop.agent, shop.leader], by=shop.supervisor.user)
    for number in (1, 2):
        told = {"text": f"Question {number}?", "choices": "yes\nno\nperhaps", "answer": 2, "points": 25}
        learning.add_question(exam, **told, by=shop.supervisor.user)
    return exam


def test_an_exam_is_set_for_a_group_sat_once_and_marked_at_once(shop: Company):
    told = {"title": "Returns", "on": str(TODAY), "full_mark": 100, "group": shop.day.pk}
    post(shop.supervisor, "performance:set_exam", **told)
    exam = Exam.objects.get()
    assert set(exam.sittings.values_list("employee", flat=True)) == {shop.agent.pk, shop.leader.pk}
    for number in (1, 2):
        question = {"text": f"Q{number}", "choices": "yes\nno", "answer": 2, "points": 25}
        post(shop.supervisor, "performance:exam", exam.pk, **question)
    first, second = exam.questions.all()
    sitting = exam.sittings.get(employee=shop.agent)

    page = post(shop.agent, "performance:sit", sitting.pk, **{str(first.pk): "2", str(second.pk): "1"})

    assert fresh(sitting).mark == 25 and fresh(exam).full_mark == 50
    assert "25.00 / 50" in page.content.decode()
    assert (
        "sat already"
        in post(
            shop.agent, "performance:sit", sitting.pk, **{str(first.pk): "2", str(second.pk): "2"}
        ).content.decode()
    )
    assert measuring.exam_marks(Month.of(TODAY), [shop.agent.pk]) == {shop.agent.pk: (D(25), D(50))}


def test_an_exam_is_not_sat_for_another_nor_before_its_day_nor_in_a_locked_month(shop: Company):
    sitting = exam_of(shop, TODAY + DAY).sittings.get(employee=shop.agent)
    with pytest.raises(Refused, match="Only whom"):
        learning.sit(sitting, {}, by=shop.leader.user)
    with pytest.raises(Refused, match="ahead"):
        learning.sit(sitting, {}, by=shop.agent.user)
    factories.lock_month(Month.of(TODAY))
    with pytest.raises(Refused, match=str(Month.of(TODAY))):
        learning.set_exam("Late", TODAY, 100, [shop.agent], by=shop.supervisor.user)
    assert fresh(sitting).mark is None


def test_questions_need_a_right_answer_and_stay_once_somebody_has_sat(shop: Company):
    exam = exam_of(shop)
    for choices, answer in (("yes", 1), ("yes\nno", 3)):
        with pytest.raises(Refused, match="two answers"):
            learning.add_question(
                exam, text="Q?", choices=choices, answer=answer, points=5, by=shop.supervisor.user
            )
    learning.sit(exam.sittings.get(employee=shop.agent), {}, by=shop.agent.user)

    with pytest.raises(Refused, match="sat this exam already"):
        learning.add_question(exam, text="Q?", choices="a\nb", answer=1, points=5, by=shop.supervisor.user)
    assert Question.objects.count() == 2


def test_a_mark_from_paper_is_in_range_not_ones_own_and_in_the_change_log(shop: Company):
    exam = exam_of(shop)
    own, other = exam.sittings.get(employee=shop.leader), exam.sittings.get(employee=shop.agent)
    for sitting, mark, by, says in (
        (own, D(40), shop.leader, "own case"),
        (other, D(51), shop.leader, "between 0 and 50"),
    ):
        with pytest.raises(Refused, match=says):
            learning.enter_exam_mark(sitting, mark, by=by.user)

    page = post(shop.leader, "performance:enter_exam_mark", other.pk, mark="44.5")

    assert fresh(other).mark == D("44.50") and "Saved" in page.content.decode()
    refused = post(shop.leader, "performance:enter_exam_mark", other.pk, mark="51").content.decode()
    assert "51 is not between 0 and 50" in refused and fresh(other).mark == D("44.50")
    assert (
        'role="alert"'
        in post(shop.leader, "performance:enter_exam_mark", other.pk, mark="x").content.decode()
    )
    assert AuditEntry.objects.filter(action="exam marked", by=shop.leader.user).count() == 1
    assert Sitting.objects.filter(mark__isnull=False).count() == 1


def test_whoever_sits_an_exam_neither_sets_nor_reads_nor_writes_its_questions(shop: Company):
    exam = exam_of(shop)
    question = {"text": "Mine?", "choices": "yes\nno", "answer": 1, "points": 100}

    page = post(shop.leader, "performance:exam", exam.pk, **question).content.decode()

    assert "You sit this exam yourself" in page and "Question 1?" not in page
    assert exam.questions.count() == 2
    assert (
        "Question 1?"
        in as_(shop.supervisor).get(reverse("performance:exam", args=[exam.pk])).content.decode()
    )
    own = learning.set_exam("Mine", TODAY, 100, [shop.agent, shop.leader], by=shop.leader.user)
    assert [one.employee for one in own.sittings.all()] == [shop.agent]
    with pytest.raises(Refused, match="nobody"):
        learning.set_exam("Mine", TODAY, 100, [shop.leader], by=shop.leader.user)


def test_an_exam_on_paper_is_not_sat_on_the_screen(shop: Company):
    exam = learning.set_exam("Paper", TODAY, 100, [shop.agent], by=shop.supervisor.user)
    sitting = exam.sittings.get()
    url = reverse("performance:sit", args=[sitting.pk])
    assert url not in as_(shop.agent).get(reverse("performance:exams")).content.decode()

    answer = post(shop.agent, "performance:sit", sitting.pk, pressed="yes")
    assert "written on paper" in answer.content.decode()
    assert fresh(sitting).mark is None
    learning.enter_exam_mark(sitting, D(70), by=shop.supervisor.user)
    assert fresh(sitting).mark == 70


def test_an_exam_on_a_day_beyond_the_calendar_is_refused_in_words(shop: Company):
    told = {"title": "Returns", "full_mark": 100, "group": shop.day.pk}
    for day in ("1899-12-31", "9999-12-31"):
        answer = post(shop.supervisor, "performance:set_exam", **told, on=day)
        assert answer.status_code == 200 and answer.context["form"].errors["on"]
    assert not Exam.objects.exists()


# Training


def test_training_is_planned_from_a_weak_point_and_attendance_noted_on_its_day(shop: Company):
    marked_by_hand(filled(shop), shop)
    (weakest, *_others) = coming_on.weak_points(shop.supervisor.user, Month.of(TODAY).previous)
    page = as_(shop.supervisor).get(reverse("performance:training")).content.decode()
    assert weakest["name"] in page

    told = {"topic": "Answer faster", "weak_point": weakest["name"], "group": shop.day.pk}
    post(shop.supervisor, "performance:plan_training", **told, on=str(TODAY))
    plan = TrainingPlan.objects.get()
    places = {place.employee_id: place for place in plan.places.all()}
    assert plan.weak_point == weakest["name"] and set(places) == {shop.agent.pk, shop.leader.pk}

    verdicts = {str(places[shop.agent.pk].pk): "came", str(places[shop.leader.pk].pk): "missed"}
    post(shop.supervisor, "performance:training_plan", plan.pk, **verdicts)
    assert dict(plan.places.values_list("employee", "attendance")) == {
        shop.agent.pk: "came",
        shop.leader.pk: "missed",
    }
    assert AuditEntry.objects.filter(action="training attended", by=shop.supervisor.user).count() == 2


def test_attendance_is_not_noted_before_the_day_nor_by_strangers(shop: Company):
    plan = learning.plan_training("Returns", TODAY + DAY, [shop.agent], by=shop.supervisor.user)
    place = TrainingPlace.objects.get()

    page = post(shop.supervisor, "performance:training_plan", plan.pk, **{str(place.pk): "came"})

    assert "ahead" in page.content.decode() and fresh(place).attendance == "planned"
    assert post(shop.stranger_supervisor, "performance:training_plan", plan.pk).status_code == 404


# Mentors


def test_a_mentor_follows_the_apprentice_to_the_first_score(shop: Company):
    mentor = factories.make_employee("Mentor", group=shop.night)
    factories.make_user(mentor)
    month = Month.of(TODAY).previous
    shop.agent.mentor, shop.agent.confirmed_on = mentor, month.first
    shop.agent.save()
    factories.make_score(shop.agent, month.previous, 95)  # before confirmation: never counts
    factories.make_score(shop.agent, month, 91)

    post(mentor, "performance:note_apprentice", shop.agent.employee_no, text="Answers on time.")

    page = as_(mentor).get(reverse("performance:mentors")).content.decode()
    assert "Answers on time." in page and "91.00" in page and "95.00" not in page
    assert "Answers on time." in as_(shop.leader).get(reverse("performance:mentors")).content.decode()
    stranger = post(shop.stranger_agent, "performance:note_apprentice", shop.agent.employee_no, text="No.")
    assert stranger.status_code == 404
    assert (
        post(shop.agent, "performance:note_apprentice", shop.agent.employee_no, text="Me.").status_code == 404
    )
    assert MentorNote.objects.count() == 1
    own = as_(shop.agent).get(reverse("performance:mentors")).content.decode()
    assert "91.00" in own and "Answers on time." not in own  # as on the own record


# Weekly records


def test_a_week_has_one_record_a_writer_which_stands_beside_the_marks(shop: Company):
    made = filled(shop)
    on = Month.of(TODAY).previous.first + 10 * DAY
    told = {"employee": shop.agent.employee_no, "on": str(on)}
    post(shop.supervisor, "performance:record_week", **told, text="Quick.")
    post(shop.supervisor, "performance:record_week", **told, text="Quick and friendly.")
    post(shop.leader, "performance:record_week", **told, text="Helpful.")

    assert set(WeeklyRecord.objects.values_list("text", flat=True)) == {"Quick and friendly.", "Helpful."}
    sheet = as_(shop.supervisor).get(reverse("performance:assessment", args=[made.pk])).content.decode()
    assert "Quick and friendly." in sheet and "Helpful." in sheet
    kept = AuditEntry.objects.filter(action="week recorded", by=shop.supervisor.user).latest("pk")
    assert kept.changes == {"text": ["Quick.", "Quick and friendly."]}


def test_nobody_keeps_records_of_themselves_or_of_weeks_ahead(shop: Company):
    for person, on, says in ((shop.leader, TODAY, "themselves"), (shop.agent, TODAY + 14 * DAY, "ahead")):
        with pytest.raises(Refused, match=says):
            learning.record_week(person, "Good.", on=on, by=shop.leader.user)
    page = post(
        shop.leader,
        "performance:record_week",
        employee=shop.stranger_agent.employee_no,
        on=str(TODAY),
        text="Good.",
    )
    assert "nobody you lead" in page.content.decode()
    assert not WeeklyRecord.objects.exists()


# Ratings by colleagues


def test_colleagues_of_a_group_rate_each_other_and_the_mark_is_the_mean(shop: Company):
    third = factories.make_employee("Third", group=shop.day)
    factories.make_user(third)
    month = Month.of(TODAY).previous
    post(shop.leader, "performance:rate_colleagues", **{str(shop.agent.pk): "80"})
    post(third, "performance:rate_colleagues", **{str(shop.agent.pk): "91"})
    post(third, "performance:rate_colleagues", **{str(shop.agent.pk): "90"})  # replaces

    assert measuring.by_colleagues(month) == {shop.agent.pk: D("85.00")}
    changed = AuditEntry.objects.filter(action="colleague rated").latest("pk")
    assert changed.changes == {"given": ["91.00", "90"]}
    answer = as_(shop.agent).get(reverse("performance:rate_colleagues"))
    assert {str(pk) for pk in (shop.leader.pk, third.pk)} == set(answer.context["form"].fields)


def test_rating_oneself_another_group_or_out_of_range_is_refused(shop: Company):
    month = Month.of(TODAY).previous
    for person, given, says in (
        (shop.agent, D(90), "own case"),
        (shop.stranger_agent, D(90), "own group"),
        (shop.leader, D(101), "between 0 and 100"),
    ):
        with pytest.raises(Refused, match=says):
            learning.rate_colleague(person, month, given, by=shop.agent.user)
    factories.lock_month(month)
    with pytest.raises(Refused, match=str(month)):
        learning.rate_colleague(shop.leader, month, D(90), by=shop.agent.user)
    assert not ColleagueRating.objects.exists()


# Suggestions


def test_a_suggestion_goes_from_handed_in_to_rewarded_on_its_page(shop: Company):
    post(shop.agent, "performance:submit_suggestion", title="Shorter texts", text="One line.")
    made = Suggestion.objects.get()
    judge = {"is_tried": "yes", "judgement": "Worth two weeks."}
    assert post(shop.agent, "performance:suggestion", made.pk, **judge).status_code == 200
    assert fresh(made).status == "submitted"  # one's own

    post(shop.supervisor, "performance:suggestion", made.pk, **judge)
    proven = {"is_proven": "yes", "award": "600", "effect": "Half the waiting."}
    page = post(shop.supervisor, "performance:suggestion", made.pk, **proven).content.decode()
    assert "from 100" in page
    page = post(shop.supervisor, "performance:suggestion", made.pk, **proven | {"award": "300"})

    assert (fresh(made).status, fresh(made).award) == ("approved", D(300))
    assert (
        "Half the waiting."
        in as_(shop.agent).get(reverse("performance:suggestion", args=[made.pk])).content.decode()
    )


def test_a_suggestion_stands_once_and_is_declined_with_the_reason(shop: Company):
    made = suggestions.submit("Shorter texts", "One line.", by=shop.agent.user)
    with pytest.raises(Refused, match="already"):
        suggestions.submit("Shorter texts", "Again.", by=shop.agent.user)
    for by, judgement, says in (
        (shop.agent, "Good.", "own case"),
        (shop.manager, " ", "reason"),
    ):
        with pytest.raises(Refused, match=says):
            suggestions.judge(made, is_tried=False, judgement=judgement, by=by.user)

    suggestions.judge(made, is_tried=False, judgement="We do that already.", by=shop.manager.user)

    assert fresh(made).status == "declined"
    with pytest.raises(Refused, match="not open"):
        suggestions.prove(fresh(made), is_proven=True, effect="Good.", award=D(100), by=shop.manager.user)
