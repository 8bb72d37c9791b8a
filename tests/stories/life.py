"""A company's life told day by day through the public jobs, with a channel that only listens."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from aldia.channels.contract import ChannelError
from aldia.core.codes import LEFT
from aldia.core.outgoing import Outgoing
from aldia.records.models import Company, DecisionRow, Invoice, Message, Task, TimelineEvent
from tests.builders import make_company, moment

ALWAYS_OPEN = [["00:00-00:00"]] * 7
"""Windows that forbid nothing, for stories about other things than the hour."""
CALM = {"windows": ALWAYS_OPEN, "holidays_blocked": False, "minimum_gap_days": 0}
CALM |= {"per_day": 1, "per_week": 7, "per_month": 31}
"""A policy of one message a day and nothing else, for stories about other things than limits."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the listening channel was given to say."""

    text: str
    message_id: str
    raw: bytes


@dataclass
class Ear:
    """A channel that remembers what was said, and fails for an address when told to."""

    heard: list[Outgoing] = field(default_factory=list)
    failures: dict[str, ChannelError] = field(default_factory=dict)
    is_paced: bool = False
    before_speaking: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def compose(self, message: Outgoing) -> Words:
        table = "\n".join(f"{row.number} {row.asked_minor} {row.currency}" for row in message.rows)
        text = f"{message.subject}\n{message.body}\n{table}"
        return Words(text, f"<{message.key}@aldia.example>", text.encode())

    def speak(self, message: Outgoing, spoken: Words) -> None:
        self.before_speaking()
        if message.address in self.failures:
            raise self.failures[message.address]
        self.heard.append(message)


class Life:
    """One company, and what its customers have heard so far."""

    def __init__(self, company: Company | None = None, **changes: Any) -> None:
        self.company = company or make_company(**changes)
        self.ear = Ear()

    @property
    def heard(self) -> list[Outgoing]:
        """Return every message that has really left, in order."""
        return self.ear.heard

    def run(self, day: date, **options: Any) -> Any:
        """Decide at six in the morning."""
        from aldia.flows.run_day import run_day

        return run_day(self.company, day, at=moment(day, 6), **options)

    def approve(self, day: date) -> Any:
        """A person says yes to all that is proposed, at nine."""
        from aldia.flows.approve_messages import approve_messages

        return approve_messages(self.company, None, author="Marta", at=moment(day, 9))

    def send(self, now: date | datetime) -> Any:
        """Empty the queue, at ten unless said."""
        from aldia.flows.send_messages import send_messages

        at = now if isinstance(now, datetime) else moment(now)
        return send_messages(self.company, at, speaker=self.ear)

    def live(self, *days: date) -> list[Outgoing]:
        """Let whole days pass: decide, approve and send. Returns what left on them."""
        before = len(self.heard)
        for day in days:
            self.run(day)
            self.approve(day)
            self.send(day)
        return self.heard[before:]

    def reason_of(self, invoice: Invoice) -> str:
        """Return the stored reason of an invoice."""
        return DecisionRow.objects.get(company=self.company, invoice=invoice).reason

    def unsent(self) -> list[Message]:
        """Return the messages that may still leave."""
        mine = Message.objects.filter(company=self.company)
        return list(mine.exclude(status__in=[*LEFT, "withdrawn", "failed"]).order_by("pk"))

    def tasks(self, kind: str = "") -> list[Task]:
        """Return the open tasks, or those of one kind."""
        mine = Task.objects.filter(company=self.company, done_at=None)
        return list((mine.filter(kind=kind) if kind else mine).order_by("pk"))

    def events(self, kind: str) -> list[TimelineEvent]:
        """Return what the timelines of the company tell of one kind of event."""
        mine = TimelineEvent.objects.filter(company=self.company, kind=kind)
        return list(mine.order_by("pk"))


def numbers(message: Outgoing, *, only_steps: bool = False) -> list[str]:
    """Return the numbers of the invoices in a message's table, or of its steps only."""
    return [row.number for row in message.rows if row.is_step or not only_steps]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Do the jobs at the same time, each with a database connection of its own.

    Returns their results in order, or raises the first error.
    """
    from django.db import connection

    start, results, errors = threading.Barrier(len(jobs)), [None] * len(jobs), []

    def do(place: int) -> None:
        try:
            start.wait(10)
            results[place] = jobs[place]()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if errors:
        raise errors[0]
    return results
