"""People, groups and records for tests: small plain functions, each with one believable row.

    shop = make_company()                          # two groups and one person of each kind, with logins
    client.force_login(shop.manager.user)
    agent = make_employee("Li Na", role="agent", group=shop.day)
    user = make_user(agent)                        # a login for a person; the password is PASSWORD

Everything holds from HIRED_ON, unless told otherwise; nothing is random. Names of arguments are those of the
models' fields, and whatever else a model has can be passed by its name. No audit entries are written.
"""

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import models

from attendance.models import (
    Checklist,
    ChecklistPoint,
    ConductProposal,
    Duty,
    DutyArea,
    Handover,
    HandoverItem,
    Leave,
    Overtime,
    PlanItem,
    Punch,
    Shift,
    WorkPlan,
)
from common.dated import BEGINNING
from common.models import MonthLock, Upload
from common.month import Month
from csbackoffice.models import Import
from performance.models import ConductEntry, Order, Refund, Score, Suggestion
from staff.models import (
    AccountBinding,
    Employee,
    Group,
    GroupTerms,
    Notice,
    Notification,
    RuleBook,
    ServiceAccount,
    Terms,
    User,
)
from tickets import models as desk
from tickets import search
from tickets.models import Ticket
from tickets.services import surveys, timeline

PASSWORD = "a long enough password"
HIRED_ON = dt.date(2026, 1, 1)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Company:
    """Two groups. `agent` and `leader` are in group `day`, which `leader` and `supervisor` run.

    `stranger_agent`, `stranger_leader` and `stranger_supervisor` belong to group `night`. All have a login.
    """

    day: Group
    night: Group
    agent: Employee
    leader: Employee
    supervisor: Employee
    manager: Employee
    accountant: Employee
    director: Employee
    stranger_agent: Employee
    stranger_leader: Employee
    stranger_supervisor: Employee


def make_company() -> Company:
    """The smallest company in which everybody can see too much or too little."""
    day, night = make_group("Day"), make_group("Night")
    people: dict[str, Employee] = {
        "agent": make_employee("Agent", role="agent", group=day),
        "leader": make_employee("Leader", role="leader", group=day),
        "supervisor": make_employee("Supervisor", role="supervisor", fixed_salary=6000),
        "manager": make_employee("Manager", role="manager", fixed_salary=9000),
        "accountant": make_employee("Accountant", role="accountant", fixed_salary=7000),
        "director": make_employee("Director", role="director", fixed_salary=12000),
        "stranger_agent": make_employee("Stranger agent", role="agent", group=night),
        "stranger_leader": make_employee("Stranger leader", role="leader", group=night),
        "stranger_supervisor": make_employee("Stranger supervisor", role="supervisor", fixed_salary=6000),
    }
    make_group_terms(day, supervisor=people["supervisor"], leader=people["leader"])
    make_group_terms(night, supervisor=people["stranger_supervisor"], leader=people["stranger_leader"])
    for person in people.values():
        make_user(person)
    return Company(day=day, night=night, **people)


def make_group(name: str = "") -> Group:
    return Group.objects.create(name=name or f"Group {next(_numbers)}")


def make_group_terms(group: Group, *, valid_from: dt.date = BEGINNING, **fields: Any) -> GroupTerms:
    """Who runs a group under which rule book: supervisor=, leader=, rulebook=."""
    return GroupTerms.objects.create(group=group, valid_from=valid_from, **fields)


def make_employee(
    name: str = "",
    *,
    role: str = "agent",
    group: Group | None = None,
    hired_on: dt.date = HIRED_ON,
    base_salary: Decimal | int | None = None,
    fixed_salary: Decimal | int | None = None,
    sales_target: Decimal | int | None = None,
    **fields: Any,
) -> Employee:
    """A person with terms from the hire date; also employee_no=, confirmed_on=, left_on=, mentor=, ..."""
    number = next(_numbers)
    fields.setdefault("employee_no", f"E{number:04d}")
    employee = Employee.objects.create(name=name or f"Person {number}", hired_on=hired_on, **fields)
    make_terms(
        employee,
        valid_from=hired_on,
        role=role,
        group=group,
        base_salary=base_salary,
        fixed_salary=fixed_salary,
        sales_target=sales_target,
    )
    return employee


