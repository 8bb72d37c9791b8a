"""A payment that goes back opens what it had covered; bringing it back closes the same."""

import pytest

from aldia.core.money import Money
from aldia.flows.record_payment import record_payment
from aldia.flows.reverse_payment import AlreadyReversed, NotReversed, reverse_payment
from aldia.records.models import Payment
from tests.builders import TODAY, make_company, make_customer, make_invoice, moment

pytestmark = pytest.mark.django_db
WHEN = {"today": TODAY, "at": moment()}


@pytest.fixture
def paid():
    """An invoice of 100.00 EUR with 60.00 paid, and the payment of 75.00 with 15.00 of credit."""
    first = make_invoice(make_customer(make_company()), "F-001", amount="60.00 EUR")
    second = make_invoice(first.customer, "F-002", amount="100.00 EUR")
    payment = record_payment(
        first.customer, Money.of("75.00 EUR"), received_on=TODAY, invoices=[first, second], **WHEN
    )
    return first, second, payment


def opened(*invoices) -> list[int]:
    """Read what is open of each invoice."""
    for invoice in invoices:
        invoice.refresh_from_db()
    return [invoice.open_minor for invoice in invoices]


def test_a_reversal_opens_everything_and_is_no_credit(paid):
    first, second, payment = paid
    assert opened(first, second) == [0, 8_500]
    payment = reverse_payment(payment, reason="devuelto", **WHEN)
    assert opened(first, second) == [6_000, 10_000]
    assert (payment.unapplied_minor, payment.reversal_reason) == (0, "devuelto")


def test_undoing_a_reversal_covers_the_same_invoices_again(paid):
    first, second, payment = paid
    reverse_payment(payment, reason="devuelto", **WHEN)
    payment = reverse_payment(payment, reason="", undo=True, **WHEN)
    assert opened(first, second) == [0, 8_500]
    assert (payment.reversed_on, payment.unapplied_minor) == (None, 0)


def test_back_and_forth_on_one_day_changes_nothing_in_the_end(paid):
    first, second, payment = paid
    for _time in range(3):
        reverse_payment(payment, reason="devuelto", **WHEN)
        reverse_payment(payment, reason="", undo=True, **WHEN)
    assert opened(first, second) == [0, 8_500]
    assert Payment.objects.get().unapplied_minor == 0


def test_a_restored_payment_never_covers_more_than_is_open_meanwhile(paid):
    first, second, payment = paid
    reverse_payment(payment, reason="devuelto", **WHEN)
    record_payment(
        first.customer, Money.of("60.00 EUR"), received_on=TODAY, invoices=[first], **WHEN
    )
    payment = reverse_payment(payment, reason="", undo=True, **WHEN)
    assert opened(first, second) == [0, 8_500]
    assert payment.unapplied_minor == 6_000


def test_twice_is_refused(paid):
    *_invoices, payment = paid
    with pytest.raises(NotReversed):
        reverse_payment(payment, reason="", undo=True, **WHEN)
    reverse_payment(payment, reason="devuelto", **WHEN)
    with pytest.raises(AlreadyReversed):
        reverse_payment(payment, reason="devuelto", **WHEN)
