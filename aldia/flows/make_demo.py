"""Fills a new company with a made-up past, and says what happens on each of its last days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.contrib.auth import get_user_model
from django.db import transaction

from aldia.core.codes import Channel
from aldia.core.names import name_key
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records import facts_version
from aldia.records.ladders import reassign_unstarted
from aldia.records.models import (
    Allocation,
    Company,
    Contact,
    ContactPoint,
    Customer,
    DecisionChange,
    DecisionRow,
    InboundMessage,
    Invoice,
    Membership,
    MessageInvoice,
    Minimum,
    Payment,
    TaskInvoice,
)
from aldia.records.models.company import Role
from aldia.records.timeline import Event, append
from aldia.sources.demo import company as made_up
from aldia.sources.demo.company import DemoCompany, DemoReply
from aldia.sources.demo.days import DemoDay, days_of
from aldia.sources.demo.history import DemoInvoice, DemoPayment
from aldia.sources.demo.people import DemoCustomer

__all__ = ["DemoDay", "NotADemo", "bring_in", "forget_demo", "make_demo", "welcome"]

AUTHOR = "demo"


class NotADemo(Refusal):
    code = "not_a_demo"
    text = _("«%(name)s» no es la empresa de demostración: no se borra.")


@transaction.atomic
def make_demo(
    company: Company, today: date, *, days: int, at: datetime, seed: int = 46
) -> list[DemoDay]:
    """Load everything up to `days` days ago, and return the days that follow, `today` excluded.

    The company must be new and empty. The loaded past is exact: every open amount equals its
    movements. The returned days are lived through the ordinary flows, one after the other.
    """
    story = made_up.make_up_company(today, seed=seed, days=days)
    first = today - timedelta(days=days)
    _introduce(company)
    customers = _load_customers(company, story, first)
    _load_minimums(company)
    past = [invoice for invoice in story.invoices if invoice.issued_on < first]
    received = [payment for payment in story.payments if payment.received_on < first]
    _load_invoices(company, past, customers, at, made_up.paid_by_invoice(received))
    _load_payments(company, received, customers)
    reassign_unstarted(company)
    facts_version.bump(company)
    return days_of(story, first, today)


@transaction.atomic
def bring_in(company: Company, day: DemoDay, at: datetime) -> int:
    """Store the invoices issued and the questions received on a day. Returns the new invoices."""
    wanted = {invoice.customer for invoice in day.invoices} | {r.customer for r in day.replies}
    found = Customer.objects.filter(company=company, external_id__in=wanted)
    customers = {customer.external_id: customer for customer in found}
    _load_invoices(company, day.invoices, customers, at)
    for reply in day.replies:
        _load_reply(company, customers[reply.customer], reply, at)
    reassign_unstarted(company)
    facts_version.bump(company)
    return len(day.invoices)


def welcome(company: Company, username: str, password: str) -> None:
    """Let a visitor into the made-up company, with this password from now on."""
    people = get_user_model()
    person, _is_new = people.objects.get_or_create(username=username)
    person.set_password(password)
    person.save()
    Membership.objects.get_or_create(company=company, user=person, defaults={"role": Role.OWNER})


@transaction.atomic
def forget_demo(company: Company) -> None:
    """Take a made-up company away with all that is its own. Refuses any other (`NotADemo`)."""
    if not company.is_demo:
        raise NotADemo(name=company.name)
    DecisionRow.objects.filter(company=company).delete()
    DecisionChange.objects.filter(company=company).delete()
    MessageInvoice.objects.filter(message__company=company).delete()
    TaskInvoice.objects.filter(task__company=company).delete()
    Invoice.objects.filter(company=company).delete()
    company.delete()


def _introduce(company: Company) -> None:
    company.is_demo = True
    company.tax_id, company.phone = made_up.TAX_ID, made_up.PHONE
    company.email, company.sender_name = made_up.EMAIL, made_up.SENDER
    company.save(update_fields=["is_demo", "tax_id", "phone", "email", "sender_name"])


def _load_customers(company: Company, story: DemoCompany, first: date) -> dict[str, Customer]:
    habits = made_up.average_days_late(story, first)
    rows = [
        Customer(
            company=company,
            name=made.name,
            name_key=name_key(made.name),
            external_id=made.key,
            tax_id=made.tax_id,
            kind=made.kind,
            country=made.country,
            region=made.region,
            timezone=made.timezone,
            language=made.language,
            segment=made.segment,
            risk=made.risk,
            sales_owner=made.sales_owner,
            is_blocked=made.is_blocked,
            blocked_reason="Lo pidió gerencia." if made.is_blocked else "",
            average_days_late=habits.get(made.key),
        )
        for made in story.customers
    ]
    customers = {row.external_id: row for row in Customer.objects.bulk_create(rows, 500)}
    _load_contacts(company, story.customers, customers, first)
    return customers


def _load_contacts(
    company: Company,
    made: Iterable[DemoCustomer],
    customers: Mapping[str, Customer],
    first: date,
) -> None:
    listed = list(made)
    contacts = Contact.objects.bulk_create(
        [
            Contact(
                company=company,
                customer=customers[person.key],
                name=person.contact_name,
                role=person.contact_role,
            )
            for person in listed
        ],
        500,
    )
    points = []
    for person, contact in zip(listed, contacts, strict=True):
        addresses = ((Channel.EMAIL, person.email), (Channel.PHONE, person.phone))
        for channel, address in addresses:
            if not address:
                continue
            has_left = person.has_opted_out and channel == Channel.EMAIL
            points.append(
                ContactPoint(
                    company=company,
                    customer_id=contact.customer_id,
                    contact=contact,
                    channel=channel,
                    address=address,
                    opted_out_on=first - timedelta(days=20) if has_left else None,
                    opt_out_reason="Prefiere el teléfono." if has_left else "",
                    opt_out_by=person.contact_name if has_left else "",
                )
            )
    ContactPoint.objects.bulk_create(points, 500)


def _load_minimums(company: Company) -> None:
    for currency, minimum in made_up.SMALLEST.items():
        Minimum.objects.update_or_create(
            company=company, currency=currency, defaults={"minimum_minor": minimum}
        )


def _load_invoices(
    company: Company,
    made: Iterable[DemoInvoice],
    customers: Mapping[str, Customer],
    at: datetime,
    paid: Mapping[str, int] = MappingProxyType({}),
) -> None:
    rows = [
        Invoice(
            company=company,
            customer=customers[invoice.customer],
            number=invoice.number,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            next_due_on=invoice.due_on,
            currency=invoice.currency,
            amount_minor=invoice.amount_minor,
            open_minor=max(0, invoice.amount_minor - paid.get(invoice.number, 0)),
            po_number=invoice.po_number,
            terms=invoice.terms,
        )
        for invoice in made
    ]
    Invoice.objects.bulk_create(rows, 500)
    append(company, map(_imported, rows), at)


def _imported(invoice: Invoice) -> Event:
    detail = {
        "invoice": invoice.number,
        "due_on": invoice.due_on.isoformat(),
        "currency": invoice.currency,
        "amount_minor": invoice.amount_minor,
        "open_minor": invoice.open_minor,
    }
    return Event(invoice.customer_id, "invoice_imported", detail, AUTHOR)


def _load_payments(
    company: Company, made: Iterable[DemoPayment], customers: Mapping[str, Customer]
) -> None:
    """Store the money of the past; what is more than its invoice stays as the customer's credit."""
    invoices = {i.number: i for i in Invoice.objects.filter(company=company)}
    left = {number: invoice.amount_minor for number, invoice in invoices.items()}
    payments, covered = [], []
    for payment in made:
        part = min(payment.amount_minor, left[payment.invoice])
        left[payment.invoice] -= part
        covered.append((invoices[payment.invoice], part))
        payments.append(
            Payment(
                company=company,
                customer=customers[payment.customer],
                received_on=payment.received_on,
                currency=payment.currency,
                amount_minor=payment.amount_minor,
                unapplied_minor=payment.amount_minor - part,
                reference=payment.reference,
                key=payment.key,
            )
        )
    Payment.objects.bulk_create(payments, 500)
    Allocation.objects.bulk_create(
        [
            Allocation(
                company=company,
                invoice=invoice,
                kind="payment",
                payment=payment,
                amount_minor=part,
                made_on=payment.received_on,
            )
            for payment, (invoice, part) in zip(payments, covered, strict=True)
        ],
        500,
    )


def _load_reply(company: Company, customer: Customer, reply: DemoReply, at: datetime) -> None:
    point = customer.points.filter(channel=Channel.EMAIL).first()
    sender = point.address if point else ""
    InboundMessage.objects.create(
        company=company,
        customer=customer,
        channel=Channel.EMAIL,
        sender=sender,
        text=reply.text,
        received_at=at,
        received_on=reply.received_on,
    )
    append(company, [Event(customer.pk, "reply_received", {"text": reply.text}, sender)], at)
