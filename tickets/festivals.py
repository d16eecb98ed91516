"""Sales festivals that ship with the product (presets.toml): when the next ones are, and their hours."""

import datetime as dt
from typing import Any

from common.dated import DAY
from tickets import presets


def coming(today: dt.date) -> list[dict[str, Any]]:
    """The next time of each festival that has not begun, the soonest first."""
    rows = [_next(code, row, today) for code, row in presets.read()["festivals"].items()]
    return sorted(rows, key=lambda row: row["first"])


def named(code: str, today: dt.date) -> dict[str, Any]:
    """What the form of special days proposes for a festival; tomorrow where none is named."""
    usual = {"first": today + DAY, "last": today + DAY}
    return next((row for row in coming(today) if row["code"] == code), usual)


def _next(code: str, row: dict[str, str], today: dt.date) -> dict[str, Any]:
    year = today.year if _on(today.year, row["first"]) > today else today.year + 1
    days = {"first": _on(year, row["first"]), "last": _on(year, row["last"])}
    return {"code": code, "name": row["name"], "periods": row["hours"], **days}


def _on(year: int, month_and_day: str) -> dt.date:
    return dt.date.fromisoformat(f"{year}-{month_and_day}")
