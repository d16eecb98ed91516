"""The exceptions of a run, by code: which block, what they say, where they are mended."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.dated import Text, words


@dataclass(frozen=True)
class Kind:
    """A code of exceptions. `link` is the URL name of the place where it is mended; it gets the key."""

    code: str
    is_blocking: bool
    label: Text
    link: str


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("CALCULATION_FAILED", True, words("calculation failed"), "staff:person"),
        Kind("ACCOUNT_UNBOUND", True, words("sales on an account that is bound to nobody"), "staff:accounts"),
        Kind("REFUND_UNMATCHED", True, words("refund of an order that is not known"), "performance:refunds"),
        Kind("POOL_WITHOUT_PARTICIPANTS", True, words("a pool that nobody shares"), "staff:groups"),
        Kind("SALES_WITHOUT_GROUP", True, words("supervisor with sales and no group"), "staff:groups"),
        Kind("TERMS_MISSING", True, words("no fixed pay where it is due"), "staff:person"),
        Kind("SCORE_MISSING", True, words("no final score"), "performance:scores"),
        Kind("APPEAL_OPEN", True, words("an appeal is open"), "performance:conduct"),
        Kind("ROSTER_MISSING", True, words("employed, but no roster in the month"), "attendance:shifts"),
        Kind("UNCOMMISSIONED", False, words("sales that earn no commission"), "performance:orders"),
        Kind("NET_CARRIED", False, words("pay does not cover the deductions"), "payroll:payslip"),
        Kind("PUNCH_UNUSED", False, words("punches that hang on no shift"), "attendance:punches"),
        Kind("BANK_MISSING", False, words("pay is due, but there is no bank card"), "staff:person"),
    )
}


@dataclass(frozen=True)
class Problem:
    """Something that a person must look at: data, not an error. `key` says who or what it is about."""

    code: str
    key: str
    says: Text
    numbers: Mapping[str, str]
    employee: int | None = None

    @property
    def is_blocking(self) -> bool:
        return KINDS[self.code].is_blocking


def problem(code: str, key: str, says: Text, employee: int | None = None, **numbers: object) -> Problem:
    """Put a problem together; the names of the numbers stand in braces in the text."""
    return Problem(code, key, says, {name: str(value) for name, value in numbers.items()}, employee)
