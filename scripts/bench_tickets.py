"""How fast the service desk answers with a million tickets: a throw-away PostgreSQL, pages of manager and agent.

`.venv/bin/python -m scripts.bench_tickets` (--tickets 100000 for a short look). Prints the median of several
requests, with what the target allows, and ends with 1 where one is missed.
"""
# ruff: noqa: E501 (statements read best in long lines)

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

LIST_MS, SEARCH_MS = 200, 300
# Two years of tickets of 200 agents. Every text has a number of its own, so that words are as rare as they are.
TICKETS = """
INSERT INTO tickets_ticket (kind, channel, platform, customer_name, order_no, is_order_unknown, product, waybill_no,
    problem, wish, urgency, importance, priority, status, level, owner_id, first_owner_id, opened_by_id, opened_at,
    changed_at, due_at, first_replied_at, first_reply_minutes, first_reply_waited, resolved_at, resolution_minutes,
    resolution_waited, reopened, satisfaction)
SELECT (ARRAY['problem','problem','refund','unpaid','undelivered','question','other'])[1 + n %% 7], 'chat', 'taobao',
    '买家' || n, 'O' || (3000000000 + n), false, (ARRAY['雾蓝四件套','乳胶枕','白鹅绒被','纯棉毛巾','遮光窗帘'])[1 + n %% 5],
    'YT' || (7000000000 + n * 7), (ARRAY['收到后发现脱线','物流三天没有更新','少发一只枕头','颜色不一样','外箱破损有压痕',
    '活动价没有生效','发票抬头开错','有轻微异味','赠品没有收到','他人代收没有见到','尺寸量错想加长'])[1 + n %% 11] || '，编号' || n,
    '换新或退款', 2, 2, 2, CASE WHEN n > %(many)s - 4000 THEN 'open' ELSE 'closed' END, 0,
    e.ids[1 + n %% %(people)s], e.ids[1 + n %% %(people)s], e.ids[1 + n %% %(people)s], moment, moment,
    CASE WHEN n > %(many)s - 4000 THEN moment + interval '1 day' END, moment + interval '20 min', 20 + n %% 50, 20 + n %% 50,
    CASE WHEN n <= %(many)s - 4000 THEN moment + interval '9 h' END, CASE WHEN n <= %(many)s - 4000 THEN 540 END, 540,
    (n %% 40 = 0)::int, CASE WHEN n %% 3 = 0 THEN 1 + n %% 5 END
FROM (SELECT n, LOCALTIMESTAMP - interval '730 days' * (1 - n::float / %(many)s) AS moment
      FROM generate_series(1, %(many)s) AS n) AS made, (SELECT array_agg(id ORDER BY id) AS ids FROM staff_employee) AS e
"""
# The same grams that tickets/search.py cuts, cut by the database: pairs of the problem, triples of the numbers.
WORDS = """
INSERT INTO tickets_ticketwords (ticket_id, grams)
SELECT id, ' ' || array_to_string(ARRAY(SELECT substr(split_part(problem, '，', 1), i, 2)
        FROM generate_series(1, length(split_part(problem, '，', 1)) - 1) AS i)
    || ARRAY(SELECT substr(lower(order_no), i, 3) FROM generate_series(1, length(order_no) - 2) AS i)
    || ARRAY(SELECT substr(lower(waybill_no), i, 3) FROM generate_series(1, length(waybill_no) - 2) AS i), ' ') || ' '
FROM tickets_ticket
"""


def main() -> None:
    from scripts.test import find_postgres, postgres_cluster

    options = read_arguments()
    binaries = find_postgres()
    if binaries is None:
        sys.exit("The bench needs PostgreSQL on this machine (apt-get install postgresql).")
    with tempfile.TemporaryDirectory(prefix="csb-bench-") as folder, postgres_cluster(binaries) as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "csbackoffice.settings",
        }
        sys.exit(measure(options))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts.bench_tickets", description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=7)
    return parser.parse_args()


def measure(options: argparse.Namespace) -> int:
    """Fill the database, ask the pages, print what they took. The exit code."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    manager, agent = fill(options.tickets, options.people)
    month = time.strftime("%Y-%m")
    pages = [
        ("list, manager", manager, "/tickets/", LIST_MS),
        ("list, agent", agent, "/tickets/", LIST_MS),
        ("open ones by due time", manager, "/tickets/?status=open&sort=due_at", LIST_MS),
        ("search by words, common", manager, "/tickets/?q=没有收到", SEARCH_MS),
        ("search by words, agent", agent, "/tickets/?q=轻微异味", SEARCH_MS),
        ("search by order number", manager, "/tickets/?q=O3000777777", SEARCH_MS),
        ("figures of the month", manager, f"/tickets/figures/?month={month}", LIST_MS),
        ("figures by product", manager, f"/tickets/figures/?month={month}&by=product", LIST_MS),
    ]
    missed = 0
    for name, client, address, most in pages:
        took = median_ms(lambda client=client, address=address: client.get(address), options.repeat)
        missed += took > most
        print(f"{name:28} {took:7.0f} ms   target {most} ms {'' if took <= most else '  MISSED'}", flush=True)
    return int(bool(missed))


def fill(tickets: int, people: int) -> tuple[Any, Any]:
    """People, and tickets straight into the tables. Clients of a manager and of an agent."""
    from django.db import connection
    from django.test import Client

    from tests.factories import make_employee, make_group, make_user

    group = make_group("Bench")
    agents = [make_employee(group=group) for _number in range(people - 1)]
    manager = make_employee(role="manager", fixed_salary=9000)
    with connection.cursor() as cursor:
        numbers = {"many": tickets, "people": people}
        for title, statement in (("tickets", TICKETS), ("words", WORDS)):
            began = time.monotonic()
            cursor.execute(statement, numbers if title == "tickets" else None)
            print(f"{tickets:,} {title} written in {time.monotonic() - began:.0f} s", flush=True)
        cursor.execute("VACUUM ANALYZE")
    clients = []
    for person in (manager, agents[0]):
        client = Client(headers={"accept-language": "en"})
        client.force_login(make_user(person))
        clients.append(client)
    return clients[0], clients[1]


def median_ms(ask: Callable[[], Any], repeat: int) -> float:
    """The median of several requests after one to warm up; every one must be answered with 200."""
    took = []
    for _number in range(repeat + 1):
        began = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
    return statistics.median(took[1:])


if __name__ == "__main__":
    main()
