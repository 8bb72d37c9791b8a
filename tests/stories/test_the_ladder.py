"""Stories of the ladder: each step once, on its day, counted from the day the last one left."""

from datetime import date, timedelta

import pytest

from aldia.core.codes import TaskKind, Tone
from aldia.flows.finish_task import finish_task
from aldia.records.models import Message
from tests.builders import make_customer, make_invoice, make_ladder, moment
from tests.stories.life import CALM, Life, at_once, numbers

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 4)
"""A Wednesday, so that the steps at +5, +20 and +40 days fall on working days."""


def after(days: int) -> date:
    """Return the day this many days after the due date."""
    return DUE + timedelta(days=days)


@pytest.fixture
def life():
    """A company with the steps +5, +20, +40 and one invoice."""
    told = Life()
    make_ladder(told.company, (5, 20, 40))
    make_invoice(make_customer(told.company), "F-001", DUE)
    return told


def test_s01_nothing_the_day_before_and_exactly_the_first_step_on_its_day(life):
    assert life.run(after(4)).messages == 0
    assert life.run(after(5)).messages == 1
    proposed = life.unsent()
    assert [(m.status, m.tone) for m in proposed] == [("proposed", Tone.WARM)]
    assert [step.position for step in proposed[0].invoices.all()] == [1]
    assert life.heard == []


def test_s03_the_same_day_again_says_nothing_more(life):
    life.live(after(5))
    again = [life.live(after(5)) for _time in range(3)]
    assert again == [[], [], []]
    assert len(life.heard) == 1
    assert Message.objects.filter(company=life.company).count() == 1


def test_s05_after_the_last_step_a_person_is_asked_once_and_nobody_writes_again(life):
    assert len(life.live(after(5), after(20), after(40))) == 3
    life.live(after(41))
    assert [task.kind for task in life.tasks()] == [TaskKind.END_OF_LADDER]
    later = [after(days) for days in (42, 60, 61, 120, 400)]
    assert life.live(*later) == []
    assert len(life.tasks()) == 1


def test_s05_the_end_is_told_once_even_when_the_task_is_done(life):
    life.live(after(5), after(20), after(40), after(41))
    [task] = life.tasks()
    finish_task(task, today=after(42), at=moment(after(42)), outcome="visita")
    assert life.live(after(43), after(50), after(90)) == []
    assert life.tasks() == []


def test_s07_a_step_counts_from_the_day_the_last_one_really_left():
    life = Life(**CALM)
    make_ladder(life.company, (3, 10))
    make_invoice(make_customer(life.company), "F-001", DUE)
    assert len(life.live(after(14))) == 1
    assert life.live(*(after(days) for days in range(15, 21))) == []
    assert len(life.live(after(21))) == 1
    steps = Message.objects.order_by("pk").values_list("invoices__position", "day")
    assert list(steps) == [(1, after(14)), (2, after(21))]


def test_s07_a_proposal_nobody_approved_is_no_step():
    life = Life(**CALM)
    make_ladder(life.company, (3, 10))
    invoice = make_invoice(make_customer(life.company), "F-001", DUE)
    for days in range(3, 13):
        life.run(after(days))
    invoice.refresh_from_db()
    assert invoice.last_position is None
    life.approve(after(12))
    life.send(after(12))
    invoice.refresh_from_db()
    assert (invoice.last_position, invoice.last_step_on) == (1, after(12))


@pytest.mark.parametrize("where", ["ladder", "policy", "customer"])
def test_s09_the_gap_since_the_last_contact_is_kept(where):
    life = Life(**CALM | {"minimum_gap_days": 10 if where == "policy" else 0})
    make_ladder(life.company, (1, 2, 3), gap=10 if where == "ladder" else 0)
    customer = make_customer(life.company, minimum_gap_days=10 if where == "customer" else None)
    invoice = make_invoice(customer, "F-001", date(2026, 1, 31))
    first, gone_by, allowed = date(2026, 2, 1), date(2026, 2, 5), date(2026, 2, 11)
    assert len(life.live(first)) == 1
    assert life.live(gone_by, date(2026, 2, 10)) == []
    assert life.reason_of(invoice) == "CONTACT_GAP"
    assert len(life.live(allowed)) == 1


def test_f01_an_invoice_loaded_60_days_late_is_asked_about_once_and_kindly():
    life = Life(**CALM)
    make_ladder(life.company, (5, 20, 40))
    make_invoice(make_customer(life.company), "F-001", after(-60))
    left = life.live(after(0), after(1), after(2))
    assert len(left) == 1
    assert Message.objects.get().tone == Tone.WARM
    assert "¿" in left[0].body


def test_f03_a_step_whose_day_was_missed_is_sent_on_return_and_only_once(life):
    life.run(after(3))
    # The scheduler is down on D+4, D+5 and D+6.
    assert len(life.live(after(7))) == 1
    assert life.live(after(8), after(9)) == []
    assert numbers(life.heard[0], only_steps=True) == ["F-001"]


@pytest.mark.django_db(transaction=True)
def test_s03_two_workers_at_once_propose_and_send_one_message():
    life = Life()
    make_ladder(life.company, (5, 20, 40))
    customers = [make_customer(life.company, f"Cliente {n}", f"c{n}@uno.example") for n in range(5)]
    for place, customer in enumerate(customers):
        make_invoice(customer, f"F-{place}", DUE)
    day = after(5)
    other = Life(type(life.company).objects.get(pk=life.company.pk))
    other.ear = life.ear
    summaries = at_once(lambda: life.run(day), lambda: other.run(day))
    assert sum(summary.messages for summary in summaries) == 5
    life.approve(day)
    sent = at_once(lambda: life.send(day), lambda: other.send(day))
    assert sum(summary.sent for summary in sent) == 5
    assert sorted(m.address for m in life.heard) == [f"c{n}@uno.example" for n in range(5)]
    at_once(lambda: life.live(day), lambda: other.live(day))
    assert len(life.heard) == 5
    assert Message.objects.filter(company=life.company).count() == 5
