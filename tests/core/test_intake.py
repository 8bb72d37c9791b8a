"""Intake: a line becomes a row or a problem, and nothing is lost between the two."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.amounts import DecimalMark
from aldia.core.dates import DatesUnclear
from aldia.core.intake import Choices
from aldia.core.intake_customers import read_customers
from aldia.core.intake_invoices import read_invoices
from aldia.core.intake_money import read_credit_notes, read_payments
from aldia.core.raw_table import RawTable

HEADINGS = "Número|Cliente|Email|Fecha emisión|Vencimiento|Importe|Moneda"
GOOD = "F-1|Ana|ana@x.example|2026-01-01|2026-02-01|10,50|EUR"
SPAIN = Choices(own_currency="EUR", own_country="ES")


def table(*lines, headings=HEADINGS):
    names = tuple(headings.split("|"))
    rows = [line.split("|") for line in lines]
    frame = pl.DataFrame(rows, schema=[str(i) for i in range(len(names))], orient="row")
    numbers = pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32)
    return RawTable(frame.cast(pl.String), numbers, names, "csv")


def invoices(*lines, headings=HEADINGS, choices=SPAIN):
    return read_invoices(table(*lines, headings=headings), choices)


def told(intake):
    return [(problem.line, problem.column, problem.what) for problem in intake.problems]


def test_a_good_line_becomes_a_typed_row():
    intake = invoices(GOOD)
    row = intake.rows.row(0, named=True)
    assert row["number"] == "F-1"
    assert row["customer_name"] == "Ana"
    assert row["email"] == "ana@x.example"
    assert (row["issued_on"], row["due_on"]) == (dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    assert (row["amount_minor"], row["open_minor"], row["currency"]) == (1050, None, "EUR")
    assert (intake.problems, intake.read, intake.skipped_lines) == ([], 1, frozenset())


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("F-2|Ana||2026-01-01|2025-12-31|1,00|EUR", "Vencimiento", "Vence antes"),
        ("F-2|Ana||2026-01-01||1,00|EUR", "Vencimiento", "Falta la fecha"),
        ("F-2|Ana||2026-01-01|2026-02-30|1,00|EUR", "Vencimiento", "No es una fecha"),
        ("F-2|Ana||nunca|2026-02-01|1,00|EUR", "Fecha emisión", "No es una fecha"),
        ("F-2|Ana||2026-01-01|2026-02-01|0,00|EUR", "Importe", "es cero"),
        ("F-2|Ana||2026-01-01|2026-02-01|-5,00|EUR", "Importe", "es negativo"),
        ("F-2|Ana||2026-01-01|2026-02-01|(5,00)|EUR", "Importe", "es negativo"),
        ("F-2|Ana||2026-01-01|2026-02-01||EUR", "Importe", "Falta el importe"),
        ("F-2|Ana||2026-01-01|2026-02-01|diez|EUR", "Importe", "No es un importe"),
        ("F-2|Ana||2026-01-01|2026-02-01|1,005|EUR", "Importe", "más decimales"),
        ("F-2|Ana||2026-01-01|2026-02-01|5,50|CLP", "Importe", "más decimales"),
        ("F-2|Ana||2026-01-01|2026-02-01|1,00|XXX", "Moneda", "No conocemos esta moneda"),
        ("F-2|Ana||2026-01-01|2026-02-01|1,00 €|USD", "Moneda", "no coinciden"),
        ("F-2||x@y.example|2026-01-01|2026-02-01|1,00|EUR", "Cliente", "Falta el cliente"),
        ("|Ana||2026-01-01|2026-02-01|1,00|EUR", "Número", "Falta el número"),
        (f"{'9' * 81}|Ana||2026-01-01|2026-02-01|1,00|EUR", "Número", "demasiado largo"),
        ("F-1|Ana||2026-01-01|2026-02-01|1,00|EUR", "Número", "repetido en el archivo"),
        ("F-1|Luis||2026-01-01|2026-02-01|1,00|EUR", "Número", "repetido con otro cliente"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "line",
)
def test_a_bad_line_is_a_problem_and_the_rest_goes_in(line, column, what):
    intake = invoices(GOOD, line, GOOD.replace("F-1", "F-3"))
    assert intake.rows["number"].to_list() == ["F-1", "F-3"]
    assert [(p.line, p.column) for p in intake.problems] == [(3, column)]
    assert what in intake.problems[0].what
    assert intake.problems[0].how_to_mend
    assert intake.skipped_lines == {3}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("F-1|Ana||2026-02-01|2026-02-01|0,01|EUR", id="due on the day of issue"),
        pytest.param(f"{'9' * 80}|Ana||2026-01-01|2026-02-01|1,00|EUR", id="longest number"),
        pytest.param("F-1|Ana||2026-01-01|2026-02-01|100,00|CLP", id="whole pesos"),
        pytest.param("F-1|Ana||2026-01-01|2026-02-01|1,00 €|EUR", id="sign and code agree"),
    ],
)
def test_the_good_side_of_each_boundary(line):
    intake = invoices(line, "X-9|B||2026-01-01|2026-01-02|1,10|EUR")
    assert (intake.rows.height, intake.problems) == (2, [])


def test_a_bad_address_does_not_keep_the_invoice_out():
    intake = invoices(GOOD.replace("ana@x.example", "ana arroba x"), GOOD.replace("F-1", "F-2"))
    assert intake.rows["email"].to_list() == ["", "ana@x.example"]
    assert told(intake) == [(2, "Email", "No es una dirección de correo.")]
    assert intake.skipped_lines == frozenset()


def test_sums_at_the_foot_are_left_out_with_a_note():
    intake = invoices(GOOD, "TOTAL|||||10.500,50|", "|Suma|||||")
    assert intake.rows.height == 1
    assert intake.problems == []
    assert [str(note) for note in intake.notes] == ["Líneas de totales, que se dejaron fuera: 2."]


def test_a_customer_named_total_is_a_customer():
    assert invoices(GOOD.replace("Ana", "Total Energies")).rows.height == 1


@pytest.mark.parametrize(
    ("cell", "own", "currency"),
    [
        pytest.param("10,50", "EUR", "EUR", id="silence is the company's"),
        pytest.param("$ 10,50", "MXN", "MXN", id="a shared sign is the company's"),
        pytest.param("$ 10,50", "EUR", None, id="a shared sign the company does not use"),
        pytest.param("US$ 10,50", "EUR", "USD", id="a sure sign"),
    ],
)
def test_the_currency_of_a_line_that_names_none(cell, own, currency):
    line = f"F-1|Ana|2026-01-01|2026-02-01|{cell}"
    headings = "Número|Cliente|Fecha emisión|Vencimiento|Importe"
    intake = invoices(line, headings=headings, choices=Choices(own, "ES"))
    assert intake.rows["currency"].to_list() == ([currency] if currency else [])
    assert bool(intake.problems) == (currency is None)


@pytest.mark.parametrize(
    ("open_cell", "open_minor", "what"),
    [
        pytest.param("4,00", 400, None, id="partly paid"),
        pytest.param("0,00", 0, None, id="paid"),
        pytest.param("10,50", 1050, None, id="nothing paid"),
        pytest.param("10,51", None, "mayor que el total", id="a cent more than all"),
        pytest.param("-1,00", None, "negativo", id="credit"),
        pytest.param("", None, "Falta el importe pendiente", id="silence is not a figure"),
    ],
)
def test_the_open_amount_of_the_file(open_cell, open_minor, what):
    headings = "Número|Cliente|Vencimiento|Total|Pendiente"
    intake = invoices(f"F-1|Ana|2026-02-01|10,50|{open_cell}", headings=headings)
    assert intake.rows["open_minor"].to_list() == ([] if what else [open_minor])
    assert not what or what in intake.problems[0].what


def test_only_an_open_amount_is_the_amount():
    intake = invoices("F-1|Ana|2026-02-01|4,00", headings="Número|Cliente|Vencimiento|Pendiente")
    assert intake.rows.select("amount_minor", "open_minor").row(0) == (400, 400)


@pytest.mark.parametrize(
    ("status", "open_minor"),
    [("Pagada", [0]), ("COBRADA", [0]), ("Pendiente", [None]), ("Anulada", []), ("", [None])],
)
def test_a_status_column_is_listened_to(status, open_minor):
    headings = "Número|Cliente|Vencimiento|Total|Estado"
    intake = invoices(f"F-1|Ana|2026-02-01|10,50|{status}", headings=headings)
    assert intake.rows["open_minor"].to_list() == open_minor
    assert intake.problems == []


def test_an_invoice_with_a_day_of_settlement_is_settled():
    headings = "Número|Cliente|Vencimiento|Total|Fecha de cobro"
    lines = ("F-1|Ana|2026-02-01|10,50|2026-01-15", "F-2|Ana|2026-02-01|10,50|")
    assert invoices(*lines, headings=headings).rows["open_minor"].to_list() == [0, None]


def test_numbers_made_from_content_depend_on_nothing_else():
    choices = Choices("EUR", "ES", headings={"auto": "number"})
    headings = "Cliente|Fecha emisión|Vencimiento|Importe"
    one, other = "Ana|2026-01-01|2026-02-01|1,50", "Luis|2026-01-01|2026-02-01|1,50"
    first = invoices(one, other, one, headings=headings, choices=choices).rows["number"]
    again = invoices(other, one, one, headings=headings, choices=choices).rows["number"]
    assert first.n_unique() == 3
    assert set(first) == set(again)


def test_unclear_dates_refuse_the_file_and_a_choice_settles_it():
    line = "F-1|Ana||02/03/2026|04/05/2026|10,50|EUR"
    with pytest.raises(DatesUnclear):
        invoices(line)
    wish = Choices("EUR", "ES", dates="dmy", decimal=DecimalMark.COMMA)
    assert invoices(line, choices=wish).rows["due_on"].to_list() == [dt.date(2026, 5, 4)]


def test_a_line_of_totals_says_nothing_about_dates_or_marks():
    intake = invoices(GOOD, "Total|||||1.5|")
    assert intake.rows["amount_minor"].to_list() == [1050]


def test_country_language_and_kind_become_codes():
    headings = "Nombre|País|Idioma|Tipo de cliente|Tipo persona"
    lines = ("Ana|España|Español|VIP|Persona física", "Bo|Marte|klingon|VIP|")
    intake = read_customers(table(*lines, headings=headings), SPAIN)
    assert intake.rows["country"].to_list() == ["ES", ""]
    assert intake.rows["language"].to_list() == ["es", ""]
    assert intake.rows["customer_kind"].to_list() == ["consumer", ""]
    assert intake.rows["segment"].to_list() == ["VIP", "VIP"]
    assert [problem.line for problem in intake.problems] == [3, 3]


def test_a_column_nobody_understands_is_one_note_not_a_thousand_problems():
    intake = read_customers(table("Ana|391", "Bo|406", headings="Nombre|País"), SPAIN)
    assert intake.problems == []
    assert ["«País»" in str(note) for note in intake.notes] == [True]


def test_payments_need_an_invoice_or_a_customer():
    headings = "Factura|Cliente|Fecha pago|Importe|Referencia"
    lines = (
        "F-1||2026-03-09|10,50|T-1",
        "|Ana|2026-03-09|10,50|T-2",
        "||2026-03-09|10,50|T-3",
        "F-1||2026-03-09|-10,50|T-4",
        "F-1||2026-03-09|0|T-5",
        "F-1|||1,50|T-6",
    )
    intake = read_payments(table(*lines, headings=headings), SPAIN)
    assert intake.rows["reference"].to_list() == ["T-1", "T-2"]
    assert [problem.line for problem in intake.problems] == [4, 5, 6, 7]


def test_credit_notes_are_positive_whatever_their_sign():
    headings = "Número|Factura|Fecha|Importe|Moneda"
    lines = (
        "A-1|F-1|2026-03-09|10,50|EUR",
        "A-2|F-2|2026-03-09|-10,50|EUR",
        "A-2|F-3|2026-03-09|1,50|EUR",
    )
    intake = read_credit_notes(table(*lines, headings=headings), SPAIN)
    assert intake.rows["amount_minor"].to_list() == [1050, 1050]
    assert told(intake) == [
        (4, "Número", "El número de la nota de crédito está repetido en el archivo.")
    ]


cells = st.text(st.characters(codec="utf-8", exclude_characters="|\n"), max_size=12)


@given(st.lists(st.lists(cells, min_size=7, max_size=7), min_size=1, max_size=8))
def test_every_line_goes_in_or_has_a_problem_whatever_it_says(rows):
    wish = Choices("EUR", "ES", dates="dmy", decimal=DecimalMark.COMMA)
    intake = invoices(*("|".join(row) for row in rows), choices=wish)
    accounted = set(intake.rows["line"]) | {problem.line for problem in intake.problems}
    left_out = sum(note.values.get("count", 0) for note in intake.notes)
    assert len(accounted) + left_out == len(rows)
    assert set(intake.rows["line"]).isdisjoint(intake.skipped_lines)
