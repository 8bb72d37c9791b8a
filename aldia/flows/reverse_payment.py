"""Takes a payment back (returned, refunded, charged back), or brings it back again."""

from datetime import date, datetime

from django.db import transaction

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.decisions import redecide
from aldia.records.habits import refresh_habits
from aldia.records.ledger import allocate, take_back
from aldia.records.models import Allocation, Invoice, Payment
from aldia.records.timeline import Event, append


class AlreadyReversed(Refusal):
    code = "already_reversed"
    text = _("Ese pago ya estaba anulado.")


class NotReversed(Refusal):
    code = "not_reversed"
    text = _("Ese pago no está anulado.")


@transaction.atomic
def reverse_payment(
    payment: Payment,
    *,
    reason: str,
    today: date,
    at: datetime,
    undo: bool = False,
    author: str = "",
) -> Payment:
    """Open again what the payment had covered, with the ladder where it stood; `undo` closes it.

    Reminders that the change makes wrong are withdrawn in the same transaction.
    """
    company = payment.company
    facts_version.lock(company)
    payment = Payment.objects.select_for_update().get(company=company, pk=payment.pk)
    if undo:
        _restore(payment, today)
    else:
        _reverse(payment, reason, today)
    if payment.customer is not None:
        kind = "payment_restored" if undo else "payment_reversed"
        detail = {"payment": payment.key, "reason": reason, "amount_minor": payment.amount_minor}
        append(company, [Event(payment.customer.pk, kind, detail, author)], at)
        refresh_habits(payment.customer)
        redecide(company, [payment.customer.pk], today, at, limits_for)
    return payment


def _reverse(payment: Payment, reason: str, today: date) -> None:
    if payment.reversed_on is not None:
        raise AlreadyReversed
    for allocation in _allocations(payment).filter(reversed_on=None):
        allocation.payment, allocation.comes_back = payment, True
        allocation.save(update_fields=["comes_back"])
        take_back(allocation, today)
    # A reversed payment is no credit: nothing of it is left to apply.
    payment.unapplied_minor = 0
    payment.reversed_on, payment.reversal_reason = today, reason
    payment.save(update_fields=["unapplied_minor", "reversed_on", "reversal_reason"])


def _restore(payment: Payment, today: date) -> None:
    if payment.reversed_on is None:
        raise NotReversed
    taken_back = list(_allocations(payment).filter(comes_back=True))
    payment.unapplied_minor = payment.amount_minor
    payment.reversed_on, payment.reversal_reason = None, ""
    payment.save(update_fields=["unapplied_minor", "reversed_on", "reversal_reason"])
    for allocation in taken_back:
        allocation.comes_back = False
        allocation.save(update_fields=["comes_back"])
        # Read anew each time: two of them may cover the same invoice.
        invoice = Invoice.objects.select_for_update().get(pk=allocation.invoice_id)
        allocate(invoice, payment, allocation.amount_minor, today)


def _allocations(payment: Payment):  # type: ignore[no-untyped-def] # a queryset of Allocation
    return (
        Allocation.objects.select_for_update(of=("self",))
        .filter(company_id=payment.company_id, payment=payment)
        .order_by("pk")
    )
