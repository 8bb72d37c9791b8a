"""A real conversation with a mail server: exactly what was approved arrives, and nothing after."""

from datetime import timedelta

import pytest
from django.db import connection

from aldia.core.codes import MessageStatus, TaskKind
from aldia.core.money import Money
from aldia.flows.record_payment import record_payment
from aldia.records.models import ContactPoint, Invoice, Message, Task, TimelineEvent
from tests.builders import (
    TODAY,
    approve,
    make_customer,
    make_invoice,
    moment,
    run,
    send,
)
from tests.channels.postman import Postman, free_port, mail_server
from tests.flows.speakers import FakeSpeaker

pytestmark = pytest.mark.django_db
S = MessageStatus


@pytest.fixture
def customers(company):
    """Three customers, of whom the first has two invoices; all messages approved."""
    made = [make_customer(company, f"Cliente {n} SL", f"c{n}@cliente.example") for n in range(3)]
    for number, customer in enumerate([*made, made[0]]):
        make_invoice(customer, f"F-{number}")
    run(company)
    approve(company)
    return made


@pytest.fixture
def postman(settings):
    postman = Postman()
    with mail_server(postman) as address:
        settings.EMAIL_URL = f"smtp://{address}?timeout=0.5"
        yield postman


ALL = ["c0@cliente.example", "c1@cliente.example", "c2@cliente.example"]


def pay(invoice):
    record_payment(
        invoice.customer, Money.of("100.00 EUR"), received_on=TODAY, today=TODAY, at=moment(),
        invoices=[invoice],
    )  # fmt: skip


def test_exactly_what_was_approved_arrives(company, customers, postman):
    assert send(company).sent == 3
    assert sorted(postman.addresses) == ALL
    for got in postman.received:
        message = Message.objects.get(message_id=got["Message-ID"])
        event = TimelineEvent.objects.get(kind="message_sent", customer=message.customer)
        text = got.get_body(("plain",)).get_content()
        assert got["Subject"] == message.subject == event.detail["subject"]
        assert text.replace("\r\n", "\n") == event.detail["text"]
        for line in message.lines:
            assert line["number"] in text
    assert send(company).sent == 0
    assert len(postman.received) == 3


def test_nothing_arrives_after_a_payment(company, customers, postman):
    for invoice in Invoice.objects.select_related("customer__company"):
        pay(invoice)
    assert send(company).sent == 0
    assert postman.received == []
    assert postman.connections == 0


def test_who_paid_hears_nothing_and_the_others_do(company, customers, postman):
    pay(Invoice.objects.select_related("customer__company").get(number="F-1"))
    assert send(company).sent == 2
    assert sorted(postman.addresses) == ["c0@cliente.example", "c2@cliente.example"]


def test_part_of_a_message_paid_takes_back_all_of_it(company, customers, postman):
    """Its table would be wrong; the next run writes it anew."""
    pay(Invoice.objects.select_related("customer__company").get(number="F-3"))
    assert send(company).sent == 2
    run(company)
    approve(company)
    assert send(company, moment() + timedelta(minutes=5)).sent == 1
    last = postman.received[-1]
    assert last["X-Envelope-To"] == "c0@cliente.example"
    assert "F-3" not in last.get_body(("plain",)).get_content()


def test_the_server_is_down_and_comes_back(company, customers, settings):
    port = free_port()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}?timeout=0.5"
    summary = send(company)
    assert (summary.sent, summary.waiting) == (0, 3)
    assert summary.problem
    postman = Postman()
    with mail_server(postman) as address:
        settings.EMAIL_URL = f"smtp://{address}"
        assert send(company, moment() + timedelta(minutes=3)).sent == 3
    assert sorted(postman.addresses) == ALL


def test_one_refused_recipient_never_stops_the_others(company, customers, postman):
    postman.refuse = {"c0@cliente.example": "550 5.1.1 No existe"}
    summary = send(company)
    assert (summary.sent, summary.failed) == (2, 1)
    assert sorted(postman.addresses) == ALL[1:]
    assert ContactPoint.objects.get(address="c0@cliente.example").status == "bounced"
    assert Task.objects.get().kind == TaskKind.FIND_CONTACT


def test_not_now_and_then_yes_under_the_same_name(company, customers, postman):
    postman.after_text = ["451 Ahora no"]
    assert send(company).sent == 2
    first = Message.objects.get(status=S.QUEUED)
    assert send(company, first.not_before).sent == 1
    last = postman.received[-1]
    assert last["Message-ID"] == first.message_id
    assert len({str(got["Message-ID"]) for got in postman.received}) == 3


@pytest.mark.parametrize("ending", ["drop", "drop unheard", "sleep"])
def test_silence_after_the_text_is_a_doubt_and_never_a_second_message(
    company, customers, postman, ending
):
    postman.after_text, postman.nap = [ending], 4
    summary = send(company)
    assert (summary.sent, summary.doubtful, summary.waiting) == (2, 1, 0)
    heard = len(postman.received)
    for hours in (1, 5, 30):
        send(company, moment() + timedelta(hours=hours))
    assert len(postman.received) == heard
    assert Task.objects.get().kind == TaskKind.SETTLE_DOUBT
    assert len({str(got["Message-ID"]) for got in postman.received}) == heard


def test_all_of_a_sending_shares_one_connection(company, customers, postman):
    send(company)
    assert postman.connections == 1


class Watched(FakeSpeaker):
    """Notes how deep in transactions the process is while it speaks."""

    def speak(self, message, spoken):
        self.depth = len(connection.savepoint_ids)
        super().speak(message, spoken)


def test_no_transaction_is_open_while_we_speak(company, customers):
    before, speaker = len(connection.savepoint_ids), Watched()
    send(company, speaker=speaker)
    assert speaker.depth == before
