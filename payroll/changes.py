"""Have the records of a month changed since it was calculated? The facts are gathered again and compared, exactly."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from common.templatetags.backoffice import moment
from payroll import stored
from payroll.gather import Whole, gather
from payroll.models import PayrollRun, Payslip
from payroll.people import Books, Person
from payroll.planning import Plan, Pool, plan
from payroll.rules.engine import calculate
from payroll.rules.facts import Facts
from payroll.storing import Slip

NAMED = 5
Report = Callable[[int, int], Any]


def _silent(done: int, total: int) -> None:
    """For commands and tests."""


def what_changed(run: PayrollRun, report: Report = _silent) -> str:
    """Why the payslips are not what a new calculation would give, in words; empty where they are."""
    books = Books(run.month)
    if run.numbers and run.numbers != books.used():
        return _("the rule books changed since %(at)s") % {"at": moment(run.calculated_at)}
    made = plan(run.month, None, books)
    if [pool.stored() for pool in made.pools] != run.pools:
        return _("sales or people changed since %(at)s: shared sums differ") % {
            "at": moment(run.calculated_at)
        }
    names = _changed_people(run, made, books, report)
    if not names:
        return ""
    text = _("records of %(names)s changed since %(at)s")
    return text % {"names": _listed(names), "at": moment(run.calculated_at)}


def _listed(names: Sequence[str]) -> str:
    first = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return _("%(names)s and %(count)s more") % {"names": first, "count": more} if more > 0 else first


def _changed_people(run: PayrollRun, made: Plan, books: Books, report: Report) -> list[str]:
    known = set(run.exceptions.filter(is_blocking=True).values_list("code", "key"))
    names = [one.key for one in made.problems if one.is_blocking and (one.code, one.key[:120]) not in known]
    pools = [Pool.load(row) for row in run.pools]
    seen: set[int] = set()
    whole = Whole(run.month, books)
    for number, ids in enumerate(made.shards, 1):
        seen.update(ids)
        names += _changed_in(run, ids, pools, whole, known)
        report(number, len(made.shards))
    gone = run.payslips.exclude(employee__in=seen) if len(seen) < 500 else _others(run, seen)
    return [*names, *(slip.name for slip in gone)]


def _others(run: PayrollRun, seen: set[int]) -> list[Payslip]:
    return [slip for slip in run.payslips.only("name", "employee_id") if slip.employee_id not in seen]


def _changed_in(
    run: PayrollRun, ids: Sequence[int], pools: Sequence[Pool], whole: Whole, known: set[tuple[str, str]]
) -> Iterator[str]:
    rows = Payslip.objects.filter(run=run, employee__in=ids).values_list("employee", "facts", "rulebook")
    stored_facts = {pk: (facts, book) for pk, facts, book in rows}
    gathered = gather(run.month, ids, pools, whole=whole)
    for person, facts in gathered.facts:
        if person.id in stored_facts:
            text, book = stored_facts[person.id]
            if stored.dump(facts) != text or (book and book != person.book.pk):
                yield person.name
        elif _is_due(person, facts) and ("CALCULATION_FAILED", person.employee_no) not in known:
            yield person.name
    for one in gathered.problems:
        if one.is_blocking and (one.code, one.key[:120]) not in known:
            yield one.key


def _is_due(person: Person, facts: Facts) -> bool:
    """True where somebody without a payslip would get one now."""
    return person.is_employed or Slip(person, facts, calculate(facts, person.book.rates)).is_due
