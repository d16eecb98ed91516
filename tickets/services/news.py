"""News that must go upwards: reported to the next superior, read, answered."""

import datetime as dt

from django.db import transaction

from common.access import Role
from common.audit import record
from staff.models import Employee, User
from tickets.models import News, Ticket
from tickets.services.people import superior
from tickets.services.telling import tell_news, tell_news_answered
from tickets.services.timeline import write_event

Level = Ticket.Level
# Which levels of the ladder stand above a role; those who decide at once come first for grave matters.
ABOVE = {
    Role.AGENT: (Level.LEADER, Level.SUPERVISOR, Level.MANAGER),
    Role.LEADER: (Level.SUPERVISOR, Level.MANAGER),
}
GRAVE = frozenset({News.Kind.GRAVE, News.Kind.DANGER})


@transaction.atomic
def report(kind: str, text: str, *, by: User, ticket: Ticket | None = None) -> News:
    """Report to the next superior; grave errors and danger go to the manager at once."""
    news = News.objects.create(
        kind=kind, text=text, reported_by=by.employee, to=above(by, kind), ticket=ticket
    )
    record("news reported", news, by=by)
    tell_news(news)
    if ticket:
        write_event(ticket, "reported", by=by, text=text)
    return news


def above(user: User, kind: str) -> Employee | None:
    """Who is told."""
    levels = (Level.MANAGER,) if kind in GRAVE else ABOVE.get(Role(user.role), (Level.MANAGER,))
    found = (superior(user.employee, level, dt.datetime.now()) for level in levels)
    return next((person for person in found if person and person != user.employee), None)


@transaction.atomic
def read(news: News, *, by: User) -> None:
    """Somebody above has read it; the first one counts."""
    if news.read_at is None:
        news.read_at, news.read_by = dt.datetime.now(), by.employee
        news.save(update_fields=["read_at", "read_by"])


@transaction.atomic
def answer(news: News, text: str, *, by: User) -> None:
    """Answer, and so read."""
    read(news, by=by)
    record("news answered", news, by=by, changes={"answer": [news.answer, text]})
    news.answer, news.answered_at, news.answered_by = text, dt.datetime.now(), by.employee
    news.save()
    tell_news_answered(news)
