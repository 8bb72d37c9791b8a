"""A message on its way out, whatever the channel: who speaks, to whom, and the exact words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Brand:
    """How the company shows itself: its name, the person who signs, its address and its logo.

    `address` and `reply_to` are e-mail addresses; `reply_to` may carry a mark that says which
    customer answers. `logo` is the picture's bytes and `logo_type` its MIME type; None and empty
    when there is none.
    """

    company: str
    sender: str
    address: str
    reply_to: str
    phone: str = ""
    logo: bytes | None = None
    logo_type: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice in the table of a message. Amounts in minor units of `currency`.

    `is_due`: past due. `is_step`: the message is about it; otherwise it rides along.
    """

    number: str
    issued_on: date
    due_on: date
    currency: str
    amount_minor: int
    asked_minor: int
    is_due: bool
    is_step: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All a channel needs to speak once.

    `key` is stable: the same message tried again has the same one, so that a mail server or a
    mailbox that sees it twice can tell. `body` still holds the marks of the table and the ways out.
    """

    key: str
    address: str
    name: str
    language: str
    subject: str
    body: str
    rows: tuple[Row, ...]
    brand: Brand
    at: datetime
    is_before_due: bool = False


def rows_of(lines: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Read the table of a stored message: those due first, each group from the oldest on.

    The instalments of an invoice that are not asked for yet are a row of their own, not yet due.
    """
    lines = list(lines)
    rows = [
        Row(
            number=str(line["number"]),
            issued_on=date.fromisoformat(line["issued_on"]),
            due_on=date.fromisoformat(line["due_on"]),
            currency=str(line["currency"]),
            amount_minor=int(line["amount_minor"]),
            asked_minor=int(line["asked_minor"]),
            is_due=bool(line["is_due"]),
            is_step=line["position"] is not None,
        )
        for line in lines
    ]
    rows += [
        Row(
            number=str(line["number"]),
            issued_on=date.fromisoformat(line["issued_on"]),
            due_on=date.fromisoformat(line["later_due_on"]),
            currency=str(line["currency"]),
            amount_minor=int(line["amount_minor"]),
            asked_minor=int(line["later_minor"]),
            is_due=False,
            is_step=False,
        )
        for line in lines
        if line.get("later_minor") and line.get("later_due_on")
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_due, row.due_on, row.number)))


def is_asked(row: Row, is_before_due: bool) -> bool:
    """Say whether the message asks for this invoice; before the due date, only for its steps."""
    return row.is_step or (row.is_due and not is_before_due)


def totals_of(rows: Iterable[Row], *, is_before_due: bool = False) -> dict[str, int]:
    """Add up what is asked, per currency and never across: what is due; before that, the steps.

    >>> totals_of([])
    {}
    """
    totals: dict[str, int] = {}
    for row in rows:
        if is_asked(row, is_before_due):
            totals[row.currency] = totals.get(row.currency, 0) + row.asked_minor
    return dict(sorted(totals.items()))


def answer_day(today: date) -> date:
    """Return the day by which an answer is asked for: in a week, and never on a weekend.

    >>> answer_day(date(2026, 3, 7))  # a Saturday
    datetime.date(2026, 3, 16)
    """
    day = today + timedelta(days=7)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
