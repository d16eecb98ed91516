"""Exams, training, mentors, weekly records, ratings by colleagues, suggestions."""

import datetime as dt
from functools import partial

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.month import Month
from common.pages import list_page
from performance import coming_on, filters, forms, tables
from performance.models import Exam, Sitting, Suggestion, TrainingPlace, TrainingPlan
from performance.services import learning as services
from performance.services import suggestions as suggestion_services
from performance.services.steps import Refused
from performance.views.parts import (
    BEHIND,
    EVERYBODY,
    FLOOR,
    LEADING,
    MARKING,
    READING,
    form_of,
    form_page,
    save,
)
from staff.models import Employee


@require_safe
@roles_only(*BEHIND)
def exams(request: HttpRequest) -> HttpResponse:
    """Sittings of visible people: one's own for an agent."""
    rows = Sitting.objects.visible_to(request.user).select_related("exam", "employee").on_screen()
    context = {"may_set": request.user.role in LEADING}
    return list_page(
        request, rows, filters.SittingFilters, tables.SittingTable, "performance/exams.html", **context
    )


@form_page
@roles_only(*LEADING)
def set_exam(request: HttpRequest) -> HttpResponse:
    """Set an exam for a group."""
    form = forms.ExamForm(request.POST or None, user=request.user)
    if save(request, form, services.set_exam, _("The exam is set.")):
        return redirect("performance:exam", Exam.objects.latest("pk").pk)
    return form_of(request, form, _("Set an exam"), "performance:exams")


@form_page
@roles_only(*LEADING)
def exam(request: HttpRequest, pk: int) -> HttpResponse:
    """One exam: the marks of visible people, and its questions for who does not sit it."""
    seen = Sitting.objects.visible_to(request.user)
    shown = get_object_or_404(Exam, Q(by=request.user) | Q(pk__in=seen.values("exam")), pk=pk)
    form = forms.QuestionForm(request.POST or None)
    if save(request, form, partial(services.add_question, shown), _("Added.")):
        return redirect("performance:exam", pk)
    sittings = seen.filter(exam=shown).select_related("employee", "exam")
    sits = any(one.employee_id == request.user.employee_id for one in sittings)
    questions = shown.questions.none() if sits else shown.questions.all()
    context = {"exam": shown, "form": form, "sittings": sittings, "questions": questions, "sits": sits}
    return render(request, "performance/exam.html", context)


@require_POST
@roles_only(*LEADING)
def enter_exam_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """The mark of an exam on paper."""
    rows = Sitting.objects.visible_to(request.user).select_related("exam", "employee")
    sitting = get_object_or_404(rows, pk=pk)
    form, refused = forms.ExamMarkForm(request.POST), ""
    try:
        if form.is_valid():
            services.enter_exam_mark(sitting, form.cleaned_data["mark"], by=request.user)
    except Refused as why:
        refused = str(why)
    refused = refused or " ".join(form.errors.get("mark", []))
    return render(request, "performance/_exam_saved.html", {"refused": refused})


@form_page
@roles_only(*FLOOR)
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sit one's own exam."""
    rows = Sitting.objects.filter(employee=request.user.employee_id).select_related("exam")
    sitting = get_object_or_404(rows, pk=pk)
    form = forms.AnswersForm(request.POST or None, exam=sitting.exam)
    if save(request, form, partial(services.sit, sitting), _("Handed in.")):
        return redirect("performance:exams")
    return form_of(request, form, str(sitting.exam), "performance:exams", submit_label=_("Hand in"))


@require_safe
@roles_only(*FLOOR, *READING)
def training(request: HttpRequest) -> HttpResponse:
    """Trainings with visible people, and the weak points that ask for one."""
    places = TrainingPlace.objects.visible_to(request.user).values("plan")
    mine = Q(pk__in=places) | Q(by=request.user)
    rows = TrainingPlan.objects.filter(mine).annotate(
        people=Count("places"), came=Count("places", filter=Q(places__attendance="came"))
    )
    rows = rows.order_by("-on", "-pk")
    month = Month.of(dt.date.today()).previous
    weak = coming_on.weak_points(request.user, month) if request.user.role in READING else []
    context = {"weak": weak, "month": month, "may_plan": request.user.role in LEADING}
    return list_page(request, rows, None, tables.TrainingTable, "performance/training.html", **context)


