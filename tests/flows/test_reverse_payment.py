"""A payment that goes back opens what it had covered; bringing it back closes the same."""

import pytest

from aldia.core.money import Money
from aldia.flows.apply_credit import apply_credit
from aldia.flows.record_payment import record_payment
from aldia.flows.reverse_payment import AlreadyReversed, NotReversed, reverse_payment
from aldia.records.models import Allocation, Invoice, Payment
from aldia.reports.check_invariants import check_invariants
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


def test_back_and_forth_on_one_day_leaves_the_same_paid_and_the_same_credit():
    invoice = make_invoice(make_customer(make_company()), amount="100.00 EUR")
    payment = record_payment(
        invoice.customer, Money.of("150.00 EUR"), received_on=TODAY, invoices=[invoice], **WHEN
    )
    for _time in range(3):
        reverse_payment(payment, reason="devuelto", **WHEN)
        assert opened(invoice) == [10_000]
        payment = reverse_payment(payment, reason="", undo=True, **WHEN)
        assert (opened(invoice), payment.unapplied_minor) == ([0], 5_000)
    assert check_invariants(invoice.company, at=moment()).ok


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


def test_only_what_the_latest_reversal_took_back_is_covered_again(paid):
    first, second, payment = paid
    reverse_payment(payment, reason="devuelto", **WHEN)
    record_payment(
        first.customer, Money.of("160.00 EUR"), received_on=TODAY, invoices=[first, second], **WHEN
    )
    # Restored, it finds nothing open: it is credit, and so it is taken back once more.
    payment = reverse_payment(payment, reason="", undo=True, **WHEN)
    assert payment.unapplied_minor == 7_500
    reverse_payment(payment, reason="devuelto", **WHEN)
    third = make_invoice(first.customer, "F-003", amount="75.00 EUR")
    payment = reverse_payment(payment, reason="", undo=True, **WHEN)
    assert opened(first, second, third) == [0, 0, 7_500]
    assert payment.unapplied_minor == 7_500


def test_two_movements_on_one_invoice_are_both_taken_back_and_both_restored():
    invoice = make_invoice(make_customer(make_company()), amount="100.00 EUR")
    payment = record_payment(
        invoice.customer, Money.of("150.00 EUR"), received_on=TODAY, invoices=[invoice], **WHEN
    )
    Invoice.objects.update(amount_minor=20_000, open_minor=10_000)
    assert apply_credit(invoice.customer, today=TODAY, at=moment()) == {"F-001": 5_000}
    reverse_payment(payment, reason="devuelto", **WHEN)
    assert opened(invoice) == [20_000]
    reverse_payment(payment, reason="", undo=True, **WHEN)
    assert opened(invoice) == [5_000]
    assert check_invariants(invoice.company, at=moment()).ok


def test_what_would_open_more_than_the_whole_amount_stays_settled_by_a_movement():
    invoice = make_invoice(make_customer(make_company()), amount="100.00 EUR")
    payment = record_payment(
        invoice.customer, Money.of("60.00 EUR"), received_on=TODAY, invoices=[invoice], **WHEN
    )
    # Rows of before: a file had taken back more than files had ever settled.
    Allocation.objects.create(
        company=invoice.company,
        invoice=invoice,
        kind="imported",
        amount_minor=-5_000,
        made_on=TODAY,
    )
    Invoice.objects.update(open_minor=9_000)
    reverse_payment(payment, reason="devuelto", **WHEN)
    assert opened(invoice) == [10_000]
    assert check_invariants(invoice.company, at=moment()).ok
