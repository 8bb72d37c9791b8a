"""From the facts as stored to the figures the rules speak of: amounts asked, next step, limits."""

from datetime import date, timedelta

import polars as pl
from polars import col

from aldia.core.codes import Channel, StepAction
from aldia.core.facts import CHANNEL_CODES, Portfolio, Schema
from aldia.core.ladder import with_next_step

CHANNEL_BITS = {channel: 1 << i for i, channel in enumerate(Channel)}


def prepare(portfolio: Portfolio, today: date) -> pl.LazyFrame:
    """Return one row per invoice with all the facts and figures the rules need.

    Adds the customer's facts, `undisputed_minor`, `asked_minor` (of it, what is due or next),
    `later_minor` (instalments after that; null: none), `chargeable_minor` (net of the customer's
    credit), the step (`position`, `offset`, `tone`, `next_step_on`…), `channel`,
    `has_opted_out`, `gap_until` and `cap_until`.
    """
    facts = portfolio.invoices.lazy().join(
        customer_facts(portfolio).lazy(), on="customer_id", how="left"
    )
    facts = with_credit(with_amounts(facts), portfolio)
    facts = with_next_step(facts, portfolio, today)
    return with_limits(with_channel(facts, portfolio), portfolio, today)


def customer_facts(portfolio: Portfolio) -> pl.DataFrame:
    """Return the customers' facts the rules need, with two bit sets of channels."""
    bit = col("channel").replace_strict(
        {str(channel): bits for channel, bits in CHANNEL_BITS.items()}, return_dtype=pl.Int16
    )
    points = portfolio.points.group_by("customer_id").agg(
        usable=bit.filter(col("is_usable")).unique().sum(),
        opted_out=bit.filter(col("is_opted_out")).unique().sum(),
    )
    return portfolio.customers.join(points, on="customer_id", how="left").select(
        "customer_id",
        "country",
        "kind",
        "risk",
        "segment",
        "average_days_late",
        "is_blocked",
        "customer_held_until",
        "is_customer_handed_over",
        "has_deposit",
        "has_reply",
        col("usable").fill_null(0).cast(pl.Int16),
        col("opted_out").fill_null(0).cast(pl.Int16),
    )


