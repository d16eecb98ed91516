"""Write docs/reference/pay-rules.md, and the list of its texts for the translators, from the rules themselves.

`--check` says whether both are up to date.
"""

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs" / "reference" / "pay-rules.md"
TEXTS = ROOT / "csbackoffice" / "help" / "texts.py"
HEAD_OF_TEXTS = '''"""Texts of the pay rules for the translators: written by `make pay-rules`, do not edit."""
# ruff: noqa: E501

from django.utils.translation import gettext_noop

# fmt: off
TEXTS = (
'''
HEAD = """# Pay rules

Written by `make pay-rules` from `payroll/rules/`; do not edit. Each chapter is one file. Amounts are in yuan;
a line is `base × times ÷ per`, rounded once, half up. The numbers are those of the preset `ecommerce-shop`; each
company and group has its own, with dates.
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbackoffice.settings")
    django.setup()
    wanted = {PLACE: "\n".join([HEAD, *chapters()]), TEXTS: list_of_texts()}
    for place, text in wanted.items():
        if "--check" not in sys.argv:
            place.write_text(text, encoding="utf-8")
        elif not place.exists() or place.read_text(encoding="utf-8") != text:
            sys.exit(f"{place.relative_to(ROOT)} is not what the rules say; run make pay-rules")


def list_of_texts() -> str:
    from csbackoffice.help.rules import texts_of_rules

    texts = [json.dumps(text, ensure_ascii=False) for text in texts_of_rules()]
    return HEAD_OF_TEXTS + "".join(f"    gettext_noop({text}),\n" for text in texts) + ")\n"


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
