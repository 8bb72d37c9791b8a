"""A large, believable portfolio for the benchmarks: made in columns, the same every time."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from django.db import connection, transaction
from polars import col

from aldia.flows.start_company import start_company
from aldia.records import columns
from aldia.records.models import (
    Company,
    Contact,
    ContactPoint,
    Customer,
    Dispute,
    Hold,
    Invoice,
    Ladder,
    Payment,
    Promise,
)

TODAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 7, tzinfo=UTC)
INVOICES_PER_CUSTOMER = 10
PLACES = [
    ("ES", "EUR", "Europe/Madrid"),
    ("ES", "EUR", "Europe/Madrid"),
    ("MX", "MXN", "America/Mexico_City"),
    ("CO", "COP", "America/Bogota"),
    ("CL", "CLP", "America/Santiago"),
    ("PE", "PEN", "America/Lima"),
]
# Days past due, the last step done and how many days ago: 5 % have a step due today.
STATES = [
    *[(-20, None, None)] * 30,
    *[(-12, None, None)] * 20,
    (1, None, None),
    (9, 2, 7),
    (20, 3, 12),
    (35, 4, 16),
    (50, 5, 16),
    *[(3, 2, 2)] * 15,
    *[(10, 3, 2)] * 15,
    *[(25, 4, 9)] * 15,
]


def any_of(count: int, seed: int) -> pl.Expr:
    """Return a whole number from 0 to `count` - 1 per row, scattered but always the same."""
    return (col("id").hash(seed) % count).cast(pl.Int64)


def make_portfolio(invoices: int) -> Company:
    """Fill the tables with `invoices` open invoices of a tenth as many customers."""
    company = start_company(
        "Banco de pruebas", country="ES", currency="EUR", zone="Europe/Madrid", at=AT
    )
    ladder = Ladder.objects.get(company=company, is_default=True)
    with transaction.atomic():
        people = max(1, invoices // INVOICES_PER_CUSTOMER)
        first = columns.reserve_ids(Customer, people)
        places = _customers(company, people, first)
        _contacts(company, people, first)
        _invoices(company, ladder, invoices, first, places)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return company


def _customers(company: Company, people: int, first: int) -> pl.DataFrame:
    place = pl.DataFrame(PLACES, schema=["country", "currency", "timezone"], orient="row")
    place = place.with_row_index("place", offset=0).with_columns(col("place").cast(pl.Int64))
    rows = (
        pl.DataFrame({"id": pl.int_range(first, first + people, eager=True, dtype=pl.Int64)})
        .with_columns(place=any_of(len(PLACES), 1), digit=any_of(3, 2))
        .join(place, on="place")
        .sort("id")
    )
    kinds = {0: "business", 1: "business", 2: "sole_trader"}
    columns.insert(
        Customer,
        rows.select(
            "id",
            "country",
            "timezone",
            company_id=pl.lit(company.pk),
            name=pl.format("Suministros y Servicios {} SL", "id"),
            name_key=pl.format("suministros servicios {}", "id"),
            external_id=pl.format("C{}", "id"),
            tax_id=pl.lit(""),
            kind=col("digit").replace_strict(kinds, return_dtype=pl.String),
            region=pl.lit(""),
            language=pl.lit("es"),
            segment=pl.lit(""),
            risk=pl.lit("normal"),
            sales_owner=pl.lit(""),
            credit_limit_currency=pl.lit(""),
            is_blocked=pl.lit(value=False),
            blocked_reason=pl.lit(""),
            timeline_length=pl.lit(0),
            timeline_hash=pl.lit(""),
        ),
    )
    return rows.select(customer_id="id", currency="currency")


def _contacts(company: Company, people: int, first: int) -> None:
    contact = columns.reserve_ids(Contact, people)
    ids = pl.DataFrame(
        {
            "customer_id": pl.int_range(first, first + people, eager=True, dtype=pl.Int64),
            "contact_id": pl.int_range(contact, contact + people, eager=True, dtype=pl.Int64),
        }
    ).with_columns(company_id=pl.lit(company.pk))
    columns.insert(
        Contact,
        ids.select(
            "customer_id",
            "company_id",
            id="contact_id",
            name=pl.lit("Marta"),
            role=pl.lit("payables"),
        ),
    )
    columns.insert(
        ContactPoint,
        ids.with_columns(
            channel=pl.lit("email"),
            address=pl.format("pagos{}@cliente.example", "customer_id"),
            status=pl.lit("ok"),
            status_reason=pl.lit(""),
            opt_out_reason=pl.lit(""),
            opt_out_by=pl.lit(""),
        ),
    )


def _invoices(  # long: one sentence of columns
    company: Company, ladder: Ladder, count: int, first: int, places: pl.DataFrame
) -> None:
    states = pl.DataFrame(
        STATES,
        schema={"late": pl.Int64, "last_position": pl.Int64, "since": pl.Int64},
        orient="row",
    ).with_row_index("state")
    tones = {2: "warm", 3: "neutral", 4: "neutral", 5: "firm"}
    start = columns.reserve_ids(Invoice, count)
    rows = (
        pl.DataFrame({"id": pl.int_range(start, start + count, eager=True, dtype=pl.Int64)})
        .with_columns(
            state=any_of(len(STATES), 3).cast(pl.UInt32),
            customer_id=(col("id") - start) // INVOICES_PER_CUSTOMER + first,
            amount_minor=any_of(500_000, 4) + 6_000_000,
        )
        .join(states, on="state")
        .join(places, on="customer_id")
        .sort("id")
        .with_columns(due_on=pl.lit(TODAY) - pl.duration(days="late"))
        .select(
            "id",
            "customer_id",
            "currency",
            "amount_minor",
            "due_on",
            "last_position",
            company_id=pl.lit(company.pk),
            number=pl.format("F-{}", "id"),
            issued_on=col("due_on") - timedelta(days=30),
            next_due_on="due_on",
            open_minor="amount_minor",
            is_written_off=pl.lit(value=False),
            has_installments=pl.lit(value=False),
            po_number=pl.lit(""),
            terms=pl.lit(""),
            ladder_id=pl.lit(ladder.pk),
            ladder_start=pl.lit(1),
            last_step_on=pl.lit(TODAY) - pl.duration(days="since"),
            last_tone=col("last_position").replace_strict(
                tones, default=None, return_dtype=pl.String
            ),
        )
    )
    columns.insert(Invoice, rows)
    _commitments(company, rows)


def _commitments(company: Company, rows: pl.DataFrame) -> None:  # long: four plain tables
    """One in a hundred promised, one disputed, one on hold; one customer in fifty has credit."""
    mine = rows.with_columns(company_id=pl.lit(company.pk), die=any_of(100, 5))
    some = mine.select("company_id", "amount_minor", "die", invoice_id="id")
    columns.insert(
        Promise,
        some.filter(col("die") == 0)
        .drop("die")
        .with_columns(
            promised_for=pl.lit(TODAY + timedelta(days=4)),
            grace_days=pl.lit(3),
            made_on=pl.lit(TODAY),
            made_by=pl.lit(""),
            channel=pl.lit(""),
        ),
    )
    columns.insert(
        Dispute,
        some.filter(col("die") == 1)
        .drop("die")
        .with_columns(
            reason=pl.lit("PRICE"),
            text=pl.lit(""),
            owner=pl.lit(""),
            opened_on=pl.lit(TODAY),
            resolution=pl.lit(""),
        ),
    )
    columns.insert(
        Hold,
        some.filter(col("die") == 2)
        .drop("die", "amount_minor")
        .with_columns(reason=pl.lit("-"), author=pl.lit("-"), from_on=pl.lit(TODAY)),
    )
    paid = mine.filter(col("die") == 3).group_by("customer_id", maintain_order=True).first()
    columns.insert(
        Payment,
        paid.select(
            "company_id",
            "customer_id",
            "currency",
            "amount_minor",
            received_on=pl.lit(TODAY),
            unapplied_minor="amount_minor",
            reference=pl.lit(""),
            key=pl.format("P{}", "id"),
            reversal_reason=pl.lit(""),
        ),
    )
