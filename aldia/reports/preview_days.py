"""What would leave in the coming days if nobody paid. Nothing is stored and nothing is sent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from aldia.core.codes import Channel, CustomerKind
from aldia.core.simulate import simulate
from aldia.core.windows import Limits, next_slot, tightest
from aldia.countries.calendar import holidays_in
from aldia.countries.limits import limits_for
from aldia.records.facts import portfolio_of
from aldia.records.limits import policy_limits
from aldia.records.models import Company, ContactPolicy


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """One day: messages that would leave, tasks asked for, and what the messages ask, per currency.

    `asked_minor` is in the minor unit of each currency; amounts of different currencies never mix.
    """

    date: date
    messages: int
    tasks: int
    tones: dict[str, int]
    asked_minor: dict[str, int]


def preview_days(company: Company, today: date, days: int) -> list[PreviewDay]:
    """Simulate `days` days from `today` with the engine's own rules, windows and holidays."""
    policy = policy_limits(ContactPolicy.objects.get(company=company))
    portfolio = portfolio_of(company, today, limits_for)
    allowed = _AllowedDays(policy)
    leaving: list[pl.DataFrame] = []
    tasks: dict[date, int] = {}
    for step in simulate(portfolio, today, days, allowed.of):
        said = step.bundles.messages.with_columns(leaves_on=step.leaves_on)
        leaving.append(said.select("leaves_on", "tone", "totals"))
        tasks[step.day] = step.bundles.tasks.select("customer_id", "kind").unique().height
    return [
        _day(day, leaving, tasks.get(day, 0))
        for day in (today + timedelta(days=ahead) for ahead in range(days))
    ]


def _day(day: date, leaving: list[pl.DataFrame], tasks: int) -> PreviewDay:
    mine = pl.concat(leaving).filter(pl.col("leaves_on") == day)
    tones = mine["tone"].cast(pl.String).value_counts().sort("tone").iter_rows()
    each = mine.select(pl.col("totals").list.explode()).unnest("totals")
    asked = each.group_by("currency").agg(pl.col("minor").sum()).sort("currency").iter_rows()
    return PreviewDay(day, mine.height, tasks, dict(tones), dict(asked))


@dataclass(frozen=True, slots=True)
class Place:
    """What decides when a customer may be written to."""

    country: str
    region: str
    kind: str
    channel: str
    timezone: str


class _AllowedDays:
    """Finds the first day on which a customer may be written to; remembers what it has found."""

    def __init__(self, policy: Limits) -> None:
        self.policy = policy
        self.known: dict[tuple[Place, date], date] = {}

    def of(self, messages: pl.DataFrame, today: date) -> pl.Series:
        """Return the day each message may leave, at the company's usual hours."""
        places = messages.select("country", "region", "kind", "channel", "timezone")
        found = [self._first(Place(*place), today) for place in places.iter_rows()]
        return pl.Series("leaves_on", found, dtype=pl.Date)

    def _first(self, place: Place, today: date) -> date:
        if (place, today) not in self.known:
            self.known[place, today] = self._look(place, today)
        return self.known[place, today]

    def _look(self, place: Place, today: date) -> date:
        law = limits_for(place.country, CustomerKind(place.kind), Channel(place.channel), today)
        both = tightest(self.policy, law)
        closed: frozenset[date] = frozenset()
        if both.holidays_blocked:
            for year in (today.year, today.year + 1):
                closed |= holidays_in(place.country, place.region or None, year)
        local = ZoneInfo(place.timezone)
        start = datetime.combine(today, time(8), local).astimezone(UTC)
        slot = next_slot(start, both.windows, local, closed)
        return slot.astimezone(local).date() if slot else today + timedelta(days=3650)
