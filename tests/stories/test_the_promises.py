"""The promises of the design that can be told as stories, by their number."""

import json
from datetime import date, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from aldia.channels.contract import ChannelError
from aldia.channels.email.letter import compose
from aldia.cli.main import cli
from aldia.core.codes import TaskKind, Tone
from aldia.core.money import Money
from aldia.core.outgoing import totals_of
from aldia.core.reasons import Reason
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.flows.run_day import DayIsPast
from aldia.records import access
from aldia.records.models import DecisionChange, DecisionRow, Invoice, Message, TimelineEvent
from aldia.records.timeline import Event, seal
from tests.builders import make_company, make_customer, make_invoice, make_ladder, moment
from tests.stories.life import CALM, Life, at_once, numbers

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


def test_2_and_9_the_first_words_are_friendly_ask_whether_something_is_wrong_and_offer_ways_out(
    life,
):
    make_invoice(make_customer(life.company), "F-001", after(-200))
    [said] = life.live(after(5))
    text = compose(said).text
    assert "¿Hay algo en la factura que debamos corregir?" in " ".join(text.split())
    assert said.brand.address in text
    assert said.brand.reply_to.encode() in compose(said).raw
    assert Message.objects.get().tone == Tone.WARM


def test_3_tone_rises_one_level_at_a_time_however_old_the_debt_is(life):
    make_ladder(life.company, (1, 2, 3), tones=(Tone.WARM, Tone.FORMAL, Tone.FORMAL), name="Dura")
    make_invoice(make_customer(life.company), "F-001", after(-200))
    life.live(*(after(days) for days in range(5)))
    tones = list(Message.objects.order_by("pk").values_list("tone", flat=True))
    assert tones == [Tone.WARM, Tone.NEUTRAL, Tone.FIRM]


def test_4_one_message_holds_all_the_customers_invoices_with_one_total_per_currency(life):
    customer = make_customer(life.company)
    make_invoice(customer, "F-1", DUE, "100.00 EUR")
    make_invoice(customer, "F-2", after(2), "50.00 EUR")
    make_invoice(customer, "U-1", after(1), "30.00 USD")
    make_invoice(customer, "F-9", after(60), "70.00 EUR")
    [said] = life.live(after(7))
    assert numbers(said) == ["F-1", "U-1", "F-2", "F-9"]
    assert totals_of(said.rows) == {"EUR": 15_000, "USD": 3_000}
    assert life.live(after(7)) == []


def test_4_an_invoice_new_to_the_customer_is_not_spoken_of_as_the_old_one(life):
    customer = make_customer(life.company)
    old = make_invoice(customer, "F-1", DUE)
    life.live(after(5))
    young = make_invoice(customer, "F-2", after(14))
    [said] = life.live(after(20))
    assert numbers(said) == ["F-1", "F-2"]
    assert numbers(said, only_steps=True) == ["F-1"]
    for invoice in (old, young):
        invoice.refresh_from_db()
    assert (old.last_position, young.last_position) == (2, None)


def test_5_the_message_waits_for_the_customers_own_morning():
    life = Life()
    make_ladder(life.company, (5,))
    customer = make_customer(life.company, country="MX", timezone="America/Mexico_City")
    make_invoice(customer, "F-001", DUE)
    life.run(after(5))
    life.approve(after(5))
    early = life.send(moment(after(5), 10))
    assert (early.sent, early.waiting) == (0, 1)
    message = Message.objects.get()
    assert message.status == "waiting"
    opens = message.not_before.astimezone(ZoneInfo("America/Mexico_City"))
    assert (opens.date(), opens.hour >= 9) == (after(5), True)
    assert life.send(message.not_before - timedelta(seconds=1)).sent == 0
    assert life.send(message.not_before).sent == 1


