"""Closes the disputes of an invoice: what was silent is spoken of again, from where it stood."""

from datetime import date, datetime

from django.db import transaction

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Dispute, Invoice
from aldia.records.timeline import Event


class NoDispute(Refusal):
    code = "no_dispute"
    text = _("La factura %(number)s no tiene ninguna reclamación abierta.")


@transaction.atomic
def close_dispute(
    invoice: Invoice, resolution: str, *, today: date, at: datetime, author: str = ""
) -> int:
    """Close every open dispute of the invoice with what was agreed. Returns how many."""
    company = invoice.company
    facts_version.lock(company)
    closed = Dispute.objects.filter(company=company, invoice=invoice, closed_on=None).update(
        closed_on=today, resolution=resolution
    )
    if not closed:
        raise NoDispute(number=invoice.number)
    detail = {"invoice": invoice.number, "resolution": resolution, "disputes": closed}
    event = Event(invoice.customer_id, "dispute_closed", detail, author)
    conclude(company, event, today, at, limits_for)
    return closed
