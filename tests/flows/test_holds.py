"""Pauses: of an invoice or a customer, with a reason and an end; and customers left in peace."""

import pytest

from aldia.flows.block_customer import block_customer
from aldia.flows.end_hold import NotOnHold, end_hold
from aldia.flows.put_on_hold import PauseInThePast, ReasonMissing, put_on_hold
from aldia.records.models import Hold, Message, TimelineEvent
from aldia.reports.explain_invoice import explain_invoice
from tests.builders import TODAY, days_ago, make_company, make_customer, make_invoice, moment, run

pytestmark = pytest.mark.django_db
WHEN = {"today": TODAY, "at": moment()}


@pytest.fixture
def invoice():
    """100.00 EUR, ten days late."""
    return make_invoice(make_customer(make_company()), "F-001")


def test_the_last_day_of_a_pause_is_still_a_pause(invoice):
    put_on_hold(invoice, reason="feria", until=days_ago(-2), **WHEN)
    last, after = explain_invoice(invoice, days_ago(-2)), explain_invoice(invoice, days_ago(-3))
    assert (last.reason, last.look_again_on) == ("ON_HOLD", days_ago(-3))
    assert after.reason == "STEP_DUE"


def test_a_pause_without_end_has_no_day_to_look_again(invoice):
    put_on_hold(invoice, reason="feria", **WHEN)
    found = explain_invoice(invoice, days_ago(-3000))
    assert (found.reason, found.look_again_on) == ("ON_HOLD", None)


def test_the_pause_of_an_invoice_leaves_the_others_alone(invoice):
    other = make_invoice(invoice.customer, "F-002")
    put_on_hold(invoice, reason="feria", **WHEN)
    assert explain_invoice(other, TODAY).reason == "STEP_DUE"
    run(invoice.company)
    assert [line["number"] for line in Message.objects.get().lines] == ["F-002"]


def test_the_pause_of_a_customer_covers_all_its_invoices(invoice):
    other = make_invoice(invoice.customer, "F-002")
    put_on_hold(invoice.customer, reason="feria", **WHEN)
    assert {explain_invoice(each, TODAY).reason for each in (invoice, other)} == {"ON_HOLD"}
    end_hold(invoice.customer, **WHEN)
    assert {explain_invoice(each, TODAY).reason for each in (invoice, other)} == {"STEP_DUE"}


def test_a_pause_needs_a_reason_and_an_end_that_has_not_gone_by(invoice):
    with pytest.raises(ReasonMissing):
        put_on_hold(invoice, reason="  ", **WHEN)
    with pytest.raises(PauseInThePast):
        put_on_hold(invoice, reason="feria", until=days_ago(1), **WHEN)
    put_on_hold(invoice, reason="feria", until=TODAY, **WHEN)
    assert Hold.objects.count() == 1


def test_what_is_not_paused_cannot_be_let_go(invoice):
    with pytest.raises(NotOnHold):
        end_hold(invoice, **WHEN)


def test_a_block_says_why_and_is_undone(invoice):
    customer = invoice.customer
    block_customer(customer, reason="lo pidió", author="Marta", **WHEN)
    assert (customer.is_blocked, customer.blocked_reason) == (True, "lo pidió")
    block_customer(customer, undo=True, author="Marta", **WHEN)
    assert (customer.is_blocked, customer.blocked_reason) == (False, "")
    kinds = TimelineEvent.objects.order_by("sequence").values_list("kind", "author")
    assert list(kinds) == [("customer_blocked", "Marta"), ("customer_unblocked", "Marta")]
