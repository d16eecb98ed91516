"""The first login of an empty company."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from staff.models import User

pytestmark = pytest.mark.django_db


def test_a_superuser_without_a_person_acts_as_a_manager_and_any_other_login_of_nobody_is_nobody() -> None:
    assert User.objects.create_superuser("admin", password="x").role == "manager"
    assert User.objects.create_user("stray", password="x").role == ""


def test_the_command_makes_the_first_login_once_and_touches_no_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("first_login")
    said = re.search(r"First login: (\S+), password (\S+)", capsys.readouterr().out)
    assert said and Client().login(username=said[1], password=said[2])
    with pytest.raises(CommandError, match="changepassword"):
        call_command("first_login")
    assert User.objects.count() == 1
