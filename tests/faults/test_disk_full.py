"""The disk is full in the middle of writing: nothing stays half-written, and the next try works."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from aldia.core.intake import Choices
from aldia.flows.import_invoices import import_invoices
from aldia.records.models import Customer, DecisionRow, Invoice, Message, Run, TimelineEvent
from tests.builders import TODAY, make_company, make_customer, make_invoice, moment, run

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def full_disk(table: str) -> Iterator[None]:
    """Let the database find its disk full: at its own size on SQLite, at `table` on PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        else:
            cursor.execute(
                "CREATE FUNCTION no_space() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'could not extend file: No space left on device' "
                "USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql"
            )
            cursor.execute(
                f"CREATE TRIGGER no_space BEFORE INSERT ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION no_space()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
            else:
                cursor.execute(f"DROP TRIGGER no_space ON {table}")
                cursor.execute("DROP FUNCTION no_space()")


def test_a_run_on_a_full_disk_stores_nothing_and_the_next_one_everything() -> None:
    company = make_company()
    for place in range(40):
        customer = make_customer(company, f"Cliente {place} SL", f"c{place}@cliente.example")
        make_invoice(customer, f"F-{place:03}")
    with full_disk("records_message"), pytest.raises(DatabaseError, match=r"(?i)full|space"):
        run(company)
    assert not DecisionRow.objects.exists()
    assert not Message.objects.exists()
    assert not Run.objects.exists()
    assert run(company).messages == 40
    assert DecisionRow.objects.count() == 40


def test_an_import_on_a_full_disk_brings_in_nothing_and_the_next_one_all(tmp_path: Path) -> None:
    company = make_company()
    rows = [f"F-{n};Cliente {n} SL;2026-01-02;2026-02-01;{n + 1}00,50" for n in range(800)]
    path = tmp_path / "facturas.csv"
    path.write_text("Número;Cliente;Emisión;Vencimiento;Importe\n" + "\n".join(rows))
    options = {"today": TODAY, "at": moment(TODAY)}
    with full_disk("records_invoice"), pytest.raises(DatabaseError, match=r"(?i)full|space"):
        import_invoices(company, path, Choices("EUR", "ES"), **options)
    assert not Invoice.objects.exists()
    assert not Customer.objects.exists()
    assert not TimelineEvent.objects.exists()
    import_invoices(company, path, Choices("EUR", "ES"), **options)
    assert Invoice.objects.count() == 800


def test_a_failure_inside_an_outer_transaction_leaves_the_outer_one_whole() -> None:
    company = make_company()
    make_invoice(make_customer(company))
    with transaction.atomic():
        summary = run(company)
    assert summary.messages == 1
