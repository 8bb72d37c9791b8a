"""Headings: three languages, many programs, and `--map` above all."""

import polars as pl
import pytest

from aldia.core.header_row import header_row
from aldia.core.headings import (
    ColumnsMissing,
    FieldUnknown,
    HeadingUnknown,
    NumberMissing,
    find_columns,
)
from aldia.core.raw_table import RawTable


def table(headings, *rows):
    frame = {str(i): [row[i] for row in rows] for i in range(len(headings))}
    schema = dict.fromkeys(frame, pl.String)
    lines = pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32)
    return RawTable(pl.DataFrame(frame, schema=schema), lines, tuple(headings), "csv")


def found(headings, kind="invoices", overrides=None, rows=()):
    columns = find_columns(table(headings.split("|"), *rows), kind, overrides or {})
    return dict(columns.headings)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        pytest.param(
            "Número|Cliente|Email|Fecha emisión|Vencimiento|Importe|Moneda",
            "number customer_name email issued_on due_on amount currency",
            id="Spanish",
        ),
        pytest.param(
            "NUMERO DE FACTURA|RAZON SOCIAL|N.I.F.|FECHA FACTURA|F. VTO.|TOTAL|PENDIENTE",
            "number customer_name tax_id issued_on due_on amount open_amount",
            id="capitals, no accents, points",
        ),
        pytest.param(
            "Invoice #|Customer|Invoice Date|Due Date|Amount (EUR)|Balance",
            "number customer_name issued_on due_on amount open_amount",
            id="English",
        ),
        pytest.param(
            "Nota fiscal|Cliente|CNPJ|Data de emissão|Vencimento|Valor total|Moeda",
            "number customer_name tax_id issued_on due_on amount currency",
            id="Portuguese",
        ),
        pytest.param(
            "Number|Invoice Partner Display Name|Invoice/Bill Date|Due Date|"
            "Total in Currency Signed|Amount Due Signed|Payment Status",
            "number customer_name issued_on due_on amount open_amount status",
            id="Odoo",
        ),
        pytest.param(
            "Fecha|Núm|Cliente|Vencimiento|Total|Pendiente|Estado",
            "issued_on number customer_name due_on amount open_amount status",
            id="Holded",
        ),
        pytest.param(
            "cust_number|name_customer|clear_date|doc_id|due_in_date|baseline_create_date|"
            "cust_payment_terms|converted_usd",
            "customer_external_id customer_name settled_on number due_on issued_on terms amount",
            id="SAP",
        ),
        pytest.param(
            "BELNR|KUNNR|NAME1|BLDAT|NETDT|WRBTR|WAERS",
            "number customer_external_id customer_name issued_on due_on amount currency",
            id="SAP, its own names",
        ),
        pytest.param(
            "Subcuenta|Nombre cliente|N. Factura|F. Factura|F. Vencimiento|Importe|Comercial",
            "customer_external_id customer_name number issued_on due_on amount sales_owner",
            id="Contaplus",
        ),
        pytest.param(
            "Date|Transaction type|Num|Customer full name|Due date|Amount|Open balance",
            "issued_on - number customer_name due_on amount open_amount",
            id="QuickBooks",
        ),
    ],
)
def test_invoices_are_recognised(headings, fields):
    expected = {
        name: heading
        for name, heading in zip(fields.split(), headings.split("|"), strict=True)
        if name != "-"
    }
    assert found(headings) == expected


@pytest.mark.parametrize(
    ("kind", "headings", "fields"),
    [
        pytest.param(
            "credit_notes",
            "Número|Factura|Fecha|Importe|Moneda",
            "number invoice issued_on amount currency",
            id="credit notes",
        ),
        pytest.param(
            "payments",
            "Factura|Fecha de pago|Importe|Referencia|Cliente",
            "invoice paid_on amount reference customer_name",
            id="payments",
        ),
        pytest.param(
            "customers",
            "Código|Nombre|NIF|Correo electrónico|Teléfono|País|Persona de contacto",
            "customer_external_id customer_name tax_id email phone country contact_name",
            id="customers",
        ),
    ],
)
def test_each_kind_of_file_has_its_words(kind, headings, fields):
    assert found(headings, kind) == dict(zip(fields.split(), headings.split("|"), strict=True))


def test_what_a_column_holds_speaks_when_its_heading_does_not():
    rows = [("F-1", "Ana", "1/1/26", "3,5", "eur", "ana@x.es", "B12345674")] * 3
    seen = found("Número|Cliente|Vence|Importe|col5|col6|col7", rows=rows)
    assert (seen["currency"], seen["email"], seen["tax_id"]) == ("col5", "col6", "col7")


def test_the_heading_of_the_amount_may_tell_the_currency():
    columns = find_columns(table(["N", "Cliente", "Vence", "Importe (USD)"]), "invoices", {})
    assert columns.currency == "USD"


@pytest.mark.parametrize(
    "wish", ["amount", "importe", "Importe total"], ids=["code", "name", "synonym"]
)
def test_map_always_wins(wish):
    seen = found("Número|Cliente|Vence|Importe|Otro", overrides={"otro": wish})
    assert seen["amount"] == "Otro"


def test_map_can_leave_a_column_out():
    assert "email" not in found("Número|Cliente|Vence|Importe|Email", overrides={"Email": ""})


@pytest.mark.parametrize(
    ("overrides", "refusal"),
    [
        pytest.param({"Nada": "amount"}, HeadingUnknown, id="no such heading"),
        pytest.param({"Importe": "wat"}, FieldUnknown, id="no such field"),
        pytest.param({"Cliente": "email"}, ColumnsMissing, id="the customer is missing"),
        pytest.param({"Número": "terms"}, NumberMissing, id="the number is missing"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(overrides, refusal):
    with pytest.raises(refusal):
        found("Número|Cliente|Vence|Importe", overrides=overrides)


def test_a_missing_column_is_named_with_the_headings_there_are():
    with pytest.raises(ColumnsMissing) as refusal:
        found("Número|Cliente|Importe")
    assert "vencimiento" in str(refusal.value)
    assert "«Número», «Cliente», «Importe»" in str(refusal.value)


def test_a_file_without_numbers_can_have_them_made():
    assert "number" not in found("Cliente|Vence|Importe", overrides={"auto": "number"})


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        pytest.param([["Número", "Cliente"], ["1", "Ana"]], 0, id="at once"),
        pytest.param([["Facturas de Maderas"], ["Número", "Cliente"]], 1, id="under a title"),
        pytest.param([["x", ""], ["colA", "colB"], ["1", "2"]], 1, id="unknown words"),
    ],
)
def test_the_row_of_headings_is_found(rows, at):
    assert header_row(rows) == at
