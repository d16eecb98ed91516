"""News that must go upwards: reported to the next superior, read, answered."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.access import Role
from common.audit import record
from staff.models import Employee, User
from tickets.models import News, Ticket
from tickets.services.people import first_of, superior
from tickets.services.telling import tell_news, tell_news_answered
from tickets.services.timeline import hold, write_event

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
    """Who is told; above the manager there is the director."""
    today = dt.date.today()
    levels = (Level.MANAGER,) if kind in GRAVE else ABOVE.get(Role(user.role), (Level.MANAGER,))
    found = [superior(user.employee, level, dt.datetime.now()) for level in levels]
    found.append(first_of(Role.DIRECTOR, today))
    return next((person for person in found if person and person != user.employee), None)


def may_answer(news: News, user: User) -> bool:
    """Those above whoever reported it; of the directors the one who was told."""
    if news.reported_by_id == user.employee_id:
        return False
    above_all = user.role == Role.DIRECTOR and news.to_id == user.employee_id
    return above_all or user.role in {Role.LEADER, Role.SUPERVISOR, Role.MANAGER}


@transaction.atomic
def read(news: News, *, by: User) -> None:
    """Somebody above has read it; the first one counts."""
    hold(news)
    if news.read_at is None:
        news.read_at, news.read_by = dt.datetime.now(), by.employee
        news.save(update_fields=["read_at", "read_by"])


@transaction.atomic
def answer(news: News, text: str, *, by: User) -> None:
    """Answer, and so read. Raises ValidationError where somebody has answered already."""
    read(news, by=by)
    if news.answered_at:
        raise ValidationError(_("Somebody has answered this already."))
    record("news answered", news, by=by, changes={"answer": [news.answer, text]})
    news.answer, news.answered_at, news.answered_by = text, dt.datetime.now(), by.employee
    news.save()
    tell_news_answered(news)