def make_terms(
    employee: Employee, *, valid_from: dt.date = HIRED_ON, role: str = "agent", **fields: Any
) -> Terms:
    """Terms of pay from a date: group=, base_salary=, fixed_salary=, sales_target=."""
    return Terms.objects.create(employee=employee, valid_from=valid_from, role=role, **fields)


def make_user(employee: Employee | None = None, *, username: str = "", **fields: Any) -> User:
    """A login, with PASSWORD; its name is the employee's number."""
    name = username or (employee.employee_no if employee else f"user{next(_numbers)}")
    return User.objects.create(username=name, password=make_password(PASSWORD), employee=employee, **fields)


def make_account(
    name: str = "", *, employee: Employee | None = None, from_on: dt.date = HIRED_ON
) -> ServiceAccount:
    """A service account, bound to the employee (if one is given) from a date on."""
    account = ServiceAccount.objects.create(name=name or f"shop:{next(_numbers)}")
    if employee:
        AccountBinding.objects.create(account=account, employee=employee, from_on=from_on)
    return account


def make_rulebook(name: str = "", **fields: Any) -> RuleBook:
    """A rule book without rates."""
    return RuleBook.objects.create(name=name or f"Rule book {next(_numbers)}", **fields)


def make_shift(employee: Employee, on: dt.date, kind: str = "day", **fields: Any) -> Shift:
    """A day shift 08:00-17:00, a night shift 17:00-24:00, or a rest day."""
    first_hour = {"day": 8, "night": 17}.get(kind)
    if first_hour and "starts_at" not in fields:
        start = dt.datetime.combine(on, dt.time(first_hour))
        fields |= {"starts_at": start, "ends_at": start + dt.timedelta(hours=9 if kind == "day" else 7)}
    return Shift.objects.create(employee=employee, on=on, kind=kind, **fields)


def make_punch(employee: Employee, punched_at: dt.datetime) -> Punch:
    return Punch.objects.create(employee=employee, punched_at=punched_at)


def make_leave(
    employee: Employee,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    kind: str = "personal",
    status: str = "approved",
) -> Leave:
    return Leave.objects.create(
        employee=employee, starts_at=starts_at, ends_at=ends_at, kind=kind, status=status
    )


def make_overtime(employee: Employee, on: dt.date, **fields: Any) -> Overtime:
    """Two approved hours on a workday."""
    return Overtime.objects.create(
        **{"employee": employee, "on": on, "hours": 2, "kind": "workday", "is_approved": True} | fields
    )


def make_note(
    employee: Employee, on: dt.date | None = None, says: str = "Call the courier", **fields: Any
) -> PlanItem:
    """A note on the whiteboard, on a plan that is written by 08:00 of its day."""
    on = on or dt.date.today()
    terms, begins = employee.terms_on(on), dt.datetime.combine(on, dt.time(8))
    plan, _new = WorkPlan.objects.get_or_create(
        employee=employee,
        on=on,
        defaults={"group": terms.group if terms else None, "written_at": min(dt.datetime.now(), begins)},
    )
    return PlanItem.objects.create(plan=plan, says=says, **{"first_on": on} | fields)


def make_handover(group: Group, on: dt.date | None = None, state: str = "open", **fields: Any) -> Handover:
    """The handover of a day shift at 17:00: `open`, `signed` off by somebody, or `acknowledged`."""
    on = on or dt.date.today()
    ends_at = dt.datetime.combine(on, dt.time(17))
    fields = {
        "kind": "day",
        "ends_at": ends_at,
        "incoming_at": ends_at,
        "overdue_at": ends_at + dt.timedelta(minutes=15),
        "opened_at": ends_at - dt.timedelta(minutes=30),
        "signed_off_at": ends_at if state != "open" else None,
        "acknowledged_at": ends_at if state == "acknowledged" else None,
    } | fields
    return Handover.objects.create(group=group, on=on, **fields)


def make_handover_item(handover: Handover, says: str = "Refund of order 1", **fields: Any) -> HandoverItem:
    """A matter with nobody to see to it yet."""
    return HandoverItem.objects.create(
        handover=handover, says=says, **{"key": f"matter:x{next(_numbers)}"} | fields
    )


def make_checklist(*points: str, **fields: Any) -> Checklist:
    """A checklist for everybody and every shift, due at 12:00, with these points."""
    checklist = Checklist.objects.create(**{"name": f"List {next(_numbers)}", "due_minute": 720} | fields)
    for position, says in enumerate(points):
        ChecklistPoint.objects.create(checklist=checklist, says=says, position=position)
    return checklist


