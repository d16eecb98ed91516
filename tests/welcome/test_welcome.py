"""The first run: each step knows whether it is done; the samples can be taken; the demo can be wiped, others not."""

import contextlib
import io
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from attendance.shifts import UsualTimes
from common.models import AuditEntry
from common.month import Month
from csbackoffice.first_login import make_first_login
from csbackoffice.imports import take_workbook
from csbackoffice.navigation import OWN
from csbackoffice.welcome import founding, samples
from csbackoffice.welcome.steps import progress
from payroll import triggers
from payroll.models import PayrollRun, Payslip
from scripts.pages import LINK, all_names
from staff.models import Company, Employee, RuleBook, User
from staff.rulebooks import default_book
from tests.factories import lock_month, make_company, make_employee, make_order, make_user
from tests.workbooks import new_path

pytestmark = pytest.mark.django_db
MONTH = Month(2026, 9)


@pytest.fixture
def admin() -> User:
    """The first login of an empty company, with a password of its own."""
    make_first_login()
    User.objects.update(has_given_password=False)
    return User.objects.get()


def done() -> list[str]:
    return [row["step"].name for row in progress()["rows"] if row["is_done"]]


def take(name: str) -> Any:
    path = Path(new_path())
    path.write_bytes(samples.sample(name, MONTH))
    return take_workbook(path, by=None, is_preview=False)


def test_the_steps_tick_themselves_off_from_an_empty_company_to_a_paid_month(client: Client, admin: User):
    client.force_login(admin)
    assert done() == []

    client.post(reverse("welcome_company"), {"name": "青禾电器", "first_month": str(MONTH)})
    client.post(reverse("welcome_rulebook"), {"book": RuleBook.objects.get(preset="service-department").pk})
    times = {"day_shift_start": "9:00", "day_shift_end": "18:00"}
    client.post(reverse("welcome_shifts"), times | {"night_shift_start": "18:00", "night_shift_end": "24:00"})
    assert done() == ["company", "rulebook", "shifts"]

    assert take("people").rejected == 0
    for role in ("manager", "accountant"):
        make_user(Employee.objects.get(terms__role=role))
    assert done() == ["company", "rulebook", "shifts", "people", "logins"]

    assert take("month").rejected == 0
    assert done()[-2:] == ["roster", "records"]
    call_command("run_payroll", str(MONTH), "--inline")
    assert progress()["next"]["step"].name == "approved"


def test_the_samples_are_worked_out_without_an_open_exception(
    admin: User, capsys: pytest.CaptureFixture[str]
):
    founding.name_company("青禾电器", MONTH, by=admin)
    assert take("people").notes == []
    outcome = take("month")
    assert (outcome.rejected, outcome.notes) == (0, [])

    call_command("run_payroll", str(MONTH), "--inline")  # raises SystemExit where something blocks

    assert PayrollRun.objects.get(month=MONTH).state == "calculated"


def test_the_first_steps_hold_for_the_company(admin: User):
    book = RuleBook.objects.get(preset="warehouse")
    founding.name_company("青禾电器", MONTH, by=admin)
    founding.choose_rulebook(book, by=admin)
    founding.set_shift_times({"day_shift_start": "09:00"}, MONTH, by=admin)

    assert default_book() == book
    person = make_employee()
    assert str(UsualTimes().of(person.pk, MONTH.first, "day")[0]) == "9:00:00"
    assert str(UsualTimes().of(person.pk, MONTH.previous.first, "day")[0]) == "8:00:00"
    assert AuditEntry.objects.filter(by=admin).count() == 3


def test_what_is_locked_is_not_founded_anew(admin: User):
    lock_month(MONTH)

    with pytest.raises(ValidationError, match="2026-09"):
        founding.name_company("青禾电器", MONTH, by=admin)
    with pytest.raises(ValidationError, match="2026-09"):
        founding.set_shift_times({"day_shift_start": "09:00"}, MONTH, by=admin)
    with pytest.raises(ValidationError):
        founding.choose_rulebook(default_book(), by=admin)
    assert not Company.objects.exists()


def test_times_are_set_once_for_a_month(admin: User):
    founding.set_shift_times({"day_shift_start": "09:00"}, MONTH, by=admin)

    with pytest.raises(ValidationError, match="2026-09"):
        founding.set_shift_times({"day_shift_start": "10:00"}, MONTH, by=admin)
    assert founding.shift_times(MONTH)["day_shift_start"] == "09:00"


