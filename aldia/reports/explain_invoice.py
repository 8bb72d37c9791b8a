"""Why? Every rule with its answer for one invoice, the facts it looked at and the law behind it."""

from dataclasses import dataclass
from datetime import date
from datetime import date as day
from typing import Any

import polars as pl
from polars import col

from aldia.core.codes import Action
from aldia.core.decide import decide, rules
from aldia.core.reasons import Reason
from aldia.countries.limits import limits_for
from aldia.records.facts import portfolio_of
from aldia.records.models import Invoice

FACTS = (
    "currency",
    "amount_minor",
    "open_minor",
    "undisputed_minor",
    "asked_minor",
    "chargeable_minor",
    "customer_total_minor",
    "minimum_total_minor",
    "issued_on",
    "due_on",
    "days_past_due",
    "held_until",
    "customer_held_until",
    "disputed_minor",
    "promised_for",
    "grace_days",
    "is_on_kept_plan",
    "last_position",
    "last_step_on",
    "last_tone",
    "next_step_on",
    "last_contact_on",
    "gap_until",
    "cap_until",
    "has_deposit",
    "has_reply",
    "unpaid_percent",
    "at_risk_minor",
    "is_critical",
)


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One rule of the table and whether it applies to the invoice."""

    reason: str
    applies: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is decided for an invoice on a day, and everything that led to it."""

    invoice: str
    date: day
    reason: str
    action: str
    look_again_on: day | None
    step: int | None
    tone: str | None
    channel: str | None
    rules: list[RuleAnswer]
    legal_rules: list[str]
    facts: dict[str, Any]


def explain_invoice(invoice: Invoice, today: date) -> Explanation:
    """Ask the rule table about one invoice. Reads its customer's invoices, and no other's."""
    portfolio = portfolio_of(
        invoice.company, today, limits_for, [invoice.customer_id], also_invoice=invoice.pk
    )
    decided = decide(portfolio, today).filter(col("invoice_id") == invoice.pk).collect()
    row = decided.row(0, named=True)
    legal = portfolio.limits.filter(
        (col("country") == row["country"]) & (col("channel") == (row["channel"] or "email"))
    )
    is_wait = row["action"] == Action.WAIT
    return Explanation(
        invoice=invoice.number,
        date=today,
        reason=row["reason"],
        action=row["action"],
        look_again_on=row["look_again_on"],
        step=row["position"],
        tone=None if is_wait and row["reason"] == Reason.PAID else row["tone"],
        channel=row["channel"],
        rules=[RuleAnswer(rule.reason, row[rule.reason]) for rule in rules(today)],
        legal_rules=sorted(set(legal["legal_rules"].explode().drop_nulls().to_list())),
        facts=_known(decided),
    )


def _known(decided: pl.DataFrame) -> dict[str, Any]:
    """Return the facts used that say something: nulls are left out."""
    row = decided.select(name for name in FACTS if name in decided.columns).row(0, named=True)
    return {name: value for name, value in row.items() if value is not None}
