"""What could not leave: tried again, or given to a person; the others go on."""

from datetime import timedelta

import pytest

from aldia.channels.contract import ChannelError
from aldia.core.codes import MessageStatus, TaskKind
from aldia.flows.finish_task import finish_task
from aldia.records.models import (
    ContactPoint,
    Invoice,
    Message,
    Task,
)
from tests.builders import (
    TODAY,
    approve,
    moment,
    run,
    send,
)
from tests.flows.speakers import FakeSpeaker, another, counts, only_message

pytestmark = pytest.mark.django_db
S = MessageStatus


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


def test_finding_an_address_is_not_a_step_done(company, ready):
    send(company, speaker=FakeSpeaker(endings=[ChannelError("550", bad_address=True)]))
    finish_task(Task.objects.get(), today=TODAY, at=moment(), author="Marta")
    assert Invoice.objects.get().last_position is None


def test_a_text_that_cannot_be_written_stops_only_itself(company, ready, caplog):
    another(company)
    Message.objects.filter(customer=ready).update(lines=[{"number": "broken"}])
    speaker = FakeSpeaker()
    assert counts(send(company, speaker=speaker)) == {"failed": 1, "sent": 1}
    assert Task.objects.get().kind == TaskKind.MEND_MESSAGE
