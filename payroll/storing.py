"""Results into the database: each person's payslip replaced whole, under the fencing token."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from common.bulk import insert
from common.lookups import Keys
from payroll import stored
from payroll.models import PayrollRun, PayrollShard, Payslip, PayslipLine, RunException
from payroll.people import Person
from payroll.problems import Problem
from payroll.rules.engine import Result
from payroll.rules.facts import Facts
from payroll.rules.lines import Line


@dataclass(frozen=True)
class Slip:
    """One person's result, ready to be stored."""

    person: Person
    facts: Facts
    result: Result

    @property
    def is_due(self) -> bool:
        """Employed on a day of the month, or with a line or a carry."""
        result = self.result
        return bool(self.person.is_employed or result.lines or result.carry_out or result.base_carry_out)


def store(shard: PayrollShard, run: PayrollRun, slips: Sequence[Slip], problems: Iterable[Problem]) -> None:
    """Replace the payslips and exceptions of the shard's people, in one transaction that a later attempt fences off.

    Raises Fenced, and nothing is stored, where a later attempt or calculation has taken over.
    """
    with transaction.atomic():
        shard.finish(done_steps=len(slips))
        _drop(run, shard.employee_ids)
        _insert(run, [slip for slip in slips if slip.is_due])
        store_problems(run, problems, shard.number)


def store_problems(run: PayrollRun, problems: Iterable[Problem], shard: int | None) -> None:
    """Write exceptions; two of one code about one key are one."""
    RunException.objects.bulk_create(
        (
            RunException(
                run=run,
                shard=shard,
                code=one.code,
                key=one.key[:120],
                employee_id=one.employee,
                is_blocking=one.is_blocking,
                says={"text": one.says, "numbers": dict(one.numbers)},
            )
            for one in problems
        ),
        ignore_conflicts=True,
    )


def _drop(run: PayrollRun, people: Sequence[int]) -> None:
    employees = Keys(people)
    old = Payslip.objects.filter(run=run, employee__among=employees).order_by()
    # By key: right after the first run of all the planner still takes the tables for empty, and joins them so.
    if keys := list(old.values_list("pk", flat=True)):
        lines = PayslipLine.objects.filter(payslip__among=Keys(keys))
        lines._raw_delete(lines.db)  # nothing hangs on lines and payslips
        slips = Payslip.objects.filter(pk__among=Keys(keys))
        slips._raw_delete(slips.db)
    RunException.objects.filter(run=run, employee__among=employees, shard__isnull=False).delete()


def _insert(run: PayrollRun, slips: Sequence[Slip]) -> None:
    """Both tables in bulk; the database gives the payslips their keys, which the lines then name."""
    insert(Payslip, SLIP_COLUMNS, (_payslip(run, slip) for slip in slips))
    people = Keys(slip.person.id for slip in slips)
    stored_now = Payslip.objects.filter(run=run, employee__among=people)
    keys = dict(stored_now.order_by().values_list("employee", "pk"))
    rows = (
        _line(keys[slip.person.id], position, line)
        for slip in slips
        for position, line in enumerate(slip.result.lines)
    )
    insert(PayslipLine, COLUMNS, rows)


SLIP_COLUMNS = (
    *("run_id", "employee_id", "employee_no", "name", "group_name", "role", "rostered", "attended"),
    *("earnings", "deductions", "net", "carry_out", "base_carry_out", "to_fund", "calculation", "facts"),
    "rulebook_id",
)


def _payslip(run: PayrollRun, slip: Slip) -> tuple[Any, ...]:
    person, facts, result = slip.person, slip.facts, slip.result
    head = (run.pk, person.id, person.employee_no, person.name, person.group_name, person.role)
    sums = (
        result.earnings,
        result.deductions,
        result.net,
        result.carry_out,
        result.base_carry_out,
        result.to_fund,
    )
    return (
        *head,
        facts.rostered,
        facts.attended,
        *sums,
        run.calculation,
        stored.dump(facts),
        person.book.pk or None,
    )


COLUMNS = ("payslip_id", "position", "code", "side", "amount", "base", "times", "per", "because", "sources")


def _line(payslip: int, position: int, line: Line) -> tuple[Any, ...]:
    because = {"text": line.why.text, "numbers": dict(line.why.numbers)}
    code = line.code
    parts = (line.base, line.times, line.per)
    return (payslip, position, code.code, str(code.side), line.amount, *parts, because, dict(line.sources))