@form_page
@roles_only(*LEADING)
def plan_training(request: HttpRequest) -> HttpResponse:
    """Plan a training for a group."""
    form = forms.TrainingForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if save(request, form, services.plan_training, _("The training is planned.")):
        return redirect("performance:training")
    return form_of(request, form, _("Plan a training"), "performance:training")


@form_page
@roles_only(*LEADING)
def training_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came."""
    places = TrainingPlace.objects.visible_to(request.user).filter(plan=pk).select_related("employee", "plan")
    plan = get_object_or_404(TrainingPlan, Q(by=request.user) | Q(pk__in=places.values("plan")), pk=pk)
    form = forms.AttendanceForm(request.POST or None, places=places)
    if save(request, form, services.note_all_attendance, _("Saved.")):
        return redirect("performance:training_plan", pk)
    return form_of(request, form, str(plan), "performance:training")


@require_safe
@roles_only(*FLOOR, *READING)
def mentors(request: HttpRequest) -> HttpResponse:
    """Apprentices with their mentors, the first score and the notes."""
    rows = coming_on.apprentices(request.user)
    return render(request, "performance/mentors.html", {"rows": rows})


@form_page
@roles_only(*FLOOR)
def note_apprentice(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Write down how an apprentice is coming on; the mentor, or whoever leads them."""
    seen = Employee.objects.visible_to(request.user).exclude(pk=request.user.employee_id)
    mine = Q(mentor=request.user.employee_id) | Q(pk__in=seen)
    person = get_object_or_404(Employee, mine, employee_no=employee_no, mentor__isnull=False)
    form = forms.NoteForm(request.POST or None)
    if save(request, form, partial(services.note_apprentice, person), _("Saved.")):
        return redirect("performance:mentors")
    return form_of(request, form, _("Note about %(person)s") % {"person": person}, "performance:mentors")


@form_page
@roles_only(*LEADING)
def record_week(request: HttpRequest) -> HttpResponse:
    """A person's week in words; it stands beside the month's marks."""
    form = forms.WeekForm(request.POST or None, user=request.user, initial={"on": dt.date.today()})
    if save(request, form, services.record_week, _("Saved.")):
        return redirect("performance:record_week")
    return form_of(request, form, _("Weekly record"), "performance:scorecards")


@form_page
@roles_only(*FLOOR)
def rate_colleagues(request: HttpRequest) -> HttpResponse:
    """Rate the people of one's own group for last month."""
    month = Month.of(dt.date.today()).previous
    form = forms.ColleaguesForm(request.POST or None, user=request.user, month=month)
    if save(request, form, partial(services.rate_colleagues, month), _("Saved.")):
        return redirect("performance:rate_colleagues")
    title = _("Rate my colleagues for %(month)s") % {"month": month}
    intro = _("0 to 100 points; whom you leave empty you do not rate. The mark is the mean of all ratings.")
    return form_of(request, form, title, "performance:my_scorecard", intro=intro)


@require_safe
@roles_only(*EVERYBODY)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggestions of visible people, from handed in to rewarded."""
    rows = Suggestion.objects.visible_to(request.user).select_related("employee")
    context = {"may_submit": request.user.role in FLOOR}
    return list_page(
        request,
        rows,
        filters.SuggestionFilters,
        tables.SuggestionTable,
        "performance/suggestions.html",
        **context,
    )


@form_page
@roles_only(*FLOOR)
def submit_suggestion(request: HttpRequest) -> HttpResponse:
    """Hand in a suggestion."""
    form = forms.SuggestionForm(request.POST or None)
    if save(request, form, suggestion_services.submit, _("Thank you. Your suggestion is handed in.")):
        return redirect("performance:suggestions")
    return form_of(request, form, _("New suggestion"), "performance:suggestions")


@form_page
@roles_only(*EVERYBODY)
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """One suggestion; supervisors and the manager judge it, and later its effect."""
    shown = get_object_or_404(Suggestion.objects.visible_to(request.user).select_related("employee"), pk=pk)
    may = request.user.role in MARKING and shown.employee_id != request.user.employee_id
    step = {
        "submitted": (forms.JudgeForm, suggestion_services.judge),
        "tried": (forms.ProveForm, suggestion_services.prove),
    }
    kind, do = step.get(shown.status, (None, None)) if may else (None, None)
    form = kind(request.POST or None) if kind else None
    if form and do and save(request, form, partial(do, shown), _("Decided.")):
        return redirect("performance:suggestion", pk)
    return render(request, "performance/suggestion.html", {"suggestion": shown, "form": form})
