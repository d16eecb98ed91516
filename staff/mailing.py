"""Mail about what waits: one letter a person, outside their quiet hours, sent once or not at all.

Every minute `write_letters` makes one `Letter` for each person for whom something waits; a worker sends it. The mail
server may have taken a mail from a worker that died before it could say so, therefore a letter that was handed over
is never handed over again: what it said stands in the application all the same. A server that refuses or does not
answer is asked again later.
"""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from common.jobs import start
from staff.models import Employee, Letter, Notification, QuietHours, User
from staff.notifying import in_words

# A burst (payslips for everybody) goes out over some minutes, so that other work gets its turn in the queue.
LETTERS_A_ROUND = 500
# After a failure: how long until the next try; after the last one nothing is tried any more.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480))
QUIET_FROM, QUIET_UNTIL = dt.time(22), dt.time(8)


def is_quiet(hours: QuietHours | None, at: dt.time) -> bool:
    """True within a person's quiet hours; who has chosen none rests at night."""
    starts, ends = (hours.starts, hours.ends) if hours else (QUIET_FROM, QUIET_UNTIL)
    if starts is None or ends is None:
        return False
    return starts <= at < ends if starts <= ends else at >= starts or at < ends


def write_letters(now: dt.datetime) -> int:
    """One letter to each person for whom something waits and who does not rest; how many."""
    if not settings.EMAIL_HOST:
        return 0
    waiting = Notification.objects.to_mail(now).values("recipient")
    here = Employee.objects.employed_between(now.date(), now.date()).filter(user__is_active=True)
    awake = [
        person.pk
        for person in here.filter(pk__in=waiting).exclude(user__email="").select_related("quiet_hours")
        if not is_quiet(getattr(person, "quiet_hours", None), now.time())
    ]
    for pk in awake[:LETTERS_A_ROUND]:
        write_letter(pk, now)
    return len(awake[:LETTERS_A_ROUND])


@transaction.atomic
def write_letter(recipient: int, now: dt.datetime) -> None:
    """Put everything that waits for one person into one letter. What somebody else took meanwhile stays theirs."""
    letter = Letter.objects.create(recipient_id=recipient)
    if Notification.objects.to_mail(now).filter(recipient=recipient).update(letter=letter):
        start(letter)
    else:
        letter.delete()


def send(letter: Letter) -> None:
    """Hand a letter over to the mail server, if nobody did before. For a worker, which has claimed it."""
    mail = mail_for(letter)
    first = Letter.objects.filter(pk=letter.pk, attempt=letter.attempt, handed_over_at__isnull=True)
    if first.update(handed_over_at=dt.datetime.now()):
        try:
            mail.send()
        except OSError as trouble:  # refused, or no answer: smtplib's errors are all of this kind
            try_later(letter, f"{type(trouble).__name__}: {trouble}")
            return
    letter.finish()


@transaction.atomic
def try_later(letter: Letter, reason: str) -> None:
    """Let what the letter said wait for another one; after the last try it stands in the application only."""
    letter.fail(reason)
    for note in letter.notifications.all():
        wait = WAITS[note.mail_tries] if note.mail_tries < len(WAITS) else None
        note.mail_at = dt.datetime.now() + wait if wait else None
        note.mail_tries, note.letter = note.mail_tries + 1, None
        note.save(update_fields=["mail_at", "mail_tries", "letter"])


def mail_for(letter: Letter) -> EmailMessage:
    """The mail, in the language of whom it is for."""
    user = User.objects.get(employee=letter.recipient_id)
    notes = list(letter.notifications.order_by("created_at", "pk"))
    with translation.override(user.language or settings.LANGUAGE_CODE):
        lines = [{"says": in_words(note.says, note.words), "url": address(note.url)} for note in notes]
        more = ngettext("%(count)s thing for you", "%(count)s things for you", len(lines))
        subject = lines[0]["says"] if len(lines) == 1 else more % {"count": len(lines)}
        text = render_to_string(
            "staff/letter.txt", {"lines": lines, "settings_url": address(_settings_url())}
        )
    return EmailMessage(
        " ".join(subject.split()),
        text,
        to=[user.email],
        headers={"Message-ID": f"<letter-{letter.pk}@csbackoffice>", "Auto-Submitted": "auto-generated"},
    )


def _settings_url() -> str:
    return reverse("staff:notification_settings")


def address(url: str) -> str:
    return f"{settings.SITE_URL}{url}" if url else ""


KEPT_READ, KEPT = dt.timedelta(days=60), dt.timedelta(days=180)


def forget_old(now: dt.datetime) -> None:
    """Clear what was read two months ago, everything of half a year ago, and old letters."""
    Notification.objects.filter(read_at__lt=now - KEPT_READ).delete()
    Notification.objects.filter(created_at__lt=now - KEPT).delete()
    Letter.objects.filter(queued_at__lt=now - KEPT).delete()
