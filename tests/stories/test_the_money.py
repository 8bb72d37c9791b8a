"""Stories of money: what is settled is never asked for, and amounts are exact per currency."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aldia.channels.email.letter import compose
from aldia.core.charges import NO_CHARGES, ChargeProfile, charges
from aldia.core.codes import TaskKind, Tone
from aldia.core.money import Money
from aldia.core.outgoing import totals_of
from aldia.flows.apply_credit import apply_credit
from aldia.flows.approve_messages import approve_messages
from aldia.flows.change_settings import change_settings
from aldia.flows.record_payment import record_payment
from aldia.flows.reverse_payment import reverse_payment
from aldia.records.models import BankLine, Charge, Invoice, Message
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


def pay(invoice: Invoice, amount: str, day: date, **options):
    """Record a payment of the invoice on a day."""
    return record_payment(
        invoice.customer,
        Money.of(amount),
        received_on=day,
        today=day,
        at=moment(day, 11),
        invoices=[invoice],
        **options,
    )


@pytest.mark.parametrize("status", ["proposed", "approved"])
def test_s11_a_payment_takes_back_the_next_step_before_anybody_presses_send(life, invoice, status):
    life.live(after(5))
    life.run(after(20))
    [message] = life.unsent()
    if status == "approved":
        life.approve(after(20))
    pay(invoice, "100.00 EUR", after(20))
    # The old screen still shows the message.
    pressed = approve_messages(life.company, [message.pk], author="Marta", at=moment(after(20)))
    assert pressed.approved == 0
    assert pressed.skipped == {message.pk: "withdrawn"}
    assert life.send(moment(after(20), 12)).sent == 0
    message.refresh_from_db()
    assert (message.status, message.outcome) == ("withdrawn", "PAID")
    assert life.unsent() == []
    assert life.run(after(21)).decided == 0
    assert len(life.heard) == 1


def test_s11_the_message_and_the_payment_change_together_or_not_at_all(life, invoice, monkeypatch):
    life.run(after(5))

    def power_cut(*_, **__):
        raise OSError("power cut")

    monkeypatch.setattr("aldia.records.timeline.TimelineEvent.objects.bulk_create", power_cut)
    with pytest.raises(OSError, match="power cut"):
        pay(invoice, "100.00 EUR", after(5))
    invoice.refresh_from_db()
    assert invoice.open_minor == 10_000
    assert [message.status for message in life.unsent()] == ["proposed"]


def test_a_part_payment_asks_again_for_what_is_left_and_never_for_the_old_amount(life, invoice):
    life.run(after(5))
    pay(invoice, "40.00 EUR", after(5))
    assert life.unsent() == []
    assert Message.objects.get().outcome == "AMOUNT_CHANGED"
    [said] = life.live(after(6))
    assert [row.asked_minor for row in said.rows] == [6_000]


def test_s13_a_returned_payment_opens_the_invoice_where_its_ladder_stood(life, invoice):
    life.live(after(5))
    payment = pay(invoice, "100.00 EUR", after(6))
    assert life.live(after(20)) == []
    reverse_payment(payment, reason="devuelto", today=after(22), at=moment(after(22)))
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.last_position) == (10_000, 1)
    [said] = life.live(after(23))
    assert Message.objects.order_by("pk").last().tone == Tone.NEUTRAL
    assert numbers(said, only_steps=True) == ["F-001"]
    reverse_payment(payment, reason="", today=after(24), at=moment(after(24)), undo=True)
    invoice.refresh_from_db()
    assert invoice.open_minor == 0
    assert life.live(after(25), after(60)) == []


def test_s13_a_payment_returned_before_any_contact_starts_with_the_first_step(life, invoice):
    payment = pay(invoice, "100.00 EUR", after(0))
    life.run(after(1))
    reverse_payment(payment, reason="devuelto", today=after(50), at=moment(after(50)))
    assert len(life.live(after(51), after(52))) == 1
    assert Message.objects.get().tone == Tone.WARM


def test_s15_only_the_instalment_that_is_due_is_asked_for(life):
    parts = [(after(0), "30.00 EUR"), (after(30), "30.00 EUR"), (after(60), "40.00 EUR")]
    invoice = make_invoice(make_customer(life.company), installments=parts)
    [said] = life.live(after(5))
    asked, later = said.rows
    assert (asked.asked_minor, asked.due_on, asked.is_due) == (3_000, after(0), True)
    assert (later.asked_minor, later.due_on, later.is_due) == (7_000, after(30), False)
    assert totals_of(said.rows) == {"EUR": 3_000}
    assert "todavía no vencen" in said.body
    overdue, upcoming = compose(said).text.split("Próximos vencimientos")
    assert "30,00\N{NO-BREAK SPACE}€" in overdue.split("Facturas vencidas")[1]
    assert "70,00\N{NO-BREAK SPACE}€" in upcoming
    pay(invoice, "30.00 EUR", after(6))
    assert life.live(after(7), after(29)) == []
    assert explain_invoice(invoice, after(29)).reason == "NOT_YET"


def test_s15_two_instalments_due_are_asked_for_together(life):
    parts = [(after(-30), "30.00 EUR"), (after(0), "30.00 EUR"), (after(60), "40.00 EUR")]
    make_invoice(make_customer(life.company), installments=parts)
    [said] = life.live(after(1))
    assert [(row.asked_minor, row.is_due) for row in said.rows] == [(6_000, True), (4_000, False)]


def test_s15_a_message_that_waits_is_still_right_on_the_next_day(life):
    parts = [(after(0), "30.00 EUR"), (after(60), "70.00 EUR")]
    make_invoice(make_customer(life.company), installments=parts)
    life.run(after(5))
    assert life.run(after(6)).withdrawn == 0
    life.approve(after(6))
    assert life.send(after(6)).sent == 1


def test_s17_a_deposit_not_applied_yet_stops_every_route(life, invoice):
    life.run(after(5))
    life.approve(after(5))
    BankLine.objects.create(
        company=life.company,
        customer=invoice.customer,
        booked_on=after(5),
        currency="EUR",
        amount_minor=10_000,
    )
    assert life.send(after(5)).withdrawn == 1
    assert Message.objects.get().outcome == "DEPOSIT_TO_APPLY"
    assert life.live(after(6)) == []
    assert life.reason_of(invoice) == "DEPOSIT_TO_APPLY"


def test_s19_charges_are_computed_apart_and_the_invoice_stays_as_it_is(life, invoice):
    profile = ChargeProfile(yearly_percent=Decimal(10), fee=Decimal(10))
    owed = Money.from_minor(invoice.open_minor, invoice.currency)
    found = charges(owed, DUE, after(15), profile)
    assert [str(found.interest), str(found.fee)] == ["0.41 EUR", "10.00 EUR"]
    assert str(found.asked) == "110.41 EUR"
    assert str(charges(owed, DUE, after(15), NO_CHARGES).asked) == "100.00 EUR"
    [said] = life.live(after(15))
    invoice.refresh_from_db()
    assert (invoice.amount_minor, invoice.open_minor) == (10_000, 10_000)
    assert [row.asked_minor for row in said.rows] == [10_000]
    assert not Charge.objects.exists()


def test_s21_each_currency_has_its_own_minimum_and_its_own_steps(life):
    company = life.company
    make_ladder(company, (5, 7), gap=2, name="B")
    for minimum in ("150 EUR", "100 USD"):
        change_settings(company, "minimum", minimum, at=moment(after(0)))
    customer = make_customer(company)
    euros = make_invoice(customer, "E-1", DUE, "149.00 EUR")
    dollars = make_invoice(customer, "U-1", DUE, "120.00 USD")
    [first] = life.live(after(5))
    assert numbers(first) == ["U-1"]
    assert life.reason_of(euros) == "BELOW_MINIMUM"
    assert life.live(after(6)) == []
    more = make_invoice(customer, "E-2", DUE, "10.00 EUR")
    [second] = life.live(after(8))
    assert sorted(numbers(second, only_steps=True)) == ["E-1", "E-2", "U-1"]
    for invoice, steps in ((euros, 1), (dollars, 2), (more, 1)):
        invoice.refresh_from_db()
        assert invoice.last_position == steps
    assert totals_of(second.rows) == {"EUR": 15_900, "USD": 12_000}
    assert len(life.live(*(after(days) for days in range(9, 30)))) == 1
    assert len(life.tasks(TaskKind.END_OF_LADDER)) == 1
    assert life.tasks()[0].invoices.count() == 3


def test_credit_covers_the_oldest_invoice_and_the_rest_is_still_asked_for(life, invoice):
    customer = invoice.customer
    younger = make_invoice(customer, "F-002", after(1), "50.00 EUR")
    record_payment(
        customer, Money.of("120.00 EUR"), received_on=DUE, today=DUE, at=moment(DUE), key="A"
    )
    [said] = life.live(after(6))
    assert [(row.number, row.asked_minor) for row in said.rows] == [("F-002", 3_000)]
    assert life.reason_of(invoice) == "COVERED_BY_CREDIT"
    applied = apply_credit(customer, today=after(7), at=moment(after(7)))
    assert applied == {"F-001": 10_000, "F-002": 2_000}
    younger.refresh_from_db()
    assert younger.open_minor == 3_000


def test_credit_in_another_currency_covers_nothing(life, invoice):
    record_payment(
        invoice.customer, Money.of("500.00 USD"), received_on=DUE, today=DUE, at=moment(DUE)
    )
    [said] = life.live(after(5))
    assert [row.asked_minor for row in said.rows] == [10_000]
