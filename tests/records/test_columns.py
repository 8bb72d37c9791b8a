"""Rows become columns and columns become rows, exactly, on both databases."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aldia.core.facts import CURRENCIES
from aldia.records.columns import insert, read, replace_temporary, reserve_ids
from aldia.records.models import Company, Invoice, Ladder, SavedMapping
from tests.builders import make_company, make_customer, make_invoice

pytestmark = pytest.mark.django_db

AWKWARD = ["plain", 'with "quotes"', "a, comma", "two\nlines", "\\N", "", " edge ", "ñ €", "%s %"]


@pytest.fixture
def company() -> Company:
    return make_company()


def mappings(company: Company, texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "company_id": [company.pk] * len(texts),
            "name": [f"{place}:{text}" for place, text in enumerate(texts)],
            "kind": ["invoices"] * len(texts),
            "headings": ["{}"] * len(texts),
            "options": ["{}"] * len(texts),
        }
    )


@pytest.mark.parametrize("text", AWKWARD, ids=repr)
def test_an_awkward_text_comes_back_as_it_went_in(company: Company, text: str) -> None:
    insert(SavedMapping, mappings(company, [text, "other"]))
    found = read(
        "SELECT m.id, m.name FROM records_savedmapping m ORDER BY m.id",
        {"id": pl.Int64, "name": pl.String},
    )
    assert found["name"].to_list() == [f"0:{text}", "1:other"]
    assert SavedMapping.objects.get(name=f"0:{text}").headings == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_survives_both_ways(company: Company, texts: list[str]) -> None:
    with transaction.atomic():
        SavedMapping.objects.all().delete()
        insert(SavedMapping, mappings(company, texts))
        found = read(
            "SELECT m.id, m.name FROM records_savedmapping m ORDER BY m.id",
            {"id": pl.Int64, "name": pl.String},
        )
    assert found["name"].to_list() == [f"{i}:{text}" for i, text in enumerate(texts)]


def test_numbers_dates_codes_and_nulls_keep_their_kind(company: Company) -> None:
    customer = make_customer(company)
    make_invoice(customer, due_on=date(2024, 2, 29), last_position=2)
    other = make_invoice(customer, "F-002")
    Invoice.objects.filter(pk=other.pk).update(currency="XXX")
    found = read(
        "SELECT i.open_minor, i.next_due_on, i.last_step_on, i.last_position, i.currency, "
        "i.is_written_off FROM records_invoice i ORDER BY i.id",
        {
            "open_minor": pl.Int64,
            "next_due_on": pl.Date,
            "last_step_on": pl.Date,
            "last_position": pl.Int16,
            "currency": CURRENCIES,
            "is_written_off": pl.Boolean,
        },
    )
    assert found.row(0) == (10_000, date(2024, 2, 29), None, 2, "EUR", False)
    assert found["currency"][1] is None, "an unknown code is a null, never another currency"


def test_nothing_found_is_an_empty_frame_with_its_columns() -> None:
    schema = {"id": pl.Int64, "name": pl.String}
    found = read("SELECT c.id, c.name FROM records_company c WHERE c.id < 0", schema)
    assert found.height == 0
    assert found.schema == pl.Schema(schema)


def test_moments_and_booleans_are_written_as_django_reads_them(company: Company) -> None:
    at = datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=UTC)
    row = {
        "company_id": [company.pk],
        "name": ["Otra"],
        "version": [1],
        "minimum_gap_days": [3],
        "is_current": [True],
        "is_default": [False],
        "is_built_in": [False],
        "created_at": [at],
    }
    insert(Ladder, pl.DataFrame(row))
    made = Ladder.objects.get(name="Otra")
    assert (made.is_current, made.is_default, made.created_at) == (True, False, at)


def test_a_refused_row_leaves_nothing_of_the_frame(company: Company) -> None:
    twice = mappings(company, ["a"])
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        insert(SavedMapping, pl.concat([twice, twice]))
    assert not SavedMapping.objects.exists()


def test_reserved_ids_are_free_and_follow_one_another(company: Company) -> None:
    first = reserve_ids(SavedMapping, 3)
    frame = mappings(company, ["a", "b", "c"]).with_columns(
        id=pl.Series(range(first, first + 3), dtype=pl.Int64)
    )
    insert(SavedMapping, frame)
    assert SavedMapping.objects.create(company=company, name="d", kind="x", headings={}).pk > (
        first + 2
    )


def test_a_temporary_table_serves_one_statement_for_many_rows(company: Company) -> None:
    insert(SavedMapping, mappings(company, ["a", "b", "c"]))
    names = pl.DataFrame({"name": ["0:a", "2:c"]})
    replace_temporary("wanted", names, {"name": "varchar(80)"})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_savedmapping WHERE name IN (SELECT name FROM wanted)")
    assert list(SavedMapping.objects.values_list("name", flat=True)) == ["1:b"]


def test_a_text_that_looks_like_the_mark_of_a_null_is_a_text(company: Company) -> None:
    frame = mappings(company, ["x"]).with_columns(name=pl.lit("\\N"), kind=pl.lit(""))
    insert(SavedMapping, frame)
    assert SavedMapping.objects.values_list("name", "kind").get() == ("\\N", "")
