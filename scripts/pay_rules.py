"""Write docs/reference/pay-rules.md from the rules themselves; `--check` says whether it is up to date."""

import dataclasses
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

PLACE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "pay-rules.md"
HEAD = """# Pay rules

Written by `make pay-rules` from `payroll/rules/`; do not edit. Each chapter is one file. Amounts are in yuan;
a line is `base × times ÷ per`, rounded once, half up. The numbers are those of the preset `ecommerce-shop`; each
company and group has its own, with dates.
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbackoffice.settings")
    django.setup()
    text = "\n".join([HEAD, *chapters()])
    if "--check" in sys.argv:
        if not PLACE.exists() or PLACE.read_text(encoding="utf-8") != text:
            sys.exit("docs/reference/pay-rules.md is not what the rules say; run make pay-rules")
        return
    PLACE.write_text(text, encoding="utf-8")


def chapters() -> Iterator[str]:
    from django.utils import translation

    from payroll.rules.rule import all_codes, all_rules

    rules = {rule.code.code: rule for rule in all_rules()}
    for code in all_codes().values():
        with translation.override("zh-hans"):
            chinese = translation.gettext(code.label)
        yield from chapter(rules[code.code], chinese)


def chapter(rule, chinese: str) -> Iterator[str]:  # type: ignore[no-untyped-def]
    from csbackoffice.presets import read_preset

    numbers = read_preset("ecommerce-shop")[2]
    code = rule.code
    fund = ", goes to the activity fund" if code.to_fund else ""
    yield f"## {code.code} · {chinese} · {code.label}\n"
    yield f"{code.side.value.capitalize()}{fund}. `payroll/rules/{rule.name}.py`, since {rule.starts}.\n"
    yield f"{rule.explained}\n\nSource: {rule.source}\n"
    fields = dataclasses.fields(rule.rates)
    if fields:
        yield "| number | value | unit | reason |\n|---|---|---|---|"
        for part in fields:
            known = numbers[part.name]
            yield f"| `{part.name}` | {known['value']} | {part.metadata['unit']} | {known['reason']} |"
        yield ""
    for example in rule.examples:
        yield f"- {example.says}: **{' + '.join(example.amounts) or 'no line'}**"
    yield ""


if __name__ == "__main__":
    main()
