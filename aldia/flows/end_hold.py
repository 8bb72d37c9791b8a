"""Ends the pauses of an invoice or a customer: the ladder goes on where it stood."""

from datetime import date, datetime

from django.db import transaction

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Customer, Hold, Invoice
from aldia.records.timeline import Event


class NotOnHold(Refusal):
    code = "not_on_hold"
    text = _("No está en pausa.")


@transaction.atomic
def end_hold(target: Invoice | Customer, *, today: date, at: datetime, author: str = "") -> int:
    """End every pause in force of this invoice, or of this customer. Returns how many."""
    company = target.company
    facts_version.lock(company)
    of_it = {"invoice" if isinstance(target, Invoice) else "customer": target.pk}
    ended = Hold.objects.filter(company=company, ended_on=None, **of_it).update(ended_on=today)
    if not ended:
        raise NotOnHold
    customer_id = target.customer_id if isinstance(target, Invoice) else target.pk
    number = target.number if isinstance(target, Invoice) else ""
    event = Event(customer_id, "hold_ended", {"invoice": number}, author)
    conclude(company, event, today, at, limits_for)
    return ended
