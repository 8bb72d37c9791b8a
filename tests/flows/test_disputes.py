"""Disputes: part or whole, never more than is open, with a deadline and an end."""

import pytest

from aldia.core.codes import DisputeReason
from aldia.core.money import Money
from aldia.flows.close_dispute import NoDispute, close_dispute
from aldia.flows.open_dispute import DisputeOfTooMuch, open_dispute
from aldia.records.models import Dispute, Message
from aldia.reports.explain_invoice import explain_invoice
from tests.builders import TODAY, days_ago, make_company, make_customer, make_invoice, moment, run

pytestmark = pytest.mark.django_db
WHEN = {"today": TODAY, "at": moment()}


@pytest.fixture
def invoice():
    """100.00 EUR, ten days late."""
    return make_invoice(make_customer(make_company()), "F-001")


def dispute(invoice, amount: str | None = None) -> Dispute:
    """Open a dispute about the price, of all that is open unless said."""
    money = Money.of(amount) if amount else None
    return open_dispute(invoice, DisputeReason.PRICE, amount=money, **WHEN)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        pytest.param("99.99 EUR", "STEP_DUE", id="all but one cent"),
        pytest.param("100.00 EUR", "DISPUTED", id="all"),
    ],
)
def test_only_a_whole_dispute_silences_the_invoice(invoice, amount, reason):
    dispute(invoice, amount)
    assert explain_invoice(invoice, TODAY).reason == reason


def test_a_second_dispute_is_about_what_the_first_left(invoice):
    dispute(invoice, "30.00 EUR")
    assert dispute(invoice).amount_minor == 7_000
    with pytest.raises(DisputeOfTooMuch):
        dispute(invoice)


@pytest.mark.parametrize("amount", ["100.01 EUR", "0 EUR", "-1.00 EUR", "10.00 USD"])
def test_what_cannot_be_disputed_is_refused(invoice, amount):
    with pytest.raises(DisputeOfTooMuch):
        dispute(invoice, amount)
    assert not Dispute.objects.exists()


def test_a_dispute_has_fifteen_days_to_be_resolved(invoice):
    assert dispute(invoice).deadline_on == days_ago(-15)


def test_closing_ends_all_of_them_with_what_was_agreed(invoice):
    dispute(invoice, "30.00 EUR")
    dispute(invoice, "20.00 EUR")
    assert close_dispute(invoice, "abono de 50", **WHEN) == 2
    closed = Dispute.objects.values_list("closed_on", "resolution")
    assert set(closed) == {(TODAY, "abono de 50")}
    with pytest.raises(NoDispute):
        close_dispute(invoice, "otra vez", **WHEN)


def test_a_part_in_dispute_takes_back_the_message_that_asked_for_all(invoice):
    run(invoice.company)
    dispute(invoice, "30.00 EUR")
    assert Message.objects.get().outcome == "AMOUNT_CHANGED"
    assert run(invoice.company).messages == 1
    assert Message.objects.exclude(status="withdrawn").get().lines[0]["asked_minor"] == 7_000
