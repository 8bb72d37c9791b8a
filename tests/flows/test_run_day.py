"""The morning run: once for every open invoice, all or nothing, whatever happens meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aldia.core.money import Money
from aldia.flows import run_day as flow
from aldia.flows.record_payment import record_payment
from aldia.flows.run_day import DayIsPast, run_day
from aldia.records.models import DecisionRow, Invoice, Message, Run, Task
from tests.builders import (
    TODAY,
    days_ago,
    make_company,
    make_customer,
    make_invoice,
    make_ladder,
    moment,
    run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    """A company with the steps +5, +20, +40."""
    made = make_company()
    make_ladder(made)
    return made


def test_a_company_without_invoices_has_a_quiet_morning(company):
    summary = run(company)
    assert (summary.decided, summary.messages, summary.tasks, summary.reasons) == (0, 0, 0, {})


def test_the_second_run_of_a_day_writes_nothing(company):
    make_invoice(make_customer(company))
    first = run(company)
    again = run(company)
    assert (again.decided, again.reasons) == (first.decided, first.reasons)
    assert (again.messages, again.tasks, again.changed) == (0, 0, 0)
    assert (Run.objects.count(), Message.objects.count()) == (1, 1)


def test_a_second_run_that_must_look_again_writes_only_itself(company):
    make_invoice(make_customer(company))
    run(company)
    again = run(company, afresh=True)
    assert (again.messages, again.changed, again.withdrawn) == (0, 0, 0)
    assert DecisionRow.objects.count() == 1


def test_a_run_that_is_cut_leaves_nothing_half_done(company, monkeypatch):
    make_invoice(make_customer(company))
    make_invoice(make_customer(company, "Sin correo", None), "F-002")

    def power_cut(*_, **__):
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(flow, "put_tasks", power_cut)
        with pytest.raises(OSError, match="power cut"):
            run(company)
    assert not any(table.objects.exists() for table in (DecisionRow, Message, Task, Run))
    assert (run(company).messages, Task.objects.count()) == (1, 1)


def test_facts_that_change_while_it_thinks_are_read_again(company, monkeypatch):
    invoice = make_invoice(make_customer(company))
    think, interruptions = flow.bundle, [True]

    def paid_meanwhile(*facts):
        if interruptions and interruptions.pop():
            record_payment(
                invoice.customer,
                Money.of("100.00 EUR"),
                received_on=TODAY,
                today=TODAY,
                at=moment(),
                invoices=[invoice],
            )
        return think(*facts)

    monkeypatch.setattr(flow, "bundle", paid_meanwhile)
    summary = run(company)
    assert (summary.decided, summary.messages) == (0, 0)
    assert not Message.objects.exists()


def test_an_invoice_whose_facts_cannot_be_read_is_set_aside(company):
    make_invoice(make_customer(company))
    broken = make_invoice(make_customer(company, "Otro", "otro@uno.example"), "F-X")
    Invoice.objects.filter(pk=broken.pk).update(currency="XXX")
    summary = run(company)
    assert (summary.decided, summary.messages) == (1, 1)
    assert [problem.column for problem in summary.problems] == ["F-X"]


@pytest.mark.parametrize(("days", "refused"), [(1, True), (0, False), (-1, False)])
def test_only_a_day_before_the_last_is_refused(company, days, refused):
    run(company)
    if refused:
        with pytest.raises(DayIsPast):
            run(company, days_ago(days))
    else:
        run(company, days_ago(days))
    assert run_day(company, days_ago(days), at=moment(), dry_run=True).dry_run


def test_thirty_customers_cost_as_many_queries_as_one(company):
    make_invoice(make_customer(company))
    with CaptureQueriesContext(connection) as one:
        run(company)
    other = make_company("Otra SL")
    make_ladder(other)
    for place in range(30):
        customer = make_customer(other, f"C{place}", f"c{place}@uno.example")
        make_invoice(customer, f"F-{place}")
    with CaptureQueriesContext(connection) as thirty:
        assert run(other).messages == 30
    assert len(thirty) <= len(one)


def test_a_message_nobody_approves_stays_the_only_one(company):
    make_invoice(make_customer(company))
    for days in range(0, -5, -1):
        run(company, days_ago(days))
    assert Message.objects.exclude(status="withdrawn").count() == 1
