"""Is what we were about to say still right? The same question for one message and for a million."""

from datetime import date, timedelta

import polars as pl
from polars import col

from aldia.core.bundle import LINE, RIDES_ALONG
from aldia.core.reasons import Reason

STALE_DAYS = 5
"""A text asks for payment by a date about a week ahead: older than this, it is written anew."""

AMOUNT_CHANGED = "AMOUNT_CHANGED"
STEP_CHANGED = "STEP_CHANGED"
ADDRESS_CHANGED = "ADDRESS_CHANGED"
STALE = "STALE"
BY_HAND = "BY_HAND"
"""A person took it back: not a change of facts, and not to be undone by a machine."""

UNSENT = {
    "message_id": pl.Int64,
    "customer_id": pl.Int64,
    "channel": pl.String,
    "address": pl.String,
    "day": pl.Date,
    "lines": pl.String,
}
"""Messages that have not left: `lines` is the JSON text kept with them."""


def no_longer_right(
    unsent: pl.DataFrame, decided: pl.DataFrame, points: pl.DataFrame, today: date
) -> pl.DataFrame:
    """Return `message_id` and `why` for the messages that must be taken back.

    `decided` holds today's decisions for at least these messages' customers, `points` their best
    addresses (columns as in `core.facts.POINTS`). `why` is the reason that now silences an invoice
    of the message, or `AMOUNT_CHANGED`, `STEP_CHANGED`, `ADDRESS_CHANGED`, `STALE`.
    """
    if unsent.height == 0:
        return pl.DataFrame(schema={"message_id": pl.Int64, "why": pl.String})
    now = decided.select(
        "invoice_id",
        "reason",
        "chargeable_minor",
        now_open="open_minor",
        now_due_on=col("due_on").dt.to_string("%Y-%m-%d"),
        now_ladder="ladder_id",
        now_position="position",
        now_channel=col("channel").cast(pl.String),
    )
    best = points.filter("is_usable").select(
        "customer_id", channel=col("channel").cast(pl.String), now_address="address"
    )
    table = unsent.join(best, on=["customer_id", "channel"], how="left").select(
        "message_id",
        "channel",
        has_moved=(col("now_address") != col("address")).fill_null(value=False),
        is_stale=col("day") < today - timedelta(days=STALE_DAYS),
        line=col("lines").str.json_decode(pl.List(pl.Struct(LINE))),
    )
    lines = table.explode("line").unnest("line").join(now, on="invoice_id", how="left")
    return (
        lines.with_columns(why=_why())
        .filter(col("why").is_not_null())
        .group_by("message_id")
        .agg(col("why").first())
        .sort("message_id")
    )


def _why() -> pl.Expr:
    is_step = col("position").is_not_null()
    is_shown = col("reason").is_in([str(reason) for reason in RIDES_ALONG])
    has_changed = (
        (col("chargeable_minor") != col("asked_minor"))
        | (col("now_open") != col("open_minor"))
        | (col("now_due_on") != col("due_on"))
    )
    steps_on = (
        (col("now_position") == col("position"))
        & (col("now_ladder") == col("ladder_id"))
        & (col("now_channel") == col("channel"))
    )
    return (
        pl.when(col("reason").is_null())
        .then(pl.lit(Reason.PAID.value))
        .when(~is_shown | (is_step & (col("reason") != Reason.STEP_DUE)))
        .then(col("reason").cast(pl.String))
        .when(has_changed)
        .then(pl.lit(AMOUNT_CHANGED))
        .when(is_step & ~steps_on.fill_null(value=False))
        .then(pl.lit(STEP_CHANGED))
        .when(col("has_moved"))
        .then(pl.lit(ADDRESS_CHANGED))
        .when(col("is_stale"))
        .then(pl.lit(STALE))
    )
