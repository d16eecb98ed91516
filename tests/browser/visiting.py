"""What browser tests do over and over: log in, and look whether a page fits its screen."""

from typing import Any

from django.urls import reverse

from tests.factories import PASSWORD


def log_in(page: Any, person: Any, password: str = PASSWORD) -> Any:
    """The page of somebody (an employee, or the name of a login) who has just logged in."""
    page.goto(reverse("login"))
    page.fill("#id_username", person if isinstance(person, str) else person.user.username)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: reverse("login") not in address)
    return page


def fits(page: Any) -> bool:
    """Is nothing wider than the window?"""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
