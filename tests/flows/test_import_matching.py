"""Whose invoice is it? By tax id, by code, by name; and never a guess."""

import pytest

from aldia.records.models import ContactPoint, Customer
from tests.flows.imports import ANA, desk

__all__ = ["desk"]

HEADINGS = "Número;Cliente;Código cliente;NIF;Vencimiento;Importe"


@pytest.mark.parametrize(
    ("first", "second", "customers"),
    [
        pytest.param("Ana SL;;B12345674", "Otro nombre;;ES-B12345674", 1, id="by tax id"),
        pytest.param("Ana SL;C1;", "Otro nombre;C1;", 1, id="by external id"),
        pytest.param("Muebles Peña, S.L.;;", "MUEBLES PENA SL;;", 1, id="by name"),
        pytest.param("Ana SL;;", "Ana SL;C1;B12345674", 1, id="the name is completed"),
        pytest.param("Ana SL;;", "Ana SA;;", 2, id="another company form"),
        pytest.param("Ana SL;C1;", "Ana SL;C2;", 2, id="the same name with two codes"),
        pytest.param("Ana SL;;B12345674", "Ana SL;;A58818501", 2, id="two tax ids"),
        pytest.param("Ana SL;C1;B12345674", "Ana SL;C1;A58818501", 1, id="a code of two: refused"),
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["in one file", "in two files"])
def test_customers_are_matched_the_same_way_in_one_file_or_two(
    desk, first, second, customers, together
):
    lines = [f"F-1;{first};2026-02-09;1,00", f"F-2;{second};2026-02-09;1,00"]
    if together:
        desk.bring("invoices", HEADINGS, *lines)
    else:
        for line in lines:
            desk.bring("invoices", HEADINGS, line)
    assert Customer.objects.count() == customers


def test_a_name_that_several_have_is_a_problem(desk):
    summary = desk.bring(
        "invoices",
        HEADINGS,
        "F-1;Ana SL;C1;;2026-02-09;1,00",
        "F-2;Ana SL;C2;;2026-02-09;1,00",
        "F-3;Ana;;;2026-02-09;1,00",
    )
    assert (summary.created, summary.skipped) == (2, 1)
    assert summary.problems[0].line == 4


def test_bad_details_of_a_customer_do_not_keep_the_invoice_out(desk):
    summary = desk.bring(
        "invoices",
        "Número;Cliente;NIF;Teléfono;Email;Vencimiento;Importe",
        "F-1;Ana SL;B12345678;12;mal;2026-02-09;1,00",
    )
    assert (summary.created, summary.skipped, summary.points_created) == (1, 0, 0)
    assert sorted(problem.column for problem in summary.problems) == ["Email", "NIF", "Teléfono"]
    assert Customer.objects.get().tax_id == ""


def test_phones_become_e164_in_the_country_of_the_customer(desk):
    desk.bring(
        "invoices",
        "Número;Cliente;Teléfono;País;Vencimiento;Importe",
        "F-1;Ana;612 345 678;España;2026-02-09;1,00",
        "F-2;Lupe;55 1234 5678;México;2026-02-09;1,00",
    )
    points = ContactPoint.objects.order_by("pk").values_list("channel", "address")
    assert list(points) == [("phone", "+34612345678"), ("phone", "+525512345678")]
    assert Customer.objects.get(name="Lupe").timezone == "America/Mexico_City"


def test_a_file_of_invoices_never_undoes_what_a_person_wrote(desk):
    desk.invoices(ANA)
    Customer.objects.update(name="Ana y Hermanas SL", segment="clave", language="es_tu")
    desk.bring(
        "invoices",
        "Número;Cliente;NIF;Segmento;Idioma;Comercial;Vencimiento;Importe",
        "F-9;Ana SL;B12345674;normal;en;Eva;2026-02-09;1,00",
    )
    customer = Customer.objects.get()
    assert (customer.name, customer.segment, customer.language, customer.sales_owner) == (
        "Ana y Hermanas SL",
        "clave",
        "es_tu",
        "Eva",
    )
