"""Tells what the morning looks like: what is proposed and why, the tasks, what is critical."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum

from aldia.core.codes import Action, MessageStatus, Tone
from aldia.core.outgoing import Row, rows_of, totals_of
from aldia.core.reasons import Reason
from aldia.records.models import (
    Company,
    DecisionRow,
    Invoice,
    Message,
    MessageInvoice,
    Payment,
    Step,
    Task,
)

PAGE = 60
ON_THE_WAY = (MessageStatus.APPROVED, MessageStatus.QUEUED, MessageStatus.WAITING)
RECENT_DAYS = 30

Lines = list[dict[str, Any]]
"""The table of a message as it is stored."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a message is proposed: its oldest invoice's step, and how late that invoice is.

    `days_late` is negative before the due date. `steps` is the number of steps of the ladder.
    """

    number: str
    days_late: int
    position: int
    steps: int
    ladder: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One message nobody has read yet, as a line of the list."""

    message: Message
    customer: str
    level: int
    """Of its tone: 0 for `preventive` to 4 for `formal`."""
    rows: tuple[Row, ...]
    totals: dict[str, int]
    why: Why
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first page shows. Amounts per currency, in minor units."""

    proposals: list[Proposal]
    proposed_count: int
    proposed_ids: list[int]
    proposed_totals: dict[str, int]
    on_the_way: list[Message]
    on_the_way_count: int
    tasks: list[Task]
    task_count: int
    critical: list[DecisionRow]
    critical_count: int
    overdue: dict[str, int]
    overdue_count: int
    received: dict[str, int]
    waiting: list[tuple[Reason, int]]
    """How many open invoices wait, and for which reason, the commonest first."""

    @property
    def currencies(self) -> list[str]:
        """Return every currency spoken of, when there is more than one; euros first."""
        spoken = {*self.overdue, *self.received, *self.proposed_totals}
        return sorted(spoken, key=lambda code: (code != "EUR", code)) if len(spoken) > 1 else []


def today_of(company: Company, today: date, *, page: int = 1) -> Today:
    """Return the company's morning; the list of proposals comes in pages of `PAGE`, from 1."""
    proposed = Message.objects.filter(company=company, status=MessageStatus.PROPOSED)
    everything = list(proposed.values_list("pk", "lines").order_by("pk"))
    ranked = _ranked(company, everything)
    shown = ranked[(max(page, 1) - 1) * PAGE :][:PAGE]
    on_the_way = Message.objects.filter(company=company, status__in=ON_THE_WAY)
    tasks = Task.objects.filter(company=company, done_at=None, due_on__lte=today)
    decided = DecisionRow.objects.filter(company=company)
    critical = decided.filter(is_critical=True).exclude(reason=Reason.PAID)
    late = Invoice.objects.filter(
        company=company, open_minor__gt=0, next_due_on__lt=today, is_written_off=False
    )
    return Today(
        proposals=_proposals(company, shown, today),
        proposed_count=len(ranked),
        proposed_ids=[pk for pk, _is_critical in ranked],
        proposed_totals=_sum_totals(lines for _pk, lines in everything),
        on_the_way=list(on_the_way.select_related("customer").order_by("not_before", "pk")[:40]),
        on_the_way_count=on_the_way.count(),
        tasks=list(
            tasks.select_related("customer")
            .prefetch_related("invoices__invoice")
            .order_by("due_on", "pk")[:25]
        ),
        task_count=tasks.count(),
        critical=list(
            critical.select_related("invoice", "customer").order_by("invoice__next_due_on")[:6]
        ),
        critical_count=critical.count(),
        overdue=_by_currency(late, "open_minor"),
        overdue_count=late.count(),
        received=_received(company, today),
        waiting=_waiting(decided),
    )