def make_duty(
    employee: Employee, group: Group, on: dt.date | None = None, area: str = "Floor", **fields: Any
) -> Duty:
    """Somebody's turn to clean."""
    place, _new = DutyArea.objects.get_or_create(name=area)
    return Duty.objects.create(employee=employee, group=group, on=on or dt.date.today(), area=place, **fields)


def make_notice(by: User, title: str = "Double Eleven", **fields: Any) -> Notice:
    """A notice to everybody."""
    return Notice.objects.create(by=by, title=title, **{"text": "All leave is stopped."} | fields)


def make_notification(
    recipient: Employee, says: str = "The roster is published", **fields: Any
) -> Notification:
    """Something that one person was told and has not read."""
    return Notification.objects.create(
        recipient=recipient, **{"kind": "staff.notice", "says": says, "url": "/people/notices/"} | fields
    )


def make_proposal(employee: Employee, on: dt.date | None = None, **fields: Any) -> ConductProposal:
    """A proposed NO_PLAN entry."""
    fields = {"item": "NO_PLAN", "occasion": "plan", "because": "no plan"} | fields
    return ConductProposal.objects.create(employee=employee, on=on or dt.date.today(), **fields)


def make_order(
    paid_at: dt.datetime, amount: Decimal | int = 100, *, account: ServiceAccount | None = None, **fields: Any
) -> Order:
    """A paid order that counts in the month of its payment."""
    fields = {"order_no": f"O{next(_numbers)}", "counts_in": Month.of(paid_at.date())} | fields
    return Order.objects.create(
        paid_at=paid_at, paid_on=paid_at.date(), amount=amount, account=account, **fields
    )


def make_refund(order: Order, refunded_at: dt.datetime, amount: Decimal | int = 10, **fields: Any) -> Refund:
    """A refund of an order that counts in the month of the refund."""
    fields = {"refund_no": f"R{next(_numbers)}", "counts_in": Month.of(refunded_at.date())} | fields
    return Refund.objects.create(
        order=order,
        order_no=order.order_no,
        account=order.account,
        paid_on=order.paid_on,
        refunded_at=refunded_at,
        amount=amount,
        **fields,
    )


def make_score(employee: Employee, month: Month, score: Decimal | int = 85, status: str = "final") -> Score:
    return Score.objects.create(employee=employee, month=month, score=score, status=status)


def make_conduct_entry(
    employee: Employee, on: dt.date, item: str = "OFFICE_IDLE", **fields: Any
) -> ConductEntry:
    """An entry that counts in the month of its date."""
    fields = {"entry_no": f"C{next(_numbers)}", "counts_in": Month.of(on)} | fields
    return ConductEntry.objects.create(employee=employee, on=on, item=item, **fields)


def make_suggestion(employee: Employee, approved_on: dt.date, **fields: Any) -> Suggestion:
    fields = {"title": f"Suggestion {next(_numbers)}", "award": 200} | fields
    return Suggestion.objects.create(employee=employee, approved_on=approved_on, **fields)


def make_ticket(owner: Employee | None = None, **fields: Any) -> Ticket:
    """A problem item of somebody, or of nobody yet."""
    fields = {"customer_name": "buyer", "problem": "The parcel did not arrive."} | fields
    ticket = Ticket.objects.create(owner=owner, **fields)
    timeline.write_words(ticket)
    return ticket


def make_promise(ticket: Ticket, due_at: dt.datetime | None = None, **fields: Any) -> desk.Promise:
    """A promise that is due in an hour."""
    due_at = due_at or dt.datetime.now() + dt.timedelta(hours=1)
    return desk.Promise.objects.create(ticket=ticket, due_at=due_at, **fields)


def make_attachment(ticket: Ticket) -> desk.Attachment:
    """A small text file on a note."""
    event = desk.TicketEvent.objects.create(ticket=ticket, kind="note")
    file = ContentFile(b"seen", "seen.txt")
    return desk.Attachment.objects.create(ticket=ticket, event=event, file=file, name="seen.txt", size=4)


def make_reply_template(**fields: Any) -> desk.ReplyTemplate:
    return desk.ReplyTemplate.objects.create(**{"title": "Sorry", "body": "Dear {customer}, sorry."} | fields)


