"""Ties lines of money (payments, credit notes) to invoices and customers, and shares it out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from aldia.core.headings import Columns
from aldia.core.money import EXPONENTS
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Tied:
    """`rows` with `invoice_id` (null without invoice), `customer_id` and `open_minor`."""

    rows: pl.DataFrame
    problems: list[Problem]
    bad_lines: frozenset[int]


def tie(
    rows: pl.DataFrame, invoices: pl.DataFrame, columns: Columns, day: str, today: date
) -> Tied:
    """Find the invoice of each line, and refuse the lines that cannot be what they say.

    `rows`: as `intake_money` gives them, with `found_id`, the customer the line names (null when
    unknown); `invoices` as in `invoice_changes.KNOWN`; `day` names the column of the date. A line
    that tells no currency is in its invoice's.
    """
    named = invoices.select(
        "invoice_id",
        "open_minor",
        invoice="number",
        owner_id="customer_id",
        invoice_currency="currency",
    )
    both = _in_its_currency(rows.join(named, on="invoice", how="left", maintain_order="left"))
    both = both.with_columns(customer_id=pl.coalesce("owner_id", "found_id"))
    reasons = _reasons(day, today)
    answers = both.select(
        "line",
        *(bad.fill_null(value=False).alias(str(i)) for i, (_n, bad, *_r) in enumerate(reasons)),
    )
    problems = []
    for i, (name, _bad, what, how) in enumerate(reasons):
        heading = columns.headings.get(name, "")
        problems += [
            Problem(n, heading, what, how) for n in answers["line"].filter(answers[str(i)])
        ]
    bad_lines = frozenset(problem.line for problem in problems)
    return Tied(both.filter(~pl.col("line").is_in(list(bad_lines))), problems, bad_lines)


def _in_its_currency(both: pl.DataFrame) -> pl.DataFrame:
    """Read a line that tells no currency in its invoice's, when the digits allow it."""
    silent = ~pl.col("is_currency_told") & pl.col("invoice_currency").is_not_null()
    said, meant = (
        pl.col(name).replace_strict(EXPONENTS, default=None, return_dtype=pl.Int64)
        for name in ("currency", "invoice_currency")
    )
    up = pl.lit(10, pl.Int64).pow((meant - said).clip(0))
    down = pl.lit(10, pl.Int64).pow((said - meant).clip(0))
    scaled = pl.col("amount_minor") * up
    fits = (scaled % down) == 0
    return both.with_columns(
        currency=pl.when(silent & fits).then("invoice_currency").otherwise("currency"),
        amount_minor=pl.when(silent & fits).then(scaled // down).otherwise("amount_minor"),
    )


_Reason = tuple[str, pl.Expr, str, str]


def _reasons(day: str, today: date) -> Sequence[_Reason]:
    return (
        (
            "invoice",
            (pl.col("invoice") != "") & pl.col("invoice_id").is_null(),
            _("No hay ninguna factura con este número."),
            _("Corrija el número, o importe antes la factura."),
        ),
        (
            "customer_name",
            (pl.col("invoice") == "") & pl.col("customer_id").is_null(),
            _("No hay ningún cliente así."),
            _("Corrija el cliente, o impórtelo antes."),
        ),
        (
            "currency",
            pl.col("invoice_id").is_not_null() & (pl.col("currency") != pl.col("invoice_currency")),
            _("La factura está en otra moneda."),
            _("Escriba el importe en la moneda de la factura."),
        ),
        (
            day,
            pl.col(day) > today,
            _("La fecha todavía no ha llegado."),
            _("Corrija la fecha; lo que aún no ha pasado no se anota."),
        ),
    )


def share_out(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `covered_minor`: how much of each line its invoice still takes, in the file's order.

    What an invoice does not take stays with the customer as credit; without invoice, all of it.
    """
    before = pl.col("amount_minor").cum_sum().over("invoice_id") - pl.col("amount_minor")
    left = (pl.col("open_minor") - before).clip(0)
    covered = pl.min_horizontal("amount_minor", left)
    has_invoice = pl.col("invoice_id").is_not_null()
    return rows.with_columns(
        covered_minor=pl.when(has_invoice).then(covered).otherwise(pl.lit(0, pl.Int64))
    )


def payment_keys(rows: pl.DataFrame) -> pl.Series:
    """Name each payment by what it says, so that the same file never brings it twice.

    Two lines that say the same are two payments: the second is named as the second one.
    """
    said = rows.select(
        said=pl.concat_str(
            pl.col("invoice"),
            pl.col("customer_id").cast(pl.String),
            pl.col("paid_on").cast(pl.String),
            "currency",
            pl.col("amount_minor").cast(pl.String),
            "reference",
            separator="\0",
        )
    ).with_columns(time=pl.int_range(pl.len()).over("said"))
    return pl.Series(
        [
            "file-" + hashlib.blake2b(f"{text}\0{time}".encode(), digest_size=12).hexdigest()
            for text, time in said.iter_rows()
        ],
        dtype=pl.String,
    )
