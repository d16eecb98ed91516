"""Whom the service desk tells what; in the transaction of what happened, and never the person who did it."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, gettext_noop

from staff.models import Employee, User
from staff.notifying import notify
from tickets import notifications as kinds
from tickets.models import Complaint, ComplaintAction, News, Question, Ticket, TicketClock
from tickets.services.people import superior

SHORT = 60
Level, State = Ticket.Level, Complaint.State
# Who does the next step of a complaint: its owner, or who stands above them.
NEXT_STEP: dict[str, tuple[int, ...]] = {
    State.RECEIVED: (Level.AGENT,),
    State.ACKNOWLEDGED: (Level.SUPERVISOR,),
    State.INVESTIGATING: (Level.LEADER,),
    State.PROPOSING: (Level.AGENT, Level.LEADER),
    State.ANSWERING: (Level.AGENT,),
}


def page_of(ticket_id: int) -> str:
    return reverse("tickets:ticket", args=[ticket_id])


def tell_assigned(ticket: Ticket, *, by: User) -> None:
    """The new owner, unless they took it themselves."""
    if ticket.owner_id == by.employee_id:
        return
    notify(
        kinds.ASSIGNED,
        [ticket.owner_id],
        says=gettext_noop("Ticket #%(ticket)s was given to you: %(problem)s"),
        words={"ticket": ticket.pk, "problem": Truncator(ticket.problem).chars(SHORT)},
        url=page_of(ticket.pk),
    )


def tell_many_assigned(owner: Employee | None, many: int, *, by: User) -> None:
    """One line for many tickets."""
    if owner is None or owner.pk == by.employee_id or not many:
        return
    notify(
        kinds.ASSIGNED,
        [owner.pk],
        says=gettext_noop("%(many)s tickets were given to you."),
        words={"many": many},
        url=f"/tickets/?status=unresolved&employee={owner.employee_no}&sort=due_at",
    )


def tell_escalated(ticket: Ticket, reason: str) -> None:
    notify(
        kinds.ESCALATED,
        [ticket.owner_id],
        says=gettext_noop("Ticket #%(ticket)s was escalated to you: %(reason)s"),
        words={"ticket": ticket.pk, "reason": Truncator(reason).chars(SHORT)},
        url=page_of(ticket.pk),
    )


def tell_due_soon(tickets: Iterable[Ticket]) -> None:
    """Each owner once for each due time."""
    for ticket in tickets:
        notify(
            kinds.SOON,
            [ticket.owner_id],
            says=gettext_noop("Ticket #%(ticket)s of %(customer)s is due at %(due)s."),
            words={"ticket": ticket.pk, "customer": ticket.customer_name, "due": ticket.due_at},
            url=page_of(ticket.pk),
            once=f"{ticket.pk}:{ticket.due_at}",
        )


def tell_missed(ticket: Ticket, what: str, due_at: dt.datetime) -> None:
    """The owner of a ticket of which a clock or a promise has run out; `what` is the clock's kind or `promise`."""
    labels = dict(TicketClock.Kind.choices)
    notify(
        kinds.MISSED,
        [ticket.owner_id],
        says=gettext_noop("Ticket #%(ticket)s of %(customer)s was due at %(due)s: %(what)s"),
        words={
            "ticket": ticket.pk,
            "customer": ticket.customer_name,
            "due": due_at,
            "what": labels.get(what, gettext_lazy("promise")),
        },
        url=page_of(ticket.pk),
        once=f"{ticket.pk}:{what}:{due_at}",
    )


def tell_news(news: News) -> None:
    notify(
        kinds.NEWS,
        [news.to_id],
        says=gettext_noop("%(person)s reports: %(kind)s. %(text)s"),
        words={
            "person": news.reported_by.name if news.reported_by else "",
            "kind": News.Kind(news.kind).label,
            "text": Truncator(news.text).chars(SHORT),
        },
        url=reverse("tickets:one_news", args=[news.pk]),
    )


def tell_news_answered(news: News) -> None:
    notify(
        kinds.ANSWERED,
        [news.reported_by_id],
        says=gettext_noop("What you reported was answered: %(text)s"),
        words={"text": Truncator(news.answer).chars(SHORT)},
        url=reverse("tickets:one_news", args=[news.pk]),
    )


def tell_question_answered(question: Question, *, by: User) -> None:
    if question.asked_by_id == by.employee_id:
        return
    notify(
        kinds.ANSWERED,
        [question.asked_by_id],
        says=gettext_noop("Your question was answered: %(text)s"),
        words={"text": Truncator(question.text).chars(SHORT)},
        url=reverse("tickets:question", args=[question.pk]),
    )


def next_people(complaint: Complaint, now: dt.datetime) -> set[int]:
    """Who has to do the next step."""
    if complaint.state == State.ACTING:
        return set(complaint.actions.filter(done_at__isnull=True).values_list("owner", flat=True))
    start = complaint.owner or complaint.agent
    found = [
        start if level == Level.AGENT else superior(start, level, now)
        for level in NEXT_STEP.get(complaint.state, ())
    ]
    return {person.pk for person in found if person}


def tell_step(complaint: Complaint, *, by: User) -> None:
    """Who does the next step, with its deadline."""
    people = next_people(complaint, dt.datetime.now()) - {by.employee_id}
    notify(
        kinds.COMPLAINT,
        people,
        says=gettext_noop("Complaint %(number)s waits for you (%(state)s), due at %(due)s."),
        words={
            "number": complaint.number,
            "state": State(complaint.state).label,
            "due": complaint.due_at or complaint.registered_at,
        },
        url=reverse("tickets:complaint", args=[complaint.pk]),
        once=f"{complaint.pk}:{complaint.state}:{complaint.reopened}",
    )


def tell_action(action: ComplaintAction, *, by: User) -> None:
    if action.owner_id == by.employee_id:
        return
    notify(
        kinds.COMPLAINT,
        [action.owner_id],
        says=gettext_noop("For complaint %(number)s you are to do this by %(day)s: %(text)s"),
        words={"number": action.complaint.number, "day": action.due_on, "text": action.text},
        url=reverse("tickets:complaint", args=[action.complaint_id]),
        once=f"action:{action.pk}",
    )


def tell_handed(complaint: Complaint, reason: str, *, by: User) -> None:
    """Who deals with a complaint from now on, unless they took it themselves."""
    if complaint.owner_id == by.employee_id:
        return
    notify(
        kinds.COMPLAINT,
        [complaint.owner_id],
        says=gettext_noop("Complaint %(number)s was given to you: %(reason)s"),
        words={"number": complaint.number, "reason": Truncator(reason).chars(SHORT)},
        url=reverse("tickets:complaint", args=[complaint.pk]),
    )


def tell_complaint_missed(complaint: Complaint, now: dt.datetime) -> None:
    """Who should have done the step, and who answers for them."""
    start = complaint.owner or complaint.agent
    above = superior(start, Level.SUPERVISOR, now)
    notify(
        kinds.COMPLAINT,
        {*next_people(complaint, now), above.pk if above else None},
        says=gettext_noop("Complaint %(number)s: the deadline was missed (%(state)s)."),
        words={"number": complaint.number, "state": State(complaint.state).label},
        url=reverse("tickets:complaint", args=[complaint.pk]),
        once=f"missed:{complaint.pk}:{complaint.state}:{complaint.reopened}",
    )
