"""Records money received: covers the invoices and takes back every reminder of them, at once."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count

from django.db import transaction

from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.decisions import redecide
from aldia.records.habits import refresh_habits
from aldia.records.ledger import allocate
from aldia.records.models import Company, Customer, Invoice, Payment
from aldia.records.timeline import Event, append


class NothingReceived(Refusal):
    code = "nothing_received"
    text = _("Un pago tiene que ser mayor que cero.")


class OtherCurrency(Refusal):
    code = "other_currency"
    text = _("La factura %(number)s está en %(invoice)s y el pago en %(payment)s.")


class PaymentKnown(Refusal):
    code = "payment_known"
    text = _("Ese pago ya estaba registrado («%(key)s»).")


class PaidBeforeToday(Refusal):
    code = "paid_in_the_future"
    text = _("El pago no puede ser de un día que todavía no ha llegado (%(day)s).")


@transaction.atomic
def record_payment(
    customer: Customer,
    amount: Money,
    *,
    received_on: date,
    today: date,
    at: datetime,
    invoices: Sequence[Invoice] = (),
    reference: str = "",
    key: str = "",
    author: str = "",
) -> Payment:
    """Store a payment and apply it to `invoices`, in their order; what is left is credit.

    In the same transaction the customer is decided anew and unsent reminders are withdrawn.
    Refuses nothing or less, another currency than an invoice's, a key already recorded, and a
    day in the future.
    """
    if received_on > today:
        raise PaidBeforeToday(day=received_on.isoformat())
    _refuse_nonsense(amount, invoices)
    company = customer.company
    facts_version.lock(company)
    if key and Payment.objects.filter(company=company, key=key).exists():
        raise PaymentKnown(key=key)
    payment = Payment.objects.create(
        company=company,
        customer=customer,
        received_on=received_on,
        currency=amount.currency,
        amount_minor=amount.minor,
        unapplied_minor=amount.minor,
        reference=reference,
        key=key or _next_key(company),
    )
    _apply(payment, invoices, at, author)
    refresh_habits(customer)
    redecide(company, [customer.pk], today, at, limits_for)
    return payment


def _refuse_nonsense(amount: Money, invoices: Sequence[Invoice]) -> None:
    if amount.amount <= 0:
        raise NothingReceived
    for invoice in invoices:
        if invoice.currency != amount.currency:
            raise OtherCurrency(
                number=invoice.number, invoice=invoice.currency, payment=amount.currency
            )


def _apply(payment: Payment, invoices: Sequence[Invoice], at: datetime, author: str) -> None:
    """Cover the invoices in their order, and tell the timeline."""
    company, applied = payment.company, {}
    for named in invoices:
        invoice = Invoice.objects.select_for_update().get(company=company, pk=named.pk)
        made = allocate(invoice, payment, payment.amount_minor, payment.received_on)
        if made:
            applied[invoice.number] = made.amount_minor
    detail = {
        "payment": payment.key,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "received_on": payment.received_on.isoformat(),
        "applied": applied,
        "unapplied_minor": payment.unapplied_minor,
        "reference": payment.reference,
    }
    if payment.customer is not None:
        append(company, [Event(payment.customer.pk, "payment_received", detail, author)], at)


def _next_key(company: Company) -> str:
    """Return a key for a payment typed by a person; the company's lock keeps it unique."""
    mine = Payment.objects.filter(company=company)
    keys = (f"manual-{number:06d}" for number in count(mine.count() + 1))
    return next(key for key in keys if not mine.filter(key=key).exists())
