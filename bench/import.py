"""How long a file of invoices takes to come in, against the floor measured in the same process.

The floor reads the same CSV with Polars and loads the same rows (customers, contacts, addresses,
invoices) unvalidated through the same bulk writer. Each round goes into a company of its own.

    python bench/import.py --invoices 1000000 --database sqlite --json
"""

# ruff: noqa: N999 - a script named after its command, never imported

import os
import resource
import statistics
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from bench.stage import fresh_tables, perform, set_up

PER_CUSTOMER = 20
TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
LINE = (
    "{invoices:>9,} invoices on {database}: {seconds:.2f} s, floor {floor_seconds:.2f} s, "
    "ratio {ratio:.2f}, peak {peak_mib} MiB, again {again_seconds:.2f} s ({customers:,} "
    "customers, {file_mib} MiB of CSV)"
)


def main() -> None:
    """Write a file of each size in a fresh home, and bring it in."""
    perform(__file__, __doc__, rounds=1, load=_load_file, measure=_measure, line=LINE)


def _load_file(size: int, _rounds: int) -> None:
    write_file(size, Path(os.environ["ALDIA_HOME"]) / "facturas.csv")


def write_file(size: int, path: Path) -> None:
    """Write a file as Spanish programs do: semicolons, decimal commas, days first."""
    n = pl.int_range(size, eager=True)
    who = n % max(1, size // PER_CUSTOMER)
    letters = pl.Series(list(_LETTERS))
    issued = pl.select(pl.lit(date(2025, 9, 1)) + pl.duration(days=n % 180)).to_series()
    due = pl.select(issued + pl.duration(days=30 + n % 3 * 15)).to_series()
    euros, cents = 10 + n * 7919 % 25_000, n % 100
    grouped = pl.select(
        pl.when(euros >= 1000)
        .then(pl.format("{}.{}", euros // 1000, (euros % 1000).cast(pl.String).str.zfill(3)))
        .otherwise(euros.cast(pl.String))
    ).to_series()
    pl.select(
        pl.format("F-2025-{}", n).alias("Número"),
        pl.format("Comercial {} y Hermanos, S.L.", who).alias("Cliente"),
        pl.format(
            "{}{}", (who + 10_000_000).cast(pl.String), letters.gather((who + 10_000_000) % 23)
        ).alias("NIF"),
        pl.format("pagos@cliente{}.example", who).alias("Email"),
        issued.dt.strftime("%d/%m/%Y").alias("Fecha emisión"),
        due.dt.strftime("%d/%m/%Y").alias("Vencimiento"),
        pl.format("{},{}", grouped, cents.cast(pl.String).str.zfill(2)).alias("Importe"),
        pl.lit("EUR").alias("Moneda"),
    ).write_csv(path, separator=";")


def _measure(_size: int, rounds: int) -> dict[str, Any]:
    set_up()
    fresh_tables()
    path = Path(os.environ["ALDIA_HOME"]) / "facturas.csv"
    imports, floors, agains, customers = [], [], [], 0
    for turn in range(rounds):
        # The floor comes first, into the smaller database: the comparison favours it.
        floors.append(_floor(path, turn))
        seconds, again, customers = _import(path, turn)
        imports.append(seconds)
        agains.append(again)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds, floor = statistics.median(imports), statistics.median(floors)
    return {
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor, 2),
        "ratio": round(seconds / floor, 2),
        "peak_mib": peak,
        "again_seconds": round(statistics.median(agains), 2),
        "customers": customers,
        "file_mib": path.stat().st_size // 1024**2,
    }


def _company(name: str) -> Any:
    from aldia.flows.start_company import start_company

    return start_company(name, country="ES", currency="EUR", zone="Europe/Madrid", at=NOW)


def _import(path: Path, turn: int) -> tuple[float, float, int]:
    """Bring the file in, and then once more; return both times and how many customers."""
    from aldia.core.intake import Choices
    from aldia.flows.import_invoices import import_invoices

    company, choices = _company(f"Importa {turn}"), Choices("EUR", "ES")
    start = time.perf_counter()
    first = import_invoices(company, path, choices, today=TODAY, at=NOW)
    middle = time.perf_counter()
    again = import_invoices(company, path, choices, today=TODAY, at=NOW)
    end = time.perf_counter()
    assert first.created == first.read == again.unchanged, (first.created, again.unchanged)
    assert not first.problems, first.problems[:3]
    return middle - start, end - middle, first.customers_created


def _floor(path: Path, turn: int) -> float:
    """Read the same file and load the same rows, believing every word."""
    from django.db import transaction

    company = _company(f"Suelo {turn}")
    start = time.perf_counter()
    rows = pl.read_csv(path, separator=";", infer_schema=False)
    with transaction.atomic():
        _load(rows, company.pk)
    return time.perf_counter() - start


def _load(rows: pl.DataFrame, company: int) -> None:
    from aldia.records.columns import insert, reserve_ids
    from aldia.records.models import Contact, ContactPoint, Customer

    mine = pl.lit(company, pl.Int64).alias("company_id")
    who = rows.select("Cliente", "NIF", "Email").unique("NIF", maintain_order=True)
    first = reserve_ids(Customer, who.height)
    who = who.with_columns(id=pl.int_range(first, first + who.height))
    texts = ("external_id", "region", "segment", "sales_owner", "credit_limit_currency")
    more = ("blocked_reason", "timeline_hash")
    insert(
        Customer,
        who.select(
            "id", mine, *(pl.lit("").alias(name) for name in (*texts, *more)),
            name="Cliente", name_key=pl.col("Cliente").str.to_lowercase(), tax_id="NIF",
            kind=pl.lit("business"), country=pl.lit("ES"), timezone=pl.lit("Europe/Madrid"),
            language=pl.lit("es"), risk=pl.lit("normal"), is_blocked=pl.lit(value=False),
            timeline_length=pl.lit(0),
        ),
    )  # fmt: skip
    contact = reserve_ids(Contact, who.height)
    who = who.with_columns(contact_id=pl.int_range(contact, contact + who.height))
    insert(
        Contact,
        who.select(
            mine, id="contact_id", customer_id="id", name=pl.lit(""), role=pl.lit("payables")
        ),
    )
    blank = (pl.lit("").alias(n) for n in ("status_reason", "opt_out_reason", "opt_out_by"))
    insert(
        ContactPoint,
        who.select(
            mine, "contact_id", *blank, customer_id="id", channel=pl.lit("email"),
            address="Email", status=pl.lit("ok"),
        ),
    )  # fmt: skip
    _load_invoices(rows, who.select("NIF", customer_id="id"), company)


def _load_invoices(rows: pl.DataFrame, known: pl.DataFrame, company: int) -> None:
    from aldia.records.columns import insert
    from aldia.records.models import Invoice

    mine = pl.lit(company, pl.Int64).alias("company_id")
    day = "%d/%m/%Y"
    digits = pl.col("Importe").str.replace_all(r"[.,]", "").cast(pl.Int64)
    due = pl.col("Vencimiento").str.to_date(day)
    insert(
        Invoice,
        rows.join(known, on="NIF", how="left", maintain_order="left").select(
            mine, "customer_id", number="Número", due_on=due,
            issued_on=pl.col("Fecha emisión").str.to_date(day),
            next_due_on=due, currency="Moneda", amount_minor=digits, open_minor=digits,
            po_number=pl.lit(""), terms=pl.lit(""), is_written_off=pl.lit(value=False),
            has_installments=pl.lit(value=False), ladder_start=pl.lit(1),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
