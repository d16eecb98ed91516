"""Customers: found or added, spread over agents, merged; personal data under lock."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.audit import record
from common.fields import fingerprint, masked
from staff.models import Employee, User
from tickets.models import (
    Complaint,
    Customer,
    CustomerName,
    CustomerOrder,
    ReturnVisit,
    Review,
    ServingWeight,
    Ticket,
)
from tickets.rates import CustomerRates
from tickets.services.numbers import rates_of
from tickets.services.people import customer_load, least_loaded, serving_terms
from tickets.services.timeline import hold

PERSONAL = ("real_name", "phone", "address")


def customer_of(platform: str, name: str, *, by: User | None) -> Customer:
    """The customer with a chat name on a platform; a new one is looked after by the agent with the least to do."""
    if known := _named(platform, name):
        return known
    try:
        return add_customer(by=by, platform=platform, name=name)
    except ValidationError:  # somebody wrote the same customer down at this moment
        if known := _named(platform, name):
            return known
        raise


def _named(platform: str, name: str) -> Customer | None:
    known = CustomerName.objects.filter(platform=platform, name=name).select_related("customer").first()
    return known.customer if known else None


@transaction.atomic
def add_customer(
    *, by: User | None, platform: str, name: str, agent: Employee | None = None, **fields: Any
) -> Customer:
    """A new customer with a first contact due. Raises ValidationError where the chat name is known."""
    refusal = ValidationError(_("“%(name)s” is a customer of this platform already."), params={"name": name})
    if _named(platform, name):
        raise refusal
    today = dt.date.today()
    due_on = today + dt.timedelta(days=rates_of(CustomerRates, today).first_contact_days)
    personal = {what: fields.pop(what, "") for what in PERSONAL}
    chosen = agent or fair_agent(today)
    customer = Customer.objects.create(
        platform=platform, name=name, agent=chosen, first_contact_due_on=due_on, **_sealed(personal), **fields
    )
    try:
        with transaction.atomic():
            CustomerName.objects.create(customer=customer, platform=platform, name=name)
    except IntegrityError as error:  # somebody was faster
        raise refusal from error
    record("customer added", customer, by=by)
    return customer


def fair_agent(day: dt.date) -> Employee | None:
    """Who has the fewest customers for their ability."""
    serving = serving_terms(day).values("employee")
    people = list(Employee.objects.employed_between(day, day).filter(pk__in=serving, hired_on__lte=day))
    return least_loaded(people, customer_load(people))


def _sealed(personal: dict[str, str]) -> dict[str, str]:
    """Encrypted fields with what may be shown of them; '' leaves one as it is."""
    given = {what: text for what, text in personal.items() if text}
    if "phone" in given:
        given |= {"phone_mask": masked(given["phone"], 3, 4)[:20], "phone_print": fingerprint(given["phone"])}
    if "real_name" in given:
        given["real_name_mask"] = masked(given["real_name"], 1, 0)[:20]
    if "address" in given:
        given["address_mask"] = masked(given["address"], 6, 0)[:60]
    return given


@transaction.atomic
def edit_customer(customer: Customer, *, by: User, **fields: Any) -> None:
    """Change a profile; of personal data the change log says only that they changed."""
    hold(customer)
    personal = {what: fields.pop(what, "") for what in PERSONAL}
    changes = {
        name: [getattr(customer, name), value]
        for name, value in fields.items()
        if getattr(customer, name) != value
    }
    changes |= {what: ["•••", "•••"] for what, text in personal.items() if text}
    for name, value in {**fields, **_sealed(personal)}.items():
        setattr(customer, name, value)
    customer.save()
    if changes:
        record("customer changed", customer, by=by, changes=changes)


@transaction.atomic
def add_order(customer: Customer, *, by: User, **fields: Any) -> CustomerOrder:
    """An order that is known to be theirs. Raises ValidationError where it is somebody's already."""
    order, is_new = CustomerOrder.objects.get_or_create(
        order_no=fields.pop("order_no"), defaults={"customer": customer, **fields}
    )
    if not is_new:
        raise ValidationError(_("Order %(order)s is a customer's already."), params={"order": order.order_no})
    record("order of a customer added", customer, by=by, note=order.order_no)
    return order


@transaction.atomic
def reveal(customer: Customer, what: str, *, by: User) -> str:
    """One personal datum in the clear; that somebody looked is written down before they see it."""
    record("customer's personal data revealed", customer, by=by, note=what)
    return str(getattr(customer, what))


@transaction.atomic
def note_contact(customer: Customer, *, by: User) -> None:
    """The first contact has been made."""
    hold(customer)
    if customer.first_contacted_on is None:
        customer.first_contacted_on = dt.date.today()
        customer.save(update_fields=["first_contacted_on"])
        record("customer contacted", customer, by=by)


@transaction.atomic
def merge_customers(double: Customer, into: Customer, *, by: User) -> None:
    """Everything of a double becomes the other's; the double stays as a signpost. Raises ValidationError."""
    if double.pk == into.pk:
        raise ValidationError(_("A customer cannot be merged into themselves."))
    hold(double, into)
    if double.merged_into_id or into.merged_into_id:
        raise ValidationError(_("One of the two was merged before; choose the one it went into."))
    _join_visits(double, into)
    for model in (Ticket, Complaint, Review, CustomerName, CustomerOrder):
        model.objects.filter(customer=double).update(customer=into)
    Customer.objects.filter(merged_into=double).update(merged_into=into)
    _take_over(double, into)
    double.merged_into = into
    double.save()
    record("customers merged", into, by=by, note=f"{double} → {into}")


def _join_visits(double: Customer, into: Customer) -> None:
    """One visit an order: of two, the one that waits gives way; two that were made stay where they are."""
    theirs = {visit.order_no: visit for visit in into.visits.filter(reason=ReturnVisit.Reason.MEMBER)}
    for visit in double.visits.all():
        other = theirs.get(visit.order_no) if visit.reason == ReturnVisit.Reason.MEMBER else None
        if other is None or other.state == ReturnVisit.State.WAITING != visit.state:
            if other:
                other.delete()
            visit.customer = into
            visit.save(update_fields=["customer"])
        elif visit.state == ReturnVisit.State.WAITING:
            visit.delete()


def _take_over(double: Customer, into: Customer) -> None:
    """What the one lacks and the double has."""
    for name in (*PERSONAL, "real_name_mask", "phone_mask", "phone_print", "address_mask"):
        setattr(into, name, getattr(into, name) or getattr(double, name))
    into.note = "\n".join(dict.fromkeys(filter(None, [into.note, double.note])))
    into.is_member = into.is_member or double.is_member
    into.first_contacted_on = into.first_contacted_on or double.first_contacted_on
    into.agent = into.agent or double.agent
    into.save()


@transaction.atomic
def set_weight(person: Employee, weight: int, *, by: User) -> None:
    """How much a person takes beside the others."""
    row, _new = ServingWeight.objects.get_or_create(employee=person)
    record("weight of ability changed", person, by=by, changes={"weight": [row.weight, weight]})
    row.weight = weight
    row.save()
