"""Puts the made-up company together: who buys, what they owe and what happens on which day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from aldia.sources.demo import history
from aldia.sources.demo.people import DemoCustomer, make_customers
from aldia.sources.demo.words import REPLIES

NAME, COUNTRY, CURRENCY, TIMEZONE = "Brisaval Cerámica SL", "ES", "EUR", "Europe/Madrid"
TAX_ID, EMAIL, PHONE = "B00000000", "cobros@brisaval.example.com", "+34 960 000 000"
SENDER = "Clara Ferrer"
SMALLEST = {"EUR": 2000, "MXN": 40000, "COP": 9000000, "CLP": 20000, "PEN": 8000, "USD": 2200}
"""Below this total (minor units) nobody is written to."""


@dataclass(frozen=True, slots=True)
class DemoReply:
    """Something a customer wrote, which nobody has answered yet."""

    customer: str
    received_on: date
    text: str


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """Everything that is made up, each list in the order of its days."""

    customers: list[DemoCustomer]
    invoices: list[history.DemoInvoice]
    payments: list[history.DemoPayment]
    promises: list[history.DemoPromise]
    disputes: list[history.DemoDispute]
    holds: list[history.DemoHold]
    replies: list[DemoReply]


def make_up_company(
    today: date, *, seed: int = 46, customers: int = 400, invoices: int = 2000, days: int = 30
) -> DemoCompany:
    """Return the same company for the same seed and day.

    Promises, objections and pauses fall in the last `days` days; nothing is dated today or later,
    except the days promised and the ends of the pauses.
    """
    chance = Random(f"{seed} {today}")  # noqa: S311 - a made-up company, not a secret
    people = make_customers(customers, chance)
    issued = history.make_invoices(people, invoices, today, chance)
    disputes = history.make_disputes(issued, today, days, chance)
    objected = {dispute.invoice for dispute in disputes}
    calm = [invoice for invoice in issued if invoice.number not in objected]
    return DemoCompany(
        customers=people,
        invoices=issued,
        payments=history.make_payments(issued, today, chance),
        promises=history.make_promises(calm, today, days, chance),
        disputes=disputes,
        holds=history.make_holds(calm, today, days, chance),
        replies=_replies(calm, today, chance),
    )


def _replies(invoices: list[history.DemoInvoice], today: date, chance: Random) -> list[DemoReply]:
    writers = sorted({i.customer for i in invoices if i.paid_on is None and i.due_on < today})
    some = chance.sample(writers, min(len(REPLIES), len(writers)))
    yesterday = today - history.DAY
    return [DemoReply(who, yesterday, text) for who, text in zip(some, REPLIES, strict=False)]


def average_days_late(story: DemoCompany, first: date) -> dict[str, float]:
    """Return, per customer, the days late of what was paid before `first`, weighted by amount."""
    due = {invoice.number: invoice.due_on for invoice in story.invoices}
    weighted: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for payment in story.payments:
        if payment.received_on < first:
            late = max(0, (payment.received_on - due[payment.invoice]).days)
            weighted[payment.customer] += late * payment.amount_minor
            weights[payment.customer] += payment.amount_minor
    return {key: weighted[key] / weight for key, weight in weights.items()}


def paid_by_invoice(payments: Iterable[history.DemoPayment]) -> dict[str, int]:
    """Return what each invoice has received, in minor units."""
    paid: Counter[str] = Counter()
    for payment in payments:
        paid[payment.invoice] += payment.amount_minor
    return dict(paid)