def with_amounts(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Add what is not in dispute, of it what is asked for now, and what falls due later.

    Payments fill instalments from the first to the last: the part due is what the instalments
    add up to, less what has been settled already.
    """
    settled = col("amount_minor") - col("open_minor")
    part = pl.min_horizontal(col("scheduled_minor") - settled, col("open_minor"))
    undisputed = col("open_minor") - col("disputed_minor").fill_null(0)
    later = (col("open_minor") - part).clip(lower_bound=0)
    return facts.with_columns(undisputed_minor=undisputed, later_minor=later).with_columns(
        asked_minor=pl.min_horizontal(pl.coalesce(part, "open_minor"), "undisputed_minor").clip(
            lower_bound=0
        )
    )


def with_credit(facts: pl.LazyFrame, portfolio: Portfolio) -> pl.LazyFrame:
    """Net the customer's credit against its oldest invoices first, in the same currency only."""
    if portfolio.credits.height == 0:
        return facts.with_columns(chargeable_minor=col("asked_minor"))
    keys = ["customer_id", "currency"]
    claim = pl.when(~col("is_written_off")).then(col("undisputed_minor").clip(lower_bound=0))
    before = col("claim").cum_sum().over(keys) - col("claim")
    shares = (
        facts.select("invoice_id", *keys, "due_on", claim=claim.fill_null(0))
        .join(portfolio.credits.lazy(), on=keys)
        .sort("due_on", "invoice_id")
        .with_columns(left=(col("credit_minor") - before).clip(lower_bound=0))
        .select("invoice_id", credit_share=pl.min_horizontal("claim", "left"))
    )
    return facts.join(shares, on="invoice_id", how="left").with_columns(
        chargeable_minor=(col("asked_minor") - col("credit_share").fill_null(0))
    )


def with_channel(facts: pl.LazyFrame, portfolio: Portfolio) -> pl.LazyFrame:
    """Add the first channel of the step's list that reaches the customer, and can speak today."""
    speaking = sum(CHANNEL_BITS[channel] for channel in portfolio.channels)
    facts = facts.with_columns(reach=col("usable") & pl.lit(speaking, pl.Int16))
    chosen: Schema = {
        "ladder_id": pl.Int64,
        "position": pl.Int16,
        "step_bits": pl.Int16,
        "reach": pl.Int16,
        "channel": CHANNEL_CODES,
    }
    rows = []
    for step in portfolio.steps.iter_rows(named=True):
        if step["step_action"] != StepAction.MESSAGE:
            continue
        listed = [c for c in step["channels"] or [Channel.EMAIL] if c in portfolio.channels]
        bits = sum(CHANNEL_BITS[Channel(c)] for c in listed)
        for reach in range(1 << len(Channel)):
            first = next((c for c in listed if reach & CHANNEL_BITS[Channel(c)]), None)
            rows.append((step["ladder_id"], step["position"], bits, reach, first))
    choices = pl.DataFrame(rows, schema=chosen, orient="row")
    facts = facts.join(choices.lazy(), on=["ladder_id", "position", "reach"], how="left")
    return facts.with_columns(has_opted_out=(col("opted_out") & col("step_bits")) > 0)


def with_limits(facts: pl.LazyFrame, portfolio: Portfolio, today: date) -> pl.LazyFrame:
    """Add the day from which the customer may be contacted again: `gap_until`, `cap_until`.

    Only customers contacted lately can be limited, so only they are looked at. A step that is
    done by a person over the phone counts as a call.
    """
    calls = col("step_action") == StepAction.CALL
    facts = facts.with_columns(
        reached_by=pl.when(calls).then(pl.lit(Channel.PHONE, CHANNEL_CODES)).otherwise("channel")
    )
    limited = limited_customers(portfolio, today).lazy()
    facts = facts.join(
        limited,
        left_on=["customer_id", "reached_by"],
        right_on=["customer_id", "channel"],
        how="left",
    )
    gap = pl.max_horizontal("gap_days", "ladder_gap_days")
    return facts.with_columns(gap_until=col("last_contact_on") + pl.duration(days=gap))


def limited_customers(portfolio: Portfolio, today: date) -> pl.DataFrame:
    """Return, per customer contacted lately and channel, what limits the next contact."""
    tomorrow = pl.lit(today + timedelta(days=1))
    next_week = col("week_from") + pl.duration(days=7)
    next_month = col("month_from") + pl.duration(days=31)
    recent = portfolio.customers.filter(col("last_contact_on").is_not_null())
    channels = pl.DataFrame({"channel": list(Channel)}, schema={"channel": CHANNEL_CODES})
    spoken = recent.join(channels, how="cross").join(
        portfolio.limits, on=["country", "kind", "channel"], how="left"
    )
    is_call = col("channel") == Channel.PHONE
    other_channel = col("one_channel_a_week") & (col("channel_week") != col("channel"))
    cap_until = pl.max_horizontal(
        _until(tomorrow, col("contacts_day") >= col("cap_day")),
        _until(next_week, col("contacts_week") >= col("cap_week")),
        _until(next_week, is_call & (col("calls_week") >= col("cap_calls_week"))),
        _until(next_week, other_channel),
        _until(next_month, col("contacts_month") >= col("cap_month")),
    )
    return spoken.select(
        "customer_id",
        "channel",
        "last_contact_on",
        gap_days=pl.max_horizontal("gap_days", "wished_gap_days"),
        cap_until=cap_until,
    )


def _until(day: pl.Expr, is_reached: pl.Expr) -> pl.Expr:
    return pl.when(is_reached).then(day)
