"""Make the first login of an empty company."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csbackoffice import first_login
from staff.models import User


class Command(BaseCommand):
    """`python manage.py first_login`: what `make start` does by itself, for sites that are started otherwise."""

    help = "Make the first login of an empty company: a manager, whose password is shown once."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError(
                "There are logins already, and they stay as they are. A new password: manage.py changepassword NAME"
            )
        self.stdout.write(first_login.made_and_told())
