"""A day that is in a month: dates beyond the calendar of months are refused in words."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from common.dated import BEGINNING

LAST = dt.date(9998, 12, 31)


class DayField(forms.DateField):
    """A date from 1900 to 9998, like the months that records count in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[MinValueValidator(BEGINNING), MaxValueValidator(LAST)], **kwargs)
