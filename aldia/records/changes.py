"""How every change of facts ends: told, decided anew, and what was queued taken back."""

from datetime import date, datetime

from aldia.records.decisions import redecide
from aldia.records.limits import Law
from aldia.records.models import Company
from aldia.records.timeline import Event, append


def conclude(company: Company, event: Event, today: date, at: datetime, law: Law) -> int:
    """Tell the customer's timeline what has changed, and decide anew for the customer.

    Call it last, inside the flow's transaction. Returns how many unsent messages were withdrawn.
    """
    append(company, [event], at)
    return redecide(company, [event.customer_id], today, at, law)
