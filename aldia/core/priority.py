"""What to look at first: the money that may not come, and a fair share for the small debts."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import polars as pl
from polars import col

from aldia.core.codes import Risk
from aldia.core.facts import Portfolio

Entry = TypeVar("Entry")

# Percent of invoices still unpaid 30 days from now, by how late they are. Starting values from
# the usual experience that the older a debt, the rarer its payment; `docs/priority.md` says how
# to replace them with the company's own figures.
UNPAID_PERCENT = ((0, 5), (30, 20), (60, 40), (90, 60), (None, 85))
RISK_POINTS = {Risk.LOW: -5, Risk.NORMAL: 0, Risk.HIGH: 10}
SLOW_PAYER_DAYS = 15
SLOW_PAYER_POINTS = 10


def unpaid_percent() -> pl.Expr:
    """Return P(not paid in 30 days) as whole percent, 1 to 99, from `days_past_due` and habits."""
    by_age: pl.Expr = pl.lit(UNPAID_PERCENT[-1][1])
    for last_day, percent in reversed(UNPAID_PERCENT[:-1]):
        by_age = pl.when(col("days_past_due") <= last_day).then(percent).otherwise(by_age)
    by_risk = col("risk").replace_strict(
        {str(risk): points for risk, points in RISK_POINTS.items()},
        default=0,
        return_dtype=pl.Int32,
    )
    is_slow = (col("average_days_late") > SLOW_PAYER_DAYS).fill_null(value=False)
    return (by_age + by_risk + is_slow * SLOW_PAYER_POINTS).clip(1, 99)


def with_priority(decided: pl.LazyFrame, portfolio: Portfolio, today: date) -> pl.LazyFrame:
    """Add `days_past_due`, `unpaid_percent`, `at_risk_minor` and `is_critical`."""
    is_old = (col("days_past_due") >= portfolio.critical_days) & (col("open_minor") > 0)
    is_large = (col("open_minor") >= col("critical_minor")).fill_null(value=False)
    return (
        decided.join(portfolio.critical.lazy(), on="currency", how="left")
        .with_columns(days_past_due=(pl.lit(today) - col("due_on")).dt.total_days())
        .with_columns(unpaid_percent=unpaid_percent())
        .with_columns(
            at_risk_minor=col("open_minor") * col("unpaid_percent") // 100,
            is_critical=is_old | is_large,
        )
    )


def critical_amounts(invoices: pl.DataFrame, today: date, share_percent: int) -> dict[str, int]:
    """Return, per currency, the open amount from which an invoice is critical.

    It is the smaller of two figures: the top tenth of the open invoices, and `share_percent` of
    the cash expected in the next 30 days (what falls due by then or is up to 30 days late).
    """
    age = (pl.lit(today) - col("due_on")).dt.total_days()
    expected = col("open_minor").filter(age.is_between(-30, 30)).sum() * share_percent // 100
    ninth_tenth = (pl.len() * 9 // 10).cast(pl.UInt32)
    found = invoices.group_by("currency").agg(
        top_tenth=col("open_minor").sort().get(ninth_tenth), expected=expected
    )
    return {
        row["currency"]: int(min(row["top_tenth"], row["expected"] or row["top_tenth"]))
        for row in found.iter_rows(named=True)
    }


def fair_order(ranked: Sequence[Entry], small: Sequence[Entry], share_percent: int) -> list[Entry]:
    """Merge two lists so that the small debts keep at least their share of every stretch.

    Both lists come in their own order and share no entry.

    >>> fair_order(["A", "B", "C", "D"], ["x", "y"], 34)
    ['A', 'B', 'x', 'C', 'D', 'y']
    """
    merged: list[Entry] = []
    first, second = list(ranked), list(small)
    owed = 0
    while first or second:
        owed += share_percent
        if second and (owed >= 100 or not first):
            merged.append(second.pop(0))
            owed -= 100
        else:
            merged.append(first.pop(0))
    return merged
