"""Who gets what at every address: one line per URL name and method. Nothing is reachable that has no line here.

To add a page, add a line to TABLE (an address of the project without one fails the tests and is named there):

    row("tickets:ticket", GET, 200, 200, 200, 200, 404, 200, of=ticket, strangers=404),

- The six numbers are the statuses for agent, leader, supervisor, manager, accountant and director, in this order.
  404 where somebody may not know that the page exists; 302 where a change was made and the next page follows.
- `of=` is a function that makes the record in the address: it takes the `Company` of tests/factories.py and gives
  the arguments of the URL. Make a record of `shop.agent`, who is in the group of leader and supervisor.
- `strangers=` is the status for agent, leader and supervisor of *another* group (or three of them). Leave it out only where the address
  names no record (a list, an empty form): strangers then get what their role gets.
- `send=` is a function that takes the same `Company` and gives the form data of a POST. An empty form is refused
  with 200 by a page that asks again.
- A GET may write an audit entry (a download is recorded) and nothing else.
- Anonymous people are sent to the log-in page, and people who have left get 404, unless the name stands in
  OPEN_TO_ALL or OPEN_TO_ANY_LOGIN.

What is checked besides the numbers: GET changes nothing, a method without a row is refused, every change needs the
CSRF token.
"""
# ruff: noqa: E501 (a table reads best in long lines)

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests import factories
from tests.access import desk, marks, pay, shifts
from tests.access import upkeep as keep
from tests.factories import Company
from tests.payroll import build

GET, POST = "GET", "POST"
ROLES = ("agent", "leader", "supervisor", "manager", "accountant", "director")
STRANGERS = ("stranger_agent", "stranger_leader", "stranger_supervisor")

# Answered without a log-in.
OPEN_TO_ALL = {"login", "set_language", "healthz", "tickets:survey", "attendance:calendar"}
# Answered to every log-in, also of people who have left and of nobody's log-in.
OPEN_TO_ANY_LOGIN = {"desk", "stay", "logout", "password_change", "password_change_done"}


@dataclass(frozen=True)
class Row:
    """What an address answers to one method, person by person."""

    name: str
    method: str
    statuses: dict[str, int]
    of: Callable[[Company], dict[str, Any]]
    send: Callable[[Company], dict[str, Any]]

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def nothing(shop: Company) -> dict[str, Any]:
    return {}


def row(
    name: str,
    method: str,
    *statuses: int,
    of: Callable[[Company], dict[str, Any]] = nothing,
    send: Callable[[Company], dict[str, Any]] = nothing,
    strangers: int | tuple[int, int, int] | None = None,
) -> Row:
    by_role = dict(zip(ROLES, statuses, strict=True))
    if isinstance(strangers, tuple):
        by_stranger = dict(zip(STRANGERS, strangers, strict=True))
    else:
        by_stranger = {who: strangers or by_role[who.removeprefix("stranger_")] for who in STRANGERS}
    return Row(name, method, by_role | by_stranger, of, send)


# Records for addresses


def agent(shop: Company) -> dict[str, Any]:
    return {"employee_no": shop.agent.employee_no}


def agents_notification(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_notification(shop.agent).pk}


def quiet_at_night(shop: Company) -> dict[str, Any]:
    return {"starts": "22:00", "ends": "07:00", "email": "me@example.com"}


def manager(shop: Company) -> dict[str, Any]:
    return {"employee_no": shop.manager.employee_no}


def group(shop: Company) -> dict[str, Any]:
    return {"pk": shop.day.pk}


def account(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_account(employee=shop.agent).pk}


def binding(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_account(employee=shop.agent).bindings.get().pk}


def rulebook(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_rulebook().pk}


def accountants_import(shop: Company) -> dict[str, Any]:
    """An import is nobody's business but of whoever handed the file in."""
    return {"pk": factories.make_import(shop.accountant.user).pk}


def ticket(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_ticket(shop.agent).pk}


def ticket_and_template(shop: Company) -> dict[str, Any]:
    return ticket(shop) | {"template": factories.make_reply_template().pk}


def ticket_step(shop: Company) -> dict[str, Any]:
    return ticket(shop) | {"step": "split"}


def promise(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_promise(factories.make_ticket(shop.agent)).pk}


def attachment(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_attachment(factories.make_ticket(shop.agent)).pk}


def bulk_change(shop: Company) -> dict[str, Any]:
    """Only whoever made it takes it back."""
    return {"pk": factories.make_bulk_change(shop.leader.user).pk}


def leaders_view(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_saved_view(shop.leader.user).pk}


def survey(shop: Company) -> dict[str, Any]:
    return {"token": factories.make_survey(factories.make_ticket(shop.agent))}


def complaint(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_complaint(shop.agent).pk}


def judgement(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_complaint(shop.agent, state="acknowledged").pk, "step": "judge"}


def complaint_action(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_complaint_action(factories.make_complaint(shop.agent), shop.agent).pk}


def correction(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_correction(factories.make_complaint(shop.agent), shop.agent).pk}


def review(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_review(shop.agent).pk}


def visit(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_visit(shop.agent).pk}


def customer(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_customer(shop.agent).pk}


def question(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_question(shop.agent).pk}


def article(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_article().pk}


def news(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_news(shop.agent).pk}


def month(shop: Company) -> dict[str, Any]:
    return {"month": build.make_run().month}


def approved_month(shop: Company) -> dict[str, Any]:
    return {"month": build.make_run(state="approved").month}


def exception(shop: Company) -> dict[str, Any]:
    return {"month": build.make_exception(build.make_run(), shop.agent).run.month, "code": "SCORE_MISSING"}


def workbook(shop: Company) -> dict[str, Any]:
    return {"pk": build.make_export(build.make_run()).pk}


def final_payslip(shop: Company) -> dict[str, Any]:
    slip = build.make_payslip(shop.agent, build.make_run())
    build.approved(slip.run)
    return {"month": slip.run.month, "employee_no": slip.employee_no}


def note(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_note(shop.agent).pk}


def plan(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_note(shop.agent).plan_id}


def proposal(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_proposal(shop.agent).pk}


def handover(shop: Company, state: str = "open") -> dict[str, Any]:
    """Of a shift on which the agent was."""
    factories.make_shift(shop.agent, dt.date.today())
    return {"pk": factories.make_handover(shop.day, state=state).pk}


def signed_handover(shop: Company) -> dict[str, Any]:
    return handover(shop, "signed")


def signed_item(shop: Company) -> dict[str, Any]:
    signed = factories.make_handover(shop.day, state="signed")
    return {"pk": factories.make_handover_item(signed, question="Which order?").pk}


def point(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_checklist("Answer offline messages").points.get().pk}


def checklist(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_checklist("Answer offline messages").pk}


def duty(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_duty(shop.agent, shop.day).pk}


