"""The company's contact policy and the law of each place, tightened into one frame."""

from collections.abc import Callable, Iterable
from datetime import date, time

import polars as pl

from aldia.core import facts as core
from aldia.core.codes import Channel, CustomerKind
from aldia.core.windows import Limits, Window, tightest
from aldia.records.models import ContactPolicy

Law = Callable[[str, CustomerKind, Channel, date], Limits]
"""Answers what the law of a country says for a kind of customer and a channel, on a day.

It comes in as an argument: the law lives in `countries/`, and this room only remembers.
"""


def policy_limits(policy: ContactPolicy) -> Limits:
    """Return the company's own limits; they may only tighten the law."""
    return Limits(
        windows=tuple(tuple(_window(text) for text in day) for day in policy.windows),
        holidays_blocked=policy.holidays_blocked,
        min_gap_days=policy.minimum_gap_days,
        per_day=policy.per_day,
        per_week=policy.per_week,
        per_month=policy.per_month,
    )


def _window(text: str) -> Window:
    start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    return Window(start, end)


def company_limits(
    policy: ContactPolicy, law: Law, places: Iterable[tuple[str, str]], today: date
) -> pl.DataFrame:
    """Return the tightened limits of each place (country and kind of customer) and channel."""
    own = policy_limits(policy)
    rows = [
        _row(country, kind, channel, own, law(country, CustomerKind(kind), channel, today))
        for country, kind in places
        for channel in Channel
    ]
    return pl.DataFrame(rows, schema=core.LIMITS, orient="row")


def _row(
    country: str, kind: str, channel: Channel, own: Limits, legal: Limits
) -> dict[str, object]:
    """A legal cap on calls counts only calls; every other cap counts every contact."""
    calls_only = legal.cap_group == "calls"
    both = own if calls_only else tightest(own, legal)
    return {
        "country": country,
        "kind": kind,
        "channel": channel,
        "gap_days": both.min_gap_days,
        "cap_day": both.per_day,
        "cap_week": both.per_week,
        "cap_month": both.per_month,
        "cap_calls_week": legal.per_week if calls_only else None,
        "one_channel_a_week": legal.channels_per_week == 1,
        "legal_rules": list(legal.rule_ids),
    }
