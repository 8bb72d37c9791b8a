"""Whatever happens, in whatever order: money adds up, limits hold, and silence is silence."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aldia.core.codes import LEFT, StepAction
from aldia.core.outgoing import Outgoing
from aldia.core.refusals import Refusal
from aldia.records.models import Allocation, CallNote, Invoice, Message, MessageInvoice, TaskInvoice
from aldia.reports.check_invariants import check_invariants
from tests.builders import make_company, make_customer, make_ladder, moment
from tests.stories.happenings import Happenings, why_silent
from tests.stories.life import ALWAYS_OPEN, Ear, Life, Words

FIRST = date(2026, 3, 9)
some = st.integers(min_value=0, max_value=5)
percent = st.sampled_from([1, 33, 50, 100, 140])
HAPPENING = st.one_of(
    st.tuples(st.just("invoice"), some, st.integers(-70, 12), st.integers(1, 90_000)),
    st.tuples(st.sampled_from(["pay", "pay_on_account", "credit_note", "dispute"]), some, percent),
    st.tuples(st.just("promise"), some, st.integers(0, 12)),
    st.tuples(st.just("hold"), some, st.integers(0, 12), st.booleans()),
    st.tuples(
        st.sampled_from(
            ["reverse", "restore", "resolve", "unhold", "block", "unblock", "reply", "deal_with",
             "apply_credit", "change_ladder", "task_done", "deposit", "hand_over"]
        ),
        some,
    ),
)  # fmt: skip
DAY_S_WORK = st.sampled_from(["run", "approve", "send", "live", "live", "live"])
STORY = st.lists(
    st.one_of(HAPPENING, st.tuples(DAY_S_WORK), st.tuples(st.just("days"), st.integers(1, 9))),
    min_size=8,
    max_size=22,
)


class StrictEar(Ear):
    """Refuses to say a word about an invoice that is silent at the moment of speaking."""

    def speak(self, message: Outgoing, spoken: Words) -> None:
        for row in message.rows:
            invoice = Invoice.objects.select_related("customer").get(number=row.number)
            why = why_silent(invoice, message.at.date())
            assert why is None, f"{row.number} was spoken of although it is {why}"
            assert 0 < row.asked_minor <= invoice.open_minor
        super().speak(message, spoken)


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORY)
def test_any_order_of_events_keeps_what_is_always_true(story):
    with transaction.atomic():
        _tell(story)
        transaction.set_rollback(True)


def _tell(story: list[tuple[Any, ...]]) -> None:
    life = Life(make_company(windows=ALWAYS_OPEN, holidays_blocked=False))
    life.ear = StrictEar()
    make_ladder(life.company, (1, 8, 15, 20), actions={2: StepAction.CALL})
    make_ladder(life.company, (2, 30), name="Otra", as_default=False)
    people = [
        make_customer(life.company, f"C{n}", email) for n, email in enumerate(["a@x.example", None])
    ]
    people.append(make_customer(life.company, "C2", "c@x.example"))
    world = Happenings(life.company, people, FIRST)
    for name, *values in [("invoice", 0, -3, 10_000), ("invoice", 2, -40, 500), *story]:
        _happen(life, world, name, values)
        money_adds_up(life)
    life.run(world.today)
    every_open_invoice_is_decided(life)
    limits_hold(life)
    steps_have_their_reason(life)
    checked = check_invariants(life.company, at=moment(world.today, 23))
    assert checked.broken == []


def _happen(life: Life, world: Happenings, name: str, values: list[Any]) -> None:
    if name == "days":
        world.today += timedelta(days=values[0])
    elif name in {"run", "approve", "send", "live"}:
        getattr(life, name)(world.today)
        if name == "run":
            every_open_invoice_is_decided(life)
    else:
        try:
            getattr(world, name)(*values)
        except Refusal:
            return


def money_adds_up(life: Life) -> None:
    """Open amounts are what their movements leave, and no money is used twice."""
    moved: dict[int, int] = {}
    used: dict[int, int] = {}
    for each in Allocation.objects.filter(company=life.company, reversed_on=None):
        moved[each.invoice_id] = moved.get(each.invoice_id, 0) + each.amount_minor
        if each.payment_id:
            used[each.payment_id] = used.get(each.payment_id, 0) + each.amount_minor
    for invoice in life.company.invoices.all():
        assert invoice.open_minor == invoice.amount_minor - moved.get(invoice.pk, 0) >= 0
    for payment in life.company.payments.all():
        whole = 0 if payment.reversed_on else payment.amount_minor
        assert payment.unapplied_minor + used.get(payment.pk, 0) == whole


def every_open_invoice_is_decided(life: Life) -> None:
    """No open invoice is without today's decision."""
    undecided = life.company.invoices.filter(open_minor__gt=0, decision=None)
    assert list(undecided) == []


def limits_hold(life: Life) -> None:
    """At most one contact a day, two in seven days, six in 31, and two days between them."""
    for customer in life.company.customers.all():
        said = Message.objects.filter(customer=customer, status__in=LEFT)
        messages = set(said.values_list("day", flat=True))
        assert len(messages) == said.count()
        calls = CallNote.objects.filter(customer=customer).values_list("called_on", flat=True)
        for day in sorted(messages):
            before = [d for d in (*messages, *calls) if d <= day]
            assert sum(d > day - timedelta(days=7) for d in messages if d <= day) <= 2
            assert sum(d > day - timedelta(days=31) for d in messages if d <= day) <= 6
            assert all(d == day or (day - d).days >= 2 for d in before)
        assert all((later - sooner).days >= 2 for sooner, later in pairwise(sorted(messages)))


def steps_have_their_reason(life: Life) -> None:
    """A step is recorded only when its message left, or a person has done its task."""
    for invoice in life.company.invoices.exclude(last_position=None):
        step = {"invoice": invoice, "position": invoice.last_position}
        said = MessageInvoice.objects.filter(**step, message__status__in=LEFT)
        done = TaskInvoice.objects.filter(**step, task__done_at__isnull=False)
        assert said.exists() or done.exists(), invoice.number
