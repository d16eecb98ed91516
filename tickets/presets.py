"""What a fresh service desk knows, and its way into the database."""

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps as installed

CONTENT = Path(__file__).with_suffix(".toml")


def read() -> dict[str, Any]:
    return tomllib.loads(CONTENT.read_text(encoding="utf-8"))


def install(apps: Any = installed) -> None:
    """Add what the database does not have yet; never touches what is there."""
    content = read()
    _install_calendars(apps.get_model("tickets", "ServiceCalendar"), content["calendars"])
    _install_causes(apps.get_model("tickets", "Cause"), content["causes"])
    VisitScript = apps.get_model("tickets", "VisitScript")
    for reason, row in content["scripts"].items():
        VisitScript.objects.get_or_create(reason=reason, defaults=row)
    ReplyTemplate = apps.get_model("tickets", "ReplyTemplate")
    if not ReplyTemplate.objects.exists():
        ReplyTemplate.objects.bulk_create(ReplyTemplate(**row) for row in content["templates"])


def _install_calendars(ServiceCalendar: Any, rows: dict[str, dict[str, str]]) -> None:
    for code, row in rows.items():
        defaults = {"platform": row["platform"], "name": row["name"], "week": [row["hours"]] * 7}
        ServiceCalendar.objects.get_or_create(code=code, defaults=defaults)


def _install_causes(Cause: Any, rows: dict[str, dict[str, str]]) -> None:
    for code, row in rows.items():
        parent = Cause.objects.get(code=row["under"]) if "under" in row else None
        names = {"name_zh": row["zh"], "name_en": row["en"], "department": row["department"]}
        Cause.objects.get_or_create(code=code, defaults={"parent": parent, **names})
