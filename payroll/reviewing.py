"""What somebody looks at before a month is approved: who moved, what is 0, what is carried."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from common.money import ZERO
from common.templatetags.backoffice import MINUS
from payroll.models import PayrollRun, Payslip, PayslipLine
from payroll.paydays import month_rates
from payroll.wording import code_name

SHOWN_LINES = 3
SHOWN_PEOPLE = 100


@dataclass(frozen=True)
class Moved:
    """Somebody whose net pay moved; `why` are the lines that moved most: (name, change)."""

    slip: Payslip
    before: Decimal | None
    change: Decimal
    share: Decimal | None
    why: Sequence[tuple[str, Decimal]]

    @property
    def percent(self) -> str:
        return f"{self.share * 100:+.0f}%".replace("-", MINUS) if self.share is not None else ""


@dataclass(frozen=True)
class Review:
    """The month beside the one before."""

    run: PayrollRun
    earlier: PayrollRun | None
    limit: Decimal
    moved: Sequence[Moved]
    moved_count: int
    zeros: Sequence[Payslip]
    carried: Sequence[Payslip]
    new: int
    gone: Sequence[str]

    @cached_property
    def percent(self) -> str:
        return f"{self.limit * 100:.0f}%"


def review_of(run: PayrollRun) -> Review:
    """Compare the payslips of two months; a handful of queries however many people there are."""
    earlier = PayrollRun.objects.filter(month=run.month.previous).first()
    before = _nets(earlier) if earlier else {}
    slips = list(run.payslips.select_related("run").defer("facts"))
    limit = month_rates(run.month).review_share
    moved = [
        slip
        for slip in slips
        if slip.employee_id in before and _moved(slip.net, before[slip.employee_id][0], limit)
    ]
    moved.sort(key=lambda slip: -abs(slip.net - before[slip.employee_id][0]))
    shown = moved[:SHOWN_PEOPLE]
    changes = _line_changes(run, earlier, [slip.employee_id for slip in shown]) if earlier else {}
    now = {slip.employee_id for slip in slips}
    return Review(
        run=run,
        earlier=earlier,
        limit=limit,
        moved=[_of(slip, before[slip.employee_id][0], changes.get(slip.employee_id, {})) for slip in shown],
        moved_count=len(moved),
        zeros=[slip for slip in slips if not slip.net and not slip.carry_out][:SHOWN_PEOPLE],
        carried=[slip for slip in slips if slip.carry_out or slip.base_carry_out][:SHOWN_PEOPLE],
        new=sum(1 for slip in slips if slip.employee_id not in before) if earlier else 0,
        gone=[name for pk, (_net, name) in before.items() if pk not in now][:SHOWN_PEOPLE],
    )


def _nets(run: PayrollRun) -> dict[int, tuple[Decimal, str]]:
    rows = run.payslips.order_by("employee_no").values_list("employee", "net", "name")
    return {pk: (net, name) for pk, net, name in rows}


def _moved(now: Decimal, then: Decimal, limit: Decimal) -> bool:
    return abs(now - then) > limit * then if then else now > 0


def _of(slip: Payslip, then: Decimal, lines: Mapping[str, Decimal]) -> Moved:
    change = slip.net - then
    largest = sorted(lines.items(), key=lambda pair: -abs(pair[1]))[:SHOWN_LINES]
    why = [(code_name(code), moved) for code, moved in largest if moved]
    return Moved(slip, then, change, change / then if then else None, why)


def _line_changes(
    run: PayrollRun, earlier: PayrollRun, people: Sequence[int]
) -> dict[int, dict[str, Decimal]]:
    """{employee id: {code: how much more pay the line gives than last month}}."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows: Any = PayslipLine.objects.filter(payslip__run__in=[run, earlier], payslip__employee__in=people)
    for pk, month, code, side, amount in rows.order_by().values_list(
        "payslip__employee", "payslip__run", "code", "side", "amount"
    ):
        sign = (1 if month == run.pk else -1) * (1 if side == PayslipLine.Side.EARNING else -1)
        found[pk][code] += sign * amount
    return found
