"""A message on its way out, for the tests of the channels: each changes only what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from aldia.channels.words import Words, render
from aldia.core.codes import Tone
from aldia.core.outgoing import Brand, Outgoing, Row

WORDS = Words(
    customer_name="Carpintería Ñandú SL",
    contact_name="Ana Gil",
    company_name="Maderas del Sur SL",
    sender_name="Luis Pons",
    totals=("1.234,56 €",),
    invoice_count=2,
    oldest_number="F-001",
    oldest_due_on="domingo 1 de marzo de 2026",
    asked_by="lunes 16 de marzo",
    reply_address="cobros@maderas.example",
    has_not_yet_due=True,
    upcoming_due_on="miércoles 1 de abril de 2026",
)
BRAND = Brand(
    company="Maderas del Sur SL",
    sender="Luis Pons",
    address="cobros@maderas.example",
    reply_to="cobros+c42.k3y@maderas.example",
)


def make_row(**changes: Any) -> Row:
    """Return an invoice past due."""
    row = Row(
        number="F-001",
        issued_on=date(2026, 2, 1),
        due_on=date(2026, 3, 1),
        currency="EUR",
        amount_minor=123456,
        asked_minor=123456,
        is_due=True,
        is_step=True,
    )
    return replace(row, **changes)


ROWS = (
    make_row(),
    make_row(number="F-002", asked_minor=5000, due_on=date(2026, 3, 2)),
    make_row(number="F-009", currency="MXN", due_on=date(2026, 3, 3)),
    make_row(number="F-010", is_due=False, is_step=False, due_on=date(2026, 4, 1)),
)


def make_message(*, tone: str = Tone.WARM, language: str = "es", **changes: Any) -> Outgoing:
    """Return a whole message with four invoices in two currencies."""
    words = render(WORDS, tone, language)
    message = Outgoing(
        key="m42.0a1b2c3d",
        address="pagos@nandu.example",
        name="Carpintería Ñandú SL",
        language=language,
        subject=words.subject,
        body=words.body,
        rows=ROWS,
        brand=BRAND,
        at=datetime(2026, 3, 9, 9, 0, tzinfo=UTC),
    )
    return replace(message, **changes)