def _ranked(company: Company, everything: Sequence[tuple[int, Lines]]) -> list[tuple[int, bool]]:
    """Order the proposals: critical ones first, then the latest, then the oldest proposal."""
    critical = set(
        DecisionRow.objects.filter(company=company, is_critical=True).values_list(
            "invoice_id", flat=True
        )
    )
    keyed = []
    for pk, lines in everything:
        is_critical = any(line["invoice_id"] in critical and line["is_due"] for line in lines)
        oldest = min(str(line["due_on"]) for line in lines)
        keyed.append((not is_critical, oldest, pk))
    return [(pk, not is_calm) for is_calm, _oldest, pk in sorted(keyed)]


def _sum_totals(messages: Iterable[Lines]) -> dict[str, int]:
    """Add up what all the messages ask for, per currency and never across."""
    totals: dict[str, int] = {}
    for lines in messages:
        for currency, minor in _asked(rows_of(lines)).items():
            totals[currency] = totals.get(currency, 0) + minor
    return dict(sorted(totals.items(), key=lambda pair: (pair[0] != "EUR", pair[0])))


def _asked(rows: tuple[Row, ...]) -> dict[str, int]:
    """Return what a message asks for: what is due; when nothing is, what it announces."""
    steps = [row for row in rows if row.is_step]
    return totals_of(rows, is_before_due=bool(steps) and not any(row.is_due for row in steps))


def _proposals(company: Company, shown: Sequence[tuple[int, bool]], today: date) -> list[Proposal]:
    ids = [pk for pk, _is_critical in shown]
    messages = Message.objects.filter(company=company, pk__in=ids).select_related("customer")
    found = {message.pk: message for message in messages}
    whys = whys_of(company, list(found.values()), today)
    return [
        _proposal(found[pk], whys[pk], is_critical=is_critical)
        for pk, is_critical in shown
        if pk in found and pk in whys
    ]


def _proposal(message: Message, why: Why, *, is_critical: bool) -> Proposal:
    rows = rows_of(message.lines)
    return Proposal(
        message=message,
        customer=message.customer.name,
        level=Tone(message.tone).level,
        rows=rows,
        totals=_asked(rows),
        why=why,
        is_critical=is_critical,
    )


def whys_of(company: Company, messages: Sequence[Message], day: date) -> dict[int, Why]:
    """Say, per message id, which step of which ladder it is. Two queries, however many messages."""
    parts = (
        MessageInvoice.objects.filter(message__company=company, message__in=messages)
        .select_related("invoice", "ladder")
        .order_by("invoice__next_due_on", "invoice_id")
    )
    lengths = dict(
        Step.objects.filter(ladder__company=company)
        .values_list("ladder_id")
        .annotate(steps=Count("pk"))
    )
    whys: dict[int, Why] = {}
    for part in parts:
        whys.setdefault(
            part.message_id,
            Why(
                number=part.invoice.number,
                days_late=(day - part.invoice.next_due_on).days,
                position=part.position,
                steps=lengths.get(part.ladder_id, part.position),
                ladder=part.ladder.name,
            ),
        )
    return whys


def _by_currency(rows: QuerySet[Any], column: str) -> dict[str, int]:
    """Sum a column per currency, euros first."""
    sums = rows.order_by().values_list("currency").annotate(total=Sum(column))
    return dict(sorted(sums, key=lambda pair: (pair[0] != "EUR", pair[0])))


def _received(company: Company, today: date) -> dict[str, int]:
    since = today - timedelta(days=RECENT_DAYS)
    payments = Payment.objects.filter(company=company, received_on__gt=since, reversed_on=None)
    return _by_currency(payments, "amount_minor")


def _waiting(decided: QuerySet[DecisionRow]) -> list[tuple[Reason, int]]:
    still = decided.filter(action=Action.WAIT, invoice__open_minor__gt=0).order_by()
    counted = still.values_list("reason").annotate(many=Count("pk"))
    return sorted(((Reason(r), many) for r, many in counted), key=lambda pair: -pair[1])
