"""Pages of the question log, knowledge, news and figures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.addresses import chosen_month
from common.audit import record
from common.month import Month
from common.pages import list_page
from tickets.filters import ArticleFilters, NewsFilters, QuestionFilters
from tickets.forms.customers import AnswerForm, ArticleForm, NewsForm, QuestionForm
from tickets.models import Article, News, Question
from tickets.rates import ComplaintRates
from tickets.services import figure_cards
from tickets.services import figures as figure_services
from tickets.services import knowledge as services
from tickets.services import news as news_services
from tickets.services.figures import Figures, Row
from tickets.services.numbers import rates_of
from tickets.sheets import figures_file, shown_values, titles
from tickets.tables import ArticleTable, NewsTable, QuestionTable
from tickets.views.complaints import LEADING, ticket_named
from tickets.views.tickets import READING, SERVING, done, form_page

EVERYBODY = tuple(Role)


@require_safe
@roles_only(*SERVING)
def questions(request: HttpRequest) -> HttpResponse:
    """What could not be answered, and what is known by now."""
    rows = Question.objects.visible_to(request.user).select_related("asked_by")
    return list_page(request, rows, QuestionFilters, QuestionTable, "tickets/questions.html")


@form_page
@roles_only(*SERVING)
def ask(request: HttpRequest) -> HttpResponse:
    """Write down what one could not answer."""
    ticket = ticket_named(request)
    form = QuestionForm(
        request.POST or None, initial={"text": ticket.problem, "product": ticket.product} if ticket else None
    )
    if form.is_valid():
        question = services.ask(by=request.user, ticket=ticket, **form.cleaned_data)
        return redirect("tickets:question", question.pk)
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": _("What I could not answer"), "back": reverse("tickets:questions")},
    )


@form_page
@roles_only(*SERVING)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question; who knows the answer writes it."""
    question = get_object_or_404(
        Question.objects.visible_to(request.user).select_related("asked_by", "answered_by", "article"), pk=pk
    )
    form = AnswerForm(request.POST or None, initial={"text": question.answer})
    if form.is_valid():
        services.answer(question, form.cleaned_data["text"], by=request.user)
        return redirect("tickets:question", pk)
    articles = services.articles_for(question.text)
    return render(
        request,
        "tickets/question.html",
        {"question": question, "form": form, "articles": articles, "leads": request.user.role in LEADING},
    )


@require_POST
@roles_only(*LEADING)
def make_article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article from a question that is answered."""
    article = services.make_article(
        get_object_or_404(Question.objects.visible_to(request.user), pk=pk), by=request.user
    )
    return redirect("tickets:edit_article", article.pk)


@require_safe
@roles_only(*EVERYBODY)
def knowledge(request: HttpRequest) -> HttpResponse:
    """Articles, found by words."""
    rows = Article.objects.visible_to(request.user)
    return list_page(
        request,
        rows,
        ArticleFilters,
        ArticleTable,
        "tickets/knowledge.html",
        leads=request.user.role in LEADING,
    )


def article_of(request: HttpRequest, pk: int) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user), pk=pk)


@require_safe
@roles_only(*EVERYBODY)
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article, and whether it helped."""
    article = article_of(request, pk)
    vote = article.votes.filter(user=request.user).first()
    return render(
        request,
        "tickets/article.html",
        {"article": article, "vote": vote, "leads": request.user.role in LEADING},
    )


