"""Past months under a draft of a rule book: gathered and calculated as ever, compared, and never stored as pay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.money import ZERO
from common.month import Month
from payroll.gather import Whole, gather
from payroll.models import PayrollRun, Payslip, PayslipLine, WhatIf, WhatIfRow
from payroll.people import Books, Person
from payroll.planning import plan
from payroll.rules.engine import Result, calculate
from payroll.rules.facts import Facts
from staff.rulebooks import numbers_in_force

Pair = list[Decimal]


def _pair() -> Pair:
    return [ZERO, ZERO]


@dataclass
class Differences:
    """What changes, added up: {name: [as it was, under the draft]}, and the people whose pay differs."""

    months: dict[str, Pair] = field(default_factory=lambda: defaultdict(_pair))
    groups: dict[str, Pair] = field(default_factory=lambda: defaultdict(_pair))
    lines: dict[str, Pair] = field(default_factory=lambda: defaultdict(_pair))
    rows: list[WhatIfRow] = field(default_factory=list)
    failed: list[list[str]] = field(default_factory=list)

    def sums(self) -> dict[str, list[list[str]]]:
        """As the work keeps them."""
        return {
            kind: [[name, *map(str, pair)] for name, pair in sorted(getattr(self, kind).items())]
            for kind in ("months", "groups", "lines")
        }


def try_months(work: WhatIf) -> None:
    """Do the work of a what-if; results replace those of an earlier attempt."""
    found = Differences()
    runs = list(PayrollRun.objects.filter(month__gte=work.first, month__lte=work.last).order_by("month"))
    runs = [run for run in runs if run.payslips.exists()]
    for number, run in enumerate(runs):
        work.report(str(run.month), number, len(runs))
        _try_month(work, run, found)
    with transaction.atomic():
        work.finish(sums=found.sums(), failed=found.failed, done_steps=len(runs), all_steps=len(runs))
        WhatIfRow.objects.filter(tried=work).delete()
        WhatIfRow.objects.bulk_create(found.rows, batch_size=500)


def draft_books(work: WhatIf, month: Month) -> Books:
    """The rule books of a month with the draft's numbers in one of them."""
    held = numbers_in_force(month)
    book = work.draft.book_id
    return Books(month, held | {book: held.get(book, {}) | work.values})


def _try_month(work: WhatIf, run: PayrollRun, found: Differences) -> None:
    books = draft_books(work, run.month)
    made, whole = plan(run.month, None, books), Whole(run.month, books)
    for ids in made.shards:
        before = _as_paid(run, ids)
        gathered = gather(run.month, ids, made.pools, whole=whole)
        for person, facts in gathered.facts:
            slip = before.pop(person.id, None)
            after = _worked_out(person, facts, found)
            if after and (slip or after.lines):
                _compare(work, run.month, slip or _Paid.of(person), after, found)
        found.failed += [
            [one.key, one.numbers.get("why", "")]
            for one in gathered.problems
            if one.code == "CALCULATION_FAILED"
        ]


def _worked_out(person: Person, facts: Facts, found: Differences) -> Result | None:
    """None for somebody who cannot be worked out, who is named; the others are compared all the same."""
    try:
        return calculate(facts, person.book.rates)
    except Exception as error:  # noqa: BLE001  one person must not fail a whole quarter
        found.failed.append([person.employee_no, f"{type(error).__name__}: {error}"])
        return None


@dataclass
class _Paid:
    """A payslip as it was."""

    employee_no: str
    name: str
    group_name: str
    net: Decimal = ZERO
    lines: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @classmethod
    def of(cls, person: Any) -> "_Paid":
        return cls(person.employee_no, person.name, person.group_name)


def _as_paid(run: PayrollRun, ids: Sequence[int]) -> dict[int, _Paid]:
    slips = Payslip.objects.filter(run=run, employee__in=ids).order_by()
    columns = ("employee", "employee_no", "name", "group_name", "net")
    found = {
        pk: _Paid(number, name, group, net) for pk, number, name, group, net in slips.values_list(*columns)
    }
    lines: Any = PayslipLine.objects.filter(payslip__run=run, payslip__employee__in=ids).order_by()
    for pk, code, side, amount in lines.values_list("payslip__employee", "code", "side", "amount"):
        found[pk].lines[code] += amount if side == PayslipLine.Side.EARNING else -amount
    return found


def _compare(work: WhatIf, month: Month, paid: _Paid, after: Result, found: Differences) -> None:
    now: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in after.lines:
        now[line.code.code] += line.amount if line.code.side == "earning" else -line.amount
    for kind, name in ((found.months, str(month)), (found.groups, paid.group_name)):
        _add(kind, name, paid.net, after.net)
    moved = list(_moved(paid.lines, now, found))
    if moved or paid.net != after.net:
        moved.sort(key=lambda pair: -abs(Decimal(pair[1])))
        found.rows.append(
            WhatIfRow(
                tried=work,
                month=month,
                employee_no=paid.employee_no,
                name=paid.name,
                group_name=paid.group_name,
                before=paid.net,
                after=after.net,
                change=after.net - paid.net,
                lines=moved,
            )
        )


def _moved(before: dict[str, Decimal], after: dict[str, Decimal], found: Differences) -> Iterator[list[str]]:
    for code in {*before, *after}:
        then, now = before.get(code, ZERO), after.get(code, ZERO)
        _add(found.lines, code, then, now)
        if then != now:
            yield [code, str(now - then)]


def _add(sums: dict[str, Pair], name: str, before: Decimal, after: Decimal) -> None:
    sums[name][0] += before
    sums[name][1] += after


@dataclass(frozen=True)
class Compared:
    """One row of a table of differences."""

    label: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before


def compared(rows: Iterable[Sequence[str]], label: Any) -> list[Compared]:
    """Kept sums as rows to show; `label` puts a name into words."""
    return [Compared(label(name), Decimal(before), Decimal(after)) for name, before, after in rows]


def total(rows: Sequence[Compared]) -> Compared:
    return Compared(
        _("Total"), sum((row.before for row in rows), ZERO), sum((row.after for row in rows), ZERO)
    )
