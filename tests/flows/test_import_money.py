"""Payments and credit notes come in once, cover what they can, and the rest is credit."""

from datetime import date

import pytest

from aldia.flows.reverse_payment import reverse_payment
from aldia.flows.run_day import run_day
from aldia.records.models import (
    Allocation,
    CreditNote,
    Customer,
    Installment,
    Invoice,
    Message,
    Payment,
    TimelineEvent,
)
from tests.flows.imports import ANA, LUIS, NOW, TODAY, desk

__all__ = ["desk"]

PAYMENTS = "Factura;Cliente;Fecha pago;Importe;Referencia"
NOTES = "Número;Factura;Fecha;Importe;Moneda"


@pytest.fixture
def portfolio(desk):
    desk.invoices(ANA, LUIS)
    return desk


def open_of(number):
    return Invoice.objects.get(number=number).open_minor


def test_a_payment_covers_its_invoice(portfolio):
    summary = portfolio.bring("payments", PAYMENTS, "F-1;;2026-03-01;30,00;TR 1")
    assert (summary.created, summary.unapplied, open_of("F-1")) == (1, 0, 7000)
    payment = Payment.objects.get()
    assert (payment.received_on, payment.unapplied_minor) == (date(2026, 3, 1), 0)
    assert Allocation.objects.get(payment=payment).amount_minor == 3000
    event = TimelineEvent.objects.get(kind="payment_received")
    assert event.detail["applied"] == {"F-1": 3000}
    assert Customer.objects.get(name="Ana SL").average_days_late == 20


def test_the_same_payments_again_change_nothing(portfolio):
    lines = ("F-1;;2026-03-01;30,00;TR 1", "F-1;;2026-03-01;30,00;TR 1", ";Luis;2026-03-01;1,00;")
    assert portfolio.bring("payments", PAYMENTS, *lines).created == 3
    before = list(Payment.objects.values()), open_of("F-1")
    again = portfolio.bring("payments", PAYMENTS, *reversed(lines))
    assert (again.created, again.unchanged) == (0, 3)
    assert (list(Payment.objects.values()), open_of("F-1")) == before


def test_two_payments_share_an_invoice_and_the_rest_is_credit(portfolio):
    lines = ("F-1;;2026-03-01;70,00;TR 1", "F-1;;2026-03-02;70,00;TR 2")
    summary = portfolio.bring("payments", PAYMENTS, *lines)
    assert (summary.unapplied, open_of("F-1")) == (1, 0)
    unapplied = dict(Payment.objects.values_list("reference", "unapplied_minor"))
    assert unapplied == {"TR 1": 0, "TR 2": 4000}


def test_a_payment_without_invoice_is_credit_of_its_customer(portfolio):
    portfolio.bring("payments", PAYMENTS, ";ANA S.L.;2026-03-01;70,00;TR 1")
    payment = Payment.objects.select_related("customer").get()
    assert (payment.customer.name, payment.unapplied_minor) == ("Ana SL", 7000)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param("F-9;;2026-03-01;1,00;", "ninguna factura", id="no such invoice"),
        pytest.param(";Nadie;2026-03-01;1,00;", "ningún cliente", id="no such customer"),
        pytest.param("F-1;;2026-03-10;1,00;", "todavía no ha llegado", id="tomorrow"),
        pytest.param("F-1;;2026-03-01;1,00 USD;", "otra moneda", id="another currency"),
        pytest.param("F-1;;2026-03-01;-1,00;", "negativo", id="money going out"),
    ],
)
def test_what_cannot_be_a_payment_is_a_problem(portfolio, line, what):
    summary = portfolio.bring("payments", PAYMENTS, line, "F-2;;2026-03-09;1,00;good")
    assert (summary.created, summary.skipped) == (1, 1)
    assert what in summary.problems[0].what
    assert Payment.objects.get().reference == "good"


