"""Opens a dispute: what the customer objects to is silent until resolved, the rest goes on."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from aldia.core.codes import DisputeReason
from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Dispute, Invoice
from aldia.records.timeline import Event

DAYS_TO_RESOLVE = 15


class DisputeOfTooMuch(Refusal):
    code = "dispute_of_too_much"
    text = _("De la factura %(number)s solo se pueden reclamar %(open)s.")


@transaction.atomic
def open_dispute(
    invoice: Invoice,
    reason: DisputeReason,
    *,
    today: date,
    at: datetime,
    amount: Money | None = None,
    text: str = "",
    owner: str = "",
    author: str = "",
) -> Dispute:
    """Store the dispute (of all that is open and undisputed unless said) with its deadline.

    Refuses nothing, or more than what is open and not in dispute already.
    """
    company = invoice.company
    facts_version.lock(company)
    invoice = Invoice.objects.select_for_update().get(company=company, pk=invoice.pk)
    mine = Dispute.objects.filter(company=company, invoice=invoice, closed_on=None)
    disputed = mine.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    left = Money.from_minor(max(0, invoice.open_minor - disputed), invoice.currency)
    amount = amount or left
    if amount.currency != invoice.currency or not 0 < amount.minor <= left.minor:
        raise DisputeOfTooMuch(number=invoice.number, open=left)
    dispute = Dispute.objects.create(
        company=company,
        invoice=invoice,
        reason=reason,
        amount_minor=amount.minor,
        text=text,
        owner=owner,
        opened_on=today,
        deadline_on=today + timedelta(days=DAYS_TO_RESOLVE),
    )
    event = Event(invoice.customer_id, "dispute_opened", _told(dispute), author)
    conclude(company, event, today, at, limits_for)
    return dispute


def _told(dispute: Dispute) -> dict[str, str | int]:
    return {
        "invoice": dispute.invoice.number,
        "reason": str(dispute.reason),
        "amount_minor": dispute.amount_minor,
        "currency": dispute.invoice.currency,
        "text": dispute.text,
    }
