"""Small valid facts for the core, without a database. A test changes only what it is about."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from aldia.core import facts as core
from aldia.core.codes import Channel, CustomerKind, StepAction, Tone
from aldia.core.facts import Portfolio

TODAY = date(2026, 3, 9)
"""A Monday, in winter time, and no holiday in Madrid."""
MADRID = ZoneInfo("Europe/Madrid")
LADDER = 1
"""Id of the ladder of `make_facts`: −5, +1, +7, +15, +30 and +45 days, as *Amable*."""
AMABLE = (
    (-5, Tone.PREVENTIVE),
    (1, Tone.WARM),
    (7, Tone.NEUTRAL),
    (15, Tone.NEUTRAL),
    (30, Tone.FIRM),
    (45, Tone.FORMAL),
)
Row = dict[str, Any]


def days_ago(count: int, today: date = TODAY) -> date:
    """Return the day `count` days before today; a negative count is a day to come."""
    return today - timedelta(days=count)


def moment(day: date = TODAY, hour: int = 10, minute: int = 0) -> datetime:
    """Return this hour of the day in Madrid; ten in the morning of a working day is allowed."""
    return datetime.combine(day, time(hour, minute), MADRID)


def invoice_row(**changes: Any) -> Row:
    """Return an invoice 10 days late that nobody has been contacted about: 100.00 EUR."""
    due_on = changes.get("due_on") or days_ago(10)
    row: Row = dict.fromkeys((*core.INVOICES, *core.SPARSE))
    row |= {
        "invoice_id": 1,
        "customer_id": 1,
        "number": f"F-{changes.get('invoice_id', 1):03d}",
        "currency": "EUR",
        "amount_minor": 10_000,
        "open_minor": changes.get("amount_minor", 10_000),
        "issued_on": due_on - timedelta(days=30),
        "due_on": due_on,
        "ladder_id": LADDER,
        "ladder_start": 1,
        "is_written_off": False,
        "grace_days": 3 if changes.get("promised_for") else None,
    }
    return _changed(row, changes)


def customer_row(**changes: Any) -> Row:
    """Return a business in Spain that nothing silences and nobody has contacted."""
    row: Row = dict.fromkeys((*core.CUSTOMERS, *core.CUSTOMER_SPARSE))
    row |= {
        "customer_id": 1,
        "customer_name": f"Cliente {changes.get('customer_id', 1)}",
        "country": "ES",
        "region": "",
        "timezone": "Europe/Madrid",
        "language": "es",
        "kind": CustomerKind.BUSINESS,
        "risk": "normal",
        "segment": "",
        "is_blocked": False,
    }
    return _changed(row, changes)


def point_row(**changes: Any) -> Row:
    """Return a usable e-mail address of customer 1."""
    customer = changes.get("customer_id", 1)
    row: Row = {
        "customer_id": 1,
        "channel": Channel.EMAIL,
        "point_id": customer,
        "address": f"pagos{customer}@cliente.example",
        "contact_name": "",
        "is_usable": True,
        "is_opted_out": False,
    }
    return _changed(row, changes)


def step_row(**changes: Any) -> Row:
    """Return a step that writes an e-mail on the due date's next day; no conditions."""
    row: Row = dict.fromkeys(core.STEPS)
    row |= {
        "ladder_id": LADDER,
        "position": 1,
        "offset": 1,
        "tone": Tone.WARM,
        "channels": [Channel.EMAIL],
        "step_action": StepAction.MESSAGE,
        "template": "",
        "ladder_gap_days": 0,
        "segments": [],
        "kinds": [],
    }
    return _changed(row, changes)


def limit_row(**changes: Any) -> Row:
    """Return limits for businesses in Spain by e-mail that forbid nothing."""
    row: Row = dict.fromkeys(core.LIMITS)
    row |= {"country": "ES", "kind": CustomerKind.BUSINESS, "channel": Channel.EMAIL}
    row |= {"one_channel_a_week": False, "legal_rules": []}
    return _changed(row, changes)


