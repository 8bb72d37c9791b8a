"""Stops, or allows again, every contact with a customer, by any route."""

from datetime import date, datetime

from django.db import transaction

from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Customer
from aldia.records.timeline import Event


@transaction.atomic
def block_customer(
    customer: Customer,
    *,
    today: date,
    at: datetime,
    reason: str = "",
    undo: bool = False,
    author: str = "",
) -> None:
    """Mark the customer as not to be contacted, with the reason; `undo` takes the mark away."""
    company = customer.company
    facts_version.lock(company)
    customer.is_blocked, customer.blocked_reason = not undo, "" if undo else reason
    customer.save(update_fields=["is_blocked", "blocked_reason"])
    kind = "customer_unblocked" if undo else "customer_blocked"
    event = Event(customer.pk, kind, {"reason": reason}, author)
    conclude(company, event, today, at, limits_for)
