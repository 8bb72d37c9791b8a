"""Compares the invoices of a file with those we know: new, changed, unchanged, or not possible."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from aldia.core.headings import Columns
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _

KNOWN: dict[str, pl.DataType | type[pl.DataType]] = {
    "invoice_id": pl.Int64,
    "number": pl.String,
    "customer_id": pl.Int64,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "next_due_on": pl.Date,
    "currency": pl.String,
    "amount_minor": pl.Int64,
    "open_minor": pl.Int64,
    "imported_minor": pl.Int64,
    "missing_minor": pl.Int64,
    "said_minor": pl.Int64,
    "has_installments": pl.Boolean,
    "po_number": pl.String,
    "terms": pl.String,
}
"""The invoices in our tables.

`imported_minor` is what is settled because files said so, `missing_minor` what is settled because
a complete file did not bring the invoice, and `said_minor` what the latest file called settled.
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a file means for the tables.

    `new`: the rows of the file with `open_minor` filled in. `changed`: `invoice_id`,
    `customer_id`, `number`, the new values of every column of `KNOWN` that may change, the old
    ones as `…_was`, and `settle_minor`: how much more (or less) the file settles. `noted`: the
    same of the unchanged ones of which only `said_minor` or what made them closed is another.
    """

    new: pl.DataFrame
    changed: pl.DataFrame
    noted: pl.DataFrame
    unchanged: int
    problems: list[Problem]
    bad_lines: frozenset[int]


def compare(rows: pl.DataFrame, known: pl.DataFrame, columns: Columns) -> Changes:
    """Compare the rows of a file (as `intake_invoices.COLUMNS` plus `customer_id`) with `KNOWN`.

    A file speaks of the open amount as it was when it was written, so only what it calls settled
    beyond (or short of) what the latest file did is news. More settled: the open amount falls to
    the file's, which may know of our payments already. Less: it grows by what files had settled,
    to the file's at most, and never undoes a payment we recorded. An invoice that was closed for
    being missing is first open again as it stood.
    """
    old = known.rename({n: f"{n}_was" for n in KNOWN if n not in ("number", "invoice_id")})
    both = rows.join(old, on="number", how="left", maintain_order="left")
    is_known = pl.col("invoice_id").is_not_null()
    new = both.filter(~is_known).select(rows.columns)
    met = _with_new_figures(both.filter(is_known))
    bad, problems = _impossible(met, columns)
    met = met.filter(~bad)
    differs = pl.any_horizontal(
        pl.col(name) != pl.col(f"{name}_was")
        for name in ("issued_on", "due_on", "amount_minor", "open_minor", "po_number", "terms")
    )
    changed = met.filter(differs)
    heard = (pl.col("said_minor") != pl.col("said_minor_was")) | (pl.col("missing_minor_was") > 0)
    return Changes(
        new=new.with_columns(pl.col("open_minor").fill_null(pl.col("amount_minor"))),
        changed=changed,
        noted=met.filter(~differs & heard),
        unchanged=met.height - changed.height,
        problems=problems,
        bad_lines=frozenset(problem.line for problem in problems),
    )


def _with_new_figures(met: pl.DataFrame) -> pl.DataFrame:
    """Work out the open amount each known invoice will have, and what must be moved for it."""
    reopened = pl.col("open_minor_was") + pl.col("missing_minor_was")
    silent = pl.col("amount_minor") - pl.col("amount_minor_was") + reopened
    says_settled = pl.col("amount_minor") - pl.col("open_minor")
    less = pl.col("said_minor_was") - says_settled
    given_back = pl.min_horizontal(less, "imported_minor_was")
    met = met.with_columns(
        said_minor=says_settled.fill_null(pl.col("said_minor_was")),
        open_minor=pl.when(less < 0)
        .then(pl.min_horizontal(silent, "open_minor"))
        .when(less > 0)
        .then(pl.max_horizontal(silent, pl.min_horizontal(silent + given_back, "open_minor")))
        .otherwise(silent),
    )
    return met.with_columns(
        settle_minor=silent - pl.col("open_minor"),
        po_number=_kept("po_number"),
        terms=_kept("terms"),
        next_due_on=pl.when("has_installments_was")
        .then("next_due_on_was")
        .otherwise(pl.col("due_on")),
    )


def _kept(name: str) -> pl.Expr:
    """A detail the file does not tell stays as it was."""
    return pl.when(pl.col(name) == "").then(pl.col(f"{name}_was")).otherwise(pl.col(name))


def _impossible(met: pl.DataFrame, columns: Columns) -> tuple[pl.Series, list[Problem]]:
    """Return which known invoices the file may not change, and why."""
    reasons: Sequence[tuple[str, pl.Expr, str, str]] = (
        (
            "number",
            pl.col("customer_id") != pl.col("customer_id_was"),
            _("Este número de factura ya es de otro cliente."),
            _("Corrija el número o el cliente."),
        ),
        (
            "currency",
            pl.col("currency") != pl.col("currency_was"),
            _("La factura está guardada en otra moneda."),
            _("Una factura no cambia de moneda: corrija la línea."),
        ),
        (
            "amount",
            pl.col("open_minor") < 0,
            _("El importe es menor que lo que ya se ha cobrado."),
            _("Compruebe los cobros de la factura antes de cambiar su importe."),
        ),
    )
    answers = met.select(
        "line", *(bad.fill_null(False).alias(name) for name, bad, _what, _how in reasons)
    )
    bad = answers.select(pl.any_horizontal(name for name, *_rest in reasons)).to_series()
    problems = []
    for name, _bad, what, how in reasons:
        heading = columns.headings.get(name, "")
        wrong = answers.filter(pl.col(name))["line"]
        problems += [Problem(line, heading, what, how) for line in wrong]
    return bad, problems