def _changed(row: Row, changes: Mapping[str, Any]) -> Row:
    strange = set(changes) - set(row)
    assert not strange, f"no such facts: {sorted(strange)}"
    return {**row, **changes}


def steps_of(*steps: Mapping[str, Any], ladder_id: int = LADDER, **every: Any) -> list[Row]:
    """Number the steps of one ladder from 1, each with its changes: `{"offset": 5}`."""
    return [
        step_row(**{"ladder_id": ladder_id, "position": place, **every, **step})
        for place, step in enumerate(steps, 1)
    ]


def amable_steps(**every: Any) -> list[Row]:
    """Return the steps of the ladder most tests walk."""
    return steps_of(*({"offset": offset, "tone": tone} for offset, tone in AMABLE), **every)


def make_portfolio(
    invoices: Iterable[Mapping[str, Any]],
    *,
    customers: Iterable[Mapping[str, Any]] | None = None,
    points: Iterable[Mapping[str, Any]] | None = None,
    steps: Iterable[Mapping[str, Any]] | None = None,
    limits: Iterable[Mapping[str, Any]] = (),
    credits: Mapping[tuple[int, str], int] | None = None,
    minimums: Mapping[str, int] | None = None,
    critical: Mapping[str, int] | None = None,
    **settings: Any,
) -> Portfolio:
    """Build the frames from changes to small valid rows.

    Customers (and their e-mail points) that are not given are made for the invoices. `credits`
    by customer and currency, `minimums` and `critical` by currency, all in minor units. Invoices
    without an `invoice_id` are numbered from 1.
    """
    rows = [
        invoice_row(**{"invoice_id": place, **changes}) for place, changes in enumerate(invoices, 1)
    ]
    ids = sorted({row["customer_id"] for row in rows})
    people = [{"customer_id": pk} for pk in ids] if customers is None else list(customers)
    people = [customer_row(**changes) for changes in people]
    if points is None:
        points = [{"customer_id": person["customer_id"]} for person in people]
    return Portfolio(
        invoices=_frame(rows, {**core.INVOICES, **core.SPARSE}),
        customers=_frame(people, {**core.CUSTOMERS, **core.CUSTOMER_SPARSE}),
        steps=_frame(amable_steps() if steps is None else steps, core.STEPS),
        points=_frame([point_row(**changes) for changes in points], core.POINTS),
        limits=_frame([limit_row(**changes) for changes in limits], core.LIMITS),
        credits=_tuples([(*key, minor) for key, minor in (credits or {}).items()], core.CREDITS),
        minimums=_tuples((minimums or {}).items(), core.MINIMUMS),
        critical=_tuples((critical or {}).items(), core.CRITICAL),
        **{"default_ladder_id": LADDER, **settings},
    )


def make_facts(**changes: Any) -> Portfolio:
    """Return one invoice of one customer; any fact of either, or of the portfolio, by its name.

    `gap_days`, `cap_day` and the other limits hold for every channel; `credit_minor` is the
    customer's credit in the invoice's currency; `points=[]` leaves no way to reach anybody.
    """
    invoice = _pick(changes, {**core.INVOICES, **core.SPARSE})
    customer = _pick(changes, {**core.CUSTOMERS, **core.CUSTOMER_SPARSE})
    limits = _pick(changes, {**core.LIMITS, "country": pl.String})
    credit = changes.pop("credit_minor", None)
    if credit is not None:
        changes["credits"] = {(1, invoice.get("currency", "EUR")): credit}
    if limits:
        place = {name: customer[name] for name in ("country", "kind") if name in customer}
        changes["limits"] = [{"channel": channel, **place, **limits} for channel in Channel]
    return make_portfolio([invoice], customers=[customer], **changes)


def _pick(changes: Row, schema: core.Schema) -> Row:
    return {name: changes.pop(name) for name in list(changes) if name in schema}


def _frame(rows: Iterable[Mapping[str, Any]], schema: core.Schema) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _tuples(rows: Iterable[tuple[Any, ...]], schema: core.Schema) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
