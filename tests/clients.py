"""Browsers without a screen, for tests that read pages."""

from typing import Any

from django.test import Client


def as_(person: Any) -> Client:
    """Somebody who is logged in and reads English, whatever the site's own language."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person.user)
    return client
