"""The append-only, hash-chained memory of each customer. Nothing here is ever changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aldia.records.models import Company, Customer, TimelineEvent

PIECE = 5000
"""Events written at once: as many customers' rows are locked and held in memory."""


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


Heads = dict[int, tuple[int, str]]
"""Where each customer's chain ends: its length and its last hash."""


def chained(heads: Heads, events: Iterable[Event], at: datetime) -> list[tuple[Event, int, str]]:
    """Give each event its place and its hash, moving the heads of the chains on."""
    links = []
    for event in events:
        length, previous = heads[event.customer_id]
        sealed = seal(previous, event.customer_id, length + 1, at, event)
        heads[event.customer_id] = (length + 1, sealed)
        links.append((event, length + 1, sealed))
    return links


def append(company: Company, events: Iterable[Event], at: datetime) -> int:
    """Add the events, in their order, to their customers' chains. Returns how many.

    Call inside a transaction: the customers' rows are locked, so that two writers queue up. For
    whole batches under the company's lock, `rewriting.append_batch` does the same set by set.
    """
    todo = list(events)
    for start in range(0, len(todo), PIECE):
        _append_piece(company, todo[start : start + PIECE], at)
    return len(todo)


def _append_piece(company: Company, events: Sequence[Event], at: datetime) -> None:
    mine = Customer.objects.select_for_update().filter(
        company=company, pk__in={event.customer_id for event in events}
    )
    customers = {each.pk: each for each in mine.only("timeline_length", "timeline_hash")}
    heads = {pk: (each.timeline_length, each.timeline_hash) for pk, each in customers.items()}
    TimelineEvent.objects.bulk_create(
        [
            TimelineEvent(
                company=company,
                customer_id=event.customer_id,
                sequence=place,
                at=at,
                kind=event.kind,
                author=event.author,
                detail=event.detail,
                hash=sealed,
            )
            for event, place, sealed in chained(heads, events, at)
        ],
        batch_size=2000,
    )
    for pk, customer in customers.items():
        customer.timeline_length, customer.timeline_hash = heads[pk]
    Customer.objects.bulk_update(
        customers.values(), ["timeline_length", "timeline_hash"], batch_size=300
    )
