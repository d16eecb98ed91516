"""Fill an empty database with a believable company: same arguments, same content."""

import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csbackoffice.demo.fill import FEWEST, NotEmpty, fill
from csbackoffice.demo.logins import PASSWORD
from csbackoffice.demo.pay import work_out_pay
from csbackoffice.demo.plan import Plan
from csbackoffice.summaries.writing import write_due
from staff.models import User


class Command(BaseCommand):
    help = "Fill an empty database with a demo company: people, rosters, orders, marks and pay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--employees", type=at_least(FEWEST), default=Plan.employees)
        parser.add_argument("--months", type=at_least(1), default=Plan.months, help="complete months")
        parser.add_argument(
            "--orders-per-day", type=at_least(1), default=Plan.orders_per_day, help="per agent"
        )
        parser.add_argument("--seed", type=int, default=Plan.seed)
        parser.add_argument("--today", type=dt.date.fromisoformat, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan(
            options["employees"],
            options["months"],
            options["orders_per_day"],
            options["seed"],
            options["today"] or dt.date.today(),
        )
        try:
            company = fill(plan)
        except NotEmpty:
            raise CommandError(
                "There are people in this database already, and they stay as they are. The demo company needs an "
                "empty one: set DATA_DIR or DATABASE_URL to another place."
            ) from None
        self.stdout.write(
            f"{len(company.people)} people in {len(company.teams)} groups. Working out their pay ..."
        )
        work_out_pay(plan)
        write_due(plan.now)
        self._say_logins()

    def _say_logins(self) -> None:
        self.stdout.write(f"Logins (password: {PASSWORD}):")
        for user in User.objects.select_related("employee").order_by("pk"):
            self.stdout.write(f"  {user.username:12} {user.employee}")


def at_least(least: int) -> Any:
    """A whole number that is not below `least`, for argparse."""

    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is too few; at least {least}, please")
        return value

    return number
