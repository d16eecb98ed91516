"""The first login of an empty company."""

import secrets

from staff.models import User

NAME = "admin"


def make_first_login() -> str:
    """A manager without a person, so that the people can be brought in. Returns the password, to be shown once."""
    password = secrets.token_urlsafe(9)
    User.objects.create_superuser(NAME, password=password, has_given_password=True)
    return password


def made_and_told() -> str:
    """Make the first login, and say it in words."""
    return (
        f"An empty company. First login: {NAME}, password {make_first_login()}\n"
        "(shown once; the first log-in asks for a password of your own). The desk leads through the first steps."
    )
