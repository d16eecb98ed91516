"""The question log (what I could not answer) and the articles that come of it."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from staff.models import Employee
from tickets.models.tickets import Ticket

FLOOR = frozenset({Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
EDITORS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})


class ArticleQuerySet(models.QuerySet[Any]):
    """Which articles."""

    def visible_to(self, user: Any) -> Self:
        """Published ones; drafts for those who may publish, and one's own."""
        if user.role in EDITORS:
            return self
        if not user.role:
            return self.none()
        return self.filter(Q(published_at__isnull=False) | Q(author=user))

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def most_useful(self) -> Self:
        return self.order_by(F("useful") * 2 - F("useless") * 2 + F("read") / 50, "-published_at").reverse()


class Article(models.Model):
    """A piece of knowledge: what one asks, what one answers."""

    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("written at"), default=dt.datetime.now)
    changed_at = models.DateTimeField(_("changed at"), default=dt.datetime.now)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    read = models.PositiveIntegerField(_("times used"), default=0)
    useful = models.PositiveIntegerField(_("useful"), default=0)
    useless = models.PositiveIntegerField(_("not useful"), default=0)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.title


class ArticleVote(models.Model):
    """Whether an article helped somebody; one vote a person, which may be changed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_useful = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="one_vote_a_person")]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")

    def __str__(self) -> str:
        return f"{self.article} {self.user}"


class QuestionQuerySet(models.QuerySet[Any]):
    """Which questions."""

    def visible_to(self, user: Any) -> Self:
        """All for those who serve customers: what one did not know the others want to know too."""
        return self if user.role in FLOOR else self.none()


class Question(models.Model):
    """What somebody could not answer, the same day; and the answer, once it is known."""

    text = models.TextField(_("what I could not answer"))
    product = models.CharField(_("product"), max_length=120, blank=True)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="questions")
    asked_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=dt.datetime.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("article")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = pgettext_lazy("question log", "question")
        verbose_name_plural = pgettext_lazy("question log", "questions")

    def __str__(self) -> str:
        return self.text[:60]
