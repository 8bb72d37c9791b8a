"""Stories of people who say something: promises, disputes, pauses, another ladder, a yes."""

from datetime import date, timedelta

import pytest

from aldia.core.codes import DisputeReason, TaskKind
from aldia.core.money import Money
from aldia.flows.assign_ladder import assign_ladder
from aldia.flows.block_customer import block_customer
from aldia.flows.change_settings import change_settings
from aldia.flows.close_dispute import close_dispute
from aldia.flows.end_hold import end_hold
from aldia.flows.open_dispute import open_dispute
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.flows.record_promise import record_promise
from aldia.flows.withdraw_messages import withdraw_messages
from aldia.records.models import CreditNote, Handover, InboundMessage, Message, Plan
from aldia.reports.explain_invoice import explain_invoice
from tests.builders import make_customer, make_invoice, make_ladder, moment
from tests.stories.life import CALM, Life, numbers

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 4)


def after(days: int) -> date:
    """Return the day this many days after the due date."""
    return DUE + timedelta(days=days)


@pytest.fixture
def life():
    """A company with the steps +5, +20, +40 and no limits but one message a day."""
    told = Life(**CALM)
    make_ladder(told.company, (5, 20, 40))
    return told


@pytest.fixture
def invoice(life):
    """100.00 EUR, due on `DUE`."""
    return make_invoice(make_customer(life.company), "F-001", DUE)


def when(days: int) -> dict:
    """Return the day and moment a flow is told."""
    return {"today": after(days), "at": moment(after(days), 9, 30)}


def _pay(invoice):
    received = {"received_on": after(5), **when(5)}
    record_payment(invoice.customer, Money.of("100.00 EUR"), invoices=[invoice], **received)


def _credit(invoice):
    record_payment(invoice.customer, Money.of("100.00 EUR"), received_on=after(5), **when(5))


def _credit_note(invoice):
    CreditNote.objects.create(
        company=invoice.company,
        customer=invoice.customer,
        number="NC-1",
        issued_on=after(5),
        currency="EUR",
        amount_minor=10_000,
        unapplied_minor=10_000,
    )


def _reply(invoice):
    InboundMessage.objects.create(
        company=invoice.company,
        customer=invoice.customer,
        channel="email",
        sender="ana@uno.example",
        text="¿Me envían la factura?",
        received_on=after(5),
        received_at=moment(after(5), 9),
    )


def _hand_over(invoice):
    mine = {"company": invoice.company, "customer": invoice.customer}
    Handover.objects.create(**mine, handed_to="Agencia", handed_on=after(5))


def _plan(invoice):
    mine = {"company": invoice.company, "customer": invoice.customer}
    plan = Plan.objects.create(**mine, currency="EUR", made_on=after(5))
    plan.invoices.add(invoice)
    plan.installments.create(due_on=after(30), amount_minor=10_000)


def _write_off(invoice):
    type(invoice).objects.filter(pk=invoice.pk).update(is_written_off=True)


SETTLED = [
    pytest.param(_pay, "PAID", id="paid"),
    pytest.param(_credit, "COVERED_BY_CREDIT", id="covered by a payment on account"),
    pytest.param(_credit_note, "COVERED_BY_CREDIT", id="covered by a credit note"),
    pytest.param(
        lambda i: open_dispute(i, DisputeReason.PRICE, **when(5)), "DISPUTED", id="disputed"
    ),
    pytest.param(lambda i: record_promise(i, after(30), **when(5)), "PROMISED", id="promised"),
    pytest.param(_plan, "PLAN_KEPT", id="on a plan that is kept"),
    pytest.param(lambda i: put_on_hold(i, reason="feria", **when(5)), "ON_HOLD", id="on hold"),
    pytest.param(
        lambda i: put_on_hold(i.customer, reason="feria", **when(5)),
        "ON_HOLD",
        id="customer on hold",
    ),
    pytest.param(_hand_over, "HANDED_OVER", id="handed over"),
    pytest.param(_write_off, "WRITTEN_OFF", id="written off"),
    pytest.param(_reply, "REPLY_UNANSWERED", id="they wrote"),
    pytest.param(lambda i: block_customer(i.customer, **when(5)), "CUSTOMER_BLOCKED", id="blocked"),
]


@pytest.mark.parametrize(("settle", "reason"), SETTLED)
def test_nobody_is_chased_for_what_is_settled_by_any_route(life, invoice, settle, reason):
    life.run(after(5))
    life.approve(after(5))
    settle(invoice)
    assert life.send(after(5)).sent == 0
    assert Message.objects.get().status == "withdrawn"
    assert Message.objects.get().outcome == reason
    assert life.live(after(6), after(20)) == []
    invoice.refresh_from_db()
    assert explain_invoice(invoice, after(20)).reason == reason
    assert life.heard == []


