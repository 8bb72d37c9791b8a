"""What the engine is told: the columns of a portfolio, each with its meaning, unit and null.

`records/facts.py` fills these frames from the tables; tests fill them by hand.
"""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from aldia.core.codes import Channel, CustomerKind, Risk, StepAction, Tone
from aldia.core.money import EXPONENTS

CURRENCIES = pl.Enum(sorted(EXPONENTS))
TONE_CODES = pl.Enum(Tone)
CHANNEL_CODES = pl.Enum(Channel)
STEP_ACTIONS = pl.Enum(StepAction)
KIND_CODES = pl.Enum(CustomerKind)
RISK_CODES = pl.Enum(Risk)

FOREVER = date(9999, 12, 31)
"""The end of a pause that has none."""

Schema = dict[str, pl.DataType | type[pl.DataType]]
"""Column names and their types."""

INVOICES: Schema = {
    # Who and how much
    "invoice_id": pl.Int64,
    "customer_id": pl.Int64,
    "number": pl.String,
    "currency": CURRENCIES,
    "amount_minor": pl.Int64,  # as issued, in the currency's minor unit
    "open_minor": pl.Int64,  # not yet covered by any movement
    # Dates, in the debtor's calendar
    "issued_on": pl.Date,
    "due_on": pl.Date,  # of the part asked for now: the next unpaid instalment's, or the invoice's
    "delivered_on": pl.Date,  # when the customer got it; null: the day of issue counts
    # The ladder
    "ladder_id": pl.Int64,  # null: none chosen, the company's default applies
    "ladder_start": pl.Int16,  # first step allowed, 1 unless a person chose a later one
    "last_position": pl.Int16,  # last step really done; null: none
    "last_step_on": pl.Date,  # the day it was done; null: none
    "last_tone": TONE_CODES,  # of the last message that left; null: none has
    # What silences it
    "is_written_off": pl.Boolean,
}
"""One row per open invoice, in any order."""

SPARSE: Schema = {
    "scheduled_minor": pl.Int64,  # instalments due up to today; null: no instalments, all is due
    "later_due_on": pl.Date,  # of the first instalment not counted there; null: none
    "held_until": pl.Date,  # last day of the longest pause; FOREVER when open-ended; null: none
    "disputed_minor": pl.Int64,  # in open disputes; null: nothing
    "promised_for": pl.Date,  # of the promise in force; null: none
    "grace_days": pl.Int32,  # after that day; null with `promised_for`
    "is_handed_over": pl.Boolean,  # null: no
    "is_on_kept_plan": pl.Boolean,  # an active plan without a late instalment; null: no
    "queued_position": pl.Int16,  # step of a message that has not left yet; null: none
    "task_position": pl.Int16,  # step of a task still open; null: none
    "is_with_person": pl.Boolean,  # its end-of-ladder task was already made; null: no
}
"""More columns of an invoice, that few invoices have. Silence (null) never counts as yes."""

CUSTOMERS: Schema = {
    "customer_id": pl.Int64,
    "customer_name": pl.String,
    "country": pl.String,
    "region": pl.String,
    "timezone": pl.String,
    "language": pl.String,
    "kind": KIND_CODES,
    "risk": RISK_CODES,
    "segment": pl.String,
    "average_days_late": pl.Float64,  # null: never paid yet
    "wished_gap_days": pl.Int16,  # the customer's own; null: no wish
    "is_blocked": pl.Boolean,
}
"""One row per customer with open invoices."""

CUSTOMER_SPARSE: Schema = {
    "customer_held_until": pl.Date,  # as `held_until`, for the whole customer
    "is_customer_handed_over": pl.Boolean,
    "has_deposit": pl.Boolean,  # a bank line of theirs is not applied yet
    "has_reply": pl.Boolean,  # they wrote, and nobody has dealt with it
    "last_contact_on": pl.Date,  # of a message that left or a call, any channel
    "contacts_day": pl.Int32,  # contacts today
    "contacts_week": pl.Int32,  # in the last 7 days, today included
    "contacts_month": pl.Int32,  # in the last 31 days, today included
    "week_from": pl.Date,  # the first contact among those of the week
    "month_from": pl.Date,  # the first contact among those of the month
    "calls_week": pl.Int32,  # calls among those of the week
    "channel_week": CHANNEL_CODES,  # first channel used in the week
}
"""More columns of a customer, that few have. Null: none, no or zero."""

POINTS: Schema = {
    "customer_id": pl.Int64,
    "channel": CHANNEL_CODES,
    "point_id": pl.Int64,
    "address": pl.String,
    "contact_name": pl.String,
    "is_usable": pl.Boolean,  # valid, not bounced, and its owner has not opted out
    "is_opted_out": pl.Boolean,
}
"""One row per customer and channel: the best address there is."""

CREDITS: Schema = {"customer_id": pl.Int64, "currency": CURRENCIES, "credit_minor": pl.Int64}
"""Unapplied payments and credit notes."""

STEPS: Schema = {
    "ladder_id": pl.Int64,
    "position": pl.Int16,  # 1 is the first
    "offset": pl.Int16,  # days after the due date; negative: before
    "tone": TONE_CODES,
    "channels": pl.List(CHANNEL_CODES),  # in order of preference
    "step_action": STEP_ACTIONS,
    "template": pl.String,
    "needs_approval": pl.Boolean,
    "ladder_gap_days": pl.Int16,
    "minimum_minor": pl.Int64,  # the step is for invoices of at least this; null: any
    "maximum_minor": pl.Int64,  # and below this; null: any
    "only_currency": CURRENCIES,  # the two above are in this currency; null: no such limit
    "segments": pl.List(pl.String),  # empty or null: all
    "kinds": pl.List(pl.String),
}
"""One row per step of every ladder in use."""

LIMITS: Schema = {
    "country": pl.String,
    "kind": KIND_CODES,
    "channel": CHANNEL_CODES,
    "gap_days": pl.Int16,
    "cap_day": pl.Int16,  # null: no limit; the same for the next ones
    "cap_week": pl.Int16,
    "cap_month": pl.Int16,
    "cap_calls_week": pl.Int16,  # counts calls only
    "one_channel_a_week": pl.Boolean,
    "legal_rules": pl.List(pl.String),  # ids of the rules behind these limits
}
"""Law and company policy, already tightened: the strictest limit of each."""

MINIMUMS: Schema = {"currency": CURRENCIES, "minimum_total_minor": pl.Int64}
CRITICAL: Schema = {"currency": CURRENCIES, "critical_minor": pl.Int64}


def empty(schema: Schema) -> pl.DataFrame:
    """Return a frame with these columns and no rows."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything the engine may know about a company's open invoices on one day."""

    invoices: pl.DataFrame
    customers: pl.DataFrame
    steps: pl.DataFrame
    default_ladder_id: int | None
    points: pl.DataFrame = field(default_factory=lambda: empty(POINTS))
    credits: pl.DataFrame = field(default_factory=lambda: empty(CREDITS))
    limits: pl.DataFrame = field(default_factory=lambda: empty(LIMITS))
    minimums: pl.DataFrame = field(default_factory=lambda: empty(MINIMUMS))
    critical: pl.DataFrame = field(default_factory=lambda: empty(CRITICAL))
    minimum_age_days: int = 0
    critical_days: int = 90
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    """Channels that can speak by themselves today."""
