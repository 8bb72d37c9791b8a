"""A person says yes or takes back; who and when stay on the timeline."""

import pytest

from aldia.core.codes import MessageStatus
from aldia.flows.approve_messages import UnknownMessages, approve_messages
from aldia.flows.withdraw_messages import UnknownMessages as NothingToWithdraw
from aldia.flows.withdraw_messages import withdraw_messages
from aldia.records.models import Message, TimelineEvent
from tests.builders import make_company, make_customer, make_invoice, moment, run, send
from tests.flows.speakers import FakeSpeaker

pytestmark = pytest.mark.django_db
S = MessageStatus


@pytest.fixture
def company():
    company = make_company()
    for number in range(3):
        customer = make_customer(company, f"Cliente {number} SL", f"c{number}@x.example")
        make_invoice(customer, f"F-{number}")
    run(company)
    return company


def ids():
    return list(Message.objects.order_by("pk").values_list("pk", flat=True))


def approve(company, some):
    return approve_messages(company, some, author="Marta", at=moment())


def test_all_that_is_proposed_is_approved(company):
    assert approve(company, None).approved == 3
    assert set(Message.objects.values_list("status", "approved_by", "approved_at")) == {
        (S.APPROVED, "Marta", moment())
    }
    events = TimelineEvent.objects.filter(kind="message_approved")
    assert {(event.author, event.at) for event in events} == {("Marta", moment())}
    assert events.count() == 3


def test_only_those_named_are_approved(company):
    first, *_others = ids()
    assert approve(company, [first]).approved == 1
    assert send(company, speaker=FakeSpeaker()).sent == 1


def test_approving_twice_changes_nothing(company):
    approve(company, None)
    again = approve(company, ids())
    assert again.approved == 0
    assert set(again.skipped.values()) == {S.APPROVED}
    assert TimelineEvent.objects.filter(kind="message_approved").count() == 3


def test_what_was_taken_back_cannot_be_approved(company):
    first, *_others = ids()
    withdraw_messages(company, [first], author="Marta", at=moment())
    assert approve(company, [first]).skipped == {first: S.WITHDRAWN}
    assert Message.objects.get(pk=first).status == S.WITHDRAWN


@pytest.mark.parametrize("flow", [approve_messages, withdraw_messages])
def test_a_message_of_another_company_does_not_exist(company, flow):
    other = make_company("Otra Empresa SL")
    with pytest.raises((UnknownMessages, NothingToWithdraw)) as refusal:
        flow(other, ids()[:1], author="Marta", at=moment())
    assert refusal.value.code == "unknown_messages"
    assert set(Message.objects.values_list("status", flat=True)) == {S.PROPOSED}


def test_what_a_person_takes_back_does_not_leave_nor_return_that_day(company):
    approve(company, None)
    taken = ids()[:2]
    result = withdraw_messages(company, taken, author="Marta", at=moment())
    assert (result.withdrawn, result.skipped) == (2, {})
    run(company)
    speaker = FakeSpeaker()
    assert send(company, speaker=speaker).sent == 1
    events = TimelineEvent.objects.filter(kind="message_withdrawn")
    assert {(event.author, event.detail["why"]) for event in events} == {("Marta", "BY_HAND")}
    assert Message.objects.count() == 3


def test_what_has_left_cannot_be_taken_back(company):
    approve(company, None)
    send(company, speaker=FakeSpeaker())
    result = withdraw_messages(company, ids(), author="Marta", at=moment())
    assert result.withdrawn == 0
    assert set(result.skipped.values()) == {S.SENT}
