"""How the help is laid out: a shelf for each role, and the way from a page to its help and back."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.access import Role
from csbackoffice.help.library import HelpPage, all_pages, page_about
from csbackoffice.help.markdown import Text
from csbackoffice.navigation import navigation_for

# Who keeps the site running is no role of the company.
OPERATOR = "operator"
NAMES: dict[str, Promise | str] = {
    Role.AGENT: _("For agents"),
    Role.LEADER: _("For leaders"),
    Role.SUPERVISOR: _("For supervisors"),
    Role.MANAGER: _("For managers"),
    Role.ACCOUNTANT: _("For accountants"),
    Role.DIRECTOR: _("For directors"),
    OPERATOR: _("For whoever runs the site"),
}


@dataclass(frozen=True)
class Shelf:
    """The pages of one role; `is_own` is the reader's."""

    name: Promise | str
    is_own: bool
    pages: list[tuple[HelpPage, Text]]


def shelves(role: str, language: str) -> list[Shelf]:
    """The reader's own shelf first, then the others in the order of the roles."""
    ordered = sorted(NAMES, key=lambda name: name != role)
    found = []
    for name in ordered:
        pages = [(page, page.text(language)) for page in all_pages() if name in page.roles]
        if pages:
            found.append(Shelf(NAMES[name], name == role, pages))
    return found


def help_address(request: HttpRequest) -> str:
    """Where “?” leads from here: the page that explains this one, else all of the help."""
    match = request.resolver_match
    page = page_about(match.view_name, getattr(request.user, "role", "")) if match else None
    return reverse("help_page", args=[page.slug]) if page else reverse("help")


def related(request: HttpRequest, page: HelpPage) -> list[Any]:
    """Pages of the product that a how-to page explains, of those that stand in the reader's navigation."""
    addresses = {reverse(name) for name in page.explains if _has_no_arguments(name)}
    groups = navigation_for(request)
    return [entry for group in groups for entry in group["entries"] if entry["url"] in addresses]


def _has_no_arguments(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
