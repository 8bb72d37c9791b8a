"""What is written down when a message did not leave, or nobody knows whether it did."""

from datetime import date, datetime

import polars as pl
from django.db import transaction

from aldia.core.codes import MessageStatus, TaskKind
from aldia.records import facts_version
from aldia.records.decisions import redecide
from aldia.records.limits import Law
from aldia.records.models import Company, ContactPoint, Message, Task, TaskInvoice
from aldia.records.models.customers import PointStatus
from aldia.records.sending import TO_SEND, local_day
from aldia.records.tasks import put_tasks
from aldia.records.timeline import Event, append

NOT_ENDED = (*TO_SEND, MessageStatus.SENDING, MessageStatus.DOUBTFUL)


@transaction.atomic
def mark_failed(
    company: Company,
    message: Message,
    why: str,
    at: datetime,
    law: Law,
    *,
    kind: TaskKind,
    bad_address: bool = False,
) -> bool:
    """Close a message that will never leave, with a task (`kind`) for a person.

    Its steps are not done. `bad_address`: the contact point is not written to again until
    somebody mends it. False when it was already closed.
    """
    facts_version.lock(company)
    changed = Message.objects.filter(
        company=company, pk=message.pk, attempts=message.attempts, status__in=NOT_ENDED
    ).update(status=MessageStatus.FAILED, outcome=why[:300])
    if not changed:
        return False
    if bad_address and message.point_id is not None:
        ContactPoint.objects.filter(
            company=company, pk=message.point_id, address=message.address
        ).update(status=PointStatus.BOUNCED, status_reason=why[:200])
    detail = {"message": message.pk, "address": message.address, "why": why}
    append(company, [Event(message.customer_id, "message_failed", detail)], at)
    today = local_day(at, company.timezone)
    put_tasks(company, _about(message, kind), today, at)
    redecide(company, [message.customer_id], today, at, law)
    return True


def _about(message: Message, kind: TaskKind) -> pl.DataFrame:
    """Name the invoices of a message in a task. No step: doing the task is not doing the step."""
    rows = [
        (message.customer_id, step.invoice_id, step.ladder_id, None, str(kind))
        for step in message.invoices.order_by("invoice_id")
    ]
    schema = {
        "customer_id": pl.Int64,
        "invoice_id": pl.Int64,
        "ladder_id": pl.Int64,
        "position": pl.Int16,
        "kind": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


@transaction.atomic
def mark_doubtful(company: Company, message: Message, why: str, at: datetime, law: Law) -> bool:
    """Leave a message whose end nobody knows to a person. It is never sent again by itself.

    Its steps wait for the person too, so that nothing says the same in other words meanwhile.
    """
    facts_version.lock(company)
    changed = Message.objects.filter(
        company=company,
        pk=message.pk,
        attempts=message.attempts,
        status=MessageStatus.SENDING,
    ).update(status=MessageStatus.DOUBTFUL, outcome=why[:300])
    if not changed:
        return False
    detail = {"message": message.pk, "address": message.address, "why": why}
    append(company, [Event(message.customer_id, "message_doubtful", detail)], at)
    today = local_day(at, company.timezone)
    _ask_a_person(company, message, today, at)
    redecide(company, [message.customer_id], today, at, law)
    return True


def _ask_a_person(company: Company, message: Message, today: date, at: datetime) -> None:
    """Make the task of a doubt. It holds the steps, so that they wait until it is settled."""
    task, is_new = Task.objects.get_or_create(
        company=company,
        key=f"{TaskKind.SETTLE_DOUBT}:{message.pk}:{message.attempts}",
        defaults={
            "customer_id": message.customer_id,
            "kind": TaskKind.SETTLE_DOUBT,
            "detail": {
                "message": message.pk,
                "subject": message.subject,
                "address": message.address,
            },
            "due_on": today,
            "made_at": at,
        },
    )
    if is_new:
        TaskInvoice.objects.bulk_create(
            TaskInvoice(
                task=task, invoice_id=s.invoice_id, ladder_id=s.ladder_id, position=s.position
            )
            for s in message.invoices.all()
        )