def test_5_nobody_is_written_to_on_a_holiday_or_a_sunday():
    life = Life()
    make_ladder(life.company, (5,))
    make_invoice(make_customer(life.company), "F-001", date(2026, 4, 26))
    holiday = date(2026, 5, 1)
    life.run(holiday)
    life.approve(holiday)
    for day in (holiday, date(2026, 5, 2), date(2026, 5, 3)):
        assert life.send(day).sent == 0
    assert life.send(date(2026, 5, 4)).sent == 1


def test_5_no_more_than_the_week_allows():
    life = Life(**CALM | {"per_week": 2})
    make_ladder(life.company, (1, 2, 3, 4))
    make_invoice(make_customer(life.company), "F-001", DUE)
    days = [after(days) for days in range(1, 10)]
    said = [day for day in days if life.live(day)]
    assert said == [after(1), after(2), after(8), after(9)]


def test_6_every_open_invoice_has_a_decision_every_day_with_its_reason(life):
    customer, other = make_customer(life.company), make_customer(life.company, "Otro", None)
    for place, due_on in enumerate((after(-300), DUE, after(10), after(60))):
        make_invoice(customer, f"F-{place}", due_on)
        make_invoice(other, f"O-{place}", due_on)
    put_on_hold(Invoice.objects.get(number="F-1"), reason="x", today=DUE, at=moment(DUE))
    for days in (0, 1, 5, 6, 30):
        life.live(after(days))
        found = DecisionRow.objects.filter(company=life.company)
        assert found.count() == Invoice.objects.filter(open_minor__gt=0).count()
        assert set(found.values_list("reason", flat=True)) <= set(Reason)
    for change in DecisionChange.objects.all():
        assert change.since_on <= change.until_on


def test_6_a_reason_that_changes_keeps_its_history(life):
    invoice = make_invoice(make_customer(life.company), "F-001", DUE)
    life.live(after(4), after(5))
    past = DecisionChange.objects.filter(invoice=invoice).order_by("pk")
    assert list(past.values_list("reason", "since_on", "until_on")) == [
        ("NOT_YET", after(4), after(5)),
        ("STEP_DUE", after(5), after(5)),
    ]
    assert life.reason_of(invoice) == "NOT_YET"


@pytest.mark.django_db(transaction=True)
def test_7_a_payment_at_the_very_moment_of_sending_comes_wholly_before_or_after():
    life = Life(**CALM)
    make_ladder(life.company, (5,))
    customers = [make_customer(life.company, f"C{n}", f"c{n}@uno.example") for n in range(4)]
    invoices = [make_invoice(c, f"F-{n}", DUE) for n, c in enumerate(customers)]
    day = after(5)
    life.run(day)
    life.approve(day)

    def pay_all():
        for invoice in invoices:
            record_payment(
                invoice.customer,
                Money.of("100.00 EUR"),
                received_on=day,
                today=day,
                at=moment(day),
                invoices=[invoice],
                key=f"P-{invoice.pk}",
            )

    sent, _paid = at_once(lambda: life.send(day), pay_all)
    states = list(Message.objects.values_list("status", flat=True))
    assert set(states) <= {"sent", "withdrawn"}
    assert len(life.heard) == sent.sent == states.count("sent")
    assert life.send(moment(day, 12)).sent == 0
    verify_chains(life)


@pytest.mark.django_db(transaction=True)
def test_8_two_senders_at_once_say_each_message_once():
    life = Life(**CALM)
    make_ladder(life.company, (5,))
    for n in range(6):
        make_invoice(make_customer(life.company, f"C{n}", f"c{n}@uno.example"), f"F-{n}", DUE)
    life.run(after(5))
    life.approve(after(5))
    others = [Life(access.company_named(life.company.slug)) for _worker in range(2)]
    for other in others:
        other.ear = life.ear
    summaries = at_once(*(lambda other=other: other.send(after(5)) for other in others))
    assert sum(summary.sent for summary in summaries) == 6
    assert len({message.key for message in life.heard}) == len(life.heard) == 6


