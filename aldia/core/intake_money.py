"""Reads files of payments and of credit notes: lines that lower what is owed, or `Problem`s."""

from collections.abc import Sequence

import polars as pl

from aldia.core.headings import Columns
from aldia.core.intake import (
    SKIPPED_TOTALS,
    Check,
    Choices,
    Intake,
    Note,
    apply_checks,
    cut_long_texts,
    finish,
    length_checks,
    missing_text,
    open_columns,
    totals,
    with_texts,
)
from aldia.core.intake_values import CUSTOMER_TEXTS, add_customer, add_dates, add_money
from aldia.core.raw_table import RawTable
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _

PAYMENT_COLUMNS = (
    "line",
    "invoice",
    "paid_on",
    "currency",
    "is_currency_told",
    "amount_minor",
    "reference",
    *CUSTOMER_TEXTS,
)
"""Of the rows of `read_payments`: a date, integer minor units (positive), the rest texts."""

CREDIT_NOTE_COLUMNS = (
    "line",
    "number",
    "invoice",
    "issued_on",
    "currency",
    "is_currency_told",
    "amount_minor",
    *CUSTOMER_TEXTS,
)
"""Of the rows of `read_credit_notes`: `amount_minor` is positive, whatever the sign in the file."""


def read_payments(raw: RawTable, choices: Choices) -> Intake:
    """Read the table as payments, each of one invoice or, without a number, of a customer.

    Raises a `Refusal` when a column is missing, or dates or amounts can be read in two ways.
    """
    negative = Check(
        "amount",
        pl.col("amount_minor") < 0,
        _("El pago es negativo."),
        _("Si se devolvió un recibo, deshaga el pago con «aldia unpay»."),
    )
    return _read(raw, choices, "payments", "paid_on", PAYMENT_COLUMNS, more_checks=[negative])


def read_credit_notes(raw: RawTable, choices: Choices) -> Intake:
    """Read the table as credit notes. Programs write their amounts with and without a minus.

    Raises a `Refusal` when a column is missing, or dates or amounts can be read in two ways.
    """
    no_number = missing_text(
        "number",
        _("Falta el número de la nota de crédito."),
        _("Escriba el número de la nota de crédito."),
    )
    intake = _read(
        raw, choices, "credit_notes", "issued_on", CREDIT_NOTE_COLUMNS, more_checks=[no_number]
    )
    rows = intake.rows.with_columns(pl.col("amount_minor").abs())
    again = rows.filter(~pl.col("number").is_first_distinct())
    heading = intake.columns.headings["number"]
    problems = [
        Problem(
            line,
            heading,
            _("El número de la nota de crédito está repetido en el archivo."),
            _("Entró la primera línea; corrija el número de esta."),
        )
        for line in again["line"]
    ]
    return Intake(
        rows=rows.filter(pl.col("number").is_first_distinct()),
        problems=sorted([*intake.problems, *problems], key=lambda problem: problem.line),
        notes=intake.notes,
        columns=intake.columns,
        read=intake.read,
        skipped_lines=intake.skipped_lines | frozenset(again["line"]),
    )


def _read(
    raw: RawTable,
    choices: Choices,
    kind: str,
    date: str,
    kept: Sequence[str],
    *,
    more_checks: Sequence[Check],
) -> Intake:
    columns, frame = open_columns(raw, kind, choices)
    foot = totals(frame, date)
    frame = with_texts(frame, ("invoice", "number", "reference"))
    frame, money = add_money(frame, raw, columns, choices, ("amount",), needed=~foot)
    frame, dates = add_dates(frame, raw, columns, choices, (date,), needed=~foot)
    frame, customer, notes = add_customer(frame, columns)
    checks = [*money, *dates, *_sense(columns, date), *more_checks, *customer]
    checks += length_checks([name for name in columns.of if name != date])
    frame = frame.filter(~foot)
    good, problems = apply_checks(frame, checks, columns)
    rows = frame.filter(good)
    if foot.any():
        notes.append(Note(SKIPPED_TOTALS, {"count": foot.sum()}))
    return finish(
        raw,
        columns,
        cut_long_texts(rows.select(kept)),
        problems,
        notes,
        skipped=frozenset(frame["line"]) - frozenset(rows["line"]),
    )


def _sense(columns: Columns, date: str) -> list[Check]:
    who = ("invoice", "customer_name", "customer_external_id", "tax_id")
    return [
        Check(
            next(name for name in who if name in columns.of),
            pl.all_horizontal(pl.col(name) == "" for name in who),
            _("Falta la factura o el cliente."),
            _("Escriba el número de la factura o el nombre del cliente."),
        ),
        Check(
            date,
            pl.col(f"{date}_text") == "",
            _("Falta la fecha."),
            _("Escriba una fecha como 2026-03-02."),
        ),
        missing_text("amount", _("Falta el importe."), _("Escriba el importe.")),
        Check(
            "amount",
            pl.col("amount_minor") == 0,
            _("El importe es cero."),
            _("Quite la línea o escriba el importe."),
        ),
    ]
