"""Counts the contacts of the last days: what the caps compare themselves with."""

from datetime import date, timedelta

import polars as pl
from polars import col

from aldia.core.codes import Channel


def contact_counts(contacts: pl.DataFrame, today: date) -> pl.DataFrame:
    """Count contacts (`customer_id`, `day`, `channel`) of today, of 7 and of 31 days in a row.

    Days ahead count too: a message that waits for Monday is as good as said.
    """
    in_week = col("day") > today - timedelta(days=7)
    in_month = col("day") > today - timedelta(days=31)
    return (
        contacts.sort("day")
        .group_by("customer_id")
        .agg(
            last_contact_on=col("day").max(),
            contacts_day=(col("day") == today).sum().cast(pl.Int32),
            contacts_week=in_week.sum().cast(pl.Int32),
            contacts_month=in_month.sum().cast(pl.Int32),
            week_from=col("day").filter(in_week).min(),
            month_from=col("day").filter(in_month).min(),
            calls_week=(in_week & (col("channel") == Channel.PHONE)).sum().cast(pl.Int32),
            channel_week=col("channel").filter(in_week).first(),
        )
    )
