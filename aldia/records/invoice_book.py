"""Finds the invoices a file speaks of, and writes the new, the changed and the missing ones."""

from datetime import date, datetime, timedelta

import polars as pl
from django.db import connection

from aldia.core.codes import DisputeReason
from aldia.core.invoice_changes import KNOWN, Changes
from aldia.records.columns import insert, is_sqlite, replace_temporary, reserve_ids
from aldia.records.ledger import set_open
from aldia.records.models import Allocation, Company, Dispute, Invoice
from aldia.records.models.movements import AllocationKind
from aldia.records.rewriting import append_batch, rewrite
from aldia.records.timeline import Event

_NUMBERS = "aldia_numbers"
_PIECE = 50_000
_AT_ONCE = 5_000
DAYS_TO_RESOLVE = 15


def known_invoices(company: Company, numbers: pl.Series) -> pl.DataFrame:
    """Return the company's invoices with these numbers, columns as in `KNOWN`."""
    if not Invoice.objects.filter(company=company).exists():
        return pl.DataFrame(schema=KNOWN)
    replace_temporary(_NUMBERS, pl.DataFrame({"number": numbers}), {"number": "varchar(80)"})
    if not is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {_NUMBERS}")
    return _in_pieces(
        f"{_SELECT} JOIN {_NUMBERS} n ON n.number = i.number WHERE i.company_id = {int(company.pk)}"
    )


def open_invoices_besides(company: Company, numbers: pl.Series) -> pl.DataFrame:
    """Return the open invoices whose numbers are not among these, columns as in `KNOWN`."""
    replace_temporary(_NUMBERS, pl.DataFrame({"number": numbers}), {"number": "varchar(80)"})
    return _in_pieces(
        f"{_SELECT} WHERE i.company_id = {int(company.pk)} AND i.open_minor > 0 "  # noqa: S608 - our own names
        f"AND i.number NOT IN (SELECT number FROM {_NUMBERS})"
    )


_LIVE = (
    "COALESCE((SELECT SUM(a.amount_minor) FROM records_allocation a WHERE a.invoice_id = i.id "
    "AND a.kind = '{kind}' AND a.reversed_on IS NULL), 0)"
)
_SELECT = (
    "SELECT i.id AS invoice_id, i.number, i.customer_id, i.issued_on, i.due_on, i.next_due_on, "  # noqa: S608 - our own names
    "i.currency, i.amount_minor, i.open_minor, "
    f"{_LIVE.format(kind=AllocationKind.IMPORTED)} AS imported_minor, "
    f"{_LIVE.format(kind=AllocationKind.MISSING)} AS missing_minor, "
    "i.said_minor, i.has_installments, i.po_number, i.terms FROM records_invoice i"
)


def _in_pieces(sql: str) -> pl.DataFrame:
    """Read through the transaction's own connection, never a million rows of Python at once."""
    pieces = []
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(_PIECE):
            piece = pl.DataFrame(rows, schema=list(KNOWN), orient="row", infer_schema_length=None)
            pieces.append(piece.cast(KNOWN))  # type: ignore[arg-type] # a mapping of types will do
        cursor.execute(f"DROP TABLE IF EXISTS {_NUMBERS}")
    return pl.concat(pieces) if pieces else pl.DataFrame(schema=KNOWN)


def write_new(company: Company, new: pl.DataFrame, today: date) -> pl.DataFrame:
    """Write invoices as `invoice_changes.Changes.new` describes them; return them with their `id`.

    What the file calls settled becomes a movement.
    """
    if new.height == 0:
        return new.with_columns(id=pl.lit(None, pl.Int64))
    first = reserve_ids(Invoice, new.height)
    new = new.with_columns(id=pl.int_range(first, first + new.height, dtype=pl.Int64))
    insert(
        Invoice,
        new.select(
            *("id", "customer_id", "number", "issued_on", "due_on", "currency"),
            *("amount_minor", "open_minor", "po_number", "terms"),
            company_id=pl.lit(company.pk, pl.Int64),
            next_due_on="due_on",
            said_minor=pl.col("amount_minor") - pl.col("open_minor"),
            is_written_off=pl.lit(value=False),
            has_installments=pl.lit(value=False),
            ladder_start=pl.lit(1, pl.Int64),
        ),
    )
    settled = new.with_columns(settle_minor=pl.col("amount_minor") - pl.col("open_minor"))
    settled = settled.rename({"id": "invoice_id"})
    _settle(company, settled, AllocationKind.IMPORTED, today)
    return new


def _settle(company: Company, moved: pl.DataFrame, kind: AllocationKind, today: date) -> None:
    """Write the movement that explains the open amount the file gave, up or down."""
    insert(
        Allocation,
        moved.filter(pl.col("settle_minor") != 0).select(
            "invoice_id",
            amount_minor="settle_minor",
            company_id=pl.lit(company.pk, pl.Int64),
            kind=pl.lit(str(kind)),
            made_on=pl.lit(today),
        ),
    )


