"""A sender that dies at any point: nothing is said twice, nothing is lost, doubts are shown."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from aldia.core.codes import MessageStatus, TaskKind
from aldia.flows.send_messages import send_messages
from aldia.records.models import Invoice, Message, Task, TimelineEvent
from tests.builders import TODAY, approve, make_company, make_customer, make_invoice, moment, run
from tests.faults.sender import LogSpeaker

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
S = MessageStatus


def start(point, log, environment, now=None):
    at = (now or moment()).isoformat()
    command = [sys.executable, "-m", "tests.faults.sender", point, str(log), at]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "said.txt"
    path.touch()
    return path


def with_messages(company, count):
    for number in range(count):
        customer = make_customer(company, f"Cliente {number} SL", f"c{number}@x.example")
        make_invoice(customer, f"F-{number}")
    run(company)
    approve(company)


@pytest.mark.parametrize(
    "killing",
    [
        ("before the claim", S.APPROVED, S.SENT),
        ("inside the claim", S.APPROVED, S.SENT),
        ("after the claim", S.SENDING, S.DOUBTFUL),
        ("after the words", S.SENDING, S.DOUBTFUL),
        ("inside the record", S.SENDING, S.DOUBTFUL),
        ("after the record", S.SENT, S.SENT),
        ("after it was put back", S.QUEUED, S.SENT),
    ],
    ids=lambda killing: killing[0],
)
def test_a_sender_killed_at_any_point(company, log, child_environment, killing):
    point, state, after = killing
    with_messages(company, 1)
    killed = start(point, log, child_environment)
    assert killed.wait(60) == -signal.SIGKILL
    assert Message.objects.get().status == state
    for again in (10, 11, 12):
        now = moment() + timedelta(minutes=again)
        send_messages(company, now, speaker=LogSpeaker(log))
    message = Message.objects.get()
    assert message.status == after
    assert len(log.read_text().split()) <= 1
    if after == S.SENT:
        assert log.read_text().split() == [message.message_id]
        assert TimelineEvent.objects.filter(kind="message_sent").count() == 1
        assert Invoice.objects.get().last_step_on == TODAY
    else:
        assert Task.objects.get().kind == TaskKind.SETTLE_DOUBT
        assert TimelineEvent.objects.filter(kind="message_doubtful").count() == 1
        assert Invoice.objects.get().last_step_on is None


def test_a_sender_killed_while_a_message_is_made_to_wait(company, log, child_environment):
    with_messages(company, 1)
    night = moment(TODAY, 22)
    killed = start("while waiting is written", log, child_environment, night)
    assert killed.wait(60) == -signal.SIGKILL
    message = Message.objects.get()
    assert message.status == S.WAITING
    send_messages(company, message.not_before, speaker=LogSpeaker(log))
    assert log.read_text().split() == [Message.objects.get().message_id]


def test_the_others_are_sent_when_one_was_left_in_doubt(company, log, child_environment):
    with_messages(company, 3)
    killed = start("after the words", log, child_environment)
    assert killed.wait(60) == -signal.SIGKILL
    summary = send_messages(company, moment() + timedelta(minutes=1), speaker=LogSpeaker(log))
    assert (summary.doubtful, summary.sent, summary.waiting) == (1, 2, 0)
    said = log.read_text().split()
    assert len(said) == len(set(said)) == 3


def test_two_senders_at_once_say_each_message_once(company, log, child_environment):
    with_messages(company, 12)
    both = [start("", log, child_environment) for _sender in range(2)]
    assert [sender.wait(120) for sender in both] == [0, 0]
    said = log.read_text().split()
    assert sorted(said) == sorted(Message.objects.values_list("message_id", flat=True))
    assert len(set(said)) == 12
    assert set(Message.objects.values_list("status", "attempts")) == {(S.SENT, 1)}
    assert not Task.objects.exists()


def test_a_payment_during_the_sending_stops_what_has_not_left(company, log, child_environment):
    """The payment and the senders take turns: none of what it covers leaves after it."""
    from aldia.core.money import Money
    from aldia.flows.record_payment import record_payment

    with_messages(company, 10)
    last = Invoice.objects.select_related("customer__company").order_by("pk").last()
    sender = start("", log, child_environment)
    record_payment(
        last.customer, Money.of("100.00 EUR"), received_on=TODAY, today=TODAY, at=moment(),
        invoices=[last],
    )  # fmt: skip
    already = set(log.read_text().split())
    assert sender.wait(120) == 0
    message = Message.objects.get(customer=last.customer)
    was_said = message.message_id in log.read_text().split()
    assert message.status == (S.SENT if was_said else S.WITHDRAWN)
    assert not was_said or message.message_id in already or message.claimed_at is not None
    assert len(log.read_text().split()) == (10 if was_said else 9)
