"""Bad and middling reviews: found, contacted, closed with cause, outcome and lesson."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from staff.models import User
from tickets.models import Review
from tickets.services.customers import customer_of
from tickets.services.timeline import hold

State = Review.State


@transaction.atomic
def find(*, by: User, **fields: Any) -> Review:
    """Write down a review that is not good."""
    review = Review(found_by=by.employee, owner=by.employee, **fields)
    review.customer = customer_of(review.platform, review.customer_name, by=by)
    review.save()
    record("review found", review, by=by)
    return review


@transaction.atomic
def contact(review: Review, text: str, *, by: User) -> None:
    """The customer was talked to."""
    hold(review)
    if review.state == State.DONE:
        raise ValidationError(_("This review is done."))
    review.contact = f"{review.contact}\n{text}".strip()
    review.contacted_at = review.contacted_at or dt.datetime.now()
    review.state, review.owner = State.CONTACTED, review.owner or by.employee
    review.save()
    record("review: customer contacted", review, by=by)


@transaction.atomic
def finish(review: Review, *, by: User, **fields: Any) -> None:
    """Cause, outcome and lesson; all of them, and only after the customer was contacted. Raises ValidationError."""
    hold(review)
    if review.state != State.CONTACTED:
        raise ValidationError(_("Contact the customer first."))
    for name, value in fields.items():
        setattr(review, name, value)
    review.state, review.done_at = State.DONE, dt.datetime.now()
    review.save()
    record("review done", review, by=by, changes={"outcome": ["", review.outcome]})
