"""Writes many rows at once: new values for rows we have, and whole batches of events."""

import json
from collections.abc import Iterable
from datetime import datetime

import polars as pl
from django.db import connection, models

from aldia.records.columns import insert, read, replace_temporary
from aldia.records.models import Company, Customer, TimelineEvent
from aldia.records.timeline import Event, Heads, chained

_KINDS = {pl.String: "text", pl.Int64: "bigint", pl.Date: "date", pl.Boolean: "boolean"}
_TABLE = "aldia_rewritten"


def rewrite(model: type[models.Model], frame: pl.DataFrame) -> int:
    """Give the rows named by `id` the values of the frame's other columns. Returns how many.

    Columns are named as the fields' attributes; texts, whole numbers, dates and booleans. One
    statement for one row or a million, inside the caller's transaction.
    """
    if frame.height == 0:
        return 0
    kinds = {name: _KINDS[type(kind)] for name, kind in frame.schema.items()}
    replace_temporary(_TABLE, frame, kinds)
    table = model._meta.db_table
    values = ", ".join(f"{name} = n.{name}" for name in frame.columns if name != "id")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {values} FROM {_TABLE} n WHERE {table}.id = n.id")  # noqa: S608 - our own names
        cursor.execute(f"DROP TABLE {_TABLE}")
    return frame.height


def append_batch(company: Company, events: Iterable[Event], at: datetime) -> int:
    """Add the events to their customers' chains as `timeline.append` does, set by set.

    Call inside a transaction, under the company's lock. Returns how many.
    """
    todo = list(events)
    if not todo:
        return 0
    heads = _heads(company, {event.customer_id for event in todo})
    rows = [
        (
            event.customer_id,
            place,
            event.kind,
            event.author,
            json.dumps(event.detail, ensure_ascii=False),
            sealed,
        )
        for event, place, sealed in chained(heads, todo, at)
    ]
    schema = ["customer_id", "sequence", "kind", "author", "detail", "hash"]
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        company_id=pl.lit(company.pk, pl.Int64), at=pl.lit(at).dt.convert_time_zone("UTC")
    )
    insert(TimelineEvent, frame)
    ends = [(customer, length, sealed) for customer, (length, sealed) in heads.items()]
    names = ["id", "timeline_length", "timeline_hash"]
    rewrite(Customer, pl.DataFrame(ends, schema=names, orient="row"))
    return len(rows)


def _heads(company: Company, customers: set[int]) -> Heads:
    """Where each customer's chain ends."""
    ids = pl.DataFrame({"id": sorted(customers)}, schema={"id": pl.Int64})
    replace_temporary(_TABLE, ids, {"id": "bigint"})
    found = read(
        "SELECT c.id, c.timeline_length AS length, c.timeline_hash AS hash "  # noqa: S608 - our own names
        f"FROM records_customer c JOIN {_TABLE} n ON n.id = c.id "
        f"WHERE c.company_id = {int(company.pk)}",
        {"id": pl.Int64, "length": pl.Int64, "hash": pl.String},
    )
    return {row: (length, sealed) for row, length, sealed in found.iter_rows()}
