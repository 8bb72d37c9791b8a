"""Promises: one in force per invoice, of no more than is owed, for a day to come."""

import pytest

from aldia.core.money import Money
from aldia.flows.record_promise import PromiseInThePast, PromiseOfTooMuch, record_promise
from aldia.records.models import Promise, TimelineEvent
from tests.builders import TODAY, days_ago, make_company, make_customer, make_invoice, moment, run

pytestmark = pytest.mark.django_db
WHEN = {"today": TODAY, "at": moment()}


@pytest.fixture
def invoice():
    """100.00 EUR, ten days late."""
    return make_invoice(make_customer(make_company()), "F-001")


def test_a_promise_is_of_all_that_is_open_unless_said(invoice):
    assert record_promise(invoice, days_ago(-3), **WHEN).amount_minor == 10_000
    partly = record_promise(invoice, days_ago(-3), amount=Money.of("40.00 EUR"), **WHEN)
    assert partly.amount_minor == 4_000


def test_a_newer_promise_takes_the_place_of_the_one_in_force(invoice):
    old = record_promise(invoice, days_ago(-3), **WHEN)
    new = record_promise(invoice, days_ago(-9), **WHEN)
    old.refresh_from_db()
    assert (old.replaced_on, new.replaced_on) == (TODAY, None)


@pytest.mark.parametrize(
    ("days", "amount", "refusal"),
    [
        pytest.param(1, None, PromiseInThePast, id="yesterday"),
        pytest.param(0, "100.01 EUR", PromiseOfTooMuch, id="one cent too much"),
        pytest.param(0, "0 EUR", PromiseOfTooMuch, id="nothing"),
        pytest.param(0, "10.00 USD", PromiseOfTooMuch, id="another currency"),
    ],
)
def test_what_cannot_be_promised_is_refused(invoice, days, amount, refusal):
    with pytest.raises(refusal):
        record_promise(invoice, days_ago(days), amount=Money.of(amount) if amount else None, **WHEN)
    assert not Promise.objects.exists()
    assert not TimelineEvent.objects.exists()


def test_a_promise_for_today_is_taken_and_the_message_taken_back(invoice):
    run(invoice.company)
    record_promise(invoice, TODAY, **WHEN)
    [message] = invoice.company.messages.all()
    assert (message.status, message.outcome) == ("withdrawn", "PROMISED")
    kinds = TimelineEvent.objects.order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["promise_made", "message_withdrawn"]
