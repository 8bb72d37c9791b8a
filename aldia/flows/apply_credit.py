"""Applies a customer's credit (payments on account, credit notes) to its oldest open invoices."""

from datetime import date, datetime

from django.db import transaction

from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.ledger import Source, allocate
from aldia.records.models import CreditNote, Customer, Invoice, Payment
from aldia.records.timeline import Event


@transaction.atomic
def apply_credit(
    customer: Customer, *, today: date, at: datetime, author: str = ""
) -> dict[str, int]:
    """Cover open invoices, the oldest first, each with credit of its own currency.

    Returns what was applied, in minor units, by invoice number.
    """
    company = customer.company
    facts_version.lock(company)
    free = {"company": company, "customer": customer, "unapplied_minor__gt": 0}
    sources: list[Source] = [
        *CreditNote.objects.filter(**free).order_by("issued_on", "pk"),
        *Payment.objects.filter(reversed_on=None, **free).order_by("received_on", "pk"),
    ]
    open_invoices = Invoice.objects.select_for_update().filter(
        company=company, customer=customer, open_minor__gt=0
    )
    applied: dict[str, int] = {}
    for invoice in open_invoices.order_by("due_on", "pk"):
        for source in sources:
            if source.currency == invoice.currency:
                made = allocate(invoice, source, invoice.open_minor, today)
                if made:
                    applied[invoice.number] = applied.get(invoice.number, 0) + made.amount_minor
    if applied:
        event = Event(customer.pk, "credit_applied", {"applied": applied}, author)
        conclude(company, event, today, at, limits_for)
    return applied
