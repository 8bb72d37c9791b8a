"""Brings in a file of customers: their details, and how to reach them."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from aldia.core.import_summary import Done, ImportSummary, counted
from aldia.core.intake import Choices
from aldia.core.intake_customers import read_customers
from aldia.core.parties import Parties, heading_of_customer, read_parties
from aldia.countries.limits import limits_for
from aldia.countries.phones import to_e164
from aldia.countries.registry import country_pack
from aldia.countries.tax_ids import check_tax_id
from aldia.records import facts_version
from aldia.records.customer_book import Met, doubtful_lines, meet_customers
from aldia.records.models import Company
from aldia.records.redeciding import redecide_known
from aldia.sources.registry import read_table


def import_customers(
    company: Company,
    path: Path,
    choices: Choices,
    *,
    today: date,
    at: datetime,
    author: str = "",
    dry_run: bool = False,
) -> ImportSummary:
    """Read the file and store its customers in one transaction: what the file says wins.

    An empty cell changes nothing, and no address is ever taken away. The same file again changes
    nothing. `dry_run` does all of it and takes it back. Raises a `Refusal` when the file cannot
    be read.
    """
    table = read_table(path)
    intake = read_customers(table, choices)
    country = choices.own_country
    parties = read_parties(intake.rows, intake.columns, country, check_tax_id, to_e164)
    with transaction.atomic():
        facts_version.lock(company)
        met = _meet(company, parties, country, at, author)
        withdrawn = redecide_known(company, met.touched_ids, today, at, limits_for)
        if met.created or met.touched_ids:
            facts_version.bump(company)
        if dry_run:
            transaction.set_rollback(True)
    heading = heading_of_customer(intake.columns)
    doubtful, doubts = doubtful_lines(met, parties, intake.rows["line"], heading)
    known = intake.rows.filter(~pl.col("line").is_in(list(doubtful))).height
    done = Done(met.created, met.updated, known - met.created - met.updated)
    return replace(
        counted("customers", table, intake, done, [*parties.problems, *doubts], skipped=doubtful),
        customers_created=met.created,
        customers_updated=met.updated,
        points_created=met.points,
        withdrawn=withdrawn,
        dry_run=dry_run,
    )


def _meet(company: Company, parties: Parties, country: str, at: datetime, author: str) -> Met:
    return meet_customers(
        company,
        parties.all,
        country=country,
        pack_of=country_pack,
        at=at,
        author=author,
        overwrite=True,
    )