def duty_area(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_duty(shop.agent, shop.day).area_id}


def groups_notice(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_notice(shop.leader.user, group=shop.day).pk}


# Forms that are sent


def in_day_group(shop: Company) -> dict[str, Any]:
    return {"group": shop.day.pk}


def checklist_data(shop: Company) -> dict[str, Any]:
    return {"name": "Afternoon", "due": "14:00", "lines": "Waybills are on", "is_active": "on"}


def new_person(shop: Company) -> dict[str, Any]:
    return {"employee_no": "N1", "name": "New", "hired_on": "2026-10-01", "role": "agent"}


def person_data(shop: Company) -> dict[str, Any]:
    return {"name": "Renamed", "hired_on": "2026-01-01"}


def new_terms(shop: Company) -> dict[str, Any]:
    return {"valid_from": "2026-10-01", "role": "leader"}


def card(shop: Company) -> dict[str, Any]:
    return {"bank_name": "ABC", "bank_card": "6228480000000000018"}


def reveal(shop: Company) -> dict[str, Any]:
    shop.agent.id_number = "11010519491231002X"
    shop.agent.save()
    return {"what": "id_number"}


def binding_data(shop: Company) -> dict[str, Any]:
    return {"account": "shop:new", "employee": shop.agent.employee_no, "from_on": "2026-10-01"}


def end_on(shop: Company) -> dict[str, Any]:
    return {"to_on": "2026-10-31"}


def adjustment(shop: Company) -> dict[str, Any]:
    return {"employee": shop.agent.employee_no, "month": "2026-10", "amount": "50", "note": "dispute"}


def new_ticket(shop: Company) -> dict[str, Any]:
    return {"customer_name": "buyer", "problem": "broken"}


def new_complaint(shop: Company) -> dict[str, Any]:
    return {"customer_name": "buyer", "about": "The parcel was wet."}


def not_founded(shop: Company) -> dict[str, Any]:
    return {
        "is_founded": "False",
        "judged_because": "Within the time.",
        "severity": 1,
        "impact": 1,
        "complexity": 1,
    }


def new_review(shop: Company) -> dict[str, Any]:
    return {
        "mark": "bad",
        "customer_name": "buyer",
        "platform": "taobao",
        "written_on": "2026-01-05",
        "text": "bad",
    }


def new_article(shop: Company) -> dict[str, Any]:
    return {"title": "Washing", "body": "At 30 degrees."}


