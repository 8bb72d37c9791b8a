"""Sorts what happens to the made-up company into its days."""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from aldia.sources.demo.company import DemoCompany, DemoReply
from aldia.sources.demo.history import (
    DemoDispute,
    DemoHold,
    DemoInvoice,
    DemoPayment,
    DemoPromise,
)


@dataclass(slots=True)
class DemoDay:
    """What arrives on one day, by itself: new invoices, money, words and objections."""

    day: date
    invoices: list[DemoInvoice] = field(default_factory=list)
    payments: list[DemoPayment] = field(default_factory=list)
    promises: list[DemoPromise] = field(default_factory=list)
    disputes: list[DemoDispute] = field(default_factory=list)
    settled: list[DemoDispute] = field(default_factory=list)
    holds: list[DemoHold] = field(default_factory=list)
    replies: list[DemoReply] = field(default_factory=list)


DATED_BY = {
    "invoices": "issued_on",
    "payments": "received_on",
    "promises": "made_on",
    "disputes": "opened_on",
    "settled": "closed_on",
    "holds": "from_on",
    "replies": "received_on",
}


def days_of(story: DemoCompany, first: date, today: date) -> list[DemoDay]:
    """Return one entry per day from `first` on, `today` excluded, also when nothing happens."""
    by_day: dict[tuple[date, str], list[Any]] = defaultdict(list)
    for name, dated_by in DATED_BY.items():
        for thing in getattr(story, "disputes" if name == "settled" else name):
            by_day[getattr(thing, dated_by), name].append(thing)
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    names = [one.name for one in fields(DemoDay)[1:]]
    return [DemoDay(day, **{name: by_day[day, name] for name in names}) for day in days]
