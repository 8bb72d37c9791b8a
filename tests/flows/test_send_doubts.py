"""A message whose end nobody knows: a person settles it, and it is never said again."""

from datetime import timedelta

import pytest

from aldia.channels.contract import ChannelError
from aldia.core.codes import MessageStatus, TaskKind
from aldia.flows.finish_task import DoubtToSettle, finish_task
from aldia.flows.settle_doubt import NoDoubt, settle_doubt
from aldia.records.models import (
    Invoice,
    Message,
    Task,
)
from aldia.reports.check_invariants import check_invariants
from tests.builders import (
    TODAY,
    approve,
    moment,
    run,
    send,
)
from tests.flows.speakers import FakeSpeaker, counts, only_message

pytestmark = pytest.mark.django_db
S = MessageStatus


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


@pytest.mark.parametrize("was_sent", [True, False])
def test_every_invariant_holds_before_and_after_a_doubt(company, in_doubt, was_sent):
    assert check_invariants(company, at=moment()).broken == []
    settle_doubt(company, in_doubt, was_sent=was_sent, author="Marta", at=moment())
    assert check_invariants(company, at=moment()).broken == []


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
