"""Empty the demo company, for a real one to begin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csbackoffice.first_login import made_and_told
from csbackoffice.wiping import NotTheDemo, is_demo, wipe
from staff.models import Employee

REFUSED = "These people are not the demo company: nothing was touched."


class Command(BaseCommand):
    """`python manage.py wipe_demo [--yes]`."""

    help = "Empty the demo company: people, records, pay, logins, files. An empty company with a first login is left."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_demo():
            raise CommandError(REFUSED)
        people = Employee.objects.count()
        if not options["yes"] and not sure(people):
            raise CommandError("Nothing was touched.")
        try:
            wipe()
        except NotTheDemo:
            raise CommandError(REFUSED) from None
        self.stdout.write(f"The demo company with its {people} people is gone. {made_and_told()}")


def sure(people: int) -> bool:
    answer = input(f"Everything of the demo company ({people} people) will be deleted. Type wipe to go on: ")
    return answer.strip().lower() == "wipe"
