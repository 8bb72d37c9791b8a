"""An import that fails leaves nothing behind: refused, broken half-way, or out of disk."""

import pytest
from django.db import OperationalError, connection, transaction

from aldia.core.refusals import Refusal
from tests.flows.imports import ANA, LUIS, Desk, desk, everything

__all__ = ["desk"]


def test_a_file_that_is_refused_writes_nothing(desk):
    before = everything()
    with pytest.raises(Refusal):
        desk.invoices(ANA.replace("2026-01-10", "02/03/2026").replace("2026-02-09", "04/05/2026"))
    assert everything() == before


@pytest.mark.parametrize("step", ["meet_customers", "compare", "redecide_known", "counted"])
def test_a_failure_half_way_leaves_nothing_behind(desk, monkeypatch, step):
    before = everything()

    def fail(*_args, **_kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(f"aldia.flows.import_invoices.{step}", fail)
    with pytest.raises(OperationalError), transaction.atomic():
        desk.invoices(ANA, LUIS)
    assert everything() == before


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    desk = Desk(tmp_path)
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    lines = [
        ANA.replace("F-1", f"F-{n}").replace("Ana SL;B12345674", f"C{n};") for n in range(3000)
    ]
    try:
        with pytest.raises(OperationalError, match="full"):
            desk.invoices(*lines)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert everything() == before
    assert desk.invoices(*lines).created == 3000
