"""Brings in a file of payments: each covers its invoice at once, and takes back its reminders."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from aldia.core.date_habit import written_order
from aldia.core.import_summary import Done, ImportSummary, counted
from aldia.core.intake import Choices
from aldia.core.intake_money import read_payments
from aldia.core.money_lines import Tied, payment_keys, share_out, tie
from aldia.core.parties import read_parties
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


def import_payments(
    company: Company,
    path: Path,
    choices: Choices,
    *,
    today: date,
    at: datetime,
    author: str = "",
    dry_run: bool = False,
) -> ImportSummary:
    """Read the file and store its payments in one transaction, applied to the invoices they name.

    What an invoice does not take, and what names none, stays as the customer's credit. The same
    line is never recorded twice, in this file or another. `dry_run` does all of it and takes it
    back. Raises a `Refusal` when the file cannot be read or trusted.
    """
    table = read_table(path)
    intake = read_payments(table, choices)
    country = choices.own_country
    parties = read_parties(intake.rows, intake.columns, country, check_tax_id, to_e164)
    with transaction.atomic():
        facts_version.lock(company)
        rows, doubts = with_customers(company, parties, intake)
        invoices = known_invoices(company, rows["invoice"].unique())
        tied = tie(rows, invoices, intake.columns, "paid_on", today)
        done, unapplied, customers = _store(company, tied, at, author)
        withdrawn = redecide_known(company, customers, today, at, limits_for)
        remember_dates(company, written_order(table, intake))
        if done.created:
            facts_version.bump(company)
        if dry_run:
            transaction.set_rollback(True)
    problems = [*doubts, *tied.problems]
    skipped = tied.bad_lines | {problem.line for problem in doubts}
    return replace(
        counted("payments", table, intake, done, problems, skipped=skipped),
        unapplied=unapplied,
        withdrawn=withdrawn,
        dry_run=dry_run,
    )


def _store(company: Company, tied: Tied, at: datetime, author: str) -> tuple[Done, int, set[int]]:
    rows = tied.rows.with_columns(key=payment_keys(tied.rows))
    known = money_book.known_payments(company, rows["key"])
    fresh = share_out(rows.filter(~pl.col("key").is_in(list(known))))
    created = money_book.write_payments(company, fresh, at, author)
    unapplied = fresh.filter(pl.col("covered_minor") < pl.col("amount_minor")).height
    return Done(created, 0, rows.height - created), unapplied, set(fresh["customer_id"])
