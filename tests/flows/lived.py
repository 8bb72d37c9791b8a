"""A company that has lived a day, and ways to break a row of it by hand."""

from aldia.core.money import Money
from aldia.flows.record_payment import record_payment
from aldia.records.models import CreditNote
from tests.builders import (
    TODAY,
    days_ago,
    make_company,
    make_customer,
    make_invoice,
    make_ladder,
    moment,
    run,
    send,
)
from tests.flows.speakers import FakeSpeaker

DAY = {"today": TODAY, "at": moment()}


def make_lived_company():
    """A company that has lived a day: a message sent, one proposed, a payment, parts, a credit."""
    company = make_company(needs_approval=False)
    make_ladder(company, offsets=(5, 20, 40))
    paying = make_customer(company)
    make_invoice(paying, "F-001")
    other = make_customer(company, "Talleres Sanz SL", "cuentas@sanz.example")
    parts = [(days_ago(20), "60.00 EUR"), (days_ago(-10), "40.00 EUR")]
    invoice = make_invoice(other, "F-002", installments=parts)
    make_invoice(other, "F-003", due_on=days_ago(-40))
    run(company)
    send(company, speaker=FakeSpeaker())
    record_payment(other, Money.of("70.00 EUR"), received_on=TODAY, invoices=[invoice], **DAY)
    CreditNote.objects.create(
        company=company, customer=other, number="A-1", issued_on=TODAY, currency="EUR",
        amount_minor=500, unapplied_minor=500,
    )  # fmt: skip
    third = make_customer(company, "Obras Lepe SA", "pagos@lepe.example")
    make_invoice(third, "F-004")
    run(company, days_ago(-1))
    return company


def first(model, **wanted):
    found = model.objects.filter(**wanted).first()
    assert found is not None
    return found


def change(model, wanted, **changes):
    assert model.objects.filter(pk=first(model, **wanted).pk).update(**changes) == 1
