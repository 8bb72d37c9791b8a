"""Counts what a company has: customers, invoices, decisions by reason, messages by state, tasks."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from aldia.records.models import (
    Company,
    Customer,
    DecisionRow,
    Dispute,
    Invoice,
    Message,
    Payment,
    Promise,
    Task,
)


@dataclass(frozen=True, slots=True)
class CompanyCounts:
    """How many of each. `decisions` are those of open invoices; `tasks` the ones still to do."""

    customers: int
    invoices: int
    open_invoices: int
    payments: int
    promises: int
    disputes: int
    decisions: dict[str, int]
    messages: dict[str, int]
    tasks: dict[str, int]


def company_counts(company: Company) -> CompanyCounts:
    """Return the counts of one company, in a handful of queries whatever its size."""
    invoices = Invoice.objects.filter(company=company)
    still_open = DecisionRow.objects.filter(company=company, invoice__open_minor__gt=0)
    return CompanyCounts(
        customers=Customer.objects.filter(company=company).count(),
        invoices=invoices.count(),
        open_invoices=invoices.filter(open_minor__gt=0).count(),
        payments=Payment.objects.filter(company=company).count(),
        promises=Promise.objects.filter(company=company).count(),
        disputes=Dispute.objects.filter(company=company).count(),
        decisions=_by(still_open, "reason"),
        messages=_by(Message.objects.filter(company=company), "status"),
        tasks=_by(Task.objects.filter(company=company, done_at=None), "kind"),
    )


def _by(rows: QuerySet, column: str) -> dict[str, int]:
    counted = rows.order_by().values_list(column).annotate(many=Count("pk"))
    return {str(code): many for code, many in sorted(counted, key=lambda pair: -pair[1])}
