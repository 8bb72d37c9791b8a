"""What would leave in the coming days if nobody paid: the same rules, walked forward day by day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl
from polars import col

from aldia.core.bundle import Bundles, bundle
from aldia.core.contacts import contact_counts
from aldia.core.decide import decide
from aldia.core.facts import CHANNEL_CODES, TONE_CODES, Portfolio

NextAllowed = Callable[[pl.DataFrame, date], pl.Series]
"""Given messages of a day (rows of `Bundles.messages`), the day each may really leave."""


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """One day ahead: what would be proposed, and on which day each message would leave."""

    day: date
    bundles: Bundles
    leaves_on: pl.Series


def simulate(
    portfolio: Portfolio, first: date, days: int, next_allowed: NextAllowed
) -> Iterator[SimulatedDay]:
    """Walk `days` days from `first`, as if every message left on its first allowed day.

    A task counts as done the day it is asked for. Facts with a date (pauses, promises) end on
    theirs; nothing else changes, and nobody pays.
    """
    contacts = _no_contacts()
    for offset in range(days):
        today = first + timedelta(days=offset)
        seen = replace(portfolio, customers=_with_contacts(portfolio.customers, contacts, today))
        decided = decide(seen, today).collect()
        bundles = bundle(decided, seen, today)
        leaves_on = next_allowed(bundles.messages, today)
        yield SimulatedDay(today, bundles, leaves_on)
        contacts = pl.concat([contacts, _contacts(bundles.messages, leaves_on)])
        portfolio = replace(
            portfolio, invoices=_walked(portfolio.invoices, bundles, leaves_on, today)
        )


def _no_contacts() -> pl.DataFrame:
    return pl.DataFrame(schema={"customer_id": pl.Int64, "day": pl.Date, "channel": CHANNEL_CODES})


def _contacts(messages: pl.DataFrame, leaves_on: pl.Series) -> pl.DataFrame:
    return messages.select("customer_id", day=leaves_on.cast(pl.Date), channel="channel")


def _with_contacts(customers: pl.DataFrame, made: pl.DataFrame, today: date) -> pl.DataFrame:
    """Count the simulated contacts on top of the real ones that still matter.

    The real counts fade as the days pass: those of the week are forgotten once the last real
    contact is more than a week away, and likewise for the month.
    """
    fresh = contact_counts(made, today)
    joined = customers.join(fresh, on="customer_id", how="left", suffix="_new")
    week = (col("last_contact_on") > today - timedelta(days=7)).fill_null(value=False)
    month = (col("last_contact_on") > today - timedelta(days=31)).fill_null(value=False)
    return joined.with_columns(
        contacts_day=col("contacts_day_new"),
        contacts_week=_sum(week, "contacts_week"),
        contacts_month=_sum(month, "contacts_month"),
        calls_week=_sum(week, "calls_week"),
        week_from=pl.coalesce(pl.when(week).then("week_from"), "week_from_new"),
        month_from=pl.coalesce(pl.when(month).then("month_from"), "month_from_new"),
        channel_week=pl.coalesce(pl.when(week).then("channel_week"), "channel_week_new"),
        last_contact_on=pl.max_horizontal("last_contact_on", "last_contact_on_new"),
    ).drop(name for name in joined.columns if name.endswith("_new"))


def _sum(real_counts: pl.Expr, name: str) -> pl.Expr:
    return pl.when(real_counts).then(col(name)).fill_null(0) + col(f"{name}_new").fill_null(0)


def _walked(
    invoices: pl.DataFrame, bundles: Bundles, leaves_on: pl.Series, today: date
) -> pl.DataFrame:
    """Move the invoices to the step they have just been given, or whose task was done."""
    said = bundles.messages.select("customer_id", said_tone="tone", said_on=leaves_on)
    by_message = bundles.steps.join(said, on="customer_id").select(
        "invoice_id", "said_tone", "said_on", done="position"
    )
    by_person = bundles.tasks.select(
        "invoice_id",
        said_tone=pl.lit(None, TONE_CODES),
        said_on=pl.lit(today),
        done="position",
    )
    done = pl.concat([by_message, by_person]).unique("invoice_id", keep="first")
    return (
        invoices.join(done, on="invoice_id", how="left")
        .with_columns(
            last_position=pl.coalesce("done", "last_position"),
            last_step_on=pl.coalesce(
                pl.when(col("done").is_not_null()).then("said_on"), "last_step_on"
            ),
            last_tone=pl.coalesce("said_tone", "last_tone"),
            is_with_person=col("is_with_person").fill_null(value=False)
            | (col("said_on").is_not_null() & col("done").is_null()),
        )
        .drop("said_tone", "said_on", "done")
    )
