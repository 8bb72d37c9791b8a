"""Pauses an invoice or a whole customer, with a reason, an author and an end."""

from datetime import date, datetime

from django.db import transaction

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Customer, Hold, Invoice
from aldia.records.timeline import Event


class PauseInThePast(Refusal):
    code = "pause_in_the_past"
    text = _("La pausa no puede terminar antes de hoy.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    text = _("Diga por qué: quien lo lea dentro de un mes lo agradecerá.")


@transaction.atomic
def put_on_hold(
    target: Invoice | Customer,
    *,
    reason: str,
    today: date,
    at: datetime,
    until: date | None = None,
    author: str = "",
) -> Hold:
    """Store the pause and take back what has not left. `until` is its last day; none: open end."""
    if not reason.strip():
        raise ReasonMissing
    if until is not None and until < today:
        raise PauseInThePast
    company = target.company
    facts_version.lock(company)
    hold = Hold(company=company, reason=reason, author=author, from_on=today, until_on=until)
    if isinstance(target, Invoice):
        hold.invoice, customer_id, number = target, target.customer_id, target.number
    else:
        hold.customer, customer_id, number = target, target.pk, ""
    hold.save()
    detail = {
        "invoice": number,
        "reason": reason,
        "until": until.isoformat() if until else "",
    }
    event = Event(customer_id, "hold_started", detail, author)
    conclude(company, event, today, at, limits_for)
    return hold
