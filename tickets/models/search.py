"""What can be found: the pairs of characters of a text (search.py cuts them), one row for each text."""

from typing import Any, Self

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan

from tickets.models.knowledge import Article
from tickets.models.tickets import Ticket


class WordsQuerySet(models.QuerySet[Any]):
    """Which texts."""

    def holding(self, grams: list[str]) -> Self:
        """Texts that hold all of these. PostgreSQL answers from an index, SQLite reads the texts."""
        if connection.vendor == "postgresql":
            # The very expression that the index of migration 0003 is made of; without a table's name, because a
            # subquery gives the table another one.
            has_all = RawSQL("string_to_array(grams, ' ') @> %s", [grams], output_field=models.BooleanField())
            return self.filter(has_all)
        condition = Q()
        for gram in grams:
            condition &= Q(grams__contains=f" {gram} ")
        return self.filter(condition)

    def newest_hold(self, grams: list[str], newest: int, often: int) -> bool:
        """Whether at least `often` of the `newest` texts hold all of these; each of them is read, no index asked."""
        last = self.order_by("-pk").values_list("pk", flat=True).first() or 0
        return bool(self._reading(grams).filter(pk__gt=last - newest)[:often].count() == often)

    def _reading(self, grams: list[str]) -> Self:
        rows = self
        for gram in grams:
            rows = rows.filter(grams__contains=f" {gram} ")
        return rows

    def last_ticket(self) -> int:
        """The highest number of a ticket among these. Added to, it is not looked for from the end backwards."""
        return int(self.aggregate(last=models.Max(models.F("ticket") + 0))["last"] or 0)

    def is_held(self, grams: list[str]) -> Any:
        """A condition on tickets: the text of each is read by its number, and no index of words is asked."""
        own = self._reading(grams).filter(ticket=models.OuterRef("pk"))
        # Compared with a number, so that the database cannot turn it into a join with all texts that hold the words.
        return GreaterThan(models.Subquery(own.values("ticket")[:1]), 0)


class TicketWords(models.Model):
    """The grams of a ticket, with a space before and after each."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="words")
    grams = models.TextField()

    objects = WordsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"words of {self.ticket_id}"


class ArticleWords(models.Model):
    """The grams of an article."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="words")
    grams = models.TextField()

    objects = WordsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"words of {self.article_id}"