def write_disputes(
    company: Company, written: pl.DataFrame, today: date, at: datetime, author: str
) -> int:
    """Open a dispute of all that is open where the file says so. Returns how many.

    `written` as `write_new` returns it. The reason is for a person to find out.
    """
    disputed = written.filter(pl.col("is_disputed") & (pl.col("open_minor") > 0))
    insert(
        Dispute,
        disputed.select(
            invoice_id="id",
            amount_minor="open_minor",
            company_id=pl.lit(company.pk, pl.Int64),
            reason=pl.lit(str(DisputeReason.OTHER)),
            text=pl.lit(""),
            owner=pl.lit(""),
            resolution=pl.lit(""),
            opened_on=pl.lit(today),
            deadline_on=pl.lit(today + timedelta(days=DAYS_TO_RESOLVE)),
        ),
    )
    events = [
        Event(
            row["customer_id"],
            "dispute_opened",
            {
                "invoice": row["number"],
                "reason": str(DisputeReason.OTHER),
                "amount_minor": row["open_minor"],
                "currency": row["currency"],
                "text": "",
            },
            author,
        )
        for row in disputed.iter_rows(named=True)
    ]
    return append_batch(company, events, at)


def write_changed(
    company: Company, changes: Changes, today: date, at: datetime, author: str
) -> int:
    """Give known invoices their new figures, each with its movement; the changed with an event.

    Returns how many have changed.
    """
    changed = changes.changed
    both = pl.concat([changed, changes.noted])
    if both.height == 0:
        return 0
    _reopen(company, both.filter(pl.col("missing_minor_was") > 0), today)
    _settle(company, both, AllocationKind.IMPORTED, today)
    names = ("issued_on", "due_on", "next_due_on", "amount_minor", "open_minor", "said_minor")
    rewrite(Invoice, both.select(pl.col("invoice_id").alias("id"), *names, "po_number", "terms"))
    _in_parts(both.filter("has_installments_was"))
    append_batch(company, [_changed(row, author) for row in changed.iter_rows(named=True)], at)
    return changed.height


def _reopen(company: Company, back: pl.DataFrame, today: date) -> None:
    """Take back what closed invoices for being missing: a file brings them again."""
    closing = Allocation.objects.filter(
        company=company, kind=AllocationKind.MISSING, reversed_on=None
    )
    for piece in back.iter_slices(_AT_ONCE):
        closing.filter(invoice_id__in=piece["invoice_id"].to_list()).update(reversed_on=today)


def _in_parts(moved: pl.DataFrame) -> None:
    """Find out which instalment is asked for now, of invoices whose open amount has moved."""
    for piece in moved.iter_slices(_AT_ONCE):
        for invoice in Invoice.objects.filter(pk__in=piece["invoice_id"].to_list()):
            set_open(invoice, invoice.open_minor)


def _changed(row: dict[str, object], author: str) -> Event:
    """Tell only what is different: field to what it was and what it is."""
    changes: dict[str, object] = {}
    for name in ("issued_on", "due_on", "amount_minor", "open_minor", "po_number", "terms"):
        was, now = row[f"{name}_was"], row[name]
        if was != now:
            changes[name] = [_plain(was), _plain(now)]
    detail = {"invoice": row["number"], "currency": row["currency"], "changes": changes}
    return Event(int(str(row["customer_id"])), "invoice_updated", detail, author)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def close_missing(
    company: Company, missing: pl.DataFrame, today: date, at: datetime, author: str
) -> int:
    """Close open invoices the file no longer brings; the movement says so, to be taken back."""
    if missing.height == 0:
        return 0
    settled = missing.with_columns(settle_minor="open_minor")
    _settle(company, settled, AllocationKind.MISSING, today)
    rewrite(
        Invoice,
        missing.select(pl.col("invoice_id").alias("id"), open_minor=pl.lit(0, pl.Int64)),
    )
    _in_parts(missing.filter("has_installments"))
    events = [
        Event(
            row["customer_id"],
            "invoice_closed",
            {
                "invoice": row["number"],
                "currency": row["currency"],
                "changes": {"open_minor": [row["open_minor"], 0]},
            },
            author,
        )
        for row in missing.iter_rows(named=True)
    ]
    append_batch(company, events, at)
    return missing.height


def arrived(company: Company, new: pl.DataFrame, at: datetime, author: str) -> None:
    """Put one event on the timeline of each customer that got new invoices."""
    by_customer = new.group_by("customer_id", maintain_order=True).agg(
        pl.len().alias("count"), pl.col("number").first(), pl.col("number").last().alias("last")
    )
    append_batch(
        company,
        [
            Event(customer, "invoices_imported", {"count": n, "first": a, "last": b}, author)
            for customer, n, a, b in by_customer.iter_rows()
        ],
        at,
    )