@pytest.mark.parametrize(("settle", "reason"), SETTLED)
def test_a_ladder_that_has_begun_stops_for_the_same_reasons(life, invoice, settle, reason):
    life.live(after(5))
    settle(invoice)
    assert life.live(after(20), after(21)) == []
    invoice.refresh_from_db()
    assert explain_invoice(invoice, after(21)).reason == reason


def test_a_promise_is_trusted_until_its_grace_is_over(life, invoice):
    life.live(after(5))
    promise = record_promise(invoice, after(25), **when(6))
    assert promise.grace_days == 3
    assert life.live(after(20), after(25), after(28)) == []
    [said] = life.live(after(29))
    assert numbers(said) == ["F-001"]


def test_only_what_is_not_disputed_is_asked_for(life, invoice):
    open_dispute(invoice, DisputeReason.QTY, amount=Money.of("30.00 EUR"), **when(1))
    [said] = life.live(after(5))
    assert [row.asked_minor for row in said.rows] == [7_000]
    close_dispute(invoice, "abono acordado", **when(10))
    [again] = life.live(after(20))
    assert [row.asked_minor for row in again.rows] == [10_000]


def test_a_pause_ends_by_itself_or_by_hand_and_the_ladder_goes_on_where_it_stood(life, invoice):
    life.live(after(5))
    put_on_hold(invoice, reason="vacaciones", until=after(22), **when(6))
    assert life.live(after(20), after(22)) == []
    assert len(life.live(after(23))) == 1
    put_on_hold(invoice, reason="otra vez", **when(24))
    assert life.live(after(40), after(60)) == []
    end_hold(invoice, **when(61))
    [said] = life.live(after(61))
    assert Message.objects.order_by("pk").last().invoices.get().position == 3
    assert numbers(said) == ["F-001"]


def test_s25_another_ladder_keeps_the_history_and_says_nothing_until_a_person_does(life, invoice):
    customer = invoice.customer
    life.live(after(5), after(20))
    slow = make_ladder(life.company, (10, 30, 50), name="Lenta", as_default=False)
    assert assign_ladder(customer, "Lenta", **when(21)) == 1
    invoice.refresh_from_db()
    assert (invoice.ladder, invoice.last_step_on, invoice.last_tone) == (
        slow,
        after(20),
        "neutral",
    )
    assert [task.kind for task in life.tasks()] == [TaskKind.CHOOSE_LADDER_START]
    assert life.live(*(after(days) for days in (22, 30, 41, 60))) == []
    assert life.reason_of(invoice) == "ON_HOLD"
    assert Message.objects.filter(status="sent").count() == 2
    assign_ladder(customer, "Lenta", start_at=3, **when(61))
    assert life.tasks() == []
    assert len(life.live(after(62), after(63))) == 1
    last = Message.objects.order_by("pk").last().invoices.get()
    assert (last.ladder, last.position) == (slow, 3)


def test_s25_what_waits_from_the_old_ladder_is_taken_back(life, invoice):
    life.live(after(5))
    life.run(after(20))
    make_ladder(life.company, (10, 30), name="Lenta", as_default=False)
    assign_ladder(invoice.customer, "Lenta", **when(20))
    assert life.unsent() == []
    assert life.live(after(21)) == []


def test_s25_an_invoice_nobody_was_asked_about_starts_the_new_ladder_by_itself(life, invoice):
    make_ladder(life.company, (10, 30), name="Lenta", as_default=False)
    assert assign_ladder(invoice.customer, "Lenta", **when(1)) == 0
    assert life.live(after(5), after(9)) == []
    assert len(life.live(after(10))) == 1


def test_a_person_is_in_charge_nothing_leaves_without_a_yes(life, invoice):
    life.run(after(5))
    assert life.send(after(5)).sent == 0
    assert life.heard == []
    [message] = life.unsent()
    withdraw_messages(life.company, [message.pk], author="Marta", at=moment(after(5)))
    life.approve(after(5))
    assert life.send(after(5)).sent == 0


def test_one_switch_stops_everything_and_lets_it_go_on(life, invoice):
    life.run(after(5))
    life.approve(after(5))
    change_settings(life.company, "stop", "on", at=moment(after(5), 9))
    stopped = life.send(after(5))
    assert (stopped.sent, stopped.waiting) == (0, 1)
    change_settings(life.company, "stop", "off", at=moment(after(5), 11))
    assert life.send(moment(after(5), 12)).sent == 1


def test_approval_can_be_turned_off(life, invoice):
    change_settings(life.company, "approval", "off", at=moment(after(1)))
    life.run(after(5))
    assert life.send(after(5)).sent == 1
