"""How fast the service desk answers with a million tickets; scripts/bench.py gives it a PostgreSQL (DATABASE_URL).

Asks the pages of manager, supervisor, leader and agent, and prints what they took beside what the target allows.
Ends with 1 where a target is missed. How to read it: docs/how-to/measure.md.
"""
# ruff: noqa: E501 (statements read best in long lines)

import argparse
import datetime as dt
import statistics
import sys
import time
from typing import Any

LIST_MS, SEARCH_MS = 200, 300
A_GROUP, A_SUPERVISOR = 10, 50  # agents
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


PROMISES = """
INSERT INTO tickets_promise (ticket_id, due_at, text, made_at, kept_at, missed_at)
SELECT id, opened_at + interval '2 h', '', opened_at, opened_at + interval '1 h', CASE WHEN id %% 9 = 0 THEN opened_at END
FROM tickets_ticket WHERE id %% 5 = 0
"""
# A product of which nobody has spoken for a year: a tenth of all tickets, none of them new.
LONG_AGO = """
UPDATE tickets_ticketwords SET grams = grams || '旧礼 礼盒 ' WHERE ticket_id BETWEEN %(many)s / 5 AND %(many)s * 3 / 10
"""
COMPLAINTS = """
INSERT INTO tickets_complaint (number, customer_name, order_no, product, channel, platform, about, remedy_wanted, agent_id,
    owner_id, registered_by_id, ticket_id, registered_at, state, missed, is_due_missed, severity, impact, complexity, is_unsafe,
    needs_action_now, is_founded, judged_because, department, found_out, answer, is_satisfied, closed_at, reopened)
SELECT 'TS' || id, customer_name, order_no, product, 'chat', 'taobao', problem, '', owner_id, owner_id, owner_id, id,
    opened_at, 'closed', 0, false, 2, 2, 2, false, false, id %% 3 = 0, '', 'service', '', '', id %% 7 > 0, opened_at, 0
FROM tickets_ticket WHERE id %% 100 = 0
"""


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    options = read_arguments()
    call_command("migrate", verbosity=0)
    people = make_people(options.people)
    fill(options.tickets, options.people)
    clients = {role: client_of(person) for role, person in people.items()}
    sys.exit(measure(clients, options))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts.bench_tickets", description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=200, help="agents who serve")
    parser.add_argument("--repeat", type=int, default=7)
    return parser.parse_args()


def pages(tickets: int) -> list[tuple[str, str, int]]:
    """(name, address, milliseconds allowed)."""
    today = dt.date.today()
    month, before = f"{today:%Y-%m}", f"{today.replace(day=1) - dt.timedelta(days=1):%Y-%m}"
    return [
        ("list", "/tickets/", LIST_MS),
        ("open ones by due time", "/tickets/?status=open&sort=due_at", LIST_MS),
        ("refunds, oldest first", "/tickets/?kind=refund&sort=opened_at", LIST_MS),
        ("search: words, common", "/tickets/?q=没有收到", SEARCH_MS),
        ("search: words, rare", "/tickets/?q=收到后发现脱线，编号77", SEARCH_MS),
        ("search: words of long ago", "/tickets/?q=旧礼盒", SEARCH_MS),
        ("search: part of all waybills", "/tickets/?q=YT70", SEARCH_MS),
        ("search: words of nobody", "/tickets/?q=从没写过的话", SEARCH_MS),
        ("search: order number", f"/tickets/?q=O{3_000_000_000 + tickets * 7 // 9}", SEARCH_MS),
        ("palette: beginning of a chat name", "/find/?q=买家", LIST_MS),
        ("palette: order number", f"/find/?q=O{3_000_000_000 + tickets // 2}", LIST_MS),
        ("palette: initials", "/find/?q=zw", LIST_MS),
        ("figures of the month", f"/tickets/figures/?month={month}", LIST_MS),
        ("figures by product", f"/tickets/figures/?month={month}&by=product", LIST_MS),
        # A whole month: 42,000 tickets.
        ("figures by hour", f"/tickets/figures/?month={before}&by=hour", LIST_MS),
        ("figures by group", f"/tickets/figures/?month={before}&by=group", LIST_MS),
    ]


def measure(clients: dict[str, Any], options: argparse.Namespace) -> int:
    """Ask every page as each kind of person, and print what it took. The exit code."""
    missed = 0
    print(f"{'page':28} {'as':11} {'least':>6} {'median':>7} {'cpu':>6}   ms; target for the median")
    for name, address, most in pages(options.tickets):
        for role, client in clients.items():
            took, worked = ask(client, address, options.repeat)
            median = statistics.median(took)
            missed += median > most
            verdict = "kept" if median <= most else "MISSED"
            said = f"{name:28} {role:11} {min(took):6.0f} {median:7.0f} {worked:6.0f}   {most} {verdict}"
            print(said, flush=True)
    return int(bool(missed))


def ask(client: Any, address: str, repeat: int) -> tuple[list[float], float]:
    """(milliseconds of each of several requests after one to warm up, the least processor time of Python)."""
    took, worked = [], []
    for _number in range(repeat + 1):
        began, busy = time.perf_counter(), time.process_time()
        answer = client.get(address)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, answer.status_code
    return took[1:], min(worked[1:])


def make_people(agents: int) -> dict[str, Any]:
    """Groups of ten agents; the first supervisor runs five of them. One person of each kind who looks at tickets."""
    from tests import factories as make

    serving = [make.make_employee() for _number in range(agents)]  # first, so that the tickets are theirs
    leader, supervisor = serving[0], make.make_employee(role="supervisor", fixed_salary=6000)
    for start in range(0, agents, A_GROUP):
        group = make.make_group()
        mine = supervisor if start < A_SUPERVISOR else None
        make.make_group_terms(group, supervisor=mine, leader=leader if start == 0 else None)
        for person in serving[start : start + A_GROUP]:
            person.terms.update(group=group, role="leader" if person == leader else "agent")
    manager = make.make_employee(role="manager", fixed_salary=9000)
    return {"manager": manager, "supervisor": supervisor, "leader": leader, "agent": serving[1]}


def client_of(person: Any) -> Any:
    from django.test import Client

    from tests.factories import make_user

    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(person))
    return client


def fill(tickets: int, people: int) -> None:
    """Tickets, and what hangs on them, straight into the tables."""
    from django.db import connection

    numbers = {"many": tickets, "people": people}
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, numbers)
        cursor.execute(WORDS)
        cursor.execute(LONG_AGO, numbers)
        cursor.execute(PROMISES, numbers)
        cursor.execute(COMPLAINTS, numbers)
        cursor.execute("VACUUM ANALYZE")
    print(
        f"{tickets:,} tickets with words, promises and complaints in {time.monotonic() - began:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
