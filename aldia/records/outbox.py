"""What waits to be said: which messages are unsent, taking them back, and putting new ones in."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import polars as pl

from aldia.core import recheck
from aldia.core.codes import UNSENT, MessageStatus
from aldia.records.columns import insert, is_sqlite, read, reserve_ids
from aldia.records.models import Company, Message, MessageInvoice
from aldia.records.timeline import Event, append


def unsent(company: Company, customers: Iterable[int] = ()) -> pl.DataFrame:
    """Return the messages that can still be taken back, columns as in `recheck.UNSENT`."""
    lines = "m.lines" if is_sqlite() else "m.lines::text"
    states = ", ".join(f"'{status}'" for status in UNSENT)
    some = ", ".join(str(int(customer)) for customer in customers)
    only = f"AND m.customer_id IN ({some})" if some else ""
    return read(
        f"SELECT m.id AS message_id, m.customer_id, m.channel, m.address, m.day, {lines} AS lines "  # noqa: S608 - whole numbers only
        f"FROM records_message m WHERE m.company_id = {int(company.pk)} "
        f"AND m.status IN ({states}) {only}",
        recheck.UNSENT,
    )


def withdraw(company: Company, why: Mapping[int, str], at: datetime, author: str = "") -> int:
    """Take back what has not left yet, because the facts changed. Returns how many.

    `why` gives a reason for each message id. A message a sender has claimed in the meantime is
    no longer unsent, and is left alone: its own last gate looks at the new facts.
    """
    rows = Message.objects.select_for_update().filter(
        company=company, pk__in=list(why), status__in=[str(status) for status in UNSENT]
    )
    taken = list(rows.only("id", "customer_id", "subject", "status"))
    events = []
    for message in taken:
        events.append(
            Event(
                message.customer_id,
                "message_withdrawn",
                {"message": message.pk, "subject": message.subject, "why": why[message.pk]},
                author,
            )
        )
        message.outcome = why[message.pk]
        message.status = MessageStatus.WITHDRAWN
    Message.objects.bulk_update(taken, ["status", "outcome"], batch_size=400)
    append(company, events, at)
    return len(taken)


def put(company: Company, messages: pl.DataFrame, steps: pl.DataFrame) -> int:
    """Write new messages and the steps they are. Returns how many messages.

    `messages`: columns named as the fields of `Message`, but for `id` and `company_id`;
    `steps` as in `core.bundle.Bundles.steps`. The database refuses a second unsent message
    for a customer.
    """
    if messages.height == 0:
        return 0
    first = reserve_ids(Message, messages.height)
    ids = pl.int_range(first, first + messages.height, eager=True, dtype=pl.Int64)
    messages = messages.with_columns(id=ids, company_id=pl.lit(company.pk, pl.Int64))
    insert(Message, messages)
    owners = messages.select("customer_id", message_id="id")
    insert(MessageInvoice, steps.join(owners, on="customer_id").drop("customer_id"))
    return messages.height
