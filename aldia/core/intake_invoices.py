"""Reads a file of invoices: each line becomes an invoice that can go in, or a `Problem`."""

import hashlib

import polars as pl

from aldia.core.headings import Columns
from aldia.core.intake import (
    SKIPPED_CANCELLED,
    SKIPPED_TOTALS,
    Check,
    Choices,
    Intake,
    Note,
    apply_checks,
    cut_long_texts,
    finish,
    length_checks,
    open_columns,
    totals,
    with_texts,
)
from aldia.core.intake_values import CUSTOMER_TEXTS, add_customer, add_dates, add_money
from aldia.core.places import plain_words
from aldia.core.raw_table import RawTable
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _

COLUMNS = (
    "line",
    "number",
    "issued_on",
    "due_on",
    "currency",
    "amount_minor",
    "open_minor",
    "is_disputed",
    "terms",
    "po_number",
    *CUSTOMER_TEXTS,
)
"""Of `Intake.rows`: dates, integer minor units (`open_minor` is null when the file does not tell),
the rest texts, `""` where the file says nothing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


_PAID = _words(
    """pagada, pagado, cobrada, cobrado, paga, pago, paid, settled, closed, liquidada, liquidado,
    saldada, saldado, quitada, recebida, fully paid, cobrada totalmente, pagada totalmente,
    in payment, en proceso de pago"""
)
_CANCELLED = _words(
    """anulada, anulado, cancelada, cancelado, cancelled, canceled, void, voided, draft, borrador,
    rascunho"""
)
_YES = _words("yes, y, true, 1, si, sí, s, sim, verdadero, x, disputed, disputada, en disputa")


def read_invoices(raw: RawTable, choices: Choices) -> Intake:
    """Read the table as invoices. The rows are as `COLUMNS` says; numbers in them are unique.

    Raises a `Refusal` when no line could be trusted: a column is missing, or dates or amounts can
    be read in two ways.
    """
    columns, frame = open_columns(raw, "invoices", choices)
    foot = totals(frame, "due_on")
    cancelled = _has_status(frame, _CANCELLED)
    needed = ~foot & ~cancelled
    frame = with_texts(frame, ("number", "terms", "po_number", "status", "disputed"))
    frame, money = add_money(frame, raw, columns, choices, ("amount", "open_amount"), needed=needed)
    frame, dates = add_dates(
        frame, raw, columns, choices, ("issued_on", "due_on", "settled_on"), needed=needed
    )
    frame, customer, notes = add_customer(frame, columns)
    frame = _settle(frame, columns)
    checks = [*_identity(columns), *money, *dates, *_sense(columns), *customer]
    checks += length_checks([n for n in columns.of if n in frame.columns])
    frame = frame.filter(needed)
    good, problems = apply_checks(frame, checks, columns)
    rows = frame.filter(good)
    if columns.number_from_content:
        rows = rows.with_columns(number=_numbers_from_content(rows))
    rows, repeated = _without_repeats(rows, columns)
    return finish(
        raw,
        columns,
        cut_long_texts(rows.select(COLUMNS)),
        [*problems, *repeated],
        [*notes, *_notes(int(foot.sum()), int((cancelled & ~foot).sum()))],
        skipped=frozenset(frame["line"]) - frozenset(rows["line"]),
    )


def _has_status(frame: pl.DataFrame, words: frozenset[str]) -> pl.Series:
    if "status" not in frame.columns:
        return pl.Series([False]).new_from_index(0, frame.height)
    meant = [text for text in frame["status"].unique() if plain_words(text) in words]
    return frame["status"].is_in(meant)


def _settle(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Decide the open amount: its column, else nothing when the line says it was settled."""
    frame = frame.with_columns(
        disputed=frame["disputed"].str.to_lowercase(),
        is_paid=_has_status(frame, _PAID) | frame["settled_on"].is_not_null(),
    )
    if "amount" not in columns.of:
        frame = frame.with_columns(
            amount_minor="open_amount_minor", amount="open_amount", amount_problem=pl.lit(None)
        )
    if "open_amount" in columns.of:
        open_minor = pl.col("open_amount_minor")
    else:
        open_minor = pl.when("is_paid").then(pl.lit(0, pl.Int64))
    return frame.with_columns(
        open_minor=open_minor,
        # Without a date of issue the law counts from the due date: the mildest reading.
        issued_on=pl.when(pl.col("issued_on_text") == "")
        .then(pl.col("due_on"))
        .otherwise(pl.col("issued_on")),
        is_disputed=pl.col("disputed").is_in(list(_YES)),
    )


