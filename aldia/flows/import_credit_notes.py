"""Brings in a file of credit notes: each lowers its invoice, or stays as the customer's credit."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from aldia.core.date_habit import written_order
from aldia.core.headings import Columns
from aldia.core.import_summary import Done, ImportSummary, counted
from aldia.core.intake import Choices
from aldia.core.intake_money import read_credit_notes
from aldia.core.money_lines import Tied, share_out, tie
from aldia.core.parties import read_parties
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.countries.phones import to_e164
from aldia.countries.tax_ids import check_tax_id
from aldia.records import facts_version, money_book
from aldia.records.customer_book import with_customers
from aldia.records.invoice_book import known_invoices
from aldia.records.mappings import remember_dates
from aldia.records.models import Company
from aldia.records.redeciding import redecide_known
from aldia.sources.registry import read_table


def import_credit_notes(
    company: Company,
    path: Path,
    choices: Choices,
    *,
    today: date,
    at: datetime,
    author: str = "",
    dry_run: bool = False,
) -> ImportSummary:
    """Read the file and store its credit notes in one transaction, applied to their invoices.

    A credit note is known by its number: the same one again changes nothing, and with another
    amount it is a problem. `dry_run` does all of it and takes it back. Raises a `Refusal` when
    the file cannot be read or trusted.
    """
    table = read_table(path)
    intake = read_credit_notes(table, choices)
    country = choices.own_country
    parties = read_parties(intake.rows, intake.columns, country, check_tax_id, to_e164)
    with transaction.atomic():
        facts_version.lock(company)
        rows, doubts = with_customers(company, parties, intake)
        invoices = known_invoices(company, rows["invoice"].unique())
        tied = tie(rows, invoices, intake.columns, "issued_on", today)
        done, fresh, clashes = _store(company, tied, intake.columns, at, author)
        withdrawn = redecide_known(company, fresh["customer_id"], today, at, limits_for)
        remember_dates(company, written_order(table, intake))
        if done.created:
            facts_version.bump(company)
        if dry_run:
            transaction.set_rollback(True)
    problems = [*doubts, *tied.problems, *clashes]
    skipped = tied.bad_lines | {problem.line for problem in (*doubts, *clashes)}
    return replace(
        counted("credit_notes", table, intake, done, problems, skipped=skipped),
        unapplied=fresh.filter(pl.col("covered_minor") < pl.col("amount_minor")).height,
        withdrawn=withdrawn,
        dry_run=dry_run,
    )


def _store(
    company: Company, tied: Tied, columns: Columns, at: datetime, author: str
) -> tuple[Done, pl.DataFrame, list[Problem]]:
    """Write the new ones; return the figures, the new rows, and those that contradict ours."""
    known = money_book.known_credit_notes(company, tied.rows["number"])
    rows = tied.rows.join(known, on="number", how="left", maintain_order="left")
    is_known = pl.col("known_minor").is_not_null()
    same = (pl.col("known_minor") == pl.col("amount_minor")) & (
        pl.col("known_currency") == pl.col("currency")
    )
    clashes = [
        Problem(
            line,
            columns.headings["amount"],
            _("Esta nota de crédito ya está guardada con otro importe."),
            _("Corrija el importe, o use otro número si es una nota nueva."),
        )
        for line in rows.filter(is_known & ~same)["line"]
    ]
    fresh = share_out(rows.filter(~is_known))
    created = money_book.write_credit_notes(company, fresh, at, author)
    return Done(created, 0, rows.height - created - len(clashes)), fresh, clashes