@pytest.mark.parametrize(
    ("currency", "amount", "cell", "open_minor"),
    [
        pytest.param("USD", "100,00", "40,00", 6000, id="as many decimals"),
        pytest.param("CLP", "10000", "4.000,00", 6000, id="no decimals"),
        pytest.param("CLP", "10000", "4.000,50", 10000, id="half a peso is refused"),
    ],
)
def test_a_payment_that_names_no_currency_is_in_its_invoices(
    desk, currency, amount, cell, open_minor
):
    headings = "Número;Cliente;Vencimiento;Importe;Moneda"
    desk.bring("invoices", headings, f"F-1;Ana;2026-02-09;{amount};{currency}")
    desk.bring("payments", PAYMENTS, f"F-1;;2026-03-01;{cell};TR 1")
    assert open_of("F-1") == open_minor


def test_a_payment_fills_the_instalments_in_order(portfolio):
    invoice = Invoice.objects.get(number="F-1")
    for position, month in enumerate((2, 3, 4), start=1):
        Installment.objects.create(
            invoice=invoice, position=position, due_on=date(2026, month, 9), amount_minor=3333
        )
    Invoice.objects.filter(pk=invoice.pk).update(has_installments=True)
    portfolio.bring("payments", PAYMENTS, "F-1;;2026-03-01;33,33;TR 1")
    invoice.refresh_from_db()
    assert invoice.next_due_on == date(2026, 3, 9)


def test_a_payment_withdraws_the_reminder_at_once(desk):
    desk.invoices(ANA.replace("2026-02-09", "2026-03-01"))
    assert run_day(desk.company, TODAY, at=NOW).messages == 1
    summary = desk.bring("payments", PAYMENTS, "F-1;;2026-03-08;100,00;TR 1")
    assert summary.withdrawn == 1
    assert Message.objects.get().status == "withdrawn"


def test_an_imported_payment_can_be_reversed_like_any_other(portfolio):
    portfolio.bring("payments", PAYMENTS, "F-1;;2026-03-01;100,00;TR 1")
    reverse_payment(Payment.objects.get(), reason="devuelto", today=TODAY, at=NOW)
    assert open_of("F-1") == 10000


def test_a_credit_note_lowers_its_invoice_and_the_rest_is_credit(portfolio):
    summary = portfolio.bring(
        "credit_notes",
        NOTES,
        "A-1;F-1;2026-03-01;40,00;EUR",
        "A-2;F-2;2026-03-01;-25,00;EUR",
        "A-3;F-9;2026-03-01;40,00;EUR",
    )
    assert (summary.created, summary.unapplied, summary.skipped) == (2, 1, 1)
    assert (open_of("F-1"), open_of("F-2")) == (6000, 0)
    notes = dict(CreditNote.objects.values_list("number", "unapplied_minor"))
    assert notes == {"A-1": 0, "A-2": 500}


def test_the_same_credit_note_again_changes_nothing_and_another_amount_is_a_problem(portfolio):
    line = "A-1;F-1;2026-03-01;40,00;EUR"
    portfolio.bring("credit_notes", NOTES, line)
    assert portfolio.bring("credit_notes", NOTES, line).unchanged == 1
    other = portfolio.bring("credit_notes", NOTES, line.replace("40,00", "41,00"))
    assert (other.created, other.skipped) == (0, 1)
    assert open_of("F-1") == 6000


@pytest.mark.parametrize("kind", ["payments", "credit_notes"])
def test_a_dry_run_writes_nothing(portfolio, kind):
    lines = {
        "payments": (PAYMENTS, "F-1;;2026-03-01;40,00;TR"),
        "credit_notes": (NOTES, "A-1;F-1;2026-03-01;40,00;EUR"),
    }[kind]
    assert portfolio.bring(kind, *lines, dry_run=True).created == 1
    assert open_of("F-1") == 10000
    assert not Payment.objects.exists()
    assert not CreditNote.objects.exists()