def _identity(columns: Columns) -> list[Check]:
    nobody = (
        (pl.col("customer_name") == "")
        & (pl.col("customer_external_id") == "")
        & (pl.col("tax_id") == "")
    )
    who = next(n for n in ("customer_name", "customer_external_id", "tax_id") if n in columns.of)
    checks = [
        Check(who, nobody, _("Falta el cliente."), _("Escriba el nombre del cliente.")),
    ]
    if not columns.number_from_content:
        checks.append(
            Check(
                "number",
                pl.col("number") == "",
                _("Falta el número de factura."),
                _("Escriba el número de la factura."),
            )
        )
    return checks


def _sense(columns: Columns) -> list[Check]:
    """What each readable value must also be for the invoice to make sense."""
    amount = "amount" if "amount" in columns.of else "open_amount"
    checks = [
        Check(
            "due_on",
            pl.col("due_on_text") == "",
            _("Falta la fecha de vencimiento."),
            _("Escriba una fecha como 2026-03-02."),
        ),
        Check(
            "due_on",
            pl.col("due_on") < pl.col("issued_on"),
            _("Vence antes de la fecha de emisión."),
            _("Corrija una de las dos fechas."),
        ),
        Check(
            amount,
            pl.col(amount) == "",
            _("Falta el importe."),
            _("Escriba el importe total de la factura."),
        ),
        Check(
            amount,
            (pl.col("amount_minor") == 0) & (pl.col(amount) != ""),
            _("El importe es cero."),
            _("Quite la línea: no hay nada que cobrar."),
        ),
        Check(
            amount,
            pl.col("amount_minor") < 0,
            _("El importe es negativo."),
            _("Si es una nota de crédito, impórtela con «aldia import credit-notes»."),
        ),
    ]
    if "open_amount" in columns.of and amount == "amount":
        checks += _open_amount_sense()
    return checks


def _open_amount_sense() -> list[Check]:
    return [
        Check(
            "open_amount",
            pl.col("open_amount") == "",
            _("Falta el importe pendiente."),
            _("Escriba 0 si la factura está cobrada."),
        ),
        Check(
            "open_amount",
            pl.col("open_minor") < 0,
            _("El importe pendiente es negativo."),
            _("Si hay saldo a favor del cliente, impórtelo como nota de crédito o como pago."),
        ),
        Check(
            "open_amount",
            (pl.col("open_minor") > pl.col("amount_minor")) & (pl.col("amount_minor") > 0),
            _("El importe pendiente es mayor que el total."),
            _("Corrija uno de los dos importes."),
        ),
    ]


def _without_repeats(rows: pl.DataFrame, columns: Columns) -> tuple[pl.DataFrame, list[Problem]]:
    """Keep the first line of each number; the later ones become problems."""
    if not rows["number"].is_duplicated().any():
        return rows, []
    who = pl.concat_str("tax_id", "customer_external_id", "customer_name", separator="\0")
    seen = rows.with_columns(
        is_first=pl.col("number").is_first_distinct(),
        is_same=who == who.first().over("number"),
    )
    heading = columns.headings.get("number", "")
    again = seen.filter(~pl.col("is_first"))
    problems = [
        Problem(line, heading, *(_REPEATED if same else _OF_ANOTHER))
        for line, same in again.select("line", "is_same").iter_rows()
    ]
    return rows.filter(seen["is_first"]), problems


_REPEATED = (
    _("El número de factura está repetido en el archivo."),
    _("Entró la primera línea; si son vencimientos de una factura, súmelos en una sola línea."),
)
_OF_ANOTHER = (
    _("El número de factura está repetido con otro cliente."),
    _("Entró la primera línea; corrija el número o el cliente de esta."),
)


def _numbers_from_content(rows: pl.DataFrame) -> pl.Series:
    """Make a number from customer, dates and amount: the same line has the same in any file."""
    content = rows.select(
        said=pl.concat_str(
            "tax_id",
            "customer_external_id",
            "customer_name",
            pl.col("issued_on").cast(pl.String),
            pl.col("due_on").cast(pl.String),
            "currency",
            pl.col("amount_minor").cast(pl.String),
            separator="\0",
        )
    ).with_columns(time=pl.int_range(pl.len()).over("said"))
    return pl.Series(
        [
            "A-" + hashlib.blake2b(f"{said}\0{time}".encode(), digest_size=6).hexdigest().upper()
            for said, time in content.iter_rows()
        ],
        dtype=pl.String,
    )


def _notes(totals_count: int, cancelled_count: int) -> list[Note]:
    notes = []
    if totals_count:
        notes.append(Note(SKIPPED_TOTALS, {"count": totals_count}))
    if cancelled_count:
        notes.append(Note(SKIPPED_CANCELLED, {"count": cancelled_count}))
    return notes