@pytest.mark.parametrize("text", ["25:00", "8", "08:60", "morning", ""])
def test_a_time_that_is_none_is_refused_in_words(client: Client, admin: User, text: str):
    client.force_login(admin)
    times = {"day_shift_end": "18:00", "night_shift_start": "18:00", "night_shift_end": "24:00"}

    answer = client.post(reverse("welcome_shifts"), times | {"day_shift_start": text})

    assert answer.status_code == 200 and "data-error-summary" in answer.content.decode()


def test_the_desk_leads_to_the_first_steps_until_a_month_is_paid(client: Client, admin: User):
    client.force_login(admin)
    assert f'href="{reverse("welcome")}"' in client.get("/").content.decode().split("<main")[1]

    PayrollRun.objects.create(month=MONTH, state="paid")
    assert f'href="{reverse("welcome")}"' not in client.get("/").content.decode().split("<main")[1]


def test_the_company_is_called_by_its_name(client: Client, admin: User):
    client.force_login(admin)
    founding.name_company("青禾电器", MONTH, by=admin)

    assert "青禾电器" in client.get(reverse("welcome")).content.decode()


def test_the_first_login_meets_no_error_and_no_dead_end(admin: User, client: Client):
    """It is nobody's: what is a person's own is not offered to it."""
    take("people")
    client.force_login(admin)
    client.raise_request_exception = False
    statuses = {}
    for name in all_names() - {"logout", "healthz"}:
        with contextlib.suppress(NoReverseMatch):
            statuses[name] = client.get(reverse(name)).status_code
    offered = {
        address for page in ("/", reverse("welcome")) for address in LINK.findall(opened(client, page))
    }

    assert {name for name, status in statuses.items() if status >= 500} == set()
    assert offered & {reverse(name) for name in OWN} == set()
    assert {path for path in offered if client.get(unescape(path)).status_code >= 400} == set()


def opened(client: Client, path: str) -> str:
    return client.get(path).content.decode()


# Wiping


def test_a_real_company_is_not_wiped(monkeypatch: pytest.MonkeyPatch):
    make_company()
    for is_named in (False, True):
        if is_named:
            Company.objects.create(name="青禾电器")
        with pytest.raises(CommandError, match="not the demo"):
            call_command("wipe_demo", "--yes")
    assert Employee.objects.count() == 9


def test_wiping_asks_first(monkeypatch: pytest.MonkeyPatch):
    make_company()
    Company.objects.create(name="Demo", is_demo=True)
    monkeypatch.setattr("builtins.input", lambda question: "no")

    with pytest.raises(CommandError, match="Nothing was touched"):
        call_command("wipe_demo")
    assert Employee.objects.count() == 9


def pay_month(person: Employee) -> Payslip:
    """A payslip of a month that is paid: the database itself lets nobody touch it."""
    run = PayrollRun.objects.create(month=MONTH, state="calculated")
    named = {"employee": person, "employee_no": person.employee_no, "name": person.name, "role": "agent"}
    sums = {"earnings": 100, "deductions": 0, "net": 100, "calculation": 1, "facts": ""}
    slip = Payslip.objects.create(run=run, **named, **sums)
    PayrollRun.objects.update(state="paid")
    return slip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_wiped_demo_leaves_an_empty_company_with_a_first_login(client: Client):
    shop = make_company()
    Company.objects.create(name="Demo", is_demo=True)
    make_order(samples.at(MONTH.first, 10))
    slip = pay_month(shop.agent)
    lock_month(MONTH)
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        Payslip.objects.filter(pk=slip.pk)._raw_delete(using="default")
    kept = default_storage.save("uploads/demo.txt", ContentFile(b"demo"))
    client.force_login(shop.manager.user)
    said = io.StringIO()

    call_command("wipe_demo", "--yes", stdout=said)

    assert not Employee.objects.exists() and not Company.objects.exists() and not PayrollRun.objects.exists()
    assert RuleBook.objects.filter(is_default=True).count() == 1
    assert not default_storage.exists(kept)
    assert client.get("/").status_code == 302  # nobody is logged in any more
    password = said.getvalue().split("password ")[1].split()[0]
    assert client.login(username="admin", password=password)
    assert done() == []
    assert triggers.missing() == set()
    assert make_employee().pk and pay_month(Employee.objects.get()).pk  # keys begin anew, rows can be written
