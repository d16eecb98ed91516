"""Work for the queue: letters."""

from typing import Any

from common.jobs import perform
from staff import mailing
from staff.models import Letter


def send_letter(pk: Any) -> None:
    """Send one letter."""
    perform(Letter, pk, mailing.send)
