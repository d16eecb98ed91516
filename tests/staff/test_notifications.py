"""Telling people something: once, in their language, as they want it, by mail outside their quiet hours."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from common.jobs import run_now
from common.models import AuditEntry
from csbackoffice.mail_settings import mail_settings
from staff import mailing
from staff.models import Employee, KindChoice, Letter, Notification, QuietHours
from staff.notices import put_up
from staff.notifying import Kind, in_words, kinds, notify
from tests.factories import Company, fresh, make_employee, make_notification

pytestmark = pytest.mark.django_db
PAID = Kind("test.paid", "Pay", by_mail=True)
NOON = dt.datetime(2026, 11, 20, 12)
NIGHT = dt.datetime(2026, 11, 20, 23)


@pytest.fixture
def post(settings: Any) -> Any:
    """A mail server is configured; mails end up in `mail.outbox`."""
    settings.EMAIL_HOST = "mail.example.com"
    settings.SITE_URL = "https://desk.example.com"


def told(person: Employee) -> list[str]:
    return [in_words(note.says, note.words) for note in person.notifications.order_by("pk")]


def tell(*people: Employee, once: str = "", **words: Any) -> None:
    says = "You got %(amount)s" if words else "You got paid"
    notify(PAID, [person.pk for person in people], says=says, words=words, url="/payroll/mine/", once=once)


def with_mail(person: Employee) -> Employee:
    person.user.email = f"{person.employee_no}@example.com"
    person.user.save()
    return person


def wait_for_mail(now: dt.datetime = NOON) -> list[Letter]:
    """What a minute of the clock does, seen from `now`: letters are written and sent."""
    Notification.objects.filter(mail_at__isnull=False).update(mail_at=now)
    mailing.write_letters(now)
    letters = list(Letter.objects.filter(work_status="queued"))
    for letter in letters:
        run_now(letter)
    return [fresh(letter) for letter in letters]


def test_a_thing_is_told_once_to_each_person_under_its_name(shop: Company):
    tell(shop.agent, once="pay:2026-10")
    tell(shop.agent, shop.leader, once="pay:2026-10")
    tell(shop.agent, once="pay:2026-11")

    assert told(shop.agent) == ["You got paid"] * 2
    assert told(shop.leader) == ["You got paid"]


def test_many_people_are_told_in_as_many_queries_as_a_few(shop: Company):
    def queries_for(people: list[Employee], once: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            tell(*people, once=once)
        return len(queries)

    few = queries_for([shop.agent], "few")
    assert queries_for([make_employee() for _ in range(60)], "many") == few
    assert Notification.objects.filter(once="many").count() == 60


def test_words_are_shown_in_the_language_of_the_reader(shop: Company):
    says = "%(what)s on %(day)s: %(amount)s"
    words = {"what": gettext_lazy("Notices"), "day": dt.date(2026, 9, 5), "amount": Decimal("1234.5")}
    notify(PAID, [shop.agent.pk], says=says, words=words)

    with translation.override("en"):
        assert told(shop.agent) == ["Notices on 2026-09-05 Sat: 1,234.50"]
    with translation.override("zh-hans"):
        assert told(shop.agent) == ["公告 on 2026-09-05 周六: 1,234.50"]


def test_a_text_that_does_not_fit_its_words_fails_where_it_is_written(shop: Company):
    with pytest.raises(KeyError):
        notify(PAID, [shop.agent.pk], says="%(day)s is over", words={"date": 1})
    assert told(shop.agent) == []


def test_what_a_person_does_not_want_to_hear_is_not_told(shop: Company, post: None):
    KindChoice.objects.create(employee=shop.agent, kind=PAID.name, in_app=False, by_mail=False)
    KindChoice.objects.create(employee=shop.leader, kind=PAID.name, in_app=False, by_mail=True)
    tell(shop.agent, shop.leader, shop.supervisor)

    assert told(shop.agent) == []
    assert not Notification.objects.visible_to(shop.leader.user).exists()
    assert Notification.objects.visible_to(shop.supervisor.user).exists()
    assert Notification.objects.filter(mail_at__isnull=False).count() == 2


def test_without_a_mail_server_nothing_waits_for_the_mail(shop: Company):
    tell(with_mail(shop.agent))

    assert not Notification.objects.filter(mail_at__isnull=False).exists()


def test_one_letter_says_all_that_waits_and_nothing_goes_out_twice(shop: Company, post: None):
    tell(with_mail(shop.agent), shop.leader, amount=Decimal("12.5"))  # the leader has no address
    tell(shop.agent, amount=Decimal(8))

    wait_for_mail()
    wait_for_mail()

    (sent,) = mail.outbox
    assert sent.to == [shop.agent.user.email]
    assert "12.50" in sent.body and "8.00" in sent.body
    assert "https://desk.example.com/payroll/mine/" in sent.body


def test_quiet_hours_hold_a_mail_back_until_they_end(shop: Company, post: None):
    with_mail(shop.agent), with_mail(shop.leader), with_mail(shop.supervisor)
    QuietHours.objects.create(employee=shop.leader, starts=dt.time(12), ends=dt.time(14))
    QuietHours.objects.create(employee=shop.supervisor)  # never
    tell(shop.agent, shop.leader, shop.supervisor)

    def receivers(now: dt.datetime) -> set[str]:
        mail.outbox.clear()
        wait_for_mail(now)
        return {address for sent in mail.outbox for address in sent.to}

    assert receivers(NIGHT.replace(hour=13)) == {shop.agent.user.email, shop.supervisor.user.email}
    assert receivers(NIGHT) == {shop.leader.user.email}
    tell(shop.agent, shop.supervisor)
    assert receivers(NIGHT) == {shop.supervisor.user.email}  # everybody else rests at night
    assert receivers(NIGHT.replace(hour=7)) == set()
    assert receivers(NIGHT.replace(hour=8)) == {shop.agent.user.email}


def test_what_was_read_meanwhile_is_not_sent(shop: Company, post: None):
    tell(with_mail(shop.agent))
    Notification.objects.update(read_at=NOON)

    assert wait_for_mail() == []


def test_a_letter_whose_worker_died_while_sending_is_not_sent_again(shop: Company, post: None):
    tell(with_mail(shop.agent))
    Notification.objects.update(mail_at=NOON)
    mailing.write_letters(NOON)
    letter = Letter.objects.get()
    long_ago = NOON - dt.timedelta(days=1)
    Letter.objects.update(
        work_status="running", attempt=1, lease_until=long_ago, handed_over_at=long_ago
    )  # dead

    run_now(letter)

    assert fresh(letter).work_status == "done"
    assert mail.outbox == []


def test_a_letter_whose_worker_died_before_sending_goes_out_once(shop: Company, post: None):
    tell(with_mail(shop.agent))
    Notification.objects.update(mail_at=NOON)
    mailing.write_letters(NOON)
    Letter.objects.update(work_status="running", attempt=1, lease_until=NOON - dt.timedelta(days=1))

    run_now(Letter.objects.get())

    assert len(mail.outbox) == 1


def test_a_mail_server_that_refuses_is_asked_again_later_and_not_for_ever(
    shop: Company, post: None, monkeypatch: pytest.MonkeyPatch
):
    tell(with_mail(shop.agent))

    def refuse(*_args: Any, **_kwargs: Any) -> int:
        raise ConnectionRefusedError("no mail today")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    before = dt.datetime.now()
    (letter,) = wait_for_mail()

    note = Notification.objects.get()
    assert letter.work_status == "failed" and "no mail today" in letter.failure
    assert note.letter is None and note.mail_at >= before + mailing.WAITS[0]
    assert mailing.write_letters(before) == 0  # not before its time
    for _ in mailing.WAITS:
        wait_for_mail()
    assert fresh(note).mail_at is None


def test_old_notifications_are_cleared_and_fresh_ones_stay(shop: Company):
    tell(shop.agent, once="read long ago")
    tell(shop.agent, once="very old")
    tell(shop.agent, once="fresh")
    Notification.objects.filter(once="read long ago").update(read_at=NOON - dt.timedelta(days=61))
    Notification.objects.filter(once="very old").update(created_at=NOON - dt.timedelta(days=181))
    Notification.objects.filter(once="fresh").update(read_at=NOON, created_at=NOON)

    mailing.forget_old(NOON)

    assert [note.once for note in Notification.objects.all()] == ["fresh"]


def test_every_kind_of_every_app_has_a_name_of_its_own():
    assert all(name == kind.name and "." in name for name, kind in kinds().items())
    assert "staff.notice" in kinds()


def test_a_new_notice_is_told_to_those_it_is_for(shop: Company):
    notice = put_up(by=shop.leader.user, title="Double Eleven", text="All leave is stopped.", group=shop.day)

    (note,) = Notification.objects.all()
    assert note.recipient == shop.agent
    assert note.url == f"/people/notices/{notice.pk}/"


# The pages


def test_the_list_shows_ones_own_and_opening_one_marks_it_read(client: Client, shop: Company):
    mine = make_notification(shop.agent, "Your shift changed")
    make_notification(shop.leader, "Somebody else's")
    client.force_login(shop.agent.user)

    page = client.get(reverse("staff:notifications")).content.decode()
    opened = client.post(reverse("staff:open_notification", args=[mine.pk]))

    assert "Your shift changed" in page and "Somebody else" not in page
    assert opened.headers["Location"] == mine.url
    assert fresh(mine).read_at
    assert (
        "Your shift changed" not in client.get(reverse("staff:notifications") + "?unread=1").content.decode()
    )


def test_all_are_read_at_once_and_nobody_elses(client: Client, shop: Company):
    make_notification(shop.agent), make_notification(shop.agent), make_notification(shop.leader)
    client.force_login(shop.agent.user)

    client.post(reverse("staff:read_notifications"))

    assert [note.recipient for note in Notification.objects.unread()] == [shop.leader]


def test_the_counter_answers_only_what_is_new(client: Client, shop: Company):
    make_notification(shop.agent)
    client.force_login(shop.agent.user)
    count = reverse("staff:unread_count")

    assert client.get(count + "?shown=1").status_code == 204
    news = client.get(count + "?shown=0").content.decode()
    assert "?shown=1" in news and 'id="unread-wide" hx-swap-oob="true"' in news
    assert 'id="unread-wide"><span class="numbers">1</span>' in client.get("/").content.decode()


def test_asking_for_the_counter_costs_no_more_with_many_notifications(client: Client, shop: Company):
    client.force_login(shop.agent.user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("staff:notifications"))
        return len(captured)

    make_notification(shop.agent)
    few = queries()
    for _ in range(20):
        make_notification(shop.agent)
    assert queries() == few


def test_a_person_chooses_what_they_are_told_and_how(client: Client, shop: Company, post: None):
    client.force_login(shop.agent.user)
    tell(shop.agent)
    waiting = make_notification(shop.agent, mail_at=NOON)
    form = {"app_staff.notice": "", "mail_staff.notice": "", "email": "a@example.com", "starts": "12:00"}
    url = reverse("staff:notification_settings")

    refused = client.post(url, form)
    client.post(url, form | {"ends": "14:00"})

    assert refused.status_code == 200 and "alert-danger" in refused.content.decode()
    choice = KindChoice.objects.get(kind="staff.notice")
    assert (choice.in_app, choice.by_mail) == (False, False)
    assert fresh(shop.agent).quiet_hours.ends == dt.time(14)
    assert fresh(shop.agent.user).email == "a@example.com"
    assert fresh(waiting).mail_at is None  # not wanted any more
    assert AuditEntry.objects.filter(action="mail address changed").exists()
    assert Notification.objects.filter(kind=PAID.name, mail_at__isnull=False).exists()
    put_up(by=shop.manager.user, title="Double Eleven", text="…")
    assert not Notification.objects.filter(recipient=shop.agent, says__contains="board").exists()


@pytest.mark.parametrize(
    ("url", "host", "port", "ssl", "tls"),
    [
        ("smtps://me%40x.cn:p%2Fw@mail.x.cn", "mail.x.cn", 465, True, False),
        ("smtp+tls://me%40x.cn:p%2Fw@mail.x.cn", "mail.x.cn", 587, False, True),
        ("smtp://me%40x.cn:p%2Fw@mail.x.cn:2525", "mail.x.cn", 2525, False, False),
    ],
)
def test_the_mail_server_is_read_from_one_address(url: str, host: str, port: int, ssl: bool, tls: bool):
    found = mail_settings({"EMAIL_URL": url})

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x.cn", "p/w")


def test_an_address_that_is_none_is_refused_and_no_server_means_no_mail():
    with pytest.raises(ValueError, match="smtps://"):
        mail_settings({"EMAIL_URL": "mail.example.com"})
    assert mail_settings({})["EMAIL_HOST"] == ""
    assert mail_settings({"EMAIL_HOST": "mail.x.cn", "EMAIL_USE_TLS": "true"})["EMAIL_PORT"] == 587
