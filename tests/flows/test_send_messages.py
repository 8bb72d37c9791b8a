"""Sending: what leaves is still right, leaves once, and its end is known or doubted aloud."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aldia.channels.contract import ChannelError
from aldia.core.codes import MessageStatus, TaskKind
from aldia.core.money import Money
from aldia.core.reasons import Reason
from aldia.flows.change_settings import change_settings
from aldia.flows.finish_task import DoubtToSettle, finish_task
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.flows.settle_doubt import NoDoubt, settle_doubt
from aldia.records.models import (
    Company,
    ContactPoint,
    DecisionRow,
    Invoice,
    Message,
    Task,
    TimelineEvent,
)
from tests.builders import (
    TODAY,
    approve,
    make_company,
    make_customer,
    make_invoice,
    moment,
    run,
    send,
)
from tests.flows.speakers import FakeSpeaker

pytestmark = pytest.mark.django_db
S = MessageStatus


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def ready(company):
    """A customer with one invoice, whose first message a person has approved."""
    customer = make_customer(company)
    make_invoice(customer)
    run(company)
    approve(company)
    return customer


def another(company):
    """A second customer whose message is approved too."""
    customer = make_customer(company, "Otra SL", "pagos@otra.example")
    make_invoice(customer, "F-002")
    run(company, afresh=True)
    approve(company)
    return customer


def counts(summary):
    return {
        name: getattr(summary, name)
        for name in ("sent", "withdrawn", "failed", "doubtful", "waiting")
        if getattr(summary, name)
    }


def only_message():
    return Message.objects.get()


def test_what_nobody_approved_stays(company):
    make_invoice(make_customer(company))
    run(company)
    speaker = FakeSpeaker()
    assert counts(send(company, speaker=speaker)) == {}
    assert speaker.said == []
    assert only_message().status == S.PROPOSED


def test_what_was_approved_leaves_once(company, ready):
    speaker = FakeSpeaker()
    assert counts(send(company, speaker=speaker)) == {"sent": 1}
    assert counts(send(company, speaker=speaker)) == {}
    assert [said.address for said in speaker.said] == ["pagos@aluche.example"]


def test_a_message_that_left_is_a_step_done_today_and_stays_as_evidence(company, ready):
    speaker = FakeSpeaker()
    send(company, speaker=speaker)
    message, invoice = only_message(), Invoice.objects.get()
    assert (message.status, message.day, message.attempts) == (S.SENT, TODAY, 1)
    assert (invoice.last_position, invoice.last_step_on) == (
        message.invoices.get().position,
        TODAY,
    )
    assert invoice.last_tone == message.tone
    event = TimelineEvent.objects.get(kind="message_sent")
    assert event.detail["text"] == speaker.tried[0].text
    assert event.detail["message_id"] == speaker.tried[0].message_id == message.message_id
    assert event.detail["mime_sha256"] == message.text_hash
    assert len(message.text_hash) == 64
    assert DecisionRow.objects.get().reason in (Reason.CONTACT_GAP, Reason.NOT_YET)


def test_after_a_payment_nothing_leaves(company, ready):
    pay = Money.of("100.00 EUR")
    record_payment(
        ready, pay, received_on=TODAY, today=TODAY, at=moment(), invoices=Invoice.objects.all()
    )
    speaker = FakeSpeaker()
    assert counts(send(company, speaker=speaker)) == {}
    assert speaker.tried == []
    assert (only_message().status, only_message().outcome) == (S.WITHDRAWN, Reason.PAID)


def test_the_last_gate_reads_the_facts_again(company, ready):
    Invoice.objects.update(open_minor=0)  # somebody changed the facts and told nobody
    speaker = FakeSpeaker()
    assert counts(send(company, speaker=speaker)) == {"withdrawn": 1}
    assert speaker.tried == []
    assert only_message().outcome == Reason.PAID
    assert only_message().attempts == 0


def test_the_facts_may_change_while_others_are_sent(company, ready):
    other = another(company)
    second = Message.objects.get(customer=other)
    speaker = FakeSpeaker(
        endings=[
            lambda: put_on_hold(other, reason="Lo pide", today=TODAY, at=moment(), author="Ana")
        ]
    )
    assert counts(send(company, speaker=speaker)) == {"sent": 1}
    second.refresh_from_db()
    assert (second.status, second.outcome) == (S.WITHDRAWN, Reason.ON_HOLD)


def test_a_stopped_company_says_nothing_and_loses_nothing(company, ready):
    change_settings(company, "stop", "on", at=moment())
    speaker = FakeSpeaker()
    summary = send(company, speaker=speaker)
    assert counts(summary) == {"waiting": 1}
    assert summary.is_stopped
    assert speaker.entered == 0
    change_settings(company, "stop", "off", at=moment())
    assert counts(send(company, speaker=speaker)) == {"sent": 1}


def test_the_switch_stops_what_is_being_sent(company, ready):
    another(company)
    stop = FakeSpeaker(endings=[lambda: Company.objects.update(is_stopped=True)])
    summary = send(company, speaker=stop)
    assert counts(summary) == {"sent": 1, "waiting": 1}
    assert summary.is_stopped


MADRID, BOGOTA, SANTIAGO, CANARIAS = (
    "Europe/Madrid",
    "America/Bogota",
    "America/Santiago",
    "Atlantic/Canary",
)


def at(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("country", "zone", "asked", "leaves"),
    [
        pytest.param("ES", MADRID, "2026-03-09T08:59", "2026-03-09T09:00", id="before nine"),
        pytest.param("ES", MADRID, "2026-03-09T09:00", None, id="nine o'clock"),
        pytest.param("ES", MADRID, "2026-03-09T19:59", None, id="one minute to eight"),
        pytest.param("ES", MADRID, "2026-03-09T20:00", "2026-03-10T09:00", id="night"),
        pytest.param("ES", MADRID, "2026-03-07T11:00", "2026-03-09T09:00", id="saturday"),
        pytest.param("ES", MADRID, "2026-04-03T11:00", "2026-04-06T09:00", id="good friday"),
        pytest.param("ES", MADRID, "2026-03-28T11:00", "2026-03-30T09:00", id="clocks change"),
        pytest.param("ES", CANARIAS, "2026-03-09T08:30", "2026-03-09T09:00", id="an hour later"),
        pytest.param("CO", BOGOTA, "2026-03-09T08:00", "2026-03-09T09:00", id="bogota, early"),
        pytest.param("CO", BOGOTA, "2026-03-23T11:00", "2026-03-24T09:00", id="bogota, holiday"),
        pytest.param("CO", BOGOTA, "2026-03-09T18:59", None, id="bogota, by seven"),
        pytest.param("CO", BOGOTA, "2026-03-09T19:00", "2026-03-10T09:00", id="bogota, law closes"),
        pytest.param("CL", SANTIAGO, "2026-04-03T21:00", "2026-04-06T09:00", id="santiago, winter"),
        pytest.param("CL", SANTIAGO, "2026-03-09T09:30", None, id="santiago, open"),
    ],
)  # fmt: skip
def test_a_message_waits_for_the_hours_of_its_reader(company, country, zone, asked, leaves):
    now = at(asked, zone)
    day = now.astimezone(ZoneInfo(MADRID)).date()
    customer = make_customer(company, country=country, timezone=zone, kind="consumer")
    make_invoice(customer, due_on=day - timedelta(days=10))
    run(company, day)
    approve(company, day)
    speaker = FakeSpeaker()
    summary = send(company, now, speaker=speaker)
    if leaves is None:
        assert counts(summary) == {"sent": 1}
        return
    opening = at(leaves, zone)
    assert counts(summary) == {"waiting": 1}
    assert (only_message().status, only_message().not_before) == (S.WAITING, opening)
    assert counts(send(company, opening - timedelta(seconds=1), speaker=speaker)) == {"waiting": 1}
    assert speaker.tried == []
    assert counts(send(company, opening, speaker=speaker)) == {"sent": 1}
    assert only_message().day == opening.astimezone(ZoneInfo(zone)).date()


def test_a_dead_address_is_marked_and_a_person_looks_for_another(company, ready):
    another(company)
    speaker = FakeSpeaker(endings=[ChannelError("550 No existe", bad_address=True)])
    assert counts(send(company, speaker=speaker)) == {"failed": 1, "sent": 1}
    point = ContactPoint.objects.get(customer=ready)
    assert (point.status, point.status_reason) == ("bounced", "550 No existe")
    invoice = Invoice.objects.get(customer=ready)
    assert (invoice.last_position, invoice.last_step_on) == (None, None)
    assert Task.objects.get(customer=ready).kind == TaskKind.FIND_CONTACT
    for later in (1, 2, 30):
        run(company, TODAY + timedelta(days=later))
        approve(company, TODAY + timedelta(days=later))
        send(company, moment(TODAY + timedelta(days=later)), speaker=speaker)
    assert "pagos@aluche.example" not in [said.address for said in speaker.said]
    assert Invoice.objects.get(customer=ready).last_position is None


def test_words_a_server_refuses_are_not_the_fault_of_the_address(company, ready):
    speaker = FakeSpeaker(endings=[ChannelError("554 No", permanent=True)])
    assert counts(send(company, speaker=speaker)) == {"failed": 1}
    assert ContactPoint.objects.get().status == "ok"
    assert Task.objects.get().kind == TaskKind.MEND_MESSAGE


def test_what_could_not_leave_now_is_tried_again_under_the_same_name(company, ready):
    speaker = FakeSpeaker(endings=[ChannelError("451 Ahora no")] * 2)
    clock = {"ticks": lambda: 0.0}
    assert counts(send(company, moment(), speaker=speaker, **clock)) == {"waiting": 1}
    assert only_message().status == S.QUEUED
    soon = only_message().not_before
    assert soon == moment() + timedelta(minutes=5)
    assert counts(send(company, soon - timedelta(seconds=1), speaker=speaker)) == {"waiting": 1}
    assert len(speaker.tried) == 1
    assert counts(send(company, soon, speaker=speaker, **clock)) == {"waiting": 1}
    later = only_message().not_before
    assert later == soon + timedelta(minutes=20)
    assert counts(send(company, later, speaker=speaker)) == {"sent": 1}
    assert len({letter.message_id for letter in speaker.tried}) == 1
    assert only_message().attempts == 3


def test_after_many_tries_a_person_takes_over(company, ready):
    speaker = FakeSpeaker(endings=[ChannelError("452 Buzón lleno")] * 9)
    now = moment()
    for _try in range(9):
        send(company, now, speaker=speaker)
        if only_message().status == S.FAILED:
            break
        now = only_message().not_before
    assert len(speaker.tried) == 6
    assert only_message().status == S.FAILED
    assert Task.objects.get().kind == TaskKind.FIND_CONTACT
    assert Invoice.objects.get().last_position is None


def test_a_channel_that_is_down_is_left_alone_and_costs_no_try(company, ready):
    another(company)
    speaker = FakeSpeaker(endings=[ChannelError("No hay servidor", down=True)])
    summary = send(company, moment(), speaker=speaker)
    assert counts(summary) == {"waiting": 2}
    assert summary.problem == "No hay servidor"
    assert len(speaker.tried) == 1
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    assert counts(send(company, moment() + timedelta(minutes=3), speaker=speaker)) == {"sent": 2}


@pytest.fixture
def in_doubt(company, ready):
    send(company, speaker=FakeSpeaker(endings=[ChannelError("sin respuesta", unknown=True)]))
    return only_message()


def test_a_doubt_is_for_a_person_and_is_never_said_again(company, in_doubt):
    assert in_doubt.status == S.DOUBTFUL
    task = Task.objects.get()
    assert (task.kind, task.detail["message"]) == (TaskKind.SETTLE_DOUBT, in_doubt.pk)
    speaker = FakeSpeaker()
    for later in range(40):
        run(company, TODAY + timedelta(days=later))
        approve(company, TODAY + timedelta(days=later))
        send(company, moment(TODAY + timedelta(days=later)), speaker=speaker)
    assert speaker.tried == []
    assert Message.objects.count() == 1


def test_a_doubt_is_not_closed_without_an_answer(company, in_doubt):
    with pytest.raises(DoubtToSettle):
        finish_task(Task.objects.get(), today=TODAY, at=moment(), author="Marta")


def test_finding_an_address_is_not_a_step_done(company, ready):
    send(company, speaker=FakeSpeaker(endings=[ChannelError("550", bad_address=True)]))
    finish_task(Task.objects.get(), today=TODAY, at=moment(), author="Marta")
    assert Invoice.objects.get().last_position is None


def test_a_doubt_that_was_sent_is_a_step_done(company, in_doubt):
    settle_doubt(company, in_doubt, was_sent=True, author="Marta", at=moment())
    message, invoice = only_message(), Invoice.objects.get()
    assert (message.status, message.sent_at) == (S.SENT, message.claimed_at)
    assert (invoice.last_position, invoice.last_step_on) == (
        message.invoices.get().position,
        TODAY,
    )
    assert Task.objects.get().done_by == "Marta"
    with pytest.raises(NoDoubt):
        settle_doubt(company, message, was_sent=False, author="Marta", at=moment())


def test_a_doubt_that_was_not_sent_may_be_said_anew(company, in_doubt):
    settle_doubt(company, in_doubt, was_sent=False, author="Marta", at=moment())
    assert only_message().status == S.FAILED
    assert Invoice.objects.get().last_position is None
    speaker = FakeSpeaker()
    day = TODAY + timedelta(days=1)
    run(company, day)
    approve(company, day)
    assert counts(send(company, moment(day), speaker=speaker)) == {"sent": 1}


def claimed_by(message, whom, when):
    Message.objects.filter(pk=message.pk).update(
        status=S.SENDING, claimed_at=when, attempts=1, outcome=whom
    )


@pytest.mark.parametrize(
    ("elapsed", "is_doubt"),
    [
        pytest.param(timedelta(minutes=15), False, id="still within the long wait"),
        pytest.param(timedelta(minutes=15, seconds=1), True, id="too long"),
        pytest.param(-timedelta(minutes=16), True, id="the clock went back"),
    ],
)
def test_a_message_nobody_finishes_becomes_a_doubt(company, ready, elapsed, is_doubt):
    claimed_by(only_message(), "another-machine/12/345", moment() - elapsed)
    speaker = FakeSpeaker()
    assert counts(send(company, moment(), speaker=speaker)) == ({"doubtful": 1} if is_doubt else {})
    assert only_message().status == (S.DOUBTFUL if is_doubt else S.SENDING)
    assert speaker.tried == []


def test_a_slow_sender_that_comes_back_settles_its_own_doubt(company, ready):
    def meanwhile():
        assert counts(send(company, moment() + timedelta(hours=1), speaker=FakeSpeaker())) == {
            "doubtful": 1
        }

    assert counts(send(company, moment(), speaker=FakeSpeaker(endings=[meanwhile]))) == {"sent": 1}
    assert only_message().status == S.SENT
    assert Task.objects.get().done_at is not None


def test_a_clock_that_goes_back_sends_nothing_twice(company, ready):
    speaker = FakeSpeaker()
    send(company, moment(), speaker=speaker)
    make_invoice(ready, "F-002")
    for earlier in (timedelta(minutes=5), timedelta(hours=5), timedelta(days=1)):
        send(company, moment() - earlier, speaker=speaker)
    assert len(speaker.said) == 1


def test_one_customer_hears_at_most_once_a_day(company, ready):
    """The database would refuse a second one; the sender lets it wait for the next day."""
    company.contact_policy.minimum_gap_days = 0
    company.contact_policy.per_day = 2
    company.contact_policy.save()
    speaker = FakeSpeaker()
    send(company, moment(), speaker=speaker)
    first = only_message()
    second = Message.objects.get(pk=first.pk)
    second.pk = None
    second.status, second.attempts, second.day = S.APPROVED, 0, TODAY - timedelta(days=1)
    second.save()
    send(company, moment() + timedelta(hours=1), speaker=speaker)
    second.refresh_from_db()
    assert len(speaker.said) == 1
    assert second.status in (S.WAITING, S.WITHDRAWN)


def test_the_rate_of_the_company_is_kept_over_any_minute(company):
    change_settings(company, "sends-per-minute", "3", at=moment())
    for number in range(7):
        customer = make_customer(company, f"Cliente {number} SL", f"c{number}@x.example")
        make_invoice(customer, f"F-{number}")
    run(company)
    approve(company)
    clock, left = [1000.0], []

    class Timed(FakeSpeaker):
        def speak(self, message, spoken):
            left.append(clock[0])
            clock[0] += 1
            super().speak(message, spoken)

    def sleep(seconds):
        clock[0] += seconds

    summary = send(
        company, moment(), speaker=Timed(is_paced=True), sleep=sleep, ticks=lambda: clock[0]
    )
    assert counts(summary) == {"sent": 7}
    assert [round(at - 1000) for at in left] == [0, 1, 2, 60, 61, 62, 120]
    times = Message.objects.order_by("sent_at").values_list("sent_at", flat=True)
    assert times[6] - times[0] >= timedelta(seconds=120)


def test_the_rate_counts_what_another_sender_said(company):
    change_settings(company, "sends-per-minute", "1", at=moment())
    for number in range(2):
        make_invoice(make_customer(company, f"C{number} SL", f"c{number}@x.example"), f"F-{number}")
    run(company)
    approve(company)
    slept = []
    options = {"sleep": slept.append, "ticks": lambda: 0.0}
    send(company, moment(), speaker=FakeSpeaker(is_paced=True), limit=1, **options)
    send(company, moment() + timedelta(seconds=20), speaker=FakeSpeaker(is_paced=True), **options)
    assert slept == [40.0]


def test_a_text_that_cannot_be_written_stops_only_itself(company, ready, caplog):
    another(company)
    Message.objects.filter(customer=ready).update(lines=[{"number": "broken"}])
    speaker = FakeSpeaker()
    assert counts(send(company, speaker=speaker)) == {"failed": 1, "sent": 1}
    assert Task.objects.get().kind == TaskKind.MEND_MESSAGE


def test_another_company_is_never_touched(company, ready):
    other = make_company("Otra Empresa SL")
    assert counts(send(other, speaker=FakeSpeaker())) == {}
    assert only_message().status == S.APPROVED


def test_the_day_on_the_message_is_the_day_of_its_reader(company):
    customer = make_customer(company, country="MX", timezone="America/Tijuana", kind="business")
    make_invoice(customer)
    run(company)
    approve(company)
    now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)  # still the 9th in Tijuana
    assert counts(send(company, now, speaker=FakeSpeaker())) == {"sent": 1}
    assert only_message().day == date(2026, 3, 9)
