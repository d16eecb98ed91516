"""People, terms, accounts and personal numbers, through their pages."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from staff.models import AccountBinding, Employee, Terms, User
from tests.clients import as_
from tests.factories import (
    PASSWORD,
    Company,
    fresh,
    lock_month,
    make_account,
    make_employee,
    make_group_terms,
)

pytestmark = pytest.mark.django_db
CARD, NO_CARD = "6228480000000000018", "6228480000000000019"
ID_NUMBER = "11010519491231002X"


def url(name: str, person: Employee) -> str:
    return reverse(f"staff:{name}", args=[person.employee_no])


def text_of(response: Any) -> str:
    return response.content.decode()


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


# The list


def test_the_list_shows_whom_one_may_see(shop: Company):
    everyone, own_group = as_(shop.manager).get("/people/"), as_(shop.supervisor).get("/people/")

    assert everyone.context["table"].paginator.count == 9
    seen = {person.name for person in own_group.context["rows"]}
    assert seen == {"Agent", "Leader", "Supervisor"}


def test_the_list_is_narrowed_by_what_stands_in_the_address(shop: Company):
    make_employee("Gone", left_on=dt.date(2026, 2, 1))
    manager = as_(shop.manager)

    def names(query: str) -> set[str]:
        return {person.name for person in manager.get(f"/people/?{query}").context["rows"]}

    assert names("q=stranger+age") == {"Stranger agent"}
    assert names(f"q={shop.agent.employee_no}") == {"Agent"}
    assert names("role=director") == {"Director"}
    assert names(f"group={shop.day.pk}") == {"Agent", "Leader"}
    assert names("state=left") == {"Gone"}
    assert "Gone" in names("state=all")
    assert "Gone" not in names("")


def test_queries_of_the_list_do_not_grow_with_rows(shop: Company):
    manager = as_(shop.manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            manager.get("/people/")
        return len(found)

    few = queries()
    for _number in range(60):
        make_employee(group=shop.day)
    assert queries() == few


# The person


def test_a_supervisor_sees_the_person_but_not_the_pay(shop: Company):
    shop.agent.terms.update(base_salary=Decimal("1234.00"))
    page = url("person", shop.agent)

    for who in (shop.supervisor, shop.leader):
        assert "1,234.00" not in text_of(as_(who).get(page))
    for who in (shop.agent, shop.manager, shop.accountant, shop.director):
        assert "1,234.00" in text_of(as_(who).get(page))


def test_a_new_person_has_terms_from_the_hire_date(shop: Company):
    form = {
        "employee_no": "N1",
        "name": "New",
        "hired_on": "2026-10-05",
        "role": "agent",
        "base_salary": "1100",
    }
    answer = as_(shop.manager).post(
        reverse("staff:add_person"), form | {"group": shop.day.pk, "mentor": "Agent"}
    )

    person = Employee.objects.get(employee_no="N1")
    terms = person.terms.get()
    assert answer.headers["Location"] == url("person", person)
    assert (person.mentor, terms.valid_from, terms.base_salary) == (
        shop.agent,
        dt.date(2026, 10, 5),
        Decimal(1100),
    )
    assert (last_entry().action, last_entry().target_id) == ("person added", str(person.pk))


def test_a_number_that_somebody_has_is_refused(shop: Company):
    form = {"employee_no": shop.agent.employee_no, "name": "New", "hired_on": "2026-10-05", "role": "agent"}
    answer = as_(shop.manager).post(reverse("staff:add_person"), form)

    assert "already" in text_of(answer)


def test_dates_that_would_change_a_locked_month_are_refused(shop: Company):
    lock_month(Month(2026, 9))
    manager, page = as_(shop.manager), url("edit_person", shop.agent)
    form = {"name": "Agent", "hired_on": "2026-01-01"}

    for change in ({"left_on": "2026-09-10"}, {"hired_on": "2026-02-01"}, {"confirmed_on": "2026-01-05"}):
        assert "is in a locked month" in text_of(manager.post(page, form | change))
    assert manager.post(page, form | {"left_on": "2026-09-30"}).status_code == 302
    assert fresh(shop.agent).left_on == dt.date(2026, 9, 30)


def test_what_changed_is_written_down_and_nothing_where_nothing_did(shop: Company):
    manager, page = as_(shop.manager), url("edit_person", shop.agent)

    manager.post(page, {"name": "Renamed", "hired_on": "2026-01-01"})
    manager.post(page, {"name": "Renamed", "hired_on": "2026-01-01"})

    entry = AuditEntry.objects.get(target_id=shop.agent.pk)
    assert entry.changes == {"name": ["Agent", "Renamed"]}
    assert entry.by == shop.manager.user


# Terms of pay


def test_terms_hold_from_their_date_and_not_in_a_locked_month(shop: Company):
    lock_month(Month(2026, 9))
    manager, page = as_(shop.manager), url("add_terms", shop.supervisor)
    form = {"role": "supervisor", "fixed_salary": "6500.00"}

    refused = manager.post(page, form | {"valid_from": "2026-09-30"})
    taken = manager.post(page, form | {"valid_from": "2026-10-01"})

    assert "2026-09-30 Wed is in a locked month" in text_of(refused)
    assert taken.status_code == 302
    terms = Terms.objects.get(employee=shop.supervisor, valid_from=dt.date(2026, 10, 1))
    assert terms.fixed_salary == Decimal(6500)
    assert last_entry().changes["fixed_salary"] == ["6000.00", "6500.00"]


def test_nobody_sets_their_own_pay(shop: Company):
    manager = as_(shop.manager)

    assert manager.get(url("add_terms", shop.manager)).status_code == 404
    assert manager.get(url("edit_person", shop.manager)).status_code == 404
    assert url("add_terms", shop.manager) not in text_of(manager.get(url("person", shop.manager)))


def test_a_role_has_either_base_pay_or_fixed_pay(shop: Company):
    manager = as_(shop.manager)
    agent = {"valid_from": "2026-10-01", "role": "agent", "fixed_salary": "5000"}
    supervisor = {"valid_from": "2026-10-01", "role": "supervisor", "base_salary": "1000"}

    assert "not fixed pay" in text_of(manager.post(url("add_terms", shop.agent), agent))
    assert "not base pay" in text_of(manager.post(url("add_terms", shop.supervisor), supervisor))


# Personal numbers


def test_a_personal_number_is_shown_once_to_the_accountant_and_written_down(shop: Company):
    accountant = as_(shop.accountant)
    accountant.post(url("edit_numbers", shop.agent), {"bank_card": CARD, "id_number": ID_NUMBER.lower()})
    page = text_of(accountant.get(url("person", shop.agent)))
    assert CARD not in page and ID_NUMBER not in page
    assert "************0018" in page and "110105********002X" in page

    shown = accountant.post(url("reveal", shop.agent), {"what": "id_number"})

    assert ID_NUMBER in text_of(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert (last_entry().action, last_entry().note) == ("personal number revealed", "id_number")
    assert last_entry().by == shop.accountant.user


def test_only_personal_numbers_are_shown(shop: Company):
    assert as_(shop.accountant).post(url("reveal", shop.agent), {"what": "name"}).status_code == 404


def test_no_personal_number_stands_in_the_change_log(shop: Company):
    form = {"bank_card": CARD, "id_number": ID_NUMBER, "phone": "13812341234"}
    as_(shop.accountant).post(url("edit_numbers", shop.agent), form)

    written = str(list(AuditEntry.objects.values()))
    assert not any(number in written for number in form.values())
    assert set(last_entry().changes) == set(form)


def test_a_card_that_fails_the_check_is_typed_twice(shop: Company):
    accountant, page = as_(shop.accountant), url("edit_numbers", shop.agent)

    once = accountant.post(page, {"bank_card": NO_CARD})
    differing = accountant.post(page, {"bank_card": NO_CARD, "bank_card_again": CARD})
    assert "type it a second time" in text_of(once)
    assert "The two numbers differ." in text_of(differing)
    assert fresh(shop.agent).bank_card == ""

    accountant.post(page, {"bank_card": NO_CARD, "bank_card_again": NO_CARD})
    assert fresh(shop.agent).bank_card == NO_CARD


@pytest.mark.parametrize("number", ["110105194912310021", "11010519490229002X", "330106199508151", "abc"])
def test_an_id_number_that_cannot_be_is_refused(shop: Company, number: str):
    answer = as_(shop.accountant).post(url("edit_numbers", shop.agent), {"id_number": number})

    assert answer.status_code == 200
    assert fresh(shop.agent).id_number == ""


def test_two_people_do_not_share_an_id_number(shop: Company):
    accountant = as_(shop.accountant)
    accountant.post(url("edit_numbers", shop.agent), {"id_number": ID_NUMBER})

    answer = accountant.post(url("edit_numbers", shop.leader), {"id_number": ID_NUMBER})
    assert "has this ID number already" in text_of(answer)


def test_what_is_left_empty_stays(shop: Company):
    accountant, page = as_(shop.accountant), url("edit_numbers", shop.agent)
    accountant.post(page, {"bank_card": CARD})
    accountant.post(page, {"phone": "13812341234"})

    assert fresh(shop.agent).bank_card == CARD


# Service accounts


def test_an_account_goes_from_one_person_to_the_next(shop: Company):
    account = make_account("shop:one", employee=shop.leader)
    form = {"account": "shop:one", "employee": "Agent", "from_on": "2026-10-01"}

    as_(shop.manager).post(reverse("staff:bind_account"), form)

    held = list(account.bindings.order_by("from_on").values_list("employee__name", "from_on", "to_on"))
    assert held == [
        ("Leader", dt.date(2026, 1, 1), dt.date(2026, 9, 30)),
        ("Agent", dt.date(2026, 10, 1), None),
    ]
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["account unbound", "account bound"]


def test_a_binding_before_another_ends_where_that_begins(shop: Company):
    account = make_account("shop:one", employee=shop.leader, from_on=dt.date(2026, 11, 1))
    form = {"account": "shop:one", "employee": "Agent", "from_on": "2026-10-01"}

    as_(shop.manager).post(reverse("staff:bind_account"), form)

    assert account.bindings.get(employee=shop.agent).to_on == dt.date(2026, 10, 31)


def test_accounts_of_locked_months_stay(shop: Company):
    lock_month(Month(2026, 9))
    binding = make_account("shop:one", employee=shop.leader).bindings.get()
    form = {"account": "shop:one", "employee": "Agent", "from_on": "2026-09-30"}
    manager, end = as_(shop.manager), reverse("staff:unbind_account", args=[binding.pk])

    assert "is in a locked month" in text_of(manager.post(reverse("staff:bind_account"), form))
    assert "is in a locked month" in text_of(manager.post(end, {"to_on": "2026-08-31"}))
    assert AccountBinding.objects.get().to_on is None

    manager.post(end, {"to_on": "2026-09-30"})
    assert AccountBinding.objects.get().to_on == dt.date(2026, 9, 30)


def test_accounts_that_nobody_has_can_be_listed(shop: Company):
    make_account("shop:one", employee=shop.agent)
    make_account("shop:nobody")
    ended = make_account("shop:ended", employee=shop.agent)
    ended.bindings.update(to_on=dt.date(2026, 2, 1))

    rows = as_(shop.manager).get("/people/accounts/?unbound=on").context["rows"]
    assert {account.name for account in rows} == {"shop:nobody", "shop:ended"}


# Groups


def test_a_group_changes_hands_from_a_date_that_is_not_locked(shop: Company):
    lock_month(Month(2026, 9))
    manager, page = as_(shop.manager), reverse("staff:add_group_terms", args=[shop.day.pk])
    form = {"supervisor": "Stranger supervisor", "leader": "Leader"}

    assert "is in a locked month" in text_of(manager.post(page, form | {"valid_from": "2026-09-01"}))
    assert manager.post(page, form | {"valid_from": "2026-10-01"}).status_code == 302
    assert shop.day.terms.latest("valid_from").supervisor == shop.stranger_supervisor


def test_a_group_is_led_by_a_leader(shop: Company):
    form = {"valid_from": "2026-10-01", "leader": "Agent"}
    answer = as_(shop.manager).post(reverse("staff:add_group_terms", args=[shop.day.pk]), form)

    assert "Agent is not leader today." in text_of(answer)


def test_groups_say_how_many_people_are_in_them(shop: Company):
    make_employee(group=shop.day, left_on=dt.date(2026, 3, 1))
    make_group_terms(shop.day, valid_from=dt.date(2026, 2, 1), supervisor=shop.supervisor, leader=shop.leader)

    groups = {group.name: group.members for group in as_(shop.manager).get("/people/groups/").context["rows"]}
    assert groups == {"Day": 2, "Night": 2}


# Logins


def test_a_login_is_made_with_a_password_that_is_shown_once(shop: Company):
    person = make_employee("Newcomer")
    answer = as_(shop.manager).post(url("set_password", person))

    password = answer.context["password"]
    assert password in text_of(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().login(username=person.employee_no, password=password)
    assert last_entry().action == "login created"


def test_a_reset_password_ends_the_old_one(shop: Company):
    as_(shop.accountant).post(url("set_password", shop.agent))

    assert not Client().login(username=shop.agent.employee_no, password=PASSWORD)
    assert User.objects.filter(employee=shop.agent).count() == 1
    assert last_entry().action == "password reset"


def test_nobody_takes_the_login_of_somebody_above_or_resets_their_own(shop: Company):
    for who, whose in (
        (shop.accountant, shop.manager),
        (shop.accountant, shop.director),
        (shop.manager, shop.director),
        (shop.manager, shop.manager),
    ):
        assert as_(who).post(url("set_password", whose)).status_code == 404
    assert as_(shop.manager).post(url("set_password", shop.accountant)).status_code == 200
