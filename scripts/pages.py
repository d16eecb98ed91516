"""Every page of the site with the people who use it, found by following links from the start page.

Nothing is listed here: a page that a link leads to is found, one that no link leads to is said to be lost.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

# Whose page it is if several may open it: the first of these.
LOGINS = ("agent", "leader", "supervisor", "accountant", "manager", "director")
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
# Pages that each of them sees another way.
DIFFERENT_FOR_EACH = ("desk",)

# Offered only where there is something to do: drafts to publish, a month that can be approved, has been, is to be paid.
REACHED_LATER = {
    "attendance:roster_publish",
    "password_change_done",
    "payroll:add_bank_template",
    "payroll:approve",
    "payroll:bank_file",
    "payroll:bank_templates",
    "payroll:exceptions",
    "payroll:mark_paid",
    "tickets:check_correction",
    "tickets:finish_action",
}


@dataclass(frozen=True)
class Page:
    """One page at one address, as one person sees it; `username` is empty for a visitor."""

    name: str
    path: str
    username: str = ""

    @property
    def may_be_lost(self) -> bool:
        """No link leads to it in the state that the company is in; a record in another state has one."""
        return self.name in REACHED_LATER

    @property
    def slug(self) -> str:
        person = self.username if self.name in DIFFERENT_FOR_EACH else ""
        return "-".join(filter(None, (self.name.replace(":", "-"), person)))


@dataclass
class Found:
    """What following links has brought: pages, and links that lead to trouble."""

    pages: list[Page] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unlinked: list[Page] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {page.name for page in self.pages}


def find_pages(clients: dict[str, Client]) -> Found:
    """Follow links as each of these people; a page belongs to the first who gets to it."""
    found = Found([Page("login", reverse("login"))])
    for username, client in clients.items():
        for page in _walk(username, client, found.broken):
            if page.name in DIFFERENT_FOR_EACH or page.name not in found.names:
                found.pages.append(page)
    found.unlinked = list(_without_links(found, clients))
    found.pages += found.unlinked
    return found


def _walk(username: str, client: Client, broken: list[str]) -> Iterator[Page]:
    """Every page that this person gets to, one for each URL name."""
    waiting, seen = deque([("/", "/")]), set()
    while waiting:
        path, comes_from = waiting.popleft()
        name = name_of(path)
        if name in seen:
            continue
        seen.add(name)
        response = client.get(path)
        if response.status_code >= 400 and response.status_code != 405:
            broken.append(f"{response.status_code} {path} as {username}, linked from {comes_from}")
        if is_page(response):
            yield Page(name, path, username)
            links = LINK.findall(response.content.decode())  # type: ignore[attr-defined]
            waiting.extend((unescape(link), path) for link in links if name_of(unescape(link)))


def _without_links(found: Found, clients: dict[str, Client]) -> Iterator[Page]:
    """Pages that no link leads to as things are: tried with the arguments that other pages of the app have."""
    known = defaultdict(list)
    for match in (resolve(page.path.partition("?")[0]) for page in found.pages):
        if match.kwargs not in known[match.namespace]:
            known[match.namespace].append(match.kwargs)
    for name in sorted(all_names() - found.names):
        if page := _first_page(name, known[name.rpartition(":")[0]], clients):
            yield page


def _first_page(name: str, known: list[dict[str, object]], clients: dict[str, Client]) -> Page | None:
    for arguments in [{}, *known]:
        try:
            path = reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
        for username, client in clients.items():
            response = client.get(path)
            if response.status_code == 405:
                return None
            if is_page(response):
                return Page(name, path, username)
    return None


def is_page(response: HttpResponseBase) -> bool:
    """A whole page: neither a part of one nor a file nor a redirect."""
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return False
    return response.content.lstrip()[:9].lower() == b"<!doctype"  # type: ignore[attr-defined]


def name_of(path: str) -> str:
    """The URL name that stands for all pages of a kind; empty for what is no address of the project."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def all_names() -> set[str]:
    return set(_names(get_resolver(), ""))


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"
