"""The official holidays, breaks and make-up workdays of 2026, and the statutory days of 2027 as expected."""

import datetime as dt

from django.db import migrations

NOTICE = "国办发明电〔2025〕7号"
STATUTORY_LAW = "国务院令第795号；调休安排尚未公布"
# (name, first and last day of the break, statutory days, make-up workdays), as month-day.
BREAKS_OF_2026 = (
    ("元旦", "01-01", "01-03", ["01-01"], ["01-04"]),
    ("春节", "02-15", "02-23", ["02-16", "02-17", "02-18", "02-19"], ["02-14", "02-28"]),
    ("清明节", "04-04", "04-06", ["04-05"], []),
    ("劳动节", "05-01", "05-05", ["05-01", "05-02"], ["05-09"]),
    ("端午节", "06-19", "06-21", ["06-19"], []),
    ("中秋节", "09-25", "09-27", ["09-25"], []),
    ("国庆节", "10-01", "10-07", ["10-01", "10-02", "10-03"], ["09-20", "10-10"]),
)
STATUTORY_OF_2027 = (
    ("元旦", ["01-01"]),
    ("春节", ["02-05", "02-06", "02-07", "02-08"]),
    ("清明节", ["04-05"]),
    ("劳动节", ["05-01", "05-02"]),
    ("端午节", ["06-09"]),
    ("中秋节", ["09-15"]),
    ("国庆节", ["10-01", "10-02", "10-03"]),
)


def rows():
    """(day, kind, name, source, confirmed)."""
    for name, first, last, statutory, makeup in BREAKS_OF_2026:
        day, end = (dt.date.fromisoformat(f"2026-{text}") for text in (first, last))
        while day <= end:
            kind = "statutory" if f"{day:%m-%d}" in statutory else "rest"
            yield day, kind, name, NOTICE, True
            day += dt.timedelta(days=1)
        for text in makeup:
            yield dt.date.fromisoformat(f"2026-{text}"), "makeup", name, NOTICE, True
    for name, statutory in STATUTORY_OF_2027:
        for text in statutory:
            yield dt.date.fromisoformat(f"2027-{text}"), "statutory", name, STATUTORY_LAW, False


def add_holidays(apps, schema_editor):
    Holiday = apps.get_model("common", "Holiday")
    known = set(Holiday.objects.values_list("day", flat=True))
    Holiday.objects.bulk_create(
        Holiday(day=day, kind=kind, name=name, source=source, confirmed=confirmed)
        for day, kind, name, source, confirmed in rows()
        if day not in known
    )


class Migration(migrations.Migration):
    dependencies = [("common", "0003_holidays")]
    operations = [migrations.RunPython(add_holidays, migrations.RunPython.noop)]
