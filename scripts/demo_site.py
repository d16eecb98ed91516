"""The demo company on a site of its own in a folder that is thrown away, for pictures: server, browser, logins."""

import contextlib
import datetime as dt
import io
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCALES = {"zh": "zh-CN", "en": "en"}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--font-render-hinting=none",
]


@dataclass
class Tab:
    """One person's browser window in one language and theme, and what it complained about."""

    page: Any
    theme: str
    said: list[str] = field(default_factory=list)


class Site:
    """The running demo company: its pages, and browser tabs of its people."""

    def __init__(self, address: str, browser: Any, sessions: dict[str, str]) -> None:
        self.address, self.browser, self.sessions = address, browser, sessions
        self._tabs: dict[tuple[str, str, str], Tab] = {}
        self._found: Any = None

    def pages(self) -> Any:
        return self._found

    def tab(self, username: str, locale: str = "zh-CN", theme: str = "light", **options: Any) -> Tab:
        """The tab of this person; the visitor has no name."""
        key = (username, locale, theme)
        if key not in self._tabs:
            self._tabs[key] = self.new_tab(*key, **options)
        return self._tabs[key]

    def new_tab(self, username: str, locale: str, theme: str, **options: Any) -> Tab:
        context = self.browser.new_context(
            base_url=self.address, locale=locale, color_scheme=theme, reduced_motion="reduce", **options
        )
        if username:
            session = {"name": "sessionid", "value": self.sessions[username], "url": self.address}
            context.add_cookies([session])
        tab = Tab(context.new_page(), theme)
        tab.page.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.page.on("console", lambda told: told.type == "error" and tab.said.append(told.text))
        return tab


@contextlib.contextmanager
def demo_site() -> Iterator[Site]:
    """Fill in the company, find its pages, serve it, open a browser."""
    folder = Path(tempfile.mkdtemp(prefix="csb-pictures-"))
    os.environ |= {"DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": "", "DEMO_LOGINS": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "csbackoffice.settings"
    try:
        fill_in()
        sessions, found = find_everything()
        with serve() as address, open_browser() as browser:
            site = Site(address, browser, sessions)
            site._found = found
            yield site
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill_in() -> None:
    import logging

    import django
    from django.conf import settings
    from django.core.management import call_command

    from csbackoffice.demo.plan import LOOKED_AT
    from scripts import compile_translations

    compile_translations.main()
    django.setup()
    settings.DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    logging.disable(logging.CRITICAL)
    set_clock(LOOKED_AT)
    print("Filling in the demo company ...", flush=True)
    call_command("migrate", verbosity=0)
    call_command("seed_demo", stdout=io.StringIO())


def set_clock(at: dt.time) -> None:
    """Move to the time zone in which it is this time now: shifts run, as on a working day."""
    now = dt.datetime.now(dt.UTC)
    ahead = (at.hour - now.hour) * 60 + at.minute - now.minute
    ahead += 1440 if ahead < -720 else -1440 if ahead > 840 else 0
    sign, (hours, minutes) = "-" if ahead >= 0 else "+", divmod(abs(ahead), 60)
    os.environ["TZ"] = f"<demo>{sign}{hours:02d}:{minutes:02d}"
    time.tzset()


def find_everything() -> tuple[dict[str, str], Any]:
    """A session for each login, and every page."""
    from django.conf import settings
    from django.test import Client

    from scripts.pages import LOGINS, find_pages
    from staff.models import User

    settings.ALLOWED_HOSTS = ["*"]
    clients = {}
    for username in LOGINS:
        clients[username] = Client(raise_request_exception=False)
        clients[username].force_login(User.objects.get(username=username))
    print("Following the links ...", flush=True)
    found = find_pages(clients)
    return {name: client.cookies["sessionid"].value for name, client in clients.items()}, found


@contextlib.contextmanager
def serve() -> Iterator[str]:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@contextlib.contextmanager
def open_browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    executable = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if executable is None:
        sys.exit("This machine lacks Chromium (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def settle(page: Any) -> None:
    """Until the parts that the page asks for by itself are there, and what moves has come to rest."""
    page.wait_for_selector(".htmx-request", state="detached")
    rest = 900 if page.locator("canvas, [data-chart]").count() else 80
    page.evaluate(
        "rest => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, rest)))", rest
    )
