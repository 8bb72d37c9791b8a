"""Tells the life of one invoice: its money, its ladder and everything that happened, in order."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from aldia.core.codes import UNSENT
from aldia.records.models import (
    DecisionRow,
    Dispute,
    Hold,
    Invoice,
    Ladder,
    Message,
    Promise,
    Step,
    TaskInvoice,
    TimelineEvent,
)

CUSTOMER_WIDE = frozenset({"invoice", "applied", "message", "task"})
"""An event with none of these says something of the customer as a whole."""


@dataclass(frozen=True, slots=True)
class Story:
    """One invoice and what surrounds it. Amounts in minor units of its currency."""

    invoice: Invoice
    decision: DecisionRow | None
    paid_minor: int
    disputed_minor: int
    steps: list[Step]
    disputes: list[Dispute]
    promise: Promise | None
    holds: list[Hold]
    waiting_message: Message | None
    """The message about it that has not left yet."""
    events: list[TimelineEvent]
    """The newest first."""


def invoice_story(invoice: Invoice, today: date) -> Story:
    """Return the story of an invoice; the number of queries does not grow with its length."""
    company = invoice.company
    disputes = list(Dispute.objects.filter(company=company, invoice=invoice).order_by("opened_on"))
    messages = [
        message
        for message in Message.objects.filter(company=company, customer=invoice.customer_id)
        .only("pk", "status", "lines", "subject", "not_before")
        .order_by("-pk")
        if any(line["invoice_id"] == invoice.pk for line in message.lines)
    ]
    return Story(
        invoice=invoice,
        decision=DecisionRow.objects.filter(company=company, invoice=invoice).first(),
        paid_minor=invoice.amount_minor - invoice.open_minor,
        disputed_minor=sum(d.amount_minor for d in disputes if d.closed_on is None),
        steps=_steps(invoice),
        disputes=disputes,
        promise=Promise.objects.filter(company=company, invoice=invoice, replaced_on=None).first(),
        holds=[hold for hold in _holds(invoice) if hold.until_on is None or hold.until_on >= today],
        waiting_message=next((m for m in messages if m.status in UNSENT), None),
        events=_events(invoice, {message.pk for message in messages}),
    )


def _steps(invoice: Invoice) -> list[Step]:
    """Return the steps of its ladder; without one of its own it walks the company's default."""
    mine = Ladder.objects.filter(company=invoice.company)
    walks = Q(pk=invoice.ladder_id) if invoice.ladder_id else Q(is_default=True)
    return list(Step.objects.filter(ladder__in=mine.filter(walks)).order_by("position"))


def _holds(invoice: Invoice) -> QuerySet[Hold]:
    target = Q(invoice=invoice) | Q(customer=invoice.customer_id)
    return Hold.objects.filter(target, company=invoice.company, ended_on=None)


def _events(invoice: Invoice, message_ids: set[int]) -> list[TimelineEvent]:
    mine = TaskInvoice.objects.filter(invoice=invoice, task__company=invoice.company)
    task_ids = set(mine.values_list("task_id", flat=True))
    events = TimelineEvent.objects.filter(company=invoice.company, customer=invoice.customer_id)
    return [
        event
        for event in events.order_by("-sequence")
        if _is_about(event.detail, invoice.number, message_ids, task_ids)
    ]


def _is_about(
    detail: dict[str, Any], number: str, message_ids: set[int], task_ids: set[int]
) -> bool:
    """Say whether an event speaks of the invoice, or of its customer as a whole."""
    if not CUSTOMER_WIDE & detail.keys():
        return True
    return (
        detail.get("invoice") == number
        or (detail.get("invoice") == "" and "message" not in detail)
        or number in (detail.get("applied") or {})
        or detail.get("message") in message_ids
        or detail.get("task") in task_ids
    )
