"""Records the date a customer has given, and takes back any reminder that has not left yet."""

from datetime import date, datetime

from django.db import transaction

from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Invoice, Promise
from aldia.records.timeline import Event


class PromiseInThePast(Refusal):
    code = "promise_in_the_past"
    text = _("La promesa tiene que ser de hoy o de un día que esté por venir.")


class PromiseOfTooMuch(Refusal):
    code = "promise_of_too_much"
    text = _("De la factura %(number)s solo quedan %(open)s por pagar.")


@transaction.atomic
def record_promise(
    invoice: Invoice,
    promised_for: date,
    *,
    today: date,
    at: datetime,
    amount: Money | None = None,
    made_by: str = "",
    author: str = "",
) -> Promise:
    """Store the promise (of the whole open amount unless said) and silence the invoice until then.

    A newer promise replaces the one in force. Refuses a past day, and more than is owed.
    """
    if promised_for < today:
        raise PromiseInThePast
    company = invoice.company
    facts_version.lock(company)
    invoice = Invoice.objects.select_for_update().get(company=company, pk=invoice.pk)
    left = Money.from_minor(invoice.open_minor, invoice.currency)
    amount = amount or left
    if amount.currency != invoice.currency or not 0 < amount.minor <= invoice.open_minor:
        raise PromiseOfTooMuch(number=invoice.number, open=left)
    Promise.objects.filter(company=company, invoice=invoice, replaced_on=None).update(
        replaced_on=today
    )
    promise = Promise.objects.create(
        company=company,
        invoice=invoice,
        promised_for=promised_for,
        amount_minor=amount.minor,
        grace_days=company.grace_days,
        made_on=today,
        made_by=made_by,
    )
    event = Event(invoice.customer_id, "promise_made", _told(promise), author)
    conclude(company, event, today, at, limits_for)
    return promise


def _told(promise: Promise) -> dict[str, str | int]:
    return {
        "invoice": promise.invoice.number,
        "promised_for": promise.promised_for.isoformat(),
        "amount_minor": promise.amount_minor,
        "currency": promise.invoice.currency,
        "made_by": promise.made_by,
    }