def test_8_an_unknown_outcome_is_a_task_and_never_a_second_message(life):
    invoice = make_invoice(make_customer(life.company, email="a@uno.example"), "F-001", DUE)
    life.ear.failures["a@uno.example"] = ChannelError("Se cortó la conexión.", unknown=True)
    life.live(after(5))
    life.ear.failures.clear()
    assert life.live(after(6), after(20), after(40)) == []
    assert [message.status for message in Message.objects.all()] == ["doubtful"]
    assert [task.kind for task in life.tasks()] == [TaskKind.SETTLE_DOUBT]
    invoice.refresh_from_db()
    assert invoice.last_position is None


def test_10_the_timeline_keeps_the_exact_words_and_their_seal(life):
    customer = make_customer(life.company)
    make_invoice(customer, "F-001", DUE)
    [said] = life.live(after(5))
    [event] = life.events("message_sent")
    spoken = life.ear.compose(said)
    assert event.detail["text"] == spoken.text
    assert event.detail["mime_sha256"] == sha256(spoken.raw).hexdigest()
    assert event.detail["address"] == said.address
    kinds = list(TimelineEvent.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["message_approved", "message_sent"]
    verify_chains(life)
    TimelineEvent.objects.filter(pk=event.pk).update(detail={**event.detail, "text": "otra cosa"})
    with pytest.raises(AssertionError):
        verify_chains(life)


def verify_chains(life: Life) -> None:
    """Seal every event again, and compare."""
    for customer in life.company.customers.all():
        previous = ""
        events = list(customer.timeline.order_by("sequence"))
        for place, event in enumerate(events, 1):
            told = Event(customer.pk, event.kind, event.detail, event.author)
            previous = seal(previous, customer.pk, place, event.at, told)
            assert (event.sequence, event.hash) == (place, previous)
        assert (customer.timeline_length, customer.timeline_hash) == (len(events), previous)


def test_13_the_largest_amount_stays_exact_to_the_cent(life):
    invoice = make_invoice(make_customer(life.company), "F-001", DUE, "9999999999999.99 EUR")
    record_payment(
        invoice.customer,
        Money.of("0.02 EUR"),
        received_on=DUE,
        today=DUE,
        at=moment(DUE),
        invoices=[invoice],
    )
    [said] = life.live(after(5))
    assert [row.asked_minor for row in said.rows] == [999_999_999_999_997]


def test_14_a_company_never_sees_nor_moves_anothers(life):
    other = Life(make_company("Vecinos SL", **CALM))
    make_ladder(other.company, (5, 20, 40))
    mine = make_invoice(make_customer(life.company, tax_id="B1"), "F-001", DUE)
    theirs = make_invoice(make_customer(other.company, "Otro", tax_id="B1"), "F-001", DUE)
    make_invoice(theirs.customer, "V-002", DUE)
    assert life.run(after(5)).decided == 1
    assert not DecisionRow.objects.filter(company=other.company).exists()
    life.approve(after(5))
    assert life.send(after(5)).sent == 1
    other.run(after(5))
    assert [message.customer for message in other.unsent()] == [theirs.customer]
    assert access.invoice_for(life.company, "F-001") == mine
    with pytest.raises(access.NoSuchInvoice):
        access.invoice_for(life.company, "V-002")
    with pytest.raises(access.NoSuchMessage):
        access.message_for(life.company, other.unsent()[0].pk)


def test_14_a_command_never_guesses_the_company(life):
    make_company("Vecinos SL")
    answer = CliRunner().invoke(cli, ["run", "--json", "--date", after(5).isoformat()])
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["refused"] == "which_company"


def test_a_day_before_the_last_one_worked_is_refused_except_to_look(life):
    make_invoice(make_customer(life.company), "F-001", DUE)
    life.run(after(6))
    with pytest.raises(DayIsPast):
        life.run(after(5))
    assert life.run(after(5), dry_run=True).messages == 0
