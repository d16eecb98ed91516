"""How a pay line is worked out: a page for each rule, from the rule itself and the rule book in force."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from common.month import Month
from payroll.rules.rule import Example, Rule, all_codes, all_rules
from staff.models import RuleBook, RuleRate, Terms
from staff.rulebooks import books_of_groups, default_book

SIDES = {"earning": pgettext_lazy("side", "Earnings"), "deduction": pgettext_lazy("side", "Deductions")}


@dataclass(frozen=True)
class Worked:
    """A worked example: what happens, and the amounts that come out."""

    says: str
    amounts: Sequence[str]


@dataclass(frozen=True)
class RulePage:
    """What is shown of a rule."""

    code: str
    label: str
    side: str
    to_fund: bool
    explained: Sequence[str]
    source: str
    rates: Sequence[RuleRate]
    examples: Sequence[Worked]


def rules_by_side() -> list[tuple[Any, list[Any]]]:
    """[(side, codes)] in the order of the payslip."""
    codes = list(all_codes().values())
    return [(label, [code for code in codes if code.side.value == side]) for side, label in SIDES.items()]


def rule_page(code: str, book: RuleBook, on: dt.date) -> RulePage | None:
    """The page of a rule with the numbers of a rule book that hold on a day; None where no rule has this code."""
    month = Month.of(on)
    rules = [rule for rule in all_rules() if rule.code.code == code and rule.holds_in(month)]
    if not rules:
        return None
    rule = rules[-1]
    return RulePage(
        code,
        gettext(rule.code.label),
        rule.code.side.value,
        rule.code.to_fund,
        [gettext(part) for part in paragraphs(rule.explained)],
        source_in_words(rule.source),
        _rates(rule, book, month),
        [_worked(example) for example in rule.examples],
    )


def book_of(employee_id: int | None, on: dt.date) -> RuleBook:
    """The rule book under which a person is paid."""
    terms = Terms.objects.in_force(on).filter(employee=employee_id).first() if employee_id else None
    own = books_of_groups(on).get(terms.group_id) if terms and terms.group_id else None
    return RuleBook.objects.get(pk=own) if own else default_book()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each on one line and without marks of emphasis."""
    return [one_line(part) for part in re.split(r"\n\s*\n", text.strip())]


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text)).strip()


def source_in_words(source: str) -> str:
    """The company's own rules without their place in the specification, and laws as they are cited."""
    _own, *laws = one_line(source).rstrip(".").split("; ")
    return "; ".join([gettext("the company's rules"), *laws])


def example_in_words(says: str) -> str:
    return says.removeprefix("rules.md: ")


def texts_of_rules() -> list[str]:
    """Every text of the rules that is shown, for the translators."""
    found: dict[str, None] = {}
    for rule in all_rules():
        for text in (*paragraphs(rule.explained), *(example_in_words(one.says) for one in rule.examples)):
            found[text] = None
    return list(found)


def _rates(rule: Rule, book: RuleBook, month: Month) -> list[RuleRate]:
    names = [part.name for part in dataclasses.fields(rule.rates)]
    rows = RuleRate.objects.filter(book=book, name__in=names, valid_from__lte=month.first)
    last: Mapping[str, RuleRate] = {row.name: row for row in rows.order_by("valid_from")}
    return [last[name] for name in names if name in last]


def _worked(example: Example) -> Worked:
    return Worked(gettext(example_in_words(example.says)), example.amounts)
