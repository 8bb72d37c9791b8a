"""The append-only, hash-chained memory of each customer. Nothing here is ever changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aldia.records.models import Company, Customer, TimelineEvent


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `detail` holds only what JSON can carry exactly (no floats)."""

    customer_id: int
    kind: str
    detail: dict[str, Any] = field(default_factory=dict)
    author: str = ""


def seal(previous: str, customer_id: int, sequence: int, at: datetime, event: Event) -> str:
    """Return the SHA-256 (hex) of the event and the hash before it.

    The text sealed is canonical JSON: sorted keys, no spaces, UTC moment with microseconds.
    """
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    sealed = [previous, customer_id, sequence, moment, event.kind, event.author, event.detail]
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(company: Company, events: Iterable[Event], at: datetime) -> int:
    """Add the events, in their order, to their customers' chains. Returns how many.

    Call inside a transaction: the customers' rows are locked, so that two writers queue up.
    """
    todo = list(events)
    rows: list[TimelineEvent] = []
    for start in range(0, len(todo), 5000):
        rows += _chained(company, todo[start : start + 5000], at)
    TimelineEvent.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _chained(company: Company, events: Sequence[Event], at: datetime) -> list[TimelineEvent]:
    ids = {event.customer_id for event in events}
    heads = {
        customer.pk: customer
        for customer in Customer.objects.select_for_update()
        .filter(company=company, pk__in=ids)
        .only("timeline_length", "timeline_hash")
    }
    rows = []
    for event in events:
        head = heads[event.customer_id]
        head.timeline_length += 1
        head.timeline_hash = seal(head.timeline_hash, head.pk, head.timeline_length, at, event)
        rows.append(
            TimelineEvent(
                company=company,
                customer_id=head.pk,
                sequence=head.timeline_length,
                at=at,
                kind=event.kind,
                author=event.author,
                detail=event.detail,
                hash=head.timeline_hash,
            )
        )
    Customer.objects.bulk_update(
        heads.values(), ["timeline_length", "timeline_hash"], batch_size=300
    )
    return rows
