"""Moves money: allocations, and the open amounts that follow from them; reversed, never lost.

Every function works inside the caller's transaction, under the company's lock.
"""

from datetime import date

from aldia.core.installments import next_due_on
from aldia.records.models import Allocation, CreditNote, Invoice, Payment
from aldia.records.models.movements import AllocationKind

Source = Payment | CreditNote


def allocate(invoice: Invoice, source: Source, amount_minor: int, on: date) -> Allocation | None:
    """Cover the invoice with as much of the source as both allow, at most `amount_minor`.

    Returns the movement, or None when there was nothing to cover or nothing left. The two must be
    in one currency: the caller has checked it, and an assertion stops the transaction otherwise.
    """
    if source.currency != invoice.currency:
        raise ValueError(f"{source.currency} cannot pay {invoice.currency}")
    covered = min(amount_minor, source.unapplied_minor, invoice.open_minor)
    if covered <= 0:
        return None
    made = Allocation(
        company_id=invoice.company_id, invoice=invoice, amount_minor=covered, made_on=on
    )
    if isinstance(source, Payment):
        made.kind, made.payment = AllocationKind.PAYMENT, source
    else:
        made.kind, made.credit_note = AllocationKind.CREDIT_NOTE, source
    made.save()
    source.unapplied_minor -= covered
    source.save(update_fields=["unapplied_minor"])
    set_open(invoice, invoice.open_minor - covered)
    return made


def take_back(allocation: Allocation, on: date) -> None:
    """Reverse a movement: the invoice is open again where it stood, the source free again.

    The invoice is read anew: another movement of it may have just been taken back. What would
    open more than its whole amount is left settled, by a movement that says so.
    """
    invoice = Invoice.objects.select_for_update().get(pk=allocation.invoice_id)
    source = allocation.payment or allocation.credit_note
    allocation.reversed_on = on
    allocation.save(update_fields=["reversed_on"])
    if source is not None:
        source.unapplied_minor += allocation.amount_minor
        source.save(update_fields=["unapplied_minor"])
    opened = invoice.open_minor + allocation.amount_minor
    too_much = opened - invoice.amount_minor
    if too_much > 0:
        Allocation.objects.create(
            company_id=invoice.company_id,
            invoice=invoice,
            kind=AllocationKind.IMPORTED,
            amount_minor=too_much,
            made_on=on,
        )
    set_open(invoice, min(opened, invoice.amount_minor))


def set_open(invoice: Invoice, open_minor: int) -> None:
    """Keep the open amount and the due date of the part asked for now. The ladder stays."""
    invoice.open_minor = open_minor
    if invoice.has_installments:
        parts = list(
            invoice.installments.order_by("position").values_list("due_on", "amount_minor")
        )
        invoice.next_due_on = next_due_on(parts, invoice.amount_minor - open_minor)
    invoice.save(update_fields=["open_minor", "next_due_on"])
