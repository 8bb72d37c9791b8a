"""Every change of a message that is leaving, each in one short transaction, and only once.

The company's row is locked first, like everywhere facts change: a payment recorded at the same
moment comes wholly before the last gate or wholly after the claim.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from aldia.core.codes import MessageStatus, TaskKind
from aldia.records import claims, facts_version, outbox
from aldia.records.decisions import redecide
from aldia.records.gate import why_not
from aldia.records.limits import Law
from aldia.records.models import Company, Invoice, Message, Task
from aldia.records.timeline import Event, append

TO_SEND = (MessageStatus.APPROVED, MessageStatus.QUEUED, MessageStatus.WAITING)
"""A person has said yes, and it has not left."""

A_LONG_WAIT = timedelta(minutes=15)
"""A message longer than this in `sending` is in doubt, whoever claimed it."""

NextSlot = Callable[[Message, datetime], datetime]
"""Answers when a message may leave, at or after a moment."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of asking for a message: `claimed`, `waiting`, `withdrawn`, `gone` or `stopped`.

    `written_on`: the day of its words, to give it back if it does not leave.
    """

    outcome: str
    message: Message | None = None
    written_on: date | None = None


def to_send(company: Company, now: datetime) -> list[int]:
    """Return the ids of what may leave now, first approved first."""
    ready = Q(not_before=None) | Q(not_before__lte=now)
    return list(
        Message.objects.filter(ready, company=company, status__in=TO_SEND)
        .order_by("approved_at", "pk")
        .values_list("pk", flat=True)
    )


def still_to_send(company: Company) -> int:
    """Count what a person has approved and has not left."""
    return Message.objects.filter(company=company, status__in=TO_SEND).count()


def leaving(company: Company, message_id: int) -> Message | None:
    """Return a message that may be sent, with its customer; None when it no longer may."""
    return _named(company, Message.objects.filter(pk=message_id))


def _named(company: Company, rows: QuerySet[Message]) -> Message | None:
    mine = rows.select_related("customer").filter(company=company, status__in=TO_SEND).first()
    if mine is not None:
        mine.company = company
    return mine


@transaction.atomic
def claim(
    company: Company, message_id: int, now: datetime, *, name: str, next_slot: NextSlot, law: Law
) -> Claim:
    """Take a message to send it, if it is still right to say and this is the moment.

    `name` is the message's own name on its channel. A message outside its window waits; one that
    the facts contradict is withdrawn; one somebody else has taken is `gone`.
    """
    facts_version.lock(company)
    if Company.objects.filter(pk=company.pk, is_stopped=True).exists():
        return Claim("stopped")
    locked = Message.objects.select_for_update(of=("self",)).filter(pk=message_id)
    message = _named(company, locked)
    if message is None:
        return Claim("gone")
    slot = _first_free_slot(message, now, next_slot)
    if slot > now:
        _change(message, status=MessageStatus.WAITING, not_before=slot)
        return Claim("waiting", message)
    why = why_not(message, local_day(now, company.timezone), law)
    if why is not None:
        outbox.withdraw(company, {message.pk: why}, now)
        facts_version.bump(company)
        return Claim("withdrawn", message)
    written_on = message.day
    _change(
        message,
        status=MessageStatus.SENDING,
        claimed_at=now,
        attempts=message.attempts + 1,
        day=local_day(now, message.customer.timezone),
        message_id=name,
        outcome=claims.me(),
        not_before=None,
    )
    facts_version.bump(company)  # what was planned before is planned again
    return Claim("claimed", message, written_on)


def _first_free_slot(message: Message, now: datetime, next_slot: NextSlot) -> datetime:
    """Return the next allowed moment on a day on which this customer has heard nothing here."""
    taken = set(
        Message.objects.filter(customer=message.customer_id, channel=message.channel)
        .exclude(pk=message.pk)
        .exclude(status__in=[MessageStatus.WITHDRAWN, MessageStatus.FAILED])
        .filter(day__gte=local_day(now, message.customer.timezone))
        .values_list("day", flat=True)
    )
    slot = next_slot(message, now)
    for _day in range(60):
        day = local_day(slot, message.customer.timezone)
        if day not in taken:
            break
        midnight = datetime(day.year, day.month, day.day, tzinfo=_zone(message))
        slot = next_slot(message, midnight + timedelta(days=1))
    return slot


def _zone(message: Message) -> ZoneInfo:
    return ZoneInfo(message.customer.timezone)


def local_day(moment: datetime, zone: str) -> date:
    """Return the date a moment has on a clock in that zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _change(message: Message, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(message, name, value)
    message.save(update_fields=list(changes))


def claimed(company: Company, message: Message) -> QuerySet[Message]:
    """Return the row while this very claim holds it: in doubt, it may still hear the truth."""
    return Message.objects.filter(
        company=company,
        pk=message.pk,
        attempts=message.attempts,
        status__in=[MessageStatus.SENDING, MessageStatus.DOUBTFUL],
    )


@transaction.atomic
def put_back(company: Company, claim: Claim, until: datetime, why: str, *, counts: bool) -> bool:
    """Queue a message that did not leave, to try again under the same name.

    `counts`: whether this was one of its tries.
    """
    message = claim.message
    assert message is not None  # noqa: S101 - only what was claimed is put back
    facts_version.lock(company)
    changed = claimed(company, message).update(
        status=MessageStatus.QUEUED,
        not_before=until,
        attempts=message.attempts if counts else message.attempts - 1,
        claimed_at=None,
        day=claim.written_on or message.day,
        outcome=why[:300],
    )
    if changed:
        facts_version.bump(company)  # a run that saw it leaving has not looked at it
    return bool(changed)


@transaction.atomic
def postpone(company: Company, message: Message, until: datetime, why: str) -> bool:
    """Let a message that was never claimed wait until then; it was one of its tries."""
    facts_version.lock(company)
    mine = Message.objects.filter(company=company, pk=message.pk, attempts=message.attempts)
    return bool(
        mine.filter(status__in=TO_SEND).update(
            not_before=until, attempts=message.attempts + 1, outcome=why[:300]
        )
    )


@transaction.atomic
def mark_sent(
    company: Company, message: Message, detail: dict[str, Any], at: datetime, law: Law
) -> bool:
    """Record that it left: the steps are done from today, and the timeline keeps the exact words.

    `detail` holds the words and `mime_sha256`, the hash of every byte. False when it was already
    recorded.
    """
    facts_version.lock(company)
    changed = claimed(company, message).update(
        status=MessageStatus.SENT,
        sent_at=at,
        outcome="",
        text_hash=detail.get("mime_sha256", ""),
    )
    if changed:
        record_steps(message)
        close_doubt(message, at, "", "sent")
        append(company, [Event(message.customer_id, "message_sent", detail)], at)
        redecide(company, [message.customer_id], local_day(at, company.timezone), at, law)
    return bool(changed)


def record_steps(message: Message) -> None:
    """Write on each invoice the step this message was. Riders are told nothing.

    An invoice that was put on another ladder meanwhile keeps its place on it, and remembers
    only that it was spoken of, and in which tone.
    """
    for step in message.invoices.all():
        invoice = Invoice.objects.get(pk=step.invoice_id)
        heard: dict[str, Any] = {"last_step_on": message.day, "last_tone": message.tone}
        if invoice.ladder_id in (None, step.ladder_id):
            heard |= {"ladder_id": step.ladder_id, "last_position": step.position}
        Invoice.objects.filter(pk=invoice.pk).update(**heard)


def close_doubt(message: Message, at: datetime, author: str, outcome: str) -> None:
    """Close the task of a doubt that a person has settled."""
    Task.objects.filter(
        company=message.company_id,
        kind=TaskKind.SETTLE_DOUBT,
        key__startswith=f"{TaskKind.SETTLE_DOUBT}:{message.pk}:",
        done_at=None,
    ).update(done_at=at, done_by=author, outcome=outcome)


def stuck(company: Company, now: datetime) -> list[Message]:
    """Return what is `sending` and nobody is sending: its sender is gone, or far too slow.

    A clock that went back makes a claim lie far in the future: that is a long wait as well.
    """
    return [
        message
        for message in Message.objects.filter(company=company, status=MessageStatus.SENDING)
        if message.claimed_at is None
        or abs(now - message.claimed_at) > A_LONG_WAIT
        or claims.is_gone(message.outcome)
    ]
