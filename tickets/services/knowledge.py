"""The question log, the articles that come of it, and finding them."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F

from common.audit import record
from staff.models import User
from tickets import search
from tickets.models import Article, ArticleVote, ArticleWords, Question
from tickets.services.telling import tell_question_answered
from tickets.services.timeline import hold

PROPOSED = 3
READ_AT_MOST = 2_000
ENOUGH = 2


@transaction.atomic
def ask(*, by: User, **fields: Any) -> Question:
    """Write down what one could not answer."""
    question = Question.objects.create(asked_by=by.employee, **fields)
    record("question written down", question, by=by)
    return question


@transaction.atomic
def answer(question: Question, text: str, *, by: User) -> None:
    """Write down the answer; a later one replaces it."""
    hold(question)
    record("question answered", question, by=by, changes={"answer": [question.answer, text]})
    question.answer, question.answered_by, question.answered_at = text, by.employee, dt.datetime.now()
    question.save()
    tell_question_answered(question, by=by)


@transaction.atomic
def make_article(question: Question, *, by: User) -> Article:
    """A draft of an article from a question and its answer; the one that is there, if there is one."""
    hold(question)
    if question.article:
        return question.article
    article = write_article(
        by=by, title=question.text[:120], body=question.answer or "", topic=question.product[:40]
    )
    question.article = article
    question.save(update_fields=["article"])
    return article


@transaction.atomic
def write_article(article: Article | None = None, *, by: User, **fields: Any) -> Article:
    """A new article, or other words for one; searchable at once."""
    if article is None:
        article = Article.objects.create(author=by, **fields)
        record("article written", article, by=by)
    else:
        changes = {
            name: [getattr(article, name), value]
            for name, value in fields.items()
            if getattr(article, name) != value
        }
        for name, value in fields.items():
            setattr(article, name, value)
        article.changed_at = dt.datetime.now()
        article.save()
        record("article changed", article, by=by, changes=changes)
    grams = search.stored(f"{article.title} {article.topic} {article.body}")
    ArticleWords.objects.update_or_create(article=article, defaults={"grams": grams})
    return article


@transaction.atomic
def publish(article: Article, *, by: User, is_published: bool = True) -> None:
    """Let everybody find an article, or take it away again."""
    article.published_at = dt.datetime.now() if is_published else None
    article.save(update_fields=["published_at"])
    record("article published" if is_published else "article withdrawn", article, by=by)


@transaction.atomic
def vote(article: Article, is_useful: bool, *, by: User) -> None:
    """One vote a person; another one replaces it. The article keeps the sums."""
    ArticleVote.objects.update_or_create(article=article, user=by, defaults={"is_useful": is_useful})
    votes = article.votes.values_list("is_useful", flat=True)
    useful = sum(votes)
    Article.objects.filter(pk=article.pk).update(useful=useful, useless=len(votes) - useful)


def count_read(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(read=F("read") + 1)


def articles_for(text: str) -> list[Article]:
    """Published articles that share most pairs of characters with a text; rare pairs count more."""
    wanted = set(search.asked(text))
    if not wanted:
        return []
    rows = ArticleWords.objects.filter(article__published_at__isnull=False).values_list("article", "grams")
    held = {pk: wanted & set(grams.split()) for pk, grams in rows[:READ_AT_MOST]}
    often = Counter(gram for grams in held.values() for gram in grams)
    scores = {
        pk: sum(1 / often[gram] for gram in grams) for pk, grams in held.items() if len(grams) >= ENOUGH
    }
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:PROPOSED]
    found = Article.objects.in_bulk(best)
    return [found[pk] for pk in best]
