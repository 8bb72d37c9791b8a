"""An error nobody expected stops one message only, stays in sight, and leaves no untruth."""

import logging
import sqlite3
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from aldia.channels.contract import ChannelError
from aldia.core.backoff import TRIES
from aldia.core.codes import MessageStatus, TaskKind
from aldia.flows.send_messages import PATIENCE
from aldia.records import failing, sending
from aldia.records.models import Invoice, Message, Task
from aldia.reports.check_invariants import check_invariants
from tests.builders import approve, make_company, make_customer, make_invoice, moment, run, send
from tests.flows.speakers import FakeSpeaker, another, counts, only_message

pytestmark = pytest.mark.django_db
S = MessageStatus
STILL = {"ticks": lambda: 0.0}


@pytest.fixture
def two(company, ready):
    """The message that will meet an error, and one of another customer after it."""
    another(company)
    return Message.objects.get(customer=ready)


class BoomError(Exception):
    """What a bug looks like."""


def boom(*_arguments, **_named):
    raise BoomError("a bug")


def failing_for(message, real, error=BoomError, times=99):
    """Do what `real` does, but for one message, `times` times."""
    left = [times]

    def perhaps(*arguments, **named):
        keys = [getattr(each, "pk", each) for each in arguments[1:2]]
        claimed = getattr(arguments[1], "message", None) if len(arguments) > 1 else None
        if left[0] and (message.pk in keys or (claimed and claimed.pk == message.pk)):
            left[0] -= 1
            raise error("a bug")
        return real(*arguments, **named)

    return perhaps


class BadWriter(FakeSpeaker):
    """Cannot write one customer's message, for a reason nobody thought of."""

    def compose(self, message):
        if message.address == "pagos@aluche.example":
            raise BoomError("a bug")
        return super().compose(message)


def test_a_bug_while_one_is_written_lets_the_others_leave(company, two, caplog):
    summary = send(company, speaker=BadWriter(), **STILL)
    assert counts(summary) == {"sent": 1, "waiting": 1}
    assert summary.errors == {two.pk: "BoomError"}
    assert any(record.exc_info for record in caplog.records if record.levelno == logging.ERROR)
    two.refresh_from_db()
    assert (two.status, two.attempts) == (S.APPROVED, 1)
    assert two.not_before == moment() + timedelta(minutes=5)
    assert check_invariants(company, at=moment()).broken == []


def test_a_bug_that_stays_is_given_to_a_person_after_many_tries(company, ready):
    now = moment()
    for _try in range(TRIES):
        assert only_message().status in {S.APPROVED, S.WAITING}
        send(company, now, speaker=BadWriter(), **STILL)
        now = only_message().not_before or now
    assert (only_message().status, only_message().attempts) == (S.FAILED, TRIES - 1)
    assert Task.objects.get().kind == TaskKind.MEND_MESSAGE


@pytest.mark.parametrize("error", [BoomError, OperationalError])
def test_an_error_in_the_claim_leaves_it_unsaid_and_to_try_again(company, two, monkeypatch, error):
    monkeypatch.setattr(sending, "claim", failing_for(two, sending.claim, error))
    speaker = FakeSpeaker()
    summary = send(company, speaker=speaker, **STILL)
    assert counts(summary) == {"sent": 1, "waiting": 1}
    assert summary.errors == {two.pk: error.__name__}
    two.refresh_from_db()
    assert (two.status, two.attempts, len(speaker.said)) == (S.APPROVED, 1, 1)


def test_an_error_after_the_claim_and_before_the_word_puts_it_back(company, two, monkeypatch):
    from aldia.flows import send_messages as flow

    written = []

    def outgoing_of(message, at):
        written.append(message.pk)
        is_second = message.pk == two.pk and written.count(two.pk) == 2
        return boom() if is_second else real(message, at)

    real = flow.outgoing_of
    monkeypatch.setattr(flow, "outgoing_of", outgoing_of)
    summary = send(company, speaker=FakeSpeaker(), **STILL)
    assert counts(summary) == {"sent": 1, "waiting": 1}
    assert summary.errors == {two.pk: "BoomError"}
    two.refresh_from_db()
    assert (two.status, two.attempts, two.claimed_at) == (S.QUEUED, 1, None)
    monkeypatch.undo()
    assert counts(send(company, two.not_before, speaker=FakeSpeaker())) == {"sent": 1}


