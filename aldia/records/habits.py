"""How a customer pays: kept on its row, so that the engine reads it with the rest."""

from aldia.records.models import Allocation, Customer

LATEST = 200


def refresh_habits(customer: Customer) -> None:
    """Keep the amount-weighted average of days late over the latest payments of the customer."""
    rows = (
        Allocation.objects.filter(
            invoice__customer=customer,
            invoice__company_id=customer.company_id,
            kind="payment",
            reversed_on=None,
        )
        .order_by("-made_on", "-pk")
        .values_list("made_on", "invoice__due_on", "amount_minor")[:LATEST]
    )
    late = [(max(0, (paid_on - due_on).days), weight) for paid_on, due_on, weight in rows]
    total = sum(weight for _days, weight in late)
    customer.average_days_late = (
        sum(days * weight for days, weight in late) / total if total else None
    )
    customer.save(update_fields=["average_days_late"])
