"""Which step of its ladder each invoice stands before, and from which day it may be done."""

from datetime import date

import polars as pl
from polars import col

from aldia.core.codes import Tone
from aldia.core.facts import Portfolio


def with_next_step(facts: pl.LazyFrame, portfolio: Portfolio, today: date) -> pl.LazyFrame:
    """Add `position`, `next_step_on` and the columns of the step; all null at the ladder's end.

    A step is due when the days past due reach its offset *and* as many days have passed since
    the last step was really done as lie between their offsets. Steps before the due date whose
    day is over are skipped, and so are steps whose conditions the invoice does not meet. When no
    step is left, `next_step_on` is the day after the due date: nobody looks at it sooner.
    """
    steps = portfolio.steps.lazy()
    started = pl.max_horizontal(col("last_position").fill_null(0) + 1, col("ladder_start"))
    facts = facts.with_columns(
        ladder_id=pl.coalesce("ladder_id", pl.lit(portfolio.default_ladder_id, pl.Int64)),
        position=started.cast(pl.Int16),
    )
    for _ in range(_most_skips(portfolio.steps)):
        facts = _skip_once(facts, steps, today)
    steps = steps.select(
        "ladder_id", "position", "offset", "tone", "step_action", "ladder_gap_days"
    )
    last = steps.select("ladder_id", last_position="position", last_offset="offset")
    facts = facts.join(steps, on=["ladder_id", "position"], how="left").join(
        last, on=["ladder_id", "last_position"], how="left"
    )
    return facts.with_columns(
        position=pl.when(col("offset").is_not_null()).then("position"),
        next_step_on=pl.coalesce(
            _next_step_on(portfolio.minimum_age_days), col("due_on") + pl.duration(days=1)
        ),
    )


def _next_step_on(minimum_age_days: int) -> pl.Expr:
    by_due = col("due_on") + _days(col("offset"))
    by_last = col("last_step_on") + _days(col("offset") - col("last_offset"))
    # F19: an invoice that was already late when it was sent is not reminded the next morning.
    known_since = pl.coalesce("delivered_on", "issued_on") + pl.duration(days=minimum_age_days)
    first = pl.when(col("last_step_on").is_null() & (col("offset") >= 0)).then(known_since)
    return pl.max_horizontal(by_due, by_last, first)


def _days(count: pl.Expr) -> pl.Expr:
    return pl.duration(days=count)


def is_before_due() -> pl.Expr:
    """Say whether a step speaks of an invoice that is not due yet."""
    return (col("offset") < 0) | ((col("offset") == 0) & (col("tone") == Tone.PREVENTIVE))


def _most_skips(steps: pl.DataFrame) -> int:
    """Return how many steps of one ladder may have to be skipped in a row."""
    may_skip = is_before_due() | col("minimum_minor").is_not_null()
    may_skip |= col("maximum_minor").is_not_null() | col("only_currency").is_not_null()
    may_skip |= (col("segments").list.len() > 0).fill_null(False)
    may_skip |= (col("kinds").list.len() > 0).fill_null(False)
    counted = steps.group_by("ladder_id").agg(may_skip.sum().alias("skips"))["skips"].max()
    return int(str(counted or 0))


def _skip_once(facts: pl.LazyFrame, steps: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """Move on by one position the invoices that stand before a step that is not for them."""
    looked = steps.select(
        "ladder_id",
        "position",
        "offset",
        "tone",
        "minimum_minor",
        "maximum_minor",
        "only_currency",
        "segments",
        "kinds",
    )
    is_skipped = (_is_over(today) | ~_fits()).fill_null(False)
    return (
        facts.join(looked, on=["ladder_id", "position"], how="left")
        .with_columns(position=col("position") + is_skipped.cast(pl.Int16))
        .drop(
            "offset",
            "tone",
            "minimum_minor",
            "maximum_minor",
            "only_currency",
            "segments",
            "kinds",
        )
    )


def _is_over(today: date) -> pl.Expr:
    """Say whether the step's day before the due date has gone by.

    A message proposed on its day may still leave until the due date: it is not taken back
    because a person approved it, or the window opened, a little later.
    """
    was_in_time = col("queued_position").eq_missing(col("position")) & (col("due_on") >= today)
    return is_before_due() & (col("due_on") + _days(col("offset")) < today) & ~was_in_time


def _fits() -> pl.Expr:
    speaks_of_amounts = col("only_currency").is_null() | (
        col("only_currency").cast(pl.String) == col("currency").cast(pl.String)
    )
    amount_fits = speaks_of_amounts & (
        (col("open_minor") >= col("minimum_minor")).fill_null(True)
        & (col("open_minor") < col("maximum_minor")).fill_null(True)
    )
    segment_fits = _is_listed("segments", "segment")
    kind_fits = _is_listed("kinds", "kind")
    return amount_fits & segment_fits & kind_fits


def _is_listed(names: str, value: str) -> pl.Expr:
    is_open = col(names).list.len().fill_null(0) == 0
    return is_open | col(names).list.contains(col(value).cast(pl.String)).fill_null(False)
