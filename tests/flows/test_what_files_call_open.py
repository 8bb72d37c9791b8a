"""What a later file calls open, next to the payments we know of and the invoices it left out."""

import pytest

from aldia.core.money import Money
from aldia.flows.record_payment import record_payment
from aldia.flows.reverse_payment import reverse_payment
from aldia.flows.run_day import run_day
from aldia.records.models import DecisionRow, Invoice, TimelineEvent
from aldia.reports.check_invariants import check_invariants
from tests.builders import make_ladder
from tests.flows.imports import NOW, TODAY, assert_chains_hold, desk, open_amounts

__all__ = ["desk"]
NO_OPEN = "Número;Cliente;Vencimiento;Importe"


def file_says(desk, open_amount, number="F-1", **more):
    """Bring in an invoice of 100.00 EUR of which the file calls this much open; None: no word."""
    line = f"{number};Ana SL;2026-02-09;100,00"
    if open_amount is None:
        return desk.bring("invoices", NO_OPEN, line, **more)
    return desk.bring("invoices", f"{NO_OPEN};Pendiente", f"{line};{open_amount},00", **more)


def paid_here(amount):
    """Record a payment of F-1."""
    invoice = Invoice.objects.get(number="F-1")
    return record_payment(
        invoice.customer,
        Money.of(f"{amount} EUR"),
        received_on=TODAY,
        today=TODAY,
        at=NOW,
        invoices=[invoice],
    )


@pytest.mark.parametrize(
    ("first", "paid", "then", "left"),
    [
        pytest.param(100, 60, [100], 40, id="the same again is no news"),
        pytest.param(100, 60, [40], 40, id="the payment has arrived in the file"),
        pytest.param(100, 60, [20], 20, id="the payment and more"),
        pytest.param(100, 60, [20, 40], 40, id="the payment and more, and the more not after all"),
        pytest.param(100, 60, [70], 40, id="a part of the payment only"),
        pytest.param(100, 60, [40, 100], 40, id="the payment has left the file again"),
        pytest.param(50, 50, [100], 50, id="what files had settled is open again, not the payment"),
        pytest.param(50, 20, [80], 60, id="a part of what files had settled is open again"),
        pytest.param(50, 50, [49], 0, id="one more, while our payment is not in the file"),
        pytest.param(50, 50, [0, 50], 50, id="the file takes back the last it settled"),
        pytest.param(50, 20, [None], 30, id="no word of what is open"),
    ],
)
def test_only_what_a_file_says_anew_moves_the_open_amount(desk, first, paid, then, left):
    file_says(desk, first)
    paid_here(paid)
    for said in then:
        file_says(desk, said)
        assert file_says(desk, said).unchanged == 1
    assert open_amounts() == {"F-1": left * 100}
    assert check_invariants(desk.company, at=NOW).ok


def test_a_payment_is_taken_back_after_a_file_opened_the_invoice_again(desk):
    file_says(desk, 50)
    payment = paid_here(50)
    file_says(desk, 100)
    assert open_amounts() == {"F-1": 5000}
    reverse_payment(payment, reason="devuelto", today=TODAY, at=NOW)
    assert open_amounts() == {"F-1": 10000}
    reverse_payment(payment, reason="", today=TODAY, at=NOW, undo=True)
    assert open_amounts() == {"F-1": 5000}
    assert check_invariants(desk.company, at=NOW).ok


def test_a_file_never_opens_more_than_it_calls_open(desk):
    file_says(desk, 100)
    payment = paid_here(60)
    file_says(desk, 20)
    reverse_payment(payment, reason="devuelto", today=TODAY, at=NOW)
    assert open_amounts() == {"F-1": 8000}
    file_says(desk, 80)
    assert open_amounts() == {"F-1": 8000}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        pytest.param(None, 40, id="without a word of what is open"),
        pytest.param(40, 40, id="open as before"),
        pytest.param(70, 70, id="open with more"),
        pytest.param(10, 10, id="open with less"),
        pytest.param(0, 0, id="settled"),
    ],
)
def test_a_missing_invoice_that_comes_again_is_open_as_it_stood(desk, said, left):
    file_says(desk, 40)
    file_says(desk, 100, "F-9", closes_missing=True)
    assert open_amounts() == {"F-1": 0, "F-9": 10000}
    summary = file_says(desk, said)
    assert (summary.updated, summary.unchanged) == ((1, 0) if left else (0, 1))
    assert open_amounts() == {"F-1": left * 100, "F-9": 10000}
    told = [e.detail["changes"] for e in TimelineEvent.objects.filter(kind="invoice_updated")]
    assert told == ([{"open_minor": [0, left * 100]}] if left else [])
    # Closed by the file's own word now, or not at all: the same file changes nothing more.
    assert file_says(desk, said).unchanged == 1
    assert file_says(desk, None).unchanged == 1
    assert open_amounts()["F-1"] == left * 100
    assert check_invariants(desk.company, at=NOW).ok
    assert_chains_hold()


def test_an_invoice_that_comes_again_is_decided_anew(desk):
    make_ladder(desk.company, (5,))
    file_says(desk, 100)
    run_day(desk.company, TODAY, at=NOW)
    file_says(desk, 100, "F-9", closes_missing=True)
    assert DecisionRow.objects.get(invoice__number="F-1").reason == "PAID"
    file_says(desk, 100)
    assert DecisionRow.objects.get(invoice__number="F-1").reason == "NO_CONTACT_POINT"


def test_money_that_came_while_it_was_missing_is_credit_when_it_comes_again(desk):
    file_says(desk, 100)
    first = paid_here(30)
    file_says(desk, 100, "F-9", closes_missing=True)
    assert paid_here(70).unapplied_minor == 7000
    reverse_payment(first, reason="devuelto", today=TODAY, at=NOW)
    assert open_amounts()["F-1"] == 3000
    file_says(desk, None)
    assert open_amounts()["F-1"] == 10000
    assert check_invariants(desk.company, at=NOW).ok
