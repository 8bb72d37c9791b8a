"""Brings in a file of invoices with their customers: all of it that is good, or nothing at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from aldia.core.date_habit import written_order
from aldia.core.import_summary import Done, ImportSummary, counted
from aldia.core.intake import Choices, Intake, Note
from aldia.core.intake_invoices import read_invoices
from aldia.core.invoice_changes import KNOWN, Changes, compare
from aldia.core.parties import Parties, heading_of_customer, read_parties
from aldia.core.raw_table import RawTable
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.countries.phones import to_e164
from aldia.countries.registry import country_pack
from aldia.countries.tax_ids import check_tax_id
from aldia.records import facts_version, invoice_book
from aldia.records.customer_book import doubtful_lines, meet_customers
from aldia.records.mappings import remember_dates
from aldia.records.models import Company
from aldia.records.redeciding import redecide_known
from aldia.sources.registry import read_table


@dataclass(frozen=True, slots=True)
class _Job:
    """One file on its way into one company."""

    company: Company
    table: RawTable
    intake: Intake
    parties: Parties
    country: str
    today: date
    at: datetime
    author: str


NOT_CLOSED = _(
    "No se cerró ninguna factura: hay líneas que no se pudieron leer y podrían ser suyas. "
    "Corríjalas y repita con --closes-missing."
)


def import_invoices(
    company: Company,
    path: Path,
    choices: Choices,
    *,
    today: date,
    at: datetime,
    author: str = "",
    closes_missing: bool = False,
    dry_run: bool = False,
) -> ImportSummary:
    """Read the file and store its invoices and customers in one transaction.

    The same file again changes nothing. A changed amount, open amount or date updates the invoice
    with an event, withdraws what is queued and decides anew. With `closes_missing` the open
    invoices that are not in the file are closed. `dry_run` does all of it and takes it back.
    Raises a `Refusal` when the file cannot be read or trusted.
    """
    table = read_table(path)
    intake = read_invoices(table, choices)
    country = choices.own_country
    parties = read_parties(intake.rows, intake.columns, country, check_tax_id, to_e164)
    job = _Job(company, table, intake, parties, country, today, at, author)
    with transaction.atomic():
        facts_version.lock(company)
        summary = _store(job, closes_missing=closes_missing)
        remember_dates(company, written_order(table, intake))
        if dry_run:
            transaction.set_rollback(True)
    return replace(summary, dry_run=dry_run)


def _store(job: _Job, *, closes_missing: bool) -> ImportSummary:
    company, intake = job.company, job.intake
    met = meet_customers(
        company,
        job.parties.all,
        country=job.country,
        pack_of=country_pack,
        at=job.at,
        author=job.author,
    )
    lines = intake.rows["line"]
    doubtful, doubts = doubtful_lines(met, job.parties, lines, heading_of_customer(intake.columns))
    rows = intake.rows.with_columns(customer_id=met.ids.gather(job.parties.of_rows))
    rows = rows.filter(pl.col("customer_id").is_not_null())
    known = invoice_book.known_invoices(company, rows["number"])
    changes = compare(rows, known, intake.columns)
    closed, notes = _missing(job) if closes_missing else (known.clear(), [])
    done = _write(job, changes, closed)
    touched = {*changes.new["customer_id"], *changes.changed["customer_id"], *closed["customer_id"]}
    known_touched = (touched | met.touched_ids) - met.new_ids
    withdrawn = redecide_known(company, known_touched, job.today, job.at, limits_for)
    if touched or met.touched_ids:
        facts_version.bump(company)
    problems = [*job.parties.problems, *doubts, *changes.problems]
    return replace(
        counted(
            "invoices", job.table, intake, done, problems, skipped=doubtful | changes.bad_lines
        ),
        closed=closed.height,
        notes=[*intake.notes, *notes],
        customers_created=met.created,
        customers_updated=met.updated,
        points_created=met.points,
        withdrawn=withdrawn,
    )


def _write(job: _Job, changes: Changes, closed: pl.DataFrame) -> Done:
    company, today, at = job.company, job.today, job.at
    written = invoice_book.write_new(company, changes.new, today)
    invoice_book.arrived(company, written, at, job.author)
    invoice_book.write_disputes(company, written, today, at, job.author)
    updated = invoice_book.write_changed(company, changes, today, at, job.author)
    invoice_book.close_missing(company, closed, today, at, job.author)
    return Done(written.height, updated, changes.unchanged)


def _missing(job: _Job) -> tuple[pl.DataFrame, Sequence[Note]]:
    """Return the open invoices the file does not bring; none while a line hides its number."""
    nothing = pl.DataFrame(schema=KNOWN)
    hidden = job.table.left_out or (
        job.intake.columns.number_from_content and job.intake.skipped_lines
    )
    if hidden or job.intake.rows.height == 0:
        return nothing, [Note(NOT_CLOSED)]
    numbers = job.intake.rows["number"]
    if not job.intake.columns.number_from_content:
        # A line with a problem still says that its invoice is there.
        numbers = job.table.frame[job.intake.columns.of["number"]]
    return invoice_book.open_invoices_besides(job.company, numbers), []
