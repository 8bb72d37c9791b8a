"""A small company and small files for the tests of importing."""

from datetime import UTC, date, datetime

import pytest

from aldia.core.intake import Choices
from aldia.flows.import_credit_notes import import_credit_notes
from aldia.flows.import_customers import import_customers
from aldia.flows.import_invoices import import_invoices
from aldia.flows.import_payments import import_payments
from aldia.flows.start_company import start_company
from aldia.records.models import (
    Allocation,
    Contact,
    ContactPoint,
    Customer,
    Dispute,
    Invoice,
    TimelineEvent,
)
from aldia.records.timeline import Event, seal

TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
INVOICES = "Número;Cliente;NIF;Email;Fecha emisión;Vencimiento;Importe;Pendiente;Moneda"
ANA = "F-1;Ana SL;B12345674;ana@x.example;2026-01-10;2026-02-09;100,00;100,00;EUR"
LUIS = "F-2;Luis;;luis@x.example;2026-01-10;2026-02-09;50,00;20,00;EUR"

FLOWS = {
    "invoices": import_invoices,
    "customers": import_customers,
    "payments": import_payments,
    "credit_notes": import_credit_notes,
}


class Desk:
    """Somebody who brings files into one company."""

    def __init__(self, folder, name="Maderas del Sur SL"):
        self.path = folder / "archivo.csv"
        self.company = start_company(
            name, country="ES", currency="EUR", zone="Europe/Madrid", at=NOW
        )

    def bring(self, kind, *lines, choices=None, **more):
        """Write the lines to a file and bring it in as `kind`."""
        self.path.write_text("\n".join(lines) + "\n")
        said = choices or Choices(self.company.currency, self.company.country)
        return FLOWS[kind](self.company, self.path, said, today=TODAY, at=NOW, **more)

    def invoices(self, *lines, **more):
        """Bring in invoices with the usual headings."""
        return self.bring("invoices", INVOICES, *lines, **more)


@pytest.fixture
def desk(tmp_path, db):
    return Desk(tmp_path)


def everything():
    """All that an import may write, as comparable values."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Customer, Contact, ContactPoint, Invoice, Allocation, Dispute, TimelineEvent)
    ]


def open_amounts():
    return dict(Invoice.objects.order_by("number").values_list("number", "open_minor"))


def assert_open_amounts_are_explained():
    for invoice in Invoice.objects.all():
        moved = sum(a.amount_minor for a in invoice.allocations.filter(reversed_on=None))
        assert invoice.open_minor == invoice.amount_minor - moved


def assert_chains_hold():
    for customer in Customer.objects.all():
        previous = ""
        events = customer.timeline.order_by("sequence")
        for place, event in enumerate(events, start=1):
            assert event.sequence == place
            said = Event(customer.pk, event.kind, event.detail, event.author)
            previous = seal(previous, customer.pk, place, event.at, said)
            assert event.hash == previous
        assert (customer.timeline_length, customer.timeline_hash) == (len(events), previous)
