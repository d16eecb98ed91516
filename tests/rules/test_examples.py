"""Every rule's own examples, to the fen."""

from decimal import Decimal

import pytest
from django.utils import translation

from common.dated import read_numbers
from csbackoffice.presets import read_preset
from payroll.rules.rule import Example, Rule, all_codes, all_rules
from tests.rules.build import facts

NUMBERS = {name: row["value"] for name, row in read_preset("ecommerce-shop")[2].items()}
CASES = [(rule, example) for rule in all_rules() for example in rule.examples]


@pytest.mark.parametrize(
    ("rule", "example"), CASES, ids=[f"{rule.name}: {case.says}" for rule, case in CASES]
)
def test_the_example_comes_out_to_the_fen(rule: Rule, example: Example) -> None:
    rates = read_numbers(rule.rates, {**NUMBERS, **example.rates})
    so_far = {code: Decimal(amount) for code, amount in example.so_far.items()}
    known = (facts(**example.facts), rates, so_far)[: 3 if rule.sees_totals else 2]
    assert [str(line.amount) for line in rule.lines(*known) if line.amount > 0] == list(example.amounts)


def test_every_rule_names_its_source_and_has_examples() -> None:
    assert all(rule.source and rule.explained and rule.examples for rule in all_rules())


def test_codes_stand_in_the_order_of_the_rules() -> None:
    earnings = "BASE TRIAL FIXED COMMISSION MEDAL PERFORMANCE MENTOR SUGGESTION REWARD OVERTIME ADJUST_PLUS"
    deductions = (
        "LATE EARLY MISSED_PUNCH ABSENCE UNPAID HYGIENE NO_PLAN LOW_SCORE PENALTY FINE COMPENSATION"
        " ADJUST_MINUS CARRY_IN"
    )
    assert " ".join(all_codes()) == f"{earnings} {deductions}"


NAMES = {
    "BASE": "底薪",
    "TRIAL": "试用补贴",
    "FIXED": "固定月薪",
    "COMMISSION": "提成",
    "MEDAL": "奖章奖金",
    "PERFORMANCE": "绩效工资",
    "MENTOR": "师徒奖金",
    "SUGGESTION": "建议奖",
    "REWARD": "奖励积分",
    "OVERTIME": "加班费",
    "ADJUST_PLUS": "补发",
    "LATE": "迟到",
    "EARLY": "早退",
    "MISSED_PUNCH": "缺卡",
    "ABSENCE": "旷工",
    "UNPAID": "缺勤扣薪",
    "HYGIENE": "卫生扣分",
    "NO_PLAN": "未写计划",
    "LOW_SCORE": "绩效不合格",
    "PENALTY": "处罚积分",
    "FINE": "罚款",
    "COMPENSATION": "赔偿",
    "ADJUST_MINUS": "扣回",
    "CARRY_IN": "上月结转",
}


def test_pay_lines_have_the_names_of_the_rules_in_the_payroll_sheet() -> None:
    with translation.override("zh-hans"):
        names = {code: translation.gettext(known.label) for code, known in all_codes().items()}
    assert names == NAMES
