"""Money recorded: exact, once, in its own currency, with its place on the timeline."""

import pytest

from aldia.core.money import Money
from aldia.flows.record_payment import (
    NothingReceived,
    OtherCurrency,
    PaidBeforeToday,
    PaymentKnown,
    record_payment,
)
from aldia.records.models import Company, Invoice, Payment, TimelineEvent
from tests.builders import TODAY, days_ago, make_company, make_customer, make_invoice, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice() -> Invoice:
    """100.00 EUR, ten days late."""
    return make_invoice(make_customer(make_company()), "F-001")


def pay(invoice: Invoice, amount: str, *others: Invoice, **options) -> Payment:
    """Record a payment of the invoices, today."""
    usual = {"received_on": TODAY, "today": TODAY, "at": moment()}
    invoices = [invoice, *others]
    return record_payment(
        invoice.customer, Money.of(amount), **{**usual, "invoices": invoices, **options}
    )


@pytest.mark.parametrize(
    ("amount", "open_minor", "unapplied"),
    [
        pytest.param("0.01 EUR", 9_999, 0, id="one cent"),
        pytest.param("99.99 EUR", 1, 0, id="all but one cent"),
        pytest.param("100.00 EUR", 0, 0, id="all"),
        pytest.param("100.01 EUR", 0, 1, id="one cent too much is credit"),
    ],
)
def test_a_payment_covers_what_it_can_and_the_rest_is_credit(
    invoice, amount, open_minor, unapplied
):
    payment = pay(invoice, amount)
    invoice.refresh_from_db()
    assert (invoice.open_minor, payment.unapplied_minor) == (open_minor, unapplied)


def test_several_invoices_are_covered_in_the_order_given(invoice):
    second = make_invoice(invoice.customer, "F-002", amount="50.00 EUR")
    pay(second, "120.00 EUR", invoice)
    for each in (invoice, second):
        each.refresh_from_db()
    assert (second.open_minor, invoice.open_minor) == (0, 3_000)


@pytest.mark.parametrize(
    ("amount", "options", "refusal"),
    [
        pytest.param("0 EUR", {}, NothingReceived, id="nothing"),
        pytest.param("-1.00 EUR", {}, NothingReceived, id="less than nothing"),
        pytest.param("10.00 USD", {}, OtherCurrency, id="another currency"),
        pytest.param("10.00 EUR", {"received_on": days_ago(-1)}, PaidBeforeToday, id="tomorrow"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(invoice, amount, options, refusal):
    with pytest.raises(refusal):
        pay(invoice, amount, **options)
    invoice.refresh_from_db()
    assert invoice.open_minor == 10_000
    assert not Payment.objects.exists()
    assert not TimelineEvent.objects.exists()


def test_the_same_payment_is_recorded_once(invoice):
    pay(invoice, "10.00 EUR", key="BANCO-1")
    with pytest.raises(PaymentKnown):
        pay(invoice, "10.00 EUR", key="BANCO-1")
    invoice.refresh_from_db()
    assert invoice.open_minor == 9_000


def test_payments_without_a_key_get_one_each_also_next_to_a_key_that_looks_alike(invoice):
    pay(invoice, "1.00 EUR", key="manual-000002")
    pay(invoice, "1.00 EUR")
    pay(invoice, "1.00 EUR")
    invoice.refresh_from_db()
    assert invoice.open_minor == 9_700


def test_another_companys_invoice_is_never_covered(invoice):
    stranger = make_invoice(make_customer(make_company("Vecinos SL")), "F-001")
    with pytest.raises(Invoice.DoesNotExist):
        record_payment(
            invoice.customer,
            Money.of("100.00 EUR"),
            received_on=TODAY,
            today=TODAY,
            at=moment(),
            invoices=[stranger],
        )
    stranger.refresh_from_db()
    assert stranger.open_minor == 10_000


def test_the_timeline_tells_what_was_paid_and_the_facts_have_changed(invoice):
    before = Company.objects.get().facts_version
    pay(invoice, "40.00 EUR", author="Marta", reference="Transf. 77")
    event = TimelineEvent.objects.get()
    assert (event.kind, event.author) == ("payment_received", "Marta")
    assert event.detail["applied"] == {"F-001": 4_000}
    assert event.detail["reference"] == "Transf. 77"
    assert Company.objects.get().facts_version > before


def test_how_late_a_customer_pays_is_remembered(invoice):
    pay(invoice, "100.00 EUR")
    invoice.customer.refresh_from_db()
    assert invoice.customer.average_days_late == 10
