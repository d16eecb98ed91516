"""Rule books, scorecards and the catalogue of conduct that ship with the product, and their way into the database."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps as installed

from csbackoffice.presets.desk import install_desk
from tickets import presets as service_desk

HERE = Path(__file__).parent
# In this order, because a preset is based on an earlier one.
PRESETS = ("ecommerce-shop", "service-department", "operations-center", "warehouse")
Numbers = dict[str, dict[str, str]]


def read_preset(code: str) -> tuple[str, bool, Numbers]:
    """(name, is the default, {number: {value, reason, zh}}) with everything of the preset it is based on."""
    content = tomllib.loads((HERE / f"{code}.toml").read_text(encoding="utf-8"))
    below = read_preset(content["based_on"])[2] if "based_on" in content else {}
    return content["name"], content.get("is_default", False), {**below, **content["numbers"]}


def reasons_in_chinese() -> dict[str, str]:
    """{reason in English: the same in Chinese} of every number of the presets."""
    rows = [row for code in PRESETS for row in read_preset(code)[2].values()]
    return {row["reason"]: row["zh"] for row in rows if "zh" in row}


def install(apps: Any = installed) -> None:
    """Add what the database does not have yet; never touches a rule book or number that is there."""
    for code in PRESETS:
        _install_preset(apps, code)
    _install_catalogue(apps)
    _install_scorecards(apps)
    _install_standards(apps)
    if _has(apps, "tickets", "Cause"):
        service_desk.install(apps)
    install_desk(apps)


def _has(apps: Any, app: str, model: str) -> bool:
    """In a migration of earlier days a model may not be there yet."""
    try:
        return bool(apps.get_model(app, model))
    except LookupError:
        return False


def _install_preset(apps: Any, code: str) -> None:
    RuleBook, RuleRate = apps.get_model("staff", "RuleBook"), apps.get_model("staff", "RuleRate")
    name, is_default, numbers = read_preset(code)
    is_default = is_default and not RuleBook.objects.filter(is_default=True).exists()
    book, _new = RuleBook.objects.get_or_create(
        preset=code, defaults={"name": name, "is_default": is_default}
    )
    known = set(RuleRate.objects.filter(book=book).values_list("name", flat=True))
    RuleRate.objects.bulk_create(
        RuleRate(book=book, name=number, value=row["value"], reason=row["reason"])
        for number, row in numbers.items()
        if number not in known
    )


def _install_catalogue(apps: Any) -> None:
    ConductItem = apps.get_model("performance", "ConductItem")
    content = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))
    known = set(ConductItem.objects.values_list("code", flat=True))
    ConductItem.objects.bulk_create(
        ConductItem(
            code=code,
            kind=row.get("kind", "points"),
            points=row["points"],
            name_zh=row["zh"],
            name_en=row["en"],
        )
        for code, row in content["items"].items()
        if code not in known
    )


def _install_scorecards(apps: Any) -> None:
    """Templates with one version from the beginning; one whose preset is there already is left alone."""
    try:
        Template = apps.get_model("performance", "ScorecardTemplate")
    except LookupError:  # an early migration of a fresh database: a later one calls again
        return
    Version = apps.get_model("performance", "TemplateVersion")
    Criterion = apps.get_model("performance", "Criterion")
    content = tomllib.loads((HERE / "scorecards.toml").read_text(encoding="utf-8"))
    known = set(Template.objects.values_list("preset", flat=True))
    for code, card in content.items():
        if code in known:
            continue
        template = Template.objects.create(
            name=card["name"],
            preset=code,
            rulebooks=",".join(card["rulebooks"]),
            shown_out_of=card.get("shown_out_of", 100),
        )
        version = Version.objects.create(template=template)
        Criterion.objects.bulk_create(
            Criterion(version=version, place=place, **_exact(row))
            for place, row in enumerate(card["criteria"], start=1)
        )


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: Decimal(row[name]) for name in ("weight", "worst", "best") if name in row}
    return {**row, **numbers}


def _install_standards(apps: Any) -> None:
    """Sheets of inspections; one that is there already is left alone."""
    try:
        Standard = apps.get_model("performance", "Standard")
    except LookupError:  # an early migration of a fresh database: a later one calls again
        return
    StandardItem = apps.get_model("performance", "StandardItem")
    content = tomllib.loads((HERE / "standards.toml").read_text(encoding="utf-8"))
    known = set(Standard.objects.values_list("preset", flat=True))
    for code, sheet in content.items():
        if code not in known:
            standard = Standard.objects.create(name=sheet["name"], kind=sheet["kind"], preset=code)
            StandardItem.objects.bulk_create(
                StandardItem(
                    standard=standard,
                    place=place,
                    text=row["text"],
                    points=row["points"],
                    conduct_code=row["conduct"],
                    is_critical=row.get("critical", False),
                )
                for place, row in enumerate(sheet["items"], start=1)
            )
