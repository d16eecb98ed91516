"""The demo company is the same each time, is believable, and never touches a database that has people."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from attendance.models import Leave, Overtime, Punch, Shift
from common.locks import locked_through
from common.month import Month
from csbackoffice.demo import numbers
from csbackoffice.demo.fill import fill
from csbackoffice.demo.logins import LOGINS, PASSWORD
from csbackoffice.demo.people import team_sizes
from csbackoffice.demo.plan import Plan
from csbackoffice.demo.roster import PATTERN
from payroll.models import Adjustment, FundEntry, PayrollRun, PayslipLine
from performance.models import ConductEntry, Order, Refund, Score, Suggestion
from staff.models import AccountBinding, Employee, Group, GroupTerms, ServiceAccount, Terms, User
from tests.factories import make_employee
from tickets.models import Ticket

TODAY = dt.date(2026, 11, 22)
KINDS = (Employee, Group, Terms, GroupTerms, ServiceAccount, AccountBinding, Shift, Punch, Leave, Overtime)
RECORDS = (Order, Refund, Score, ConductEntry, Suggestion, Adjustment, Ticket)
# Encrypted anew each time; ids go on where those of the first company ended.
DIFFER = {"id", "bank_card", "id_number", "phone"}


def seed(**options: object) -> str:
    said = io.StringIO()
    call_command("seed_demo", today=TODAY, stdout=said, **options)
    return said.getvalue()


def content() -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for kind in (*KINDS, *RECORDS):
        names = [field.attname for field in kind._meta.concrete_fields if field.name not in DIFFER]
        found[kind.__name__] = list(kind.objects.order_by("pk").values_list(*names))
    return found


def filled(plan: Plan) -> dict[str, list[tuple[object, ...]]]:
    """What a company holds that is filled in and taken back again."""
    with transaction.atomic():
        fill(plan)
        found = content()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_the_command_fills_in_a_company_with_paid_months_and_one_to_approve() -> None:
    said = seed(employees=24, months=2, orders_per_day=2)

    runs = {run.month: run for run in PayrollRun.objects.all()}
    assert {month: run.state for month, run in runs.items()} == {
        Month(2026, 9): "paid",
        Month(2026, 10): "calculated",
    }
    assert locked_through() == Month(2026, 9)
    assert FundEntry.objects.filter(amount__gt=0).exists()
    open_ones = runs[Month(2026, 10)].exceptions.filter(is_blocking=True)
    assert [one.code for one in open_ones] == ["REFUND_UNMATCHED"]
    assert {"BASE", "FIXED", "COMMISSION", "MEDAL", "TRIAL", "LATE"} <= set(
        PayslipLine.objects.values_list("code", flat=True)
    )
    for name, role in LOGINS:
        user = User.objects.get(username=name)
        assert user.employee.terms_on(TODAY).role == role
        assert user.check_password(PASSWORD)
        assert name in said
    # Ids that were given by hand are not given again.
    last = Employee.objects.latest("pk").pk
    assert make_employee(employee_no="X1").pk > last


@pytest.mark.django_db
def test_the_same_arguments_give_the_same_company() -> None:
    plan = Plan(employees=24, months=1, orders_per_day=2, today=TODAY)
    first = filled(plan)
    assert filled(plan) == first
    other = filled(Plan(employees=24, months=1, orders_per_day=2, today=TODAY, seed=2))
    assert other["Order"] != first["Order"]


@pytest.mark.django_db
def test_a_database_with_people_is_refused_and_stays_as_it_is() -> None:
    make_employee()
    with pytest.raises(CommandError, match="people in this database"):
        seed()
    assert Employee.objects.count() == 1


@pytest.mark.django_db
def test_the_records_are_believable() -> None:
    company = fill(Plan(months=2, today=TODAY))
    now = company.plan.now

    orders = Order.objects.count()
    assert 0.11 < Order.objects.filter(account=None).count() / orders < 0.13
    assert 0.025 < Refund.objects.count() / orders < 0.05
    assert (
        Order.objects.filter(paid_at__gt=now).count() == Punch.objects.filter(punched_at__gt=now).count() == 0
    )
    assert Ticket.objects.filter(opened_at__gt=now).count() == 0
    by_day = Counter(Order.objects.values_list("paid_on", flat=True))
    assert by_day.most_common(1)[0][0] == dt.date(2026, 11, 11)
    refunded = Order.objects.annotate(back=models.Sum("refunds__amount")).filter(back__gt=models.F("amount"))
    assert not refunded.exists()
    later = Refund.objects.exclude(counts_in=models.F("order__counts_in"))
    assert later.exists()
    assert Leave.objects.filter(status="pending").exists()
    assert ConductEntry.objects.filter(status="appealed").exists()
    assert Ticket.objects.filter(
        status="open", promised_at__date=TODAY, owner=company.faces["agent"].id
    ).exists()
    assert Terms.objects.values("employee").annotate(rows=models.Count("pk")).filter(rows__gt=1).exists()


@pytest.mark.django_db
def test_every_order_on_an_account_belongs_to_somebody_who_is_employed() -> None:
    fill(Plan(months=1, today=TODAY))
    owned = AccountBinding.objects.filter(
        models.Q(to_on=None) | models.Q(to_on__gte=models.OuterRef("paid_on")),
        account=models.OuterRef("account"),
        from_on__lte=models.OuterRef("paid_on"),
    )
    orders = Order.objects.exclude(account=None).annotate(owned=models.Exists(owned))
    assert not orders.filter(owned=False).exists()
    holders = AccountBinding.objects.values("account").annotate(
        people=models.Count("employee", distinct=True)
    )
    assert holders.filter(people=2).count() == 1


@pytest.mark.parametrize("people", [12, 42, 200, 1000, 10_000])
def test_a_company_of_any_size_has_groups_of_about_nine(people: int) -> None:
    supervisors, sizes = team_sizes(people)
    assert supervisors + sum(sizes) + 3 == people
    assert all(8 <= size <= 12 for size in sizes)


def test_nobody_works_more_than_six_days_in_a_row_and_nights_are_shared_fairly() -> None:
    year = PATTERN * 14
    assert "O" in year and max(len(stretch) for stretch in year.split("O")) == 6
    assert abs(PATTERN.count("D") - PATTERN.count("N")) <= 1


def test_numbers_have_valid_check_digits_and_are_all_different() -> None:
    cards = [numbers.bank_card(index) for index in range(1, 2001)]
    ids = [numbers.id_number(index) for index in range(1, 2001)]
    assert all(len(card) == 19 and numbers.luhn_sum(card) % 10 == 0 for card in cards)
    for text in ids:
        digits = [10 if letter == "X" else int(letter) for letter in text]
        weights = [2 ** (17 - place) % 11 for place in range(18)]
        assert sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 1
    assert len(set(cards)) == len(set(ids)) == 2000
