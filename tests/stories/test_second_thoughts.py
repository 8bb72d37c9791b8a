"""What was queued follows what people decide afterwards, whichever way they decide it."""

from datetime import date, timedelta

import pytest

from aldia.core.codes import MessageStatus, StepAction
from aldia.core.money import Money
from aldia.flows.assign_ladder import assign_ladder
from aldia.flows.change_settings import change_settings
from aldia.flows.finish_task import finish_task
from aldia.flows.record_payment import record_payment
from aldia.flows.withdraw_messages import withdraw_messages
from aldia.records.models import ContactPoint, DecisionRow, Message, Task
from aldia.reports.check_invariants import check_invariants
from tests.builders import (
    TODAY,
    approve,
    make_company,
    make_customer,
    make_invoice,
    make_ladder,
    moment,
    run,
    send,
)
from tests.stories.life import Ear

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def company():
    return make_company(needs_approval=False)


@pytest.fixture
def customer(company):
    customer = make_customer(company)
    make_invoice(customer, due_on=TODAY - timedelta(days=6))
    return customer


def statuses(company):
    return list(Message.objects.filter(company=company).values_list("status", flat=True))


@pytest.mark.parametrize("name", ["A", "B"], ids=["a new version", "another ladder"])
def test_a_ladder_that_is_no_longer_walked_takes_its_message_back(company, customer, name):
    make_ladder(company, (5, 20), name="A")
    run(company)
    make_ladder(company, (3, 30), name=name)
    assert statuses(company) == [MessageStatus.WITHDRAWN]
    ear = Ear()
    for day in range(4):
        run(company, TODAY + timedelta(days=day))
        send(company, TODAY + timedelta(days=day), speaker=ear)
    assert len(ear.heard) == 1, "the first step is said once"
    assert check_invariants(company, at=moment(TODAY)).ok


def test_a_customer_moved_to_another_ladder_hears_its_first_step_once(company, customer):
    make_ladder(company, (5, 20), name="A")
    make_ladder(company, (3, 30), name="Otra", as_default=False)
    run(company)
    assign_ladder(customer, "Otra", today=TODAY, at=moment(TODAY))
    assert statuses(company) == [MessageStatus.WITHDRAWN]


def test_a_message_a_person_took_back_is_not_said_that_day_by_a_machine(company, customer):
    run(company)
    taken = Message.objects.get(company=company)
    withdraw_messages(company, [taken.pk], author="Marta", at=moment(TODAY))
    other = make_customer(company, "Otra SL", "otra@otra.example")
    record_payment(other, Money.of("5.00 EUR"), received_on=TODAY, today=TODAY, at=moment(TODAY))
    run(company)
    assert statuses(company) == [MessageStatus.WITHDRAWN]
    run(company, TOMORROW)
    again = Message.objects.exclude(pk=taken.pk).get()
    assert again.status == MessageStatus.PROPOSED, "and later only with a person's yes"


def test_approval_turned_on_holds_what_no_person_has_approved(company, customer):
    run(company)
    change_settings(company, "approval", "on", at=moment(TODAY))
    ear = Ear()
    send(company, TODAY, speaker=ear)
    assert (ear.heard, statuses(company)) == ([], [MessageStatus.PROPOSED])
    approve(company)
    send(company, TODAY, speaker=ear)
    assert len(ear.heard) == 1


def test_an_opt_out_is_of_the_channel_whatever_other_address_there_is(company, customer):
    contact = customer.contacts.get()
    ContactPoint.objects.create(
        company=company,
        customer=customer,
        contact=contact,
        channel="email",
        address="otra@aluche.example",
        opted_out_on=TODAY,
    )
    run(company)
    assert DecisionRow.objects.get(company=company).reason == "OPTED_OUT"


def test_a_call_told_with_its_own_day_keeps_every_invariant(company):
    make_ladder(company, (5, 12, 19), actions={2: StepAction.CALL})
    due_on = date(2026, 2, 2)
    make_invoice(make_customer(company), due_on=due_on)
    ear = Ear()
    for late in (7, 14, 22):
        day = due_on + timedelta(days=late)
        run(company, day)
        send(company, day, speaker=ear)
        for task in Task.objects.filter(company=company, done_at=None):
            finish_task(task, today=day, at=moment(date(2026, 11, 22)))
    assert len(ear.heard) == 2
    assert check_invariants(company, at=moment(date(2026, 11, 22))).broken == []
