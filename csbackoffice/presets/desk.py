"""Checklists and areas of cleaning: from desk.toml into the database, only what is not there yet."""

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def install_desk(apps: Any) -> None:
    """Add templates by their code, and areas where there is none; what people have changed is left alone."""
    try:
        Checklist = apps.get_model("attendance", "Checklist")
        Point = apps.get_model("attendance", "ChecklistPoint")
        Area = apps.get_model("attendance", "DutyArea")
    except LookupError:  # an early migration of a fresh database: a later one calls again
        return
    content = tomllib.loads((HERE / "desk.toml").read_text(encoding="utf-8"))
    known = set(Checklist.objects.values_list("code", flat=True))
    for code, row in content["checklists"].items():
        if code not in known:
            points = row.pop("points")
            checklist = Checklist.objects.create(code=code, **row)
            Point.objects.bulk_create(
                Point(checklist=checklist, position=place, says=says) for place, says in enumerate(points)
            )
    if not Area.objects.exists():
        Area.objects.bulk_create(
            Area(name=name, position=place) for place, name in enumerate(content["areas"])
        )
