"""Customers come in with their contacts: the file wins, silence changes nothing."""

import pytest

from aldia.core.intake import Choices
from aldia.flows.export_problems import export_problems
from aldia.flows.save_mapping import save_mapping
from aldia.records.mappings import MappingUnknown, with_saved
from aldia.records.models import Contact, ContactPoint, Customer, TimelineEvent
from tests.flows.imports import desk

__all__ = ["desk"]

HEADINGS = "Código;Nombre;NIF;Correo;Teléfono;Contacto;País;Idioma;Segmento"
ANA = "C1;Ana SL;B12345674;ana@x.example;612345678;Ana Ruiz;ES;es;clave"


def bring(desk, *lines, **more):
    return desk.bring("customers", HEADINGS, *lines, **more)


def test_a_line_becomes_a_customer_with_a_contact_and_its_addresses(desk):
    summary = bring(desk, ANA)
    assert (summary.created, summary.points_created) == (1, 2)
    customer = Customer.objects.get()
    assert (customer.external_id, customer.tax_id, customer.segment) == (
        "C1",
        "B12345674",
        "clave",
    )
    assert Contact.objects.get().name == "Ana Ruiz"
    assert set(ContactPoint.objects.values_list("channel", "address")) == {
        ("email", "ana@x.example"),
        ("phone", "+34612345678"),
    }


def test_the_same_file_again_changes_nothing(desk):
    bring(desk, ANA)
    before = list(Customer.objects.values()), list(ContactPoint.objects.values())
    summary = bring(desk, ANA)
    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 1)
    assert (list(Customer.objects.values()), list(ContactPoint.objects.values())) == before


def test_the_file_wins_and_says_so_on_the_timeline(desk):
    bring(desk, ANA)
    summary = bring(desk, "C1;Ana y Hermanas SL;;nueva@x.example;;;;en;")
    assert (summary.updated, summary.points_created) == (1, 1)
    customer = Customer.objects.get()
    assert (customer.name, customer.name_key) == ("Ana y Hermanas SL", "ana y hermanas")
    assert (customer.language, customer.segment, customer.tax_id) == ("en", "clave", "B12345674")
    event = TimelineEvent.objects.get(kind="customer_updated")
    assert event.detail["changes"] == {
        "name": ["Ana SL", "Ana y Hermanas SL"],
        "language": ["es", "en"],
    }


def test_an_opt_out_survives_the_file(desk):
    bring(desk, ANA)
    ContactPoint.objects.update(opted_out_on="2026-01-01")
    bring(desk, ANA.replace("ana@x", "ANA@X"))
    assert ContactPoint.objects.filter(opted_out_on=None).count() == 0


def test_several_addresses_in_one_cell(desk):
    bring(desk, ANA.replace("ana@x.example", '"ana@x.example; pagos@x.example"'))
    emails = ContactPoint.objects.filter(channel="email").values_list("address", flat=True)
    assert sorted(emails) == ["ana@x.example", "pagos@x.example"]


@pytest.mark.parametrize("name", ["problemas.csv", "problemas.xlsx"])
def test_problems_are_written_with_their_lines_and_without_formulas(desk, tmp_path, name):
    summary = bring(desk, ANA, "C2;=cmd|' /C calc'!A0;XX;;;;;;", "C3;corta")
    path = tmp_path / name
    assert export_problems(summary, path) == 2
    if name.endswith(".csv"):
        text = path.read_text(encoding="utf-8-sig")
        assert "C2;'=cmd|' /C calc'!A0;XX;;;;;;;3;NIF;" in text
        assert "C3;corta;;;;;;;;4;;" in text
        return
    import openpyxl

    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[1][:3] == ("C2", "'=cmd|' /C calc'!A0", "XX")
    assert rows[0][-4:] == ("Línea", "Columna", "Problema", "Cómo corregirlo")


def test_a_mapping_is_saved_and_used_again(desk):
    said = Choices("EUR", "ES", headings={"Quién": "cliente"}, currency="USD")
    save_mapping(desk.company, "customers", "mi erp", said)
    again = with_saved(desk.company, "customers", "mi erp", Choices("EUR", "ES"))
    assert (again.headings, again.currency) == ({"Quién": "customer_name"}, "USD")
    assert desk.bring("customers", "Quién;X", "Ana;1", choices=again).created == 1
    with pytest.raises(MappingUnknown):
        with_saved(desk.company, "invoices", "mi erp", Choices("EUR", "ES"))
