"""Days that can be meant: a slip of the hand (the year 0202, or 9999) is refused in words."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.cell_days import FIRST_YEAR, LAST_YEAR


def believable(day: dt.date) -> None:
    """Raise ValidationError for a day, or moment, outside the years that workbooks may name too."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("“%(day)s” cannot be meant: the year is one from %(first)s to %(last)s."),
            params={"day": day.isoformat()[:10], "first": str(FIRST_YEAR), "last": str(LAST_YEAR)},
        )


def only_believable(form: Any, *names: str) -> None:
    """Let these fields of a form take believable days only."""
    for name in names:
        form.fields[name].validators.append(believable)