def test_an_error_once_it_may_have_left_is_a_doubt(company, two):
    speaker = FakeSpeaker(endings=[boom])
    summary = send(company, speaker=speaker, **STILL)
    assert counts(summary) == {"sent": 1, "doubtful": 1}
    assert summary.errors == {two.pk: "BoomError"}
    two.refresh_from_db()
    assert two.status == S.DOUBTFUL
    assert Task.objects.get().kind == TaskKind.SETTLE_DOUBT
    assert check_invariants(company, at=moment()).broken == []


def test_an_error_after_it_was_taken_is_a_doubt_that_says_so(company, two, monkeypatch):
    monkeypatch.setattr(sending, "mark_sent", failing_for(two, sending.mark_sent))
    summary = send(company, speaker=FakeSpeaker(), **STILL)
    assert counts(summary) == {"sent": 1, "doubtful": 1}
    two.refresh_from_db()
    assert "aceptó" in two.outcome


def test_an_error_while_a_known_failure_is_noted_is_no_doubt(company, two, monkeypatch):
    monkeypatch.setattr(failing, "mark_failed", failing_for(two, failing.mark_failed))
    speaker = FakeSpeaker(endings=[ChannelError("550 No existe", bad_address=True)])
    summary = send(company, speaker=speaker, **STILL)
    assert counts(summary) == {"sent": 1, "waiting": 1}
    two.refresh_from_db()
    assert two.status == S.QUEUED


def test_what_cannot_be_noted_at_all_is_never_said_again(company, two, monkeypatch):
    monkeypatch.setattr(failing, "mark_doubtful", failing_for(two, failing.mark_doubtful))
    speaker = FakeSpeaker(endings=[boom])
    assert counts(send(company, speaker=speaker, **STILL)) == {"sent": 1}
    two.refresh_from_db()
    assert two.status == S.SENDING
    later = moment() + timedelta(hours=1)
    summary = send(company, later, speaker=speaker, **STILL)
    assert (len(speaker.tried), summary.errors) == (2, {two.pk: "BoomError"})
    monkeypatch.undo()
    assert counts(send(company, later, speaker=speaker, **STILL)) == {"doubtful": 1}


@pytest.mark.parametrize(
    ("times", "state"),
    [
        pytest.param(len(PATIENCE), S.SENT, id="free again at the last try"),
        pytest.param(len(PATIENCE) + 1, S.DOUBTFUL, id="never free"),
    ],
)
def test_a_busy_database_is_waited_for_once_the_message_left(
    company, two, monkeypatch, times, state
):
    busy = failing_for(two, sending.mark_sent, OperationalError, times)
    monkeypatch.setattr(sending, "mark_sent", busy)
    slept = []
    summary = send(company, speaker=FakeSpeaker(), sleep=slept.append, **STILL)
    assert tuple(slept) == PATIENCE
    two.refresh_from_db()
    assert two.status == state
    assert summary.errors == ({} if state == S.SENT else {two.pk: "OperationalError"})


def test_a_busy_database_is_waited_for_when_it_is_put_back(company, ready, monkeypatch):
    busy = failing_for(only_message(), sending.put_back, OperationalError, 2)
    monkeypatch.setattr(sending, "put_back", busy)
    slept = []
    speaker = FakeSpeaker(endings=[ChannelError("451 Ahora no")])
    send(company, speaker=speaker, sleep=slept.append, **STILL)
    assert (slept, only_message().status) == (list(PATIENCE[:2]), S.QUEUED)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_writer_that_holds_the_file_leaves_no_doubt(aldia_home):
    company = make_company()
    make_invoice(make_customer(company))
    run(company)
    approve(company)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20")
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 2:
            other.execute("ROLLBACK")

    speaker = FakeSpeaker(endings=[lambda: other.execute("BEGIN IMMEDIATE")])
    try:
        assert counts(send(company, speaker=speaker, sleep=sleep, **STILL)) == {"sent": 1}
    finally:
        other.close()
        connection.close()
    assert slept == list(PATIENCE[:2])
    assert Invoice.objects.get().last_position is not None
