"""Naming people: lists and fields find them by number, name, pinyin and initials."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staff import people
from staff.picking import PersonField
from tests.factories import Company, make_employee

pytestmark = pytest.mark.django_db


def names(client: Client, text: str) -> list[str]:
    return [one["name"] for one in client.get(reverse("staff:suggest"), {"q": text}).json()["people"]]


def test_the_list_of_people_finds_by_pinyin_and_initials(client: Client, shop: Company):
    make_employee("单雄信", group=shop.day), make_employee("张伟", group=shop.day)
    client.force_login(shop.manager.user)

    for text in ("shanxiong", "sxx", "雄信"):
        page = client.get(reverse("staff:people"), {"q": text}).content.decode()
        assert "单雄信" in page and "张伟" not in page, text


def test_a_new_name_is_found_and_the_old_one_no_longer(client: Client, shop: Company):
    person = make_employee("张伟", group=shop.day)
    fields = {"hired_on": person.hired_on, "confirmed_on": None, "left_on": None}
    people.edit_person(person, by=shop.manager.user, name="王芳", **fields)
    client.force_login(shop.manager.user)

    assert names(client, "wf") == ["王芳"]
    assert names(client, "zw") == []


def test_suggestions_are_people_whom_one_may_name(client: Client, shop: Company):
    make_employee("张伟", group=shop.day)
    make_employee("张威", group=shop.night)
    make_employee("章炜", group=shop.day, left_on=shop.agent.hired_on)  # has left

    seen = {}
    for who in ("agent", "leader", "manager"):
        client.force_login(getattr(shop, who).user)
        seen[who] = names(client, "zw")
    assert seen == {"agent": ["张伟"], "leader": ["张伟"], "manager": ["张伟", "张威"]}


def test_suggestions_cost_the_same_among_many(client: Client, shop: Company):
    client.force_login(shop.manager.user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            names(client, "zw")
        return len(captured)

    few = queries()
    for number in range(30):
        make_employee(f"张伟{number}", group=shop.day)
    assert queries() == few
    assert len(names(client, "zw")) == 8


@pytest.mark.parametrize("text", ["{number}", "张伟 {number}", "张伟", "zhangwei", "ZW"])
def test_a_field_takes_a_person_by_whatever_names_one(text: str):
    person = make_employee("张伟")
    make_employee("王芳")

    assert PersonField().clean(text.format(number=person.employee_no)) == person


def test_a_field_does_not_guess(shop: Company):
    first, _second = make_employee("张伟"), make_employee("章炜")

    with pytest.raises(ValidationError, match="zw"):
        PersonField().clean("zw")  # two of them
    with pytest.raises(ValidationError, match="zhang"):
        PersonField().clean("zhang")  # a part of a name
    with pytest.raises(ValidationError):
        PersonField().clean(f"王芳 {first.employee_no}")  # the number is somebody else's
