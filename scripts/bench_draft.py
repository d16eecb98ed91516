"""How long it takes to see what a changed rule book would have done to a quarter; called by scripts/bench.py."""

import argparse
import sys
import time

MOST_SECONDS = 10
TODAY = (2026, 11, 22)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    parser = argparse.ArgumentParser(prog="scripts.bench_draft", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--months", type=int, default=3)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill_months(options.people, options.months)
    print(
        f"{options.people:,} people, {options.months} months filled and paid in {time.perf_counter() - began:.0f} s"
    )
    seconds, people = tried(options.months)
    verdict = "kept" if seconds <= MOST_SECONDS else "MISSED"
    print(
        f"a draft tried on them: {seconds:.2f} s, {people:,} payslips differ   at most {MOST_SECONDS}: {verdict}"
    )
    sys.exit(int(seconds > MOST_SECONDS))


def fill_months(people: int, months: int) -> None:
    """The demo company with whole months, each of them calculated."""
    import datetime as dt

    from csbackoffice.demo.fill import fill
    from csbackoffice.demo.plan import Plan
    from payroll.services import calculate_now

    plan = Plan(people, months, 10, today=dt.date(*TODAY), with_current=False)
    fill(plan)
    for month in plan.complete:
        calculate_now(month)


def tried(months: int) -> tuple[float, int]:
    """(seconds of trying a higher commission on the last months, payslips that would differ)."""
    from common import jobs
    from common.month import Month
    from payroll import drafting
    from payroll.models import PayrollRun
    from staff.models import User
    from staff.rulebooks import default_book

    manager = User.objects.get(username="manager")
    runs = list(PayrollRun.objects.order_by("month").values_list("month", flat=True))[-months:]
    draft = drafting.begin_draft(default_book(), starts=Month(2027, 1), reason="measured", by=manager)
    draft = drafting.set_number(draft, "commission_rate", "0.04", by=manager)
    work = drafting.try_draft(draft, first=runs[0], last=runs[-1], by=manager)
    began = time.perf_counter()
    jobs.run_now(work)
    return time.perf_counter() - began, work.rows.count()


if __name__ == "__main__":
    main()
