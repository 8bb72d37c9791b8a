"""Keeps the current decision of every invoice and those it replaced; decides anew on new facts."""

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl
from django.db import connection
from polars import col

from aldia.core import facts as core
from aldia.core.decide import ACTIONS, REASONS, decide
from aldia.core.recheck import no_longer_right
from aldia.records import facts_version, outbox
from aldia.records.columns import insert, read, replace_temporary
from aldia.records.facts import portfolio_of
from aldia.records.limits import Law
from aldia.records.models import Company, DecisionRow

SAID: core.Schema = {
    "reason": REASONS,
    "action": ACTIONS,
    "look_again_on": pl.Date,
    "position": pl.Int16,
    "tone": core.TONE_CODES,
    "channel": core.CHANNEL_CODES,
    "at_risk_minor": pl.Int64,
    "is_critical": pl.Boolean,
}
"""What a decision says. When none of it changes, the row stays as it is."""

CURRENT: core.Schema = {"invoice_id": pl.Int64, **SAID}


def current(company: Company, customers: Iterable[int] = ()) -> pl.DataFrame:
    """Return the stored decisions of the company, or of some customers' invoices."""
    some = ", ".join(str(int(customer)) for customer in customers)
    source = (
        f"records_invoice i JOIN records_decisionrow d ON d.invoice_id = i.id "
        f"WHERE i.company_id = {int(company.pk)} AND i.customer_id IN ({some})"
        if some
        else f"records_decisionrow d WHERE d.company_id = {int(company.pk)}"
    )
    return read(
        f"SELECT d.invoice_id, d.reason, d.action, d.look_again_on AS "  # noqa: S608 - whole numbers only
        f"look_again_on, d.position, d.tone AS tone, "
        f"d.channel AS channel, d.at_risk_minor, d.is_critical FROM {source}",
        CURRENT,
    )


def store(company: Company, decided: pl.DataFrame, was: pl.DataFrame, today: date) -> int:
    """Write the decisions that changed, and move those they replace to the history.

    `was`: the stored decisions of the same invoices, read under the same lock. Returns how many
    rows were written.
    """
    both = decided.select("customer_id", *CURRENT).join(
        was.select("invoice_id", *(col(name).alias(f"{name}_was") for name in SAID)),
        on="invoice_id",
        how="left",
    )
    is_known = col("reason_was").is_not_null()
    differs = pl.any_horizontal(col(name).ne_missing(col(f"{name}_was")) for name in SAID)
    changed = both.filter(is_known & differs)
    if changed.height:
        _to_history(changed, today)
    rows = (
        both.filter(~is_known | differs)
        .sort("invoice_id")
        .select(
            *("invoice_id", "customer_id", *SAID),
            company_id=pl.lit(company.pk, pl.Int64),
            since_on=pl.lit(today),
        )
    )
    return insert(DecisionRow, rows)


def _to_history(changed: pl.DataFrame, today: date) -> None:
    """Move the rows about to be replaced, set by set: one statement for one or for a million."""
    said = ", ".join(SAID)
    replace_temporary("aldia_replaced", changed.select("invoice_id"), {"invoice_id": "bigint"})
    mine = "invoice_id IN (SELECT invoice_id FROM aldia_replaced)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_decisionchange (invoice_id, company_id, customer_id, {said}, "  # noqa: S608 - our own names
            f"since_on, until_on) SELECT invoice_id, company_id, customer_id, {said}, since_on, "
            f"'{today}' FROM records_decisionrow WHERE {mine}"
        )
        cursor.execute(f"DELETE FROM records_decisionrow WHERE {mine}")  # noqa: S608 - our own names
        cursor.execute("DROP TABLE aldia_replaced")


def redecide(
    company: Company, customers: Iterable[int], today: date, at: datetime, law: Law
) -> int:
    """Decide anew for these customers, and take back what is no longer right to say.

    Every flow that changes facts calls this at its end, inside its transaction. Nothing new is
    proposed here: that is the next run's. Returns how many unsent messages were withdrawn.
    """
    some = sorted(set(customers))
    if not some:
        return 0
    facts_version.lock(company)
    portfolio = portfolio_of(company, today, law, some)
    decided = decide(portfolio, today).collect()
    store(company, decided, current(company, some), today)
    wrong = no_longer_right(outbox.unsent(company, some), decided, portfolio.points, today)
    withdrawn = outbox.withdraw(company, dict(wrong.iter_rows()), at)
    facts_version.bump(company)
    return withdrawn
