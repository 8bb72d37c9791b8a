"""Reads a file of customers: each line becomes a customer that can go in, or a `Problem`."""

import polars as pl

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
    open_columns,
    totals,
)
from aldia.core.intake_values import CUSTOMER_TEXTS, add_customer
from aldia.core.raw_table import RawTable
from aldia.core.words import gettext_noop as _

COLUMNS = ("line", *CUSTOMER_TEXTS)
"""Of `Intake.rows`: texts, `""` where the file says nothing."""


def read_customers(raw: RawTable, choices: Choices) -> Intake:
    """Read the table as customers. Two lines may speak of the same one: the later one completes it.

    Raises a `Refusal` when no column says who the customer is.
    """
    columns, frame = open_columns(raw, "customers", choices)
    foot = totals(frame, "tax_id")
    frame, checks, notes = add_customer(frame, columns)
    who = next(n for n in ("customer_name", "customer_external_id", "tax_id") if n in columns.of)
    checks.append(Check(who, nobody(), _("Falta el cliente."), _("Escriba el nombre del cliente.")))
    checks += length_checks(list(columns.of))
    frame = frame.filter(~foot)
    good, problems = apply_checks(frame, checks, columns)
    rows = frame.filter(good)
    if foot.any():
        notes.append(Note(SKIPPED_TOTALS, {"count": foot.sum()}))
    return finish(
        raw,
        columns,
        cut_long_texts(rows.select(COLUMNS)),
        problems,
        notes,
        skipped=frozenset(frame["line"]) - frozenset(rows["line"]),
    )


def nobody() -> pl.Expr:
    """Say whether a line names no customer at all."""
    return pl.all_horizontal(
        pl.col(name) == "" for name in ("customer_name", "customer_external_id", "tax_id")
    )
