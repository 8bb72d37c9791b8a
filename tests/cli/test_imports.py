"""`aldia import` from a shell: figures, problems, and the three exit codes."""

import json

import pytest
from click.testing import CliRunner

from aldia.cli.imports import bring_in
from aldia.records.models import Invoice
from tests.flows.imports import desk

__all__ = ["desk"]

HEADINGS = "Número;Cliente;Email;Fecha emisión;Vencimiento;Importe;Moneda\n"
GOOD = "F-001;Ana SL;ana@x.example;2026-01-10;2026-02-09;1.250,50;EUR\n"


@pytest.fixture
def shell(desk, tmp_path):
    def run(kind, text, *words):
        path = tmp_path / "facturas.csv"
        path.write_text(text)
        return CliRunner().invoke(bring_in, [kind, str(path), *words])

    return run


def test_a_good_file_ends_with_0(shell):
    result = shell("invoices", HEADINGS + GOOD, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["read"], told["created"], told["problems"]) == (1, 1, [])
    assert Invoice.objects.get().amount_minor == 125050


def test_a_file_with_problems_ends_with_1_and_names_them(shell):
    result = shell("invoices", HEADINGS + GOOD + "F-2;;;;;;\n", "--json")
    assert result.exit_code == 1
    problem = json.loads(result.stdout)["problems"][0]
    assert (problem["line"], problem["skipped"]) == (3, True)
    assert problem["what"]
    assert problem["how_to_mend"]


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        pytest.param("", (), "empty_file", id="empty"),
        pytest.param(HEADINGS, (), "only_headings", id="only headings"),
        pytest.param("%PDF-1.4 x", (), "not_a_table", id="binary"),
        pytest.param("A;B\n1;2\n", (), "columns_missing", id="columns missing"),
        pytest.param(HEADINGS + GOOD, ("--map", "x"), "map_unclear", id="bad --map"),
        pytest.param(HEADINGS + GOOD, ("--map", "x=y"), "heading_unknown", id="no heading"),
        pytest.param(HEADINGS + GOOD, ("--use-map", "x"), "mapping_unknown", id="no mapping"),
        pytest.param(HEADINGS + GOOD, ("--currency", "ZZZ"), "unknown_currency", id="currency"),
        pytest.param(HEADINGS + GOOD, ("--country", "Marte"), "country_unknown", id="country"),
        pytest.param(
            HEADINGS + GOOD.replace("2026-01-10;2026-02-09", "02/03/2026;04/05/2026"),
            (),
            "dates_unclear",
            id="dates unclear",
        ),
    ],
)
def test_what_is_refused_ends_with_2_and_its_reason(shell, text, words, code):
    result = shell("invoices", text, *words, "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert told["refused"] == code
    assert told["text"]
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--dates", "xyz"), id="unknown order"),
        pytest.param(("--problems", "salida.txt"), id="unknown format"),
        pytest.param(("--problems", "/no/hay/salida.csv"), id="no such folder"),
    ],
)
def test_wrong_arguments_end_with_2_before_anything_is_read(shell, words):
    assert shell("invoices", HEADINGS + GOOD, *words).exit_code == 2
    assert not Invoice.objects.exists()


def test_a_choice_settles_the_dates_and_can_be_saved(shell):
    unclear = HEADINGS + GOOD.replace("2026-01-10;2026-02-09", "02/03/2026;04/05/2026")
    assert shell("invoices", unclear, "--dates", "dmy", "--save-map", "mío").exit_code == 0
    assert str(Invoice.objects.get().due_on) == "2026-05-04"
    again = shell("invoices", unclear, "--use-map", "mío", "--json")
    assert json.loads(again.stdout)["unchanged"] == 1


def test_credit_notes_and_payments_follow_the_invoices(shell):
    shell("invoices", HEADINGS + GOOD)
    notes = "Número;Factura;Fecha;Importe;Moneda\nNC-1;F-001;2026-02-01;250,50;EUR\n"
    assert shell("credit-notes", notes).exit_code == 0
    payments = "Factura;Fecha;Importe\nF-001;2026-02-01;1.000,00\n"
    assert shell("payments", payments, "--date", "2026-03-09").exit_code == 0
    assert Invoice.objects.get().open_minor == 0


def test_problems_go_to_a_file(shell, tmp_path):
    out = tmp_path / "problemas.csv"
    result = shell("customers", "Nombre;NIF\nAna;XX\n", "--problems", str(out))
    assert result.exit_code == 1
    assert "Ana;XX;2;NIF;" in out.read_text(encoding="utf-8-sig")


def test_the_screen_shows_figures_and_the_first_problems(shell):
    bad = "".join(f"F-{n};;;;;;\n" for n in range(30))
    result = shell("invoices", HEADINGS + GOOD + bad, "--dry-run")
    assert "Líneas leídas: 31." in result.output
    assert "no se ha guardado nada" in result.output
    assert result.output.count("  Línea ") == 20
