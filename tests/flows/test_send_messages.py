"""Sending: what leaves is still right, and leaves once."""

import pytest

from aldia.core.codes import MessageStatus
from aldia.core.money import Money
from aldia.core.reasons import Reason
from aldia.flows.change_settings import change_settings
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.records.models import (
    Company,
    DecisionRow,
    Invoice,
    Message,
    TimelineEvent,
)
from tests.builders import (
    TODAY,
    make_company,
    make_customer,
    make_invoice,
    moment,
    run,
    send,
)
from tests.flows.speakers import FakeSpeaker, another, counts, only_message

pytestmark = pytest.mark.django_db
S = MessageStatus


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


def test_another_company_is_never_touched(company, ready):
    other = make_company("Otra Empresa SL")
    assert counts(send(other, speaker=FakeSpeaker())) == {}
    assert only_message().status == S.APPROVED
