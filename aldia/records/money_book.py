"""Writes many payments or credit notes at once, with what each covers, under the company's lock."""

from datetime import date, datetime

import polars as pl

from aldia.records.columns import insert, read, replace_temporary, reserve_ids
from aldia.records.habits import refresh_habits
from aldia.records.ledger import set_open
from aldia.records.models import Allocation, Company, CreditNote, Customer, Invoice, Payment
from aldia.records.models.movements import AllocationKind
from aldia.records.rewriting import append_batch, rewrite
from aldia.records.timeline import Event

_TABLE = "aldia_money"


def known_payments(company: Company, keys: pl.Series) -> set[str]:
    """Return which of these keys are payments we have already."""
    replace_temporary(_TABLE, pl.DataFrame({"key": keys}), {"key": "varchar(120)"})
    found = read(
        f"SELECT p.key FROM records_payment p JOIN {_TABLE} n ON n.key = p.key "  # noqa: S608 - our own names
        f"WHERE p.company_id = {int(company.pk)}",
        {"key": pl.String},
    )
    return set(found["key"])


def known_credit_notes(company: Company, numbers: pl.Series) -> pl.DataFrame:
    """Return `number`, `known_currency` and `known_minor` of the credit notes we have already."""
    replace_temporary(_TABLE, pl.DataFrame({"number": numbers}), {"number": "varchar(80)"})
    return read(
        "SELECT c.number, c.currency AS known_currency, c.amount_minor AS known_minor "  # noqa: S608 - our own names
        f"FROM records_creditnote c JOIN {_TABLE} n ON n.number = c.number "
        f"WHERE c.company_id = {int(company.pk)}",
        {"number": pl.String, "known_currency": pl.String, "known_minor": pl.Int64},
    )


def write_payments(company: Company, rows: pl.DataFrame, at: datetime, author: str) -> int:
    """Write payments as `money_lines.share_out` describes them, with a `key`. Returns how many."""
    if rows.height == 0:
        return 0
    first = reserve_ids(Payment, rows.height)
    rows = rows.with_columns(id=pl.int_range(first, first + rows.height, dtype=pl.Int64))
    insert(
        Payment,
        rows.select(
            *("id", "customer_id", "currency", "amount_minor", "reference", "key"),
            received_on="paid_on",
            unapplied_minor=pl.col("amount_minor") - pl.col("covered_minor"),
            company_id=pl.lit(company.pk, pl.Int64),
            reversal_reason=pl.lit(""),
        ),
    )
    _cover(company, rows, AllocationKind.PAYMENT, "paid_on")
    append_batch(company, [_payment(row, author) for row in rows.iter_rows(named=True)], at)
    customers = Customer.objects.filter(company=company, pk__in=set(rows["customer_id"]))
    for customer in customers:
        refresh_habits(customer)
    return rows.height


def write_credit_notes(company: Company, rows: pl.DataFrame, at: datetime, author: str) -> int:
    """Write credit notes as `money_lines.share_out` describes them. Returns how many."""
    if rows.height == 0:
        return 0
    first = reserve_ids(CreditNote, rows.height)
    rows = rows.with_columns(id=pl.int_range(first, first + rows.height, dtype=pl.Int64))
    insert(
        CreditNote,
        rows.select(
            *("id", "customer_id", "invoice_id", "number", "issued_on", "currency"),
            "amount_minor",
            unapplied_minor=pl.col("amount_minor") - pl.col("covered_minor"),
            company_id=pl.lit(company.pk, pl.Int64),
        ),
    )
    _cover(company, rows, AllocationKind.CREDIT_NOTE, "issued_on")
    append_batch(company, [_credit_note(row, author) for row in rows.iter_rows(named=True)], at)
    return rows.height


def _cover(company: Company, rows: pl.DataFrame, kind: AllocationKind, day: str) -> None:
    """Write the movements and the open amounts that follow from them."""
    covering = rows.filter(pl.col("covered_minor") > 0)
    if covering.height == 0:
        return
    insert(
        Allocation,
        covering.select(
            "invoice_id",
            pl.col("id").alias(f"{kind.value}_id"),
            amount_minor="covered_minor",
            made_on=day,
            company_id=pl.lit(company.pk, pl.Int64),
            kind=pl.lit(kind.value),
        ),
    )
    opens = covering.group_by("invoice_id").agg(
        open_minor=pl.col("open_minor").first() - pl.col("covered_minor").sum()
    )
    rewrite(Invoice, opens.rename({"invoice_id": "id"}))
    in_parts = Invoice.objects.filter(company=company, has_installments=True)
    for invoice in in_parts.filter(pk__in=opens["invoice_id"].to_list()):
        set_open(invoice, invoice.open_minor)


def _payment(row: dict[str, object], author: str) -> Event:
    own = {"payment": row["key"], "received_on": _iso(row["paid_on"])}
    return _event(row, "payment_received", {**own, "reference": row["reference"]}, author)


def _credit_note(row: dict[str, object], author: str) -> Event:
    own = {"credit_note": row["number"], "issued_on": _iso(row["issued_on"])}
    return _event(row, "credit_received", own, author)


def _event(row: dict[str, object], kind: str, own: dict[str, object], author: str) -> Event:
    amount, covered = int(str(row["amount_minor"])), int(str(row["covered_minor"]))
    detail = {
        **own,
        "amount_minor": amount,
        "currency": row["currency"],
        "applied": {row["invoice"]: covered} if covered else {},
        "unapplied_minor": amount - covered,
    }
    return Event(int(str(row["customer_id"])), kind, detail, author)


def _iso(day: object) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)