# fmt: off
TABLE = [
    #                                           agent leader superv. manager account. director
    row("desk", GET,                             200,   200,   200,   200,   200,   200),
    row("desk_clock", POST,                      302,   302,   302,   302,   302,   302),
    row("desk_part", GET,                        200,   200,   404,   404,   404,   404, of=desk.score_card),
    row("dashboards", GET,                       200,   200,   200,   200,   200,   200),
    row("dashboard", GET,                        404,   404,   200,   200,   200,   200, of=desk.chart_of_pay),
    row("dashboard_rows", GET,                   404,   200,   200,   200,   200,   200, of=desk.point),
    row("dashboard_workbook", GET,               404,   404,   200,   200,   200,   200, of=desk.chart_of_pay),
    row("audit", GET,                            404,   404,   404,   200,   200,   200),
    row("audit_workbook", GET,                   404,   404,   404,   200,   200,   200),
    row("summaries", GET,                        404,   200,   200,   200,   200,   200),
    row("summary", GET,                          404,   200,   200,   200,   200,   200, of=desk.summary, strangers=404),
    row("send_summary", POST,                    404,   302,   302,   302,   302,   302, of=desk.summary, strangers=404, send=desk.to_director),
    row("waiting", GET,                          200,   200,   200,   200,   200,   200),
    row("decide_waiting", POST,                  404,   404,   302,   302,   404,   302, of=desk.leave_to_decide, strangers=404, send=desk.yes),
    row("login", GET,                            200,   200,   200,   200,   200,   200),
    row("login", POST,                           200,   200,   200,   200,   200,   200),
    row("logout", POST,                          302,   302,   302,   302,   302,   302),
    row("password_change", GET,                  200,   200,   200,   200,   200,   200),
    row("password_change", POST,                 200,   200,   200,   200,   200,   200),
    row("password_change_done", GET,             200,   200,   200,   200,   200,   200),
    row("set_language", POST,                    302,   302,   302,   302,   302,   302),
    row("healthz", GET,                          503,   503,   503,   503,   503,   503),

    row("staff:people", GET,                     404,   200,   200,   200,   200,   200),
    row("welcome", GET,                          404,   404,   404,   200,   404,   404),
    row("welcome_company", GET,                  404,   404,   404,   200,   404,   404),
    row("welcome_company", POST,                 404,   404,   404,   302,   404,   404, send=lambda shop: {"name": "A shop", "first_month": "2026-10"}),
    row("welcome_rulebook", GET,                 404,   404,   404,   200,   404,   404),
    row("welcome_rulebook", POST,                404,   404,   404,   302,   404,   404, send=lambda shop: {"book": rulebook(shop)["pk"]}),
    row("welcome_shifts", GET,                   404,   404,   404,   200,   404,   404),
    row("welcome_shifts", POST,                  404,   404,   404,   302,   404,   404, send=lambda shop: {"day_shift_start": "8:30", "day_shift_end": "17:30", "night_shift_start": "17:30", "night_shift_end": "24:00"}),
    row("welcome_sample", GET,                   404,   404,   404,   200,   200,   404, of=lambda shop: {"name": "people"}),
    row("stay", POST,                            200,   200,   200,   200,   200,   200),
    row("find", GET,                             200,   200,   200,   200,   200,   200),
    row("staff:suggest", GET,                    200,   200,   200,   200,   200,   200),
    row("staff:add_person", GET,                 404,   404,   404,   200,   404,   404),
    row("staff:add_person", POST,                404,   404,   404,   302,   404,   404, send=new_person),
    row("staff:person", GET,                     200,   200,   200,   200,   200,   200, of=agent, strangers=404),
    row("staff:edit_person", GET,                404,   404,   404,   200,   404,   404, of=agent, strangers=404),
    row("staff:edit_person", POST,               404,   404,   404,   302,   404,   404, of=agent, strangers=404, send=person_data),
    row("staff:add_terms", GET,                  404,   404,   404,   200,   404,   404, of=agent, strangers=404),
    row("staff:add_terms", POST,                 404,   404,   404,   302,   404,   404, of=agent, strangers=404, send=new_terms),
    row("staff:edit_numbers", GET,               404,   404,   404,   404,   200,   404, of=agent, strangers=404),
    row("staff:edit_numbers", POST,              404,   404,   404,   404,   302,   404, of=agent, strangers=404, send=card),
    row("staff:reveal", POST,                    404,   404,   404,   404,   200,   404, of=agent, strangers=404, send=reveal),
    row("staff:set_password", GET,               404,   404,   404,   200,   200,   404, of=agent, strangers=404),
    row("staff:set_password", POST,              404,   404,   404,   200,   200,   404, of=agent, strangers=404),
    row("staff:groups", GET,                     404,   200,   200,   200,   200,   200),
    row("staff:add_group", GET,                  404,   404,   404,   200,   404,   404),
    row("staff:add_group", POST,                 404,   404,   404,   302,   404,   404, send=lambda shop: {"name": "Dawn"}),
    row("staff:group", GET,                      404,   200,   200,   200,   200,   200, of=group, strangers=404),
    row("staff:add_group_terms", GET,            404,   404,   404,   200,   404,   404, of=group, strangers=404),
    row("staff:add_group_terms", POST,           404,   404,   404,   302,   404,   404, of=group, strangers=404, send=lambda shop: {"valid_from": "2026-10-01"}),
    row("staff:accounts", GET,                   404,   200,   200,   200,   200,   200),
    row("staff:bind_account", GET,               404,   404,   404,   200,   404,   404),
    row("staff:bind_account", POST,              404,   404,   404,   302,   404,   404, send=binding_data),
    row("staff:unbind_account", GET,             404,   404,   404,   200,   404,   404, of=binding, strangers=404),
    row("staff:unbind_account", POST,            404,   404,   404,   302,   404,   404, of=binding, strangers=404, send=end_on),
    row("staff:rulebooks", GET,                  404,   404,   404,   200,   200,   200),
    row("staff:rulebook", GET,                   404,   404,   404,   200,   200,   200, of=rulebook, strangers=404),

    row("attendance:shifts", GET,                200,   200,   200,   200,   200,   200),
    row("attendance:punches", GET,               200,   200,   200,   200,   200,   200),
    row("attendance:leaves", GET,                200,   200,   200,   200,   200,   200),
    row("attendance:overtime", GET,              200,   200,   200,   200,   200,   200),

    row("attendance:roster", GET,                200,   200,   200,   200,   200,   200),
    row("attendance:roster_draw", POST,          404,   302,   302,   302,   404,   404, strangers=404, send=shifts.squares),
    row("attendance:roster_arrange", POST,       404,   302,   302,   302,   404,   404, of=shifts.rotate, strangers=404, send=shifts.whole_week),
    row("attendance:roster_publish", GET,        404,   200,   200,   200,   404,   404),
    row("attendance:roster_publish", POST,       404,   302,   302,   302,   404,   404, strangers=404, send=shifts.whole_week),
    row("attendance:coverage", GET,              404,   200,   200,   200,   404,   404),
    row("attendance:coverage", POST,             404,   302,   302,   302,   404,   404, strangers=404, send=shifts.coverage),
    row("attendance:drop_need", POST,            404,   302,   302,   302,   404,   404, of=shifts.need, strangers=404),
    row("attendance:my_shifts", GET,             200,   200,   200,   200,   200,   200),
    row("attendance:changes_seen", POST,         302,   302,   302,   302,   302,   302),
    row("attendance:calendar_link", POST,        302,   302,   302,   302,   302,   302),
    row("attendance:calendar", GET,              200,   200,   200,   200,   200,   200, of=shifts.calendar),

    row("attendance:readings", GET,              404,   200,   200,   200,   200,   200),
    row("attendance:export_readings", GET,       404,   200,   200,   200,   200,   200),
    row("attendance:reading", GET,               200,   200,   200,   200,   200,   200, of=shifts.todays_shift, strangers=404),
    row("attendance:live", GET,                  404,   200,   200,   200,   404,   200),
    row("attendance:requests", GET,              404,   200,   200,   200,   404,   200),
    row("attendance:my_leave", GET,              200,   200,   200,   200,   200,   200),
    row("attendance:ask_leave", GET,             200,   200,   200,   200,   200,   200),
    row("attendance:ask_leave", POST,            302,   302,   302,   302,   302,   302, send=shifts.new_leave),
    row("attendance:grant_leave", GET,           404,   404,   404,   200,   404,   404),
    row("attendance:grant_leave", POST,          404,   404,   404,   302,   404,   404, send=shifts.given_leave),
    row("attendance:leave", GET,                 200,   200,   200,   200,   200,   200, of=shifts.pending_leave, strangers=404),
    row("attendance:decide_leave", POST,         404,   302,   302,   302,   404,   302, of=shifts.pending_leave, strangers=404, send=shifts.yes),
    row("attendance:withdraw_leave", POST,       302,   404,   404,   404,   404,   404, of=shifts.pending_leave, strangers=404),
    row("attendance:attach_proof", POST,         302,   404,   404,   404,   404,   404, of=shifts.pending_leave, strangers=404),
    row("attendance:proof", GET,                 200,   404,   200,   200,   404,   200, of=shifts.leave_with_proof, strangers=404),
    row("attendance:ask_overtime", GET,          200,   200,   200,   200,   200,   200),
    row("attendance:ask_overtime", POST,         302,   302,   302,   302,   302,   302, send=shifts.new_overtime),
    row("attendance:decide_overtime", POST,      404,   302,   302,   302,   404,   302, of=shifts.overtime, strangers=404, send=shifts.yes),
    row("attendance:withdraw_overtime", POST,    302,   302,   302,   302,   302,   302, of=shifts.overtime, strangers=404),
    row("attendance:clock", POST,                302,   302,   302,   302,   302,   302),
    row("attendance:ask_correction", GET,        200,   200,   200,   200,   200,   200),
    row("attendance:ask_correction", POST,       302,   302,   302,   302,   302,   302, send=shifts.new_correction),
    row("attendance:decide_correction", POST,    404,   302,   302,   302,   404,   302, of=shifts.correction, strangers=404, send=shifts.yes),
    row("attendance:withdraw_correction", POST,  302,   302,   302,   302,   302,   302, of=shifts.correction, strangers=404),
    row("attendance:ask_swap", GET,              200,   200,   200,   200,   200,   200),
    row("attendance:ask_swap", POST,             200,   200,   200,   200,   200,   200),
    row("attendance:accept_swap", POST,          302,   404,   404,   404,   404,   404, of=shifts.swap_to_agent, strangers=404, send=shifts.yes),
    row("attendance:decide_swap", POST,          404,   302,   302,   302,   404,   302, of=shifts.offered_swap, strangers=404, send=shifts.yes),
    row("attendance:withdraw_swap", POST,        302,   302,   302,   302,   302,   302, of=shifts.offered_swap, strangers=404),

    row("attendance:work_plans", GET,            200,   200,   200,   200,   404,   404),
    row("attendance:add_note", POST,             302,   302,   302,   302,   404,   404, of=agent, strangers=404, send=lambda shop: {"says": "Call the courier"}),
    row("attendance:note", POST,                 302,   302,   302,   302,   404,   404, of=note, strangers=404, send=lambda shop: {"percent": "50"}),
    row("attendance:drop_note", POST,            302,   302,   302,   302,   404,   404, of=note, strangers=404, send=lambda shop: {"remark": "not needed"}),
    row("attendance:confirm_plan", POST,         302,   302,   302,   302,   404,   404, of=plan, strangers=404),
    row("attendance:close_day", POST,            302,   302,   302,   302,   404,   404, of=plan, strangers=404),
    row("attendance:proposals", GET,             404,   200,   200,   200,   404,   404),
    row("attendance:drop_proposal", POST,        404,   302,   302,   302,   404,   404, of=proposal, strangers=404, send=lambda shop: {"answer": "was ill"}),

    row("attendance:handovers", GET,             200,   200,   200,   200,   404,   404),
    row("attendance:handover_book", GET,         200,   200,   200,   200,   404,   404),
    row("attendance:handovers_now", GET,         200,   200,   200,   200,   404,   404),
    row("attendance:open_handover", POST,        302,   302,   302,   302,   404,   404),
    row("attendance:handover", GET,              200,   200,   200,   200,   404,   404, of=handover, strangers=404),
    row("attendance:write_handover", POST,       302,   302,   302,   302,   404,   404, of=handover, strangers=404, send=lambda shop: {"remark": "Keys", "matter-says": "No paper"}),
    row("attendance:acknowledge", POST,          302,   302,   302,   302,   404,   404, of=signed_handover, strangers=404),
    row("attendance:acknowledge_item", POST,     302,   302,   302,   302,   404,   404, of=signed_item, strangers=404),
    row("attendance:ask", POST,                  302,   302,   302,   302,   404,   404, of=signed_item, strangers=404, send=lambda shop: {"question": "Which order?"}),
    row("attendance:answer", POST,               302,   302,   302,   302,   404,   404, of=signed_item, strangers=404, send=lambda shop: {"answer": "The second one"}),
    row("attendance:close_item", POST,           302,   302,   302,   302,   404,   404, of=signed_item, strangers=404),

    row("attendance:checklists", GET,            200,   200,   200,   200,   404,   404),
    row("attendance:tick", POST,                 302,   302,   302,   302,   404,   404, of=point, strangers=404, send=in_day_group),
    row("attendance:checklist_templates", GET,   404,   404,   200,   200,   404,   404),
    row("attendance:new_checklist", GET,         404,   404,   200,   200,   404,   404),
    row("attendance:new_checklist", POST,        404,   404,   302,   302,   404,   404, send=checklist_data),
    row("attendance:write_checklist", GET,       404,   404,   200,   200,   404,   404, of=checklist),
    row("attendance:write_checklist", POST,      404,   404,   302,   302,   404,   404, of=checklist, send=checklist_data),
    row("attendance:duty", GET,                  200,   200,   200,   200,   404,   404),
    row("attendance:duty_areas", GET,            404,   404,   200,   200,   404,   404),
    row("attendance:new_area", GET,              404,   404,   200,   200,   404,   404),
    row("attendance:new_area", POST,             404,   404,   302,   302,   404,   404, send=lambda shop: {"name": "Windows", "position": "9", "is_active": "on"}),
    row("attendance:write_area", GET,            404,   404,   200,   200,   404,   404, of=duty_area),
    row("attendance:write_area", POST,           404,   404,   302,   302,   404,   404, of=duty_area, send=lambda shop: {"name": "Windows", "position": "9", "is_active": "on"}),
    row("attendance:give_out_duty", POST,        404,   302,   302,   302,   404,   404, strangers=404, send=in_day_group),
    row("attendance:give_duty", POST,            404,   302,   302,   302,   404,   404, of=duty_area, strangers=404, send=in_day_group),
    row("attendance:inspect_duty", POST,         404,   302,   302,   302,   404,   404, of=duty, strangers=404, send=lambda shop: {"points_lost": "0"}),
    row("performance:book_no_plan", POST,        404,   302,   302,   302,   404,   404, of=proposal, strangers=404),

    row("staff:notices", GET,                    200,   200,   200,   200,   200,   200),
    row("staff:new_notice", GET,                 404,   200,   200,   200,   404,   200),
    row("staff:new_notice", POST,                404,   200,   200,   200,   404,   200),
    row("staff:notice", GET,                     200,   200,   200,   200,   200,   200, of=groups_notice, strangers=404),
    row("staff:read_notice", POST,               302,   302,   302,   302,   302,   302, of=groups_notice, strangers=404),
    row("staff:take_down_notice", POST,          404,   302,   404,   302,   404,   302, of=groups_notice, strangers=404),
    row("staff:notifications", GET,              200,   200,   200,   200,   200,   200),
    row("staff:read_notifications", POST,        302,   302,   302,   302,   302,   302),
    row("staff:unread_count", GET,               200,   200,   200,   200,   200,   200),
    row("staff:notification_settings", GET,      200,   200,   200,   200,   200,   200),
    row("staff:notification_settings", POST,     302,   302,   302,   302,   302,   302, send=quiet_at_night),
    row("staff:open_notification", POST,         302,   404,   404,   404,   404,   404, of=agents_notification, strangers=404),
    row("staff:read_notification", POST,         302,   404,   404,   404,   404,   404, of=agents_notification, strangers=404),

    row("tickets:tickets", GET,                  200,   200,   200,   200,   404,   200),
    row("tickets:new", GET,                      200,   200,   200,   200,   404,   404),
    row("tickets:new", POST,                     302,   302,   302,   302,   404,   404, send=new_ticket),
    row("tickets:ticket", GET,                   200,   200,   200,   200,   404,   200, of=ticket, strangers=404),
    row("tickets:ticket", POST,                  302,   302,   302,   302,   404,   404, of=ticket, strangers=404, send=lambda shop: {"status": "answered"}),
    row("tickets:say", POST,                     302,   302,   302,   302,   404,   404, of=ticket, strangers=404, send=lambda shop: {"kind": "reply", "text": "Sorry."}),
    row("tickets:here", POST,                    200,   200,   200,   200,   404,   404, of=ticket, strangers=404),
    row("tickets:template", POST,                200,   200,   200,   200,   404,   404, of=ticket_and_template, strangers=404),
    row("tickets:proposed", GET,                 200,   200,   200,   200,   404,   404),
    row("tickets:use_article", POST,             200,   200,   200,   200,   404,   404, of=keep.ticket_and_article, strangers=404),
    row("tickets:step", GET,                     200,   200,   200,   200,   404,   404, of=ticket_step, strangers=404),
    row("tickets:step", POST,                    302,   302,   302,   302,   404,   404, of=ticket_step, strangers=404, send=lambda shop: {"problem": "A second matter."}),
    row("tickets:keep", POST,                    302,   302,   302,   302,   404,   404, of=promise, strangers=404),
    row("tickets:file", GET,                     200,   200,   200,   200,   404,   200, of=attachment, strangers=404),
    row("tickets:pulse", GET,                    200,   200,   200,   200,   404,   200),
    row("tickets:bulk", POST,                    302,   302,   302,   302,   404,   404),
    row("tickets:undo", POST,                    404,   302,   404,   404,   404,   404, of=bulk_change, strangers=404),
    row("tickets:save_view", POST,               302,   302,   302,   302,   404,   302, send=lambda shop: {"name": "Mine"}),
    row("tickets:drop_view", POST,               404,   302,   404,   404,   404,   404, of=leaders_view, strangers=404),
    row("tickets:figures", GET,                  200,   200,   200,   200,   404,   200),
    row("tickets:send_survey", POST,             302,   302,   302,   302,   404,   404, of=ticket, strangers=404),
    row("tickets:survey", GET,                   200,   200,   200,   200,   200,   200, of=survey),
    row("tickets:survey", POST,                  403,   403,   403,   403,   403,   403, of=survey, send=lambda shop: {"score": "5", "q_speed": "4", "q_settled": "yes"}),
    row("tickets:complaints", GET,               200,   200,   200,   200,   404,   200),
    row("tickets:complaint_review", GET,         200,   200,   200,   200,   404,   200),
    row("tickets:conclude_month", POST,          404,   404,   302,   302,   404,   404, send=lambda shop: {"conclusion": "Pack better."}),
    row("tickets:new_complaint", GET,            200,   200,   200,   200,   404,   404),
    row("tickets:new_complaint", POST,           302,   302,   302,   302,   404,   404, send=new_complaint),
    row("tickets:complaint", GET,                200,   200,   200,   200,   404,   200, of=complaint, strangers=404),
    row("tickets:complaint_step", GET,           404,   404,   200,   200,   404,   404, of=judgement, strangers=404),
    row("tickets:complaint_step", POST,          404,   404,   302,   302,   404,   404, of=judgement, strangers=404, send=not_founded),
    row("tickets:finish_action", GET,            200,   200,   200,   200,   404,   404, of=complaint_action, strangers=404),
    row("tickets:finish_action", POST,           302,   302,   302,   302,   404,   404, of=complaint_action, strangers=404, send=lambda shop: {"outcome": "Sent."}),
    row("tickets:check_correction", GET,         404,   200,   200,   200,   404,   404, of=correction, strangers=404),
    row("tickets:check_correction", POST,        404,   302,   302,   302,   404,   404, of=correction, strangers=404, send=lambda shop: {"is_effective": "True", "finding": "No more of them."}),
    row("tickets:reviews", GET,                  200,   200,   200,   200,   404,   200),
    row("tickets:new_review", GET,               200,   200,   200,   200,   404,   404),
    row("tickets:new_review", POST,              302,   302,   302,   302,   404,   404, send=new_review),
    row("tickets:review", GET,                   200,   200,   200,   200,   404,   200, of=review, strangers=404),
    row("tickets:review", POST,                  302,   302,   302,   302,   404,   404, of=review, strangers=404, send=lambda shop: {"text": "We talked."}),
    row("tickets:visits", GET,                   200,   200,   200,   200,   404,   200),
    row("tickets:visit", GET,                    200,   200,   200,   200,   404,   200, of=visit, strangers=404),
    row("tickets:visit", POST,                   200,   200,   200,   200,   404,   404, of=visit, strangers=404),
    row("tickets:attempt", POST,                 302,   302,   302,   302,   404,   404, of=visit, strangers=404),
    row("tickets:customers", GET,                200,   200,   200,   200,   404,   200),
    row("tickets:new_customer", GET,             200,   200,   200,   200,   404,   404),
    row("tickets:new_customer", POST,            302,   302,   302,   302,   404,   404, send=lambda shop: {"name": "new buyer", "platform": "jd"}),
    row("tickets:weights", GET,                  404,   200,   200,   200,   404,   404),
    row("tickets:weights", POST,                 404,   302,   302,   302,   404,   404, send=lambda shop: {"person": shop.agent.employee_no, "weight": "150"}),
    row("tickets:customer", GET,                 200,   200,   200,   200,   404,   200, of=customer, strangers=404),
    row("tickets:edit_customer", GET,            200,   200,   200,   200,   404,   404, of=customer, strangers=404),
    row("tickets:edit_customer", POST,           302,   302,   302,   302,   404,   404, of=customer, strangers=404, send=lambda shop: {"note": "friendly"}),
    row("tickets:add_order", GET,                200,   200,   200,   200,   404,   404, of=customer, strangers=404),
    row("tickets:add_order", POST,               302,   302,   302,   302,   404,   404, of=customer, strangers=404, send=lambda shop: {"order_no": "NEW1", "bought_on": "2026-11-20"}),
    row("tickets:reveal", POST,                  200,   200,   200,   200,   404,   404, of=customer, strangers=404, send=lambda shop: {"what": "phone"}),
    row("tickets:contacted", POST,               302,   302,   302,   302,   404,   404, of=customer, strangers=404),
    row("tickets:merge_customer", GET,           404,   200,   200,   200,   404,   404, of=customer, strangers=404),
    row("tickets:merge_customer", POST,          404,   200,   200,   200,   404,   404, of=customer, strangers=404),
    row("tickets:upkeep", GET,                   404,   404,   200,   200,   404,   200),
    row("tickets:add_hours", GET,                404,   404,   200,   200,   404,   200),
    row("tickets:add_hours", POST,               404,   404,   302,   302,   404,   302, send=keep.hours_of_platform),
    row("tickets:change_hours", GET,             404,   404,   200,   200,   404,   200, of=keep.calendar),
    row("tickets:change_hours", POST,            404,   404,   302,   302,   404,   302, of=keep.calendar, send=keep.new_hours),
    row("tickets:add_special_days", GET,         404,   404,   200,   200,   404,   200),
    row("tickets:add_special_days", POST,        404,   404,   302,   302,   404,   302, send=keep.special_days),
    row("tickets:drop_special_day", GET,         404,   404,   200,   200,   404,   200, of=keep.special_day),
    row("tickets:drop_special_day", POST,        404,   404,   302,   302,   404,   302, of=keep.special_day, send=lambda shop: {"reason": "Open after all"}),
    row("tickets:edit_script", GET,              404,   404,   200,   200,   404,   200, of=keep.script),
    row("tickets:edit_script", POST,             404,   404,   302,   302,   404,   302, of=keep.script, send=keep.script_words),
    row("tickets:new_cause", GET,                404,   404,   200,   200,   404,   200),
    row("tickets:new_cause", POST,               404,   404,   302,   302,   404,   302, send=keep.cause_words),
    row("tickets:edit_cause", GET,               404,   404,   200,   200,   404,   200, of=keep.cause),
    row("tickets:edit_cause", POST,              404,   404,   302,   302,   404,   302, of=keep.cause, send=keep.cause_words),
    row("tickets:templates", GET,                200,   200,   200,   200,   404,   404),
    row("tickets:new_template", GET,             200,   200,   200,   200,   404,   404),
    row("tickets:new_template", POST,            302,   302,   302,   302,   404,   404, send=keep.template_words),
    row("tickets:edit_template", GET,            200,   404,   404,   404,   404,   404, of=keep.own_template, strangers=404),
    row("tickets:edit_template", POST,           302,   404,   404,   404,   404,   404, of=keep.own_template, strangers=404, send=keep.template_words),
    row("tickets:drop_template", POST,           302,   404,   404,   404,   404,   404, of=keep.own_template, strangers=404),
    row("tickets:questions", GET,                200,   200,   200,   200,   404,   404),
    row("tickets:ask", GET,                      200,   200,   200,   200,   404,   404),
    row("tickets:ask", POST,                     302,   302,   302,   302,   404,   404, send=lambda shop: {"text": "How is it washed?"}),
    row("tickets:question", GET,                 200,   200,   200,   200,   404,   404, of=question),
    row("tickets:question", POST,                302,   302,   302,   302,   404,   404, of=question, send=lambda shop: {"text": "At 30 degrees."}),
    row("tickets:make_article", POST,            404,   302,   302,   302,   404,   404, of=question),
    row("tickets:knowledge", GET,                200,   200,   200,   200,   200,   200),
    row("tickets:new_article", GET,              404,   200,   200,   200,   404,   404),
    row("tickets:new_article", POST,             404,   302,   302,   302,   404,   404, send=new_article),
    row("tickets:article", GET,                  200,   200,   200,   200,   200,   200, of=article),
    row("tickets:edit_article", GET,             404,   200,   200,   200,   404,   404, of=article),
    row("tickets:edit_article", POST,            404,   302,   302,   302,   404,   404, of=article, send=new_article),
    row("tickets:publish", POST,                 404,   302,   302,   302,   404,   404, of=article),
    row("tickets:vote", POST,                    302,   302,   302,   302,   302,   302, of=article, send=lambda shop: {"useful": "yes"}),
    row("tickets:news", GET,                     200,   200,   200,   200,   200,   200),
    row("tickets:report", GET,                   200,   200,   200,   200,   200,   200),
    row("tickets:report", POST,                  302,   302,   302,   302,   302,   302, send=lambda shop: {"kind": "market", "text": "A rival sells cheaper."}),
    row("tickets:one_news", GET,                 200,   200,   200,   200,   404,   200, of=news, strangers=404),
    row("tickets:one_news", POST,                404,   302,   302,   302,   404,   404, of=news, strangers=404, send=lambda shop: {"text": "Thank you."}),

    row("performance:orders", GET,               200,   200,   200,   200,   200,   200),
    row("performance:order", GET,                200,   200,   200,   200,   200,   200, of=marks.order, strangers=404),
    row("performance:refunds", GET,              200,   200,   200,   200,   200,   200),
    row("performance:scores", GET,               200,   200,   200,   200,   200,   200),
    row("performance:score", GET,                200,   200,   200,   200,   200,   200, of=marks.score, strangers=404),
    row("performance:acknowledge", POST,         302,   404,   404,   404,   404,   404, of=marks.score, strangers=404),
    row("performance:appeal_mark", POST,         302,   404,   404,   404,   404,   404, of=marks.mark, strangers=404, send=marks.reason),
    row("performance:give_mark", POST,           404,   404,   200,   200,   404,   404, of=marks.draft_part, strangers=404, send=lambda shop: {"value": "90"}),
    row("performance:part", GET,                 404,   404,   200,   200,   404,   404, of=marks.draft_part, strangers=404),
    row("performance:part", POST,                404,   404,   302,   302,   404,   404, of=marks.draft_part, strangers=404, send=lambda shop: {"value": "90", "note": "Helped the night shift."}),
    row("performance:my_scorecard", GET,         200,   200,   200,   200,   404,   404),
    row("performance:scorecards", GET,           404,   200,   200,   200,   404,   200),
    row("performance:open_assessment", GET,      404,   404,   200,   200,   404,   404),
    row("performance:open_assessment", POST,     404,   404,   200,   200,   404,   404),
    row("performance:fill_month", POST,          404,   404,   404,   302,   404,   404, of=marks.month),
    row("performance:assessment", GET,           404,   200,   200,   200,   404,   200, of=marks.assessment, strangers=404),
    row("performance:fill_assessment", POST,     404,   404,   302,   302,   404,   404, of=marks.assessment, strangers=404),
    row("performance:fill_progress", GET,        404,   200,   200,   200,   404,   200, of=marks.assessment, strangers=404),
    row("performance:publish_assessment", POST,  404,   404,   302,   302,   404,   404, of=marks.assessment, strangers=404),
    row("performance:finalise_assessment", POST, 404,   404,   302,   302,   404,   404, of=marks.assessment, strangers=404),
    row("performance:appeals", GET,              200,   200,   200,   200,   200,   200),
    row("performance:appeal", GET,               200,   200,   200,   200,   200,   200, of=marks.appeal, strangers=(404, 404, 200)),
    row("performance:decide_appeal", POST,       404,   404,   302,   302,   404,   302, of=marks.appeal, strangers=(404, 404, 302), send=marks.decision),
    row("performance:year_means", GET,           200,   200,   200,   200,   200,   200, of=marks.year),
    row("performance:quarter_means", GET,        200,   200,   200,   200,   200,   200, of=marks.quarter),
    row("performance:sales", GET,                200,   200,   200,   200,   200,   200),
    row("performance:count_sales", POST,         404,   404,   404,   302,   302,   302),
    row("performance:lost", GET,                 200,   200,   200,   200,   200,   200),
    row("performance:set_target", GET,           404,   404,   200,   200,   404,   404),
    row("performance:set_target", POST,          404,   404,   200,   200,   404,   404),
    row("performance:note_lost", GET,            200,   200,   200,   200,   404,   404),
    row("performance:note_lost", POST,           302,   302,   302,   302,   404,   404, send=lambda shop: {"customer_name": "b", "reason": "price"}),
    row("performance:metrics", GET,              200,   200,   200,   200,   200,   200),
    row("performance:enter_metric", GET,         404,   200,   200,   200,   404,   404),
    row("performance:enter_metric", POST,        404,   200,   200,   200,   404,   404),
    row("performance:take_metrics", POST,        404,   404,   302,   302,   404,   404),
    row("performance:rate_colleagues", GET,      200,   200,   200,   200,   404,   404),
    row("performance:rate_colleagues", POST,     200,   200,   200,   200,   404,   404),
    row("performance:record_week", GET,          404,   200,   200,   200,   404,   404),
    row("performance:record_week", POST,         404,   200,   200,   200,   404,   404),
    row("performance:templates", GET,            404,   200,   200,   200,   404,   200),
    row("performance:new_version", GET,          404,   404,   404,   200,   404,   200, of=marks.template),
    row("performance:new_version", POST,         404,   404,   404,   200,   404,   200, of=marks.template),
    row("performance:record_from_complaint", GET, 404,  302,   302,   302,   404,   404, of=marks.complaint, strangers=404),
    row("performance:inspections", GET,          200,   200,   200,   200,   200,   200),
    row("performance:check_conversation", GET,   404,   200,   200,   200,   404,   404),
    row("performance:check_conversation", POST,  404,   200,   200,   200,   404,   404),
    row("performance:feedback", GET,             404,   200,   200,   200,   404,   200),
    row("performance:inspectors", GET,           404,   200,   200,   200,   404,   200),
    row("performance:draw_inspection", POST,     404,   302,   302,   302,   404,   404, of=marks.floor_standard),
    row("performance:inspection", GET,           200,   200,   200,   200,   200,   200, of=marks.inspection, strangers=404),
    row("performance:inspection", POST,          200,   200,   200,   200,   200,   200, of=marks.inspection, strangers=404),
    row("performance:finding_to_conduct", POST,  404,   302,   302,   302,   404,   404, of=marks.finding, strangers=404),
    row("performance:exams", GET,                200,   200,   200,   200,   200,   200),
    row("performance:set_exam", GET,             404,   200,   200,   200,   404,   404),
    row("performance:set_exam", POST,            404,   200,   200,   200,   404,   404),
    row("performance:exam", GET,                 404,   200,   200,   200,   404,   404, of=marks.exam, strangers=404),
    row("performance:exam", POST,                404,   200,   200,   200,   404,   404, of=marks.exam, strangers=404),
    row("performance:sit", GET,                  200,   404,   404,   404,   404,   404, of=marks.sitting, strangers=404),
    row("performance:sit", POST,                 200,   404,   404,   404,   404,   404, of=marks.sitting, strangers=404),
    row("performance:enter_exam_mark", POST,     404,   200,   200,   200,   404,   404, of=marks.sitting, strangers=404, send=lambda shop: {"mark": "80"}),
    row("performance:training", GET,             200,   200,   200,   200,   404,   200),
    row("performance:plan_training", GET,        404,   200,   200,   200,   404,   404),
    row("performance:plan_training", POST,       404,   200,   200,   200,   404,   404),
    row("performance:training_plan", GET,        404,   200,   200,   200,   404,   404, of=marks.training, strangers=404),
    row("performance:training_plan", POST,       404,   200,   200,   200,   404,   404, of=marks.training, strangers=404),
    row("performance:mentors", GET,              200,   200,   200,   200,   404,   200),
    row("performance:note_apprentice", GET,      404,   200,   200,   200,   404,   404, of=marks.apprentice, strangers=404),
    row("performance:note_apprentice", POST,     404,   302,   302,   302,   404,   404, of=marks.apprentice, strangers=404, send=lambda shop: {"text": "Good."}),
    row("performance:submit_suggestion", GET,    200,   200,   200,   200,   404,   404),
    row("performance:submit_suggestion", POST,   302,   302,   302,   302,   404,   404, send=lambda shop: {"title": "A", "text": "B"}),
    row("performance:suggestion", GET,           200,   200,   200,   200,   200,   200, of=marks.suggestion, strangers=404),
    row("performance:suggestion", POST,          200,   200,   302,   302,   200,   200, of=marks.suggestion, strangers=404, send=lambda shop: {"is_tried": "yes", "judgement": "Good."}),
    row("performance:conduct", GET,              200,   200,   200,   200,   200,   200),
    row("performance:record_conduct", GET,       404,   200,   200,   200,   404,   404),
    row("performance:record_conduct", POST,      404,   200,   200,   200,   404,   404),
    row("performance:entry", GET,                200,   200,   200,   200,   200,   200, of=marks.entry, strangers=404),
    row("performance:appeal_entry", POST,        302,   404,   404,   404,   404,   404, of=marks.entry, strangers=404, send=marks.reason),
    row("performance:about", GET,                200,   200,   200,   200,   200,   200, of=marks.about_ticket, strangers=404),
    row("performance:record", GET,               200,   200,   200,   200,   200,   200, of=marks.person, strangers=404),
    row("performance:discipline", GET,           404,   200,   200,   200,   404,   200),
    row("performance:evidence", GET,             200,   200,   200,   200,   200,   200, of=marks.evidence, strangers=404),
    row("performance:add_evidence", POST,        302,   302,   302,   302,   404,   404, of=marks.entry, strangers=404),
    row("paid_in", GET,                          200,   200,   200,   200,   200,   200, of=marks.paid, strangers=404),
    row("performance:suggestions", GET,          200,   200,   200,   200,   200,   200),

    row("flags", GET,                            404,   404,   200,   200,   404,   200),
    row("flag", POST,                            404,   404,   302,   302,   404,   302, of=shifts.absent_for_long, strangers=404, send=lambda shop: {"decision": "talked to"}),

    row("help", GET,                             200,   200,   200,   200,   200,   200),
    row("help_page", GET,                        200,   200,   200,   200,   200,   200, of=lambda shop: {"slug": "leave"}),
    row("help_rules", GET,                       200,   200,   200,   200,   200,   200),
    row("help_rule", GET,                        200,   200,   200,   200,   200,   200, of=lambda shop: {"code": "LATE"}),

    row("imports", GET,                          404,   404,   404,   200,   200,   404),
    row("imports", POST,                         404,   404,   404,   200,   200,   404),
    row("metric_imports", GET,                   404,   404,   200,   200,   404,   404),
    row("metric_imports", POST,                  404,   404,   200,   200,   404,   404),
    row("import", GET,                           404,   404,   404,   404,   200,   404, of=accountants_import, strangers=404),
    row("import_progress", GET,                  404,   404,   404,   404,   200,   404, of=accountants_import, strangers=404),
    row("import_take", POST,                     404,   404,   404,   404,   302,   404, of=accountants_import, strangers=404),
    row("import_copy", GET,                      404,   404,   404,   404,   200,   404, of=accountants_import, strangers=404),

    row("payroll:runs", GET,                     404,   404,   404,   200,   200,   200),
    row("payroll:runs", POST,                    404,   404,   404,   302,   302,   404, send=lambda shop: {"month": "2026-09"}),
    row("payroll:run", GET,                      404,   404,   404,   200,   200,   200, of=month),
    row("payroll:sources", GET,                  404,   404,   404,   200,   200,   200, of=month),
    row("payroll:progress", GET,                 404,   404,   404,   200,   200,   200, of=month),
    row("payroll:approving", GET,                404,   404,   404,   200,   200,   200, of=month),
    row("payroll:exceptions", GET,               404,   404,   404,   200,   200,   200, of=exception),
    row("payroll:calculate", POST,               404,   404,   404,   302,   302,   404, of=month),
    row("payroll:waive", GET,                    404,   404,   404,   200,   200,   404, of=exception),
    row("payroll:waive", POST,                   404,   404,   404,   302,   302,   404, of=exception, send=lambda shop: {"reason": "known"}),
    row("payroll:review", GET,                   404,   404,   404,   200,   200,   200, of=month),
    row("payroll:review", POST,                  404,   404,   404,   302,   302,   404, of=month),
    row("payroll:dispute", GET,                  200,   404,   404,   404,   404,   404, of=pay.own_month, strangers=404),
    row("payroll:dispute", POST,                 302,   404,   404,   404,   404,   404, of=pay.own_month, strangers=404, send=pay.objection),
    row("payroll:confirm_seen", POST,            302,   404,   404,   404,   404,   404, of=pay.own_month, strangers=404),
    row("payroll:disputes", GET,                 200,   200,   200,   200,   200,   200),
    row("payroll:answer", GET,                   200,   404,   404,   200,   200,   200, of=pay.dispute, strangers=404),
    row("payroll:answer", POST,                  404,   404,   404,   404,   302,   404, of=pay.dispute, strangers=404, send=pay.refusal),
    row("payroll:bank_templates", GET,           404,   404,   404,   404,   200,   404),
    row("payroll:add_bank_template", GET,        404,   404,   404,   404,   200,   404),
    row("payroll:add_bank_template", POST,       404,   404,   404,   404,   302,   404, send=pay.layout),
    row("payroll:bank_template", GET,            404,   404,   404,   404,   200,   404, of=pay.template),
    row("payroll:bank_template", POST,           404,   404,   404,   404,   302,   404, of=pay.template, send=pay.layout),
    row("payroll:bank_file", GET,                404,   404,   404,   404,   200,   404, of=approved_month),
    row("payroll:bank_file", POST,               404,   404,   404,   404,   302,   404, of=approved_month, send=lambda shop: {"purpose": "pay September"}),
    row("payroll:fund", GET,                     404,   404,   200,   200,   200,   200),
    row("payroll:spend", GET,                    404,   404,   200,   200,   200,   200),
    row("payroll:spend", POST,                   404,   404,   200,   200,   200,   200),
    row("payroll:decide_spending", GET,          404,   404,   404,   200,   404,   200, of=pay.spending),
    row("payroll:decide_spending", POST,         404,   404,   404,   302,   404,   302, of=pay.spending, send=pay.approval),
    row("payroll:receipt", GET,                  404,   404,   200,   200,   200,   200, of=pay.spending),
    row("payroll:my_preview", GET,               200,   200,   200,   200,   200,   200),
    row("payroll:preview", GET,                  404,   404,   200,   200,   200,   200, of=agent, strangers=404),
    row("payroll:team_preview", GET,             404,   404,   200,   200,   200,   200),
    row("payroll:papers", GET,                   404,   404,   404,   404,   200,   404, of=agent),
    row("payroll:papers", POST,                  404,   404,   404,   404,   302,   404, of=agent, send=pay.seen),
    row("payroll:drafts", GET,                   404,   404,   404,   200,   200,   200),
    row("payroll:begin_draft", GET,              404,   404,   404,   200,   200,   200, of=rulebook),
    row("payroll:begin_draft", POST,             404,   404,   404,   302,   302,   302, of=rulebook, send=lambda shop: {"starts": "2027-01", "reason": "new year"}),
    row("payroll:draft", GET,                    404,   404,   404,   200,   200,   200, of=pay.draft),
    row("payroll:draft", POST,                   404,   404,   404,   302,   302,   302, of=pay.draft, send=lambda shop: {"name": "late_rate", "value": "3"}),
    row("payroll:leave_out", POST,               404,   404,   404,   302,   302,   302, of=pay.draft_number),
    row("payroll:adopt_draft", GET,              404,   404,   404,   404,   404,   200, of=pay.draft),
    row("payroll:adopt_draft", POST,             404,   404,   404,   404,   404,   302, of=pay.draft),
    row("payroll:drop_draft", POST,              404,   404,   404,   302,   302,   302, of=pay.draft),
    row("payroll:try_draft", POST,               404,   404,   404,   302,   302,   302, of=pay.draft, send=lambda shop: {"first": "2026-08", "last": "2026-10"}),
    row("payroll:tried", GET,                    404,   404,   404,   200,   200,   200, of=pay.tried),
    row("payroll:try_progress", GET,             404,   404,   404,   200,   200,   200, of=pay.tried),
    row("payroll:compare_books", GET,            404,   404,   404,   200,   200,   200),
    row("payroll:calendar", GET,                 200,   200,   200,   200,   200,   200),
    row("payroll:add_day", GET,                  404,   404,   404,   404,   200,   404),
    row("payroll:add_day", POST,                 404,   404,   404,   404,   302,   404, send=pay.day),
    row("payroll:import_days", GET,              404,   404,   404,   404,   200,   404),
    row("payroll:import_days", POST,             404,   404,   404,   404,   302,   404, send=pay.notice),
    row("payroll:edit_day", GET,                 404,   404,   404,   404,   200,   404, of=pay.holiday),
    row("payroll:edit_day", POST,                404,   404,   404,   404,   302,   404, of=pay.holiday, send=pay.day),
    row("payroll:approve", GET,                  404,   404,   404,   200,   404,   404, of=month),
    row("payroll:approve", POST,                 404,   404,   404,   302,   404,   404, of=month),
    row("payroll:mark_paid", GET,                404,   404,   404,   404,   200,   404, of=approved_month),
    row("payroll:mark_paid", POST,               404,   404,   404,   404,   302,   404, of=approved_month),
    row("payroll:exports", GET,                  404,   404,   404,   200,   200,   200, of=month),
    row("payroll:exports", POST,                 404,   404,   404,   302,   302,   404, of=month, send=lambda shop: {"format": "sheet"}),
    row("payroll:download", POST,                404,   404,   404,   200,   200,   200, of=workbook),
    row("payroll:payslip", GET,                  200,   404,   200,   200,   200,   200, of=final_payslip, strangers=404),
    row("payroll:payslips", GET,                 404,   404,   200,   200,   200,   200),
    row("payroll:my_payslips", GET,              200,   200,   200,   200,   200,   200),
    row("payroll:adjustments", GET,              200,   200,   200,   200,   200,   200),
    row("payroll:add_adjustment", GET,           404,   404,   404,   404,   200,   404),
    row("payroll:add_adjustment", POST,          404,   404,   404,   404,   302,   404, send=adjustment),
]
# fmt: on
