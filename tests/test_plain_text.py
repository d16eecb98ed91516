"""Texts that no keyboard makes end in words, not in an error of the database."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_employee, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.postgres
def test_a_character_that_the_database_refuses_is_refused_first():
    client = Client()
    client.force_login(make_user(make_employee()))
    address = reverse("performance:suggestions")

    assert client.post(address, {"title": "better\0worse"}).status_code == 400
    assert client.get(address, {"q": "better\0worse"}).status_code != 500
