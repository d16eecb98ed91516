"""What stands on whose desk. To add a card: a `Part` in desk/cards/, and its name here."""

from common.access import Role
from csbackoffice.desk.cards import (
    floor,
    groups,
    notices,
    pay,
    payroll,
    people,
    plan,
    score,
    shift,
    summaries,
    tickets,
)
from csbackoffice.desk.parts import Desk
from csbackoffice.welcome.desk import to_set_up

OWN_STEPS = (
    shift.to_clock_in,
    plan.missing,
    notices.handover,
    shift.changes,
    tickets.late_ones,
    tickets.actions,
    tickets.visits,
    score.to_accept,
    score.exams,
    notices.to_read,
    pay.unseen_payslip,
)
OFFICE_STEPS = (tickets.actions, notices.to_read, pay.unseen_payslip)

DESKS: dict[str, Desk] = {
    Role.AGENT: Desk(
        OWN_STEPS,
        main=(tickets.TICKETS, plan.PLAN),
        side=(score.SCORE, pay.PAY, notices.NOTICES),
        has_shift=True,
        decides=True,
    ),
    Role.LEADER: Desk(
        OWN_STEPS,
        main=(floor.FLOOR, groups.GOALS, tickets.STUCK, tickets.TICKETS),
        side=(plan.PLAN, score.SCORE, pay.PAY, summaries.SUMMARIES, notices.NOTICES),
        has_shift=True,
        decides=True,
    ),
    Role.SUPERVISOR: Desk(
        OWN_STEPS,
        main=(floor.FLOOR, groups.GOALS, tickets.TICKETS, plan.PLAN),
        side=(tickets.STUCK, summaries.SUMMARIES, notices.NOTICES, pay.PAY),
        has_shift=True,
        decides=True,
    ),
    Role.MANAGER: Desk(
        (to_set_up, *OFFICE_STEPS),
        main=(groups.SALES, groups.SERVICE, groups.GOALS, floor.FLOOR, payroll.COST, people.PEOPLE),
        side=(tickets.STUCK, people.RISK, people.RULES, summaries.SUMMARIES, notices.NOTICES),
        decides=True,
    ),
    Role.ACCOUNTANT: Desk(
        OFFICE_STEPS,
        main=(payroll.MONTH, payroll.PAPERS, payroll.COST),
        side=(people.PEOPLE, people.RULES, notices.NOTICES, pay.PAY),
        decides=True,
    ),
    Role.DIRECTOR: Desk(
        OFFICE_STEPS,
        main=(groups.SALES, groups.SERVICE, groups.GOALS, floor.FLOOR, payroll.COST, people.PEOPLE),
        side=(
            summaries.SUMMARIES,
            payroll.MONTH,
            tickets.STUCK,
            people.RISK,
            people.RULES,
            notices.NOTICES,
        ),
        decides=True,
    ),
}