@form_page
@roles_only(*LEADING)
def edit_article(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write an article, or other words for one."""
    article = article_of(request, pk) if pk else None
    form = ArticleForm(request.POST or None, instance=Article.objects.get(pk=pk) if pk else None)
    if form.is_valid():
        article = services.write_article(article, by=request.user, **form.cleaned_data)
        return redirect("tickets:article", article.pk)
    back = reverse("tickets:article", args=[pk]) if pk else reverse("tickets:knowledge")
    return render(request, "tickets/form.html", {"form": form, "title": _("Write an article"), "back": back})


@require_POST
@roles_only(*LEADING)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody find it, or take it away."""
    services.publish(article_of(request, pk), by=request.user, is_published="withdraw" not in request.POST)
    return redirect("tickets:article", pk)


@require_POST
@roles_only(*EVERYBODY)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether it helped."""
    article = article_of(request, pk)
    services.vote(article, request.POST.get("useful") == "yes", by=request.user)
    return redirect("tickets:article", pk)


# News


@require_safe
@roles_only(*EVERYBODY)
def news(request: HttpRequest) -> HttpResponse:
    """What was reported upwards by visible people, and to oneself."""
    rows = News.objects.visible_to(request.user).select_related("reported_by", "to")
    return list_page(request, rows, NewsFilters, NewsTable, "tickets/news.html")


@form_page
@roles_only(*EVERYBODY)
def report(request: HttpRequest) -> HttpResponse:
    """One of the six kinds of news, to whoever stands above."""
    ticket, form = ticket_named(request), NewsForm(request.POST or None)
    if form.is_valid():
        sent = news_services.report(**form.cleaned_data, by=request.user, ticket=ticket)
        person = sent.to.name if sent.to else _("the management")
        messages.success(request, _("Reported to %(person)s.") % {"person": person})
        return redirect("tickets:news")
    context = {"title": _("Report upwards"), "back": reverse("tickets:news")}
    return render(request, "tickets/form.html", {"form": form, **context})


@form_page
@roles_only(*EVERYBODY)
def one_news(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of news; whoever is told reads and answers it."""
    news = news_of(request, pk)
    is_above = news_services.may_answer(news, request.user)
    if request.method == "POST" and not is_above:
        raise Http404
    if "read" in request.POST:
        news_services.read(news, by=request.user)
        return redirect("tickets:one_news", pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        done(request, lambda: news_services.answer(news, form.cleaned_data["text"], by=request.user))
        return redirect("tickets:one_news", pk)
    return render(request, "tickets/one_news.html", {"news": news, "form": form, "is_above": is_above})


def news_of(request: HttpRequest, pk: int) -> News:
    people = ("reported_by", "to", "read_by", "answered_by")
    return get_object_or_404(News.objects.visible_to(request.user).select_related(*people), pk=pk)


# Figures


@require_safe
@roles_only(*READING)
def figures(request: HttpRequest) -> HttpResponse:
    """The month's figures against the month before; as a file exactly what the screen shows."""
    by = request.GET.get("by", "person")
    by = by if by in figure_services.BY else "person"
    month = chosen_month(request.GET)
    if "file" in request.GET:
        record("figures of the service desk downloaded", None, by=request.user, note=f"{month} {by}")
        return figures_file(month, by, *figure_services.figures_of(request.user, month, by))
    shown = figure_services.compared(request.user, month, by)
    return render(request, "tickets/figures.html", figures_page(month, by, *shown))


def figures_page(month: Month, by: str, total: Figures, rows: list[Row], before: Figures) -> dict[str, Any]:
    """Cards, and the very cells that the workbook has."""
    rates, names = rates_of(ComplaintRates), titles()
    lines = [*rows, Row(_("all"), "", total)] if rows else []
    return {
        "month": month,
        "by": by,
        "choices": figure_cards.choices(),
        "titles": names,
        "lines": [(row, list(zip(names, shown_values(row.figures), strict=True))) for row in lines],
        "cards": [link_of(card) for card in figure_cards.cards(total, before, month)],
        "goal_complaints": f"{rates.complaint_rate_goal:.0%}",
        "goal_satisfied": f"{rates.satisfaction_goal:.0%}",
    }


def link_of(card: figure_cards.Card) -> figure_cards.Card:
    """Where the rows behind a card are, and those beside it."""
    for rows in filter(None, [card.behind, card.beside]):
        rows.url = f"{reverse(f'tickets:{rows.page}')}?{rows.query}"
    return card
