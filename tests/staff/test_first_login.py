"""The first login of an empty company."""

import pytest

from staff.models import User

pytestmark = pytest.mark.django_db


def test_a_superuser_without_a_person_acts_as_a_manager_and_any_other_login_of_nobody_is_nobody() -> None:
    assert User.objects.create_superuser("admin", password="x").role == "manager"
    assert User.objects.create_user("stray", password="x").role == ""
