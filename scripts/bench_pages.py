"""How long list and grid pages keep the server busy in a company of 1,000; scripts/bench.py gives it a database.

To measure another page, add a line to PAGES. Ends with 1 where one misses the target. docs/how-to/measure.md says how
to read the table.
"""

import argparse
import sys
import time
from typing import Any

MOST_MS = 200
# (who looks, address): the logins are those of the demo company.
PAGES = (
    ("manager", "/attendance/roster/"),
    ("manager", "/attendance/roster/?view=month"),
    ("manager", "/attendance/roster/?group=none&view=month"),
    ("leader", "/attendance/roster/?view=month"),
    ("agent", "/attendance/roster/"),
    ("manager", "/attendance/readings/"),
    ("manager", "/attendance/readings/?group=none"),
    ("leader", "/attendance/readings/"),
    ("manager", "/attendance/live/"),
    ("supervisor", "/attendance/live/"),
    ("manager", "/attendance/requests/"),
    ("supervisor", "/attendance/requests/"),
    ("manager", "/attendance/shifts/"),
    ("manager", "/attendance/punches/"),
    ("manager", "/attendance/leaves/"),
    ("manager", "/attendance/overtime/"),
    ("manager", "/attendance/proposals/"),
    ("manager", "/attendance/handovers/"),
    ("manager", "/attendance/handovers/book/"),
    ("supervisor", "/attendance/work-plans/"),
    ("supervisor", "/attendance/checklists/"),
    ("supervisor", "/attendance/duty/"),
    ("agent", "/attendance/my-shifts/"),
    ("agent", "/attendance/my-leave/"),
    ("director", "/flags/"),
    ("manager", "/people/"),
    ("manager", "/people/notices/"),
)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    options = read_arguments()
    if not options.as_it_is:
        call_command("migrate", verbosity=0)
        fill_company(options.people)
    sys.exit(measure(options))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts.bench_pages", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    parser.add_argument("--as-it-is", action="store_true", help="measure what the database holds")
    return parser.parse_args()


def fill_company(people: int) -> None:
    """The demo company in this size: a month and what there is of this one, one order an agent and day."""
    from csbackoffice.demo.fill import fill
    from csbackoffice.demo.plan import Plan

    fill(Plan(people, 1, 1))


def measure(options: argparse.Namespace) -> int:
    """Ask every page, print what it took, and say whether all keep to the target. The exit code."""
    clients = {role: client_of(role) for role, _address in PAGES}
    missed = 0
    print(f"{'as':11} {'page':44} {'server':>7} {'wall':>7} {'queries':>8} {'kB':>5}   target {MOST_MS} ms")
    for role, address in PAGES:
        if options.only in address:
            took, wall, queries, size = ask(clients[role], address, options.repeat)
            missed += took > MOST_MS
            verdict = "kept" if took <= MOST_MS else "MISSED"
            said = f"{role:11} {address:44} {took:7.0f} {wall:7.0f} {queries:8} {size:5}   {verdict}"
            print(said, flush=True)
    return int(bool(missed))


def client_of(username: str) -> Any:
    from django.test import Client

    from staff.models import User

    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(User.objects.get(username=username))
    return client


def ask(client: Any, address: str, repeat: int) -> tuple[float, float, int, int]:
    """(least processor time and least time of a request in milliseconds, its queries, its size in kB)."""
    from django.db import connection

    queries = []

    def count(execute: Any, *statement: Any) -> Any:
        queries.append(statement[0])
        return execute(*statement)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    took, wall = [], []
    for _number in range(repeat):
        began, busy = time.perf_counter(), time.process_time()
        client.get(address)
        took.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return min(took), min(wall), len(queries), len(answer.content) // 1024


if __name__ == "__main__":
    main()
