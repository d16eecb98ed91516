"""Every page of the demo company as its user sees it: accessible (WCAG 2.2 AA), in both themes and widths."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from scripts.looks import look_at
from scripts.pages import LOGINS, Found, Page, find_pages
from staff.models import User

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
AXE = (HERE.parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = (HERE / "accessible.js").read_text(encoding="utf-8").rstrip().rstrip(";")
WALK_FOCUS = (HERE / "focus.js").read_text(encoding="utf-8").rstrip().rstrip(";")
LOOK_AT_FRAME = (HERE / "frame.js").read_text(encoding="utf-8").rstrip().rstrip(";")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": STANDARD}, "rules": {"target-size": {"enabled": True}}}
# The browser gives the focus to its own bar in between; of the page nothing but the dialog gets it.
IS_INSIDE = """(dialog) => document.activeElement === document.body
    || document.getElementById(dialog).contains(document.activeElement)"""
# The theme changes colours and nothing else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WIDTHS = (1280, 390)
# Of the navigation all pages show the entry that is theirs; the others look the same everywhere: on the desk.
ALIKE, SHOW_ALL = [".nav-item:not(.active)"], {"desk", "login"}
PHONE = WIDTHS[-1]
# Going there closes the menu.
UNDER_MENU = [".skip-link", ".page-wrapper"]


@pytest.fixture
def demo(live_server: Any) -> tuple[Found, dict[str, Client]]:
    """A small demo company, its pages, and its people logged in."""
    with translation.override("zh-hans"):  # another test may have left English behind
        call_command("seed_demo", employees=24, months=2, orders_per_day=2, stdout=io.StringIO())
    clients = {}
    for username in LOGINS:
        clients[username] = Client(raise_request_exception=False)
        clients[username].force_login(User.objects.get(username=username))
    return find_pages(clients), clients


class Tabs:
    """One tab for each person, logged in."""

    def __init__(self, browser: Any, address: str, clients: dict[str, Client]) -> None:
        self.browser, self.address, self.clients = browser, address, clients
        self.tabs: dict[str, Any] = {}

    def of(self, page: Page) -> Any:
        if page.username not in self.tabs:
            self.tabs[page.username] = self._open(page.username)
        return self.tabs[page.username]

    def _open(self, username: str) -> Any:
        context = self.browser.new_context(
            base_url=self.address, locale="zh-CN", reduced_motion="reduce", bypass_csp=True
        )
        if username:
            session = self.clients[username].cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
        return context.new_page()


def test_every_page_is_accessible_in_both_themes_and_widths(
    demo: tuple[Found, dict[str, Client]], browser: Any, live_server: Any
) -> None:
    found, clients = demo
    tabs = Tabs(browser, live_server.url, clients)

    wrong = [f"broken link: {link}" for link in found.broken]
    wrong += [f"no link leads to {page.name}" for page in found.unlinked if not page.may_be_lost]
    for page in found.pages:
        wrong += [f"{page.name}: {words}" for words in troubles_of(page, tabs.of(page))]

    assert not wrong, "\n".join(wrong)


def troubles_of(page: Page, tab: Any) -> Iterator[str]:
    """What the checker finds on a page, what the focus meets there, and what sticks out."""
    passed = [] if page.name in SHOW_ALL else ALIKE
    tab.set_viewport_size({"width": WIDTHS[0], "height": 844})
    tab.goto(page.path)
    tab.evaluate(AXE)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 844})
        tab.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        for words in (*tab.evaluate(LOOK_AT_FRAME), *look_at(tab, "zh", width), *checked(tab, passed)):
            yield f"{width}: {words}"
    if page.name == "desk":
        tab.locator(".navbar-toggler").click()
        tab.locator("#navigation.show").wait_for()
        for words in (*look_at(tab, "zh", PHONE), *checked(tab, UNDER_MENU)):
            yield f"{PHONE}, menu open: {words}"
        tab.locator("main a").first.focus()
        if tab.locator("#navigation.show").count():
            yield f"{PHONE}: the open menu covers what has the focus"


def checked(tab: Any, passed: list[str]) -> Iterator[str]:
    """What the checker says in both themes, and whether the keyboard's focus is seen."""
    for theme, rules in (("dark", COLOURS), ("light", EVERYTHING)):
        tab.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
        for words in tab.evaluate(RUN_AXE, [rules, passed]):
            yield f"{theme}: {words}"
    tab.keyboard.press("Tab")  # from here on the focus is shown as for the keyboard
    yield from tab.evaluate(WALK_FOCUS, passed)


def test_the_keyboard_alone_gets_everywhere(new_page: Any, live_server: Any) -> None:
    call_command("seed_demo", employees=24, months=1, orders_per_day=1, stdout=io.StringIO())
    client = Client()
    client.force_login(User.objects.get(username="leader"))
    page = new_page()
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto("/")

    page.keyboard.press("Tab")
    assert focused(page) == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    button = page.locator(".shell-tools [data-bs-toggle=dropdown]:visible").last
    button.focus()
    for keys, dialog in (("Control+k", "palette"), ("?", "keys")):
        page.keyboard.press(keys)
        page.locator(f"dialog#{dialog}[open]").wait_for()
        for _step in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(IS_INSIDE, dialog), "the focus leaves the dialog"
        page.keyboard.press("Escape")
        assert not page.evaluate(f"document.getElementById('{dialog}').open")
        assert button.evaluate("(button) => button === document.activeElement"), dialog

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "dropdown-item"
    page.keyboard.press("Escape")
    assert button.evaluate("(button) => button === document.activeElement")

    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".navbar-toggler").focus()
    page.keyboard.press("Enter")
    page.locator("#navigation.show").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def focused(page: Any) -> str:
    """The first class of what has the focus."""
    return str(page.evaluate("document.activeElement.className.split(' ')[0]"))