def make_bulk_change(by: User, **fields: Any) -> desk.BulkChange:
    """A change that touched no ticket."""
    return desk.BulkChange.objects.create(**{"by": by, "field": "owner"} | fields)


def make_saved_view(owner: User, **fields: Any) -> desk.SavedView:
    return desk.SavedView.objects.create(**{"owner": owner, "name": f"View {next(_numbers)}"} | fields)


def make_survey(ticket: Ticket, **fields: Any) -> str:
    """The token of a survey that can be answered for a day."""
    token = f"token{next(_numbers)}"
    asked = desk.VisitScript.objects.get(reason="survey").questions
    fields = {"expires_at": dt.datetime.now() + dt.timedelta(days=1), "asked": asked} | fields
    desk.Survey.objects.create(ticket=ticket, token_print=surveys.print_of(token), **fields)
    return token


def make_complaint(owner: Employee | None = None, **fields: Any) -> desk.Complaint:
    """A complaint that was just received."""
    fields = {
        "number": f"TS{next(_numbers)}",
        "customer_name": "buyer",
        "about": "The parcel was wet.",
    } | fields
    return desk.Complaint.objects.create(owner=owner, **fields)


def make_complaint_action(complaint: desk.Complaint, owner: Employee, **fields: Any) -> desk.ComplaintAction:
    fields = {"text": "Send a new one", "due_on": dt.date.today()} | fields
    return desk.ComplaintAction.objects.create(complaint=complaint, owner=owner, **fields)


def make_correction(complaint: desk.Complaint, owner: Employee, **fields: Any) -> desk.CorrectiveAction:
    """One that may be looked at again today."""
    fields = {"text": "Wrap it twice", "check_on": dt.date.today()} | fields
    return desk.CorrectiveAction.objects.create(complaint=complaint, owner=owner, **fields)


def make_review(owner: Employee | None = None, **fields: Any) -> desk.Review:
    fields = {"mark": "bad", "customer_name": "buyer", "text": "Not again."} | fields
    return desk.Review.objects.create(owner=owner, **fields)


def make_visit(visitor: Employee | None = None, **fields: Any) -> desk.ReturnVisit:
    """A return visit to a member, due tomorrow."""
    fields = {"reason": "member", "customer_name": "buyer"} | fields
    fields = {"due_at": dt.datetime.now() + dt.timedelta(days=1)} | fields
    return desk.ReturnVisit.objects.create(visitor=visitor, **fields)


def make_customer(agent: Employee | None = None, **fields: Any) -> desk.Customer:
    fields = {"name": f"buyer{next(_numbers)}"} | fields
    customer = desk.Customer.objects.create(agent=agent, **fields)
    desk.CustomerName.objects.create(customer=customer, platform=customer.platform, name=customer.name)
    return customer


def make_question(asked_by: Employee, **fields: Any) -> desk.Question:
    return desk.Question.objects.create(**{"asked_by": asked_by, "text": "How is it washed?"} | fields)


def make_article(**fields: Any) -> desk.Article:
    """A published article that can be found."""
    fields = {"title": "Washing", "body": "At 30 degrees.", "published_at": dt.datetime.now()} | fields
    article = desk.Article.objects.create(**fields)
    grams = search.stored(f"{article.title} {article.body}")
    desk.ArticleWords.objects.create(article=article, grams=grams)
    return article


def make_news(reported_by: Employee, **fields: Any) -> desk.News:
    return desk.News.objects.create(
        **{"reported_by": reported_by, "kind": "market", "text": "News."} | fields
    )


def make_import(by: User, **fields: Any) -> Import:
    """A workbook that was looked at and not taken, with a marked copy."""
    upload = Upload.objects.create(name="month.xlsx", file=ContentFile(b"", "month.xlsx"), size=0, by=by)
    fields = {"work_status": "done", "marked_copy": ContentFile(b"", "marked.xlsx")} | fields
    return Import.objects.create(upload=upload, by=by, **fields)


def lock_month(month: Month) -> None:
    """Lock a month, and so everything before it."""
    MonthLock.objects.create(month=month.number)


def fresh(row: models.Model) -> Any:
    """The row as the database has it now, without what was cached on it."""
    return type(row)._default_manager.get(pk=row.pk)
