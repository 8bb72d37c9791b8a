"""Whatever is broken by hand in the tables is found and named; a whole company is in order."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import gettext

from aldia.flows.apply_credit import apply_credit
from aldia.flows.assign_ladder import assign_ladder
from aldia.flows.reverse_payment import reverse_payment
from aldia.records.models import (
    Allocation,
    CreditNote,
    Customer,
    DecisionRow,
    Installment,
    Invoice,
    Message,
    MessageInvoice,
    Payment,
    TimelineEvent,
)
from aldia.reports.check_invariants import CHECKS, check_invariants
from tests.builders import (
    TODAY,
    days_ago,
    make_company,
    make_customer,
    make_invoice,
    moment,
    run,
)
from tests.flows.lived import DAY, change, first, make_lived_company

pytestmark = pytest.mark.django_db


@pytest.fixture(name="company")
def lived_company():
    return make_lived_company()


def broken_names(company, at=None):
    report = check_invariants(company, at=at or moment())
    return {one.invariant for one in report.broken}


def test_a_whole_company_is_in_order(company):
    assert Message.objects.filter(status="sent").count() == 2
    assert Message.objects.filter(status="approved").count() == 1
    report = check_invariants(company, at=moment())
    assert (report.ok, report.broken) == (True, [])
    assert set(report.checked) == {check.name for check in CHECKS}
    assert all(count > 0 for name, count in report.checked.items() if name != "nothing_stuck")


def test_money_that_goes_and_comes_back_stays_in_order(company):
    payment = Payment.objects.get()
    reverse_payment(payment, reason="devuelto", **DAY)
    assert broken_names(company) == set()
    reverse_payment(payment, reason="", undo=True, **DAY)
    apply_credit(payment.customer, **DAY)
    assert broken_names(company) == set()


def test_another_ladder_by_hand_is_in_order(company):
    customer = Invoice.objects.get(number="F-001").customer
    assign_ladder(customer, "Amable", start_at=3, **DAY)
    assert broken_names(company) == set()


SENT = {"status": "sent"}
BREAKS = {
    "an open amount changed": (
        "open_amounts",
        lambda _company: change(Invoice, {"number": "F-001"}, open_minor=9_999),
    ),
    "a movement lost": ("open_amounts", lambda _company: Allocation.objects.all().delete()),
    "a payment applied twice": (
        "payments_applied",
        lambda _company: change(Payment, {}, unapplied_minor=100),
    ),
    "a reversed payment still covers": (
        "payments_applied",
        lambda _company: change(Payment, {}, reversed_on=TODAY),
    ),
    "a credit note that gave more": (
        "credit_notes_applied",
        lambda _company: change(CreditNote, {}, unapplied_minor=100),
    ),
    "euros covered with dollars": (
        "allocations_in_one_currency",
        lambda _company: change(Payment, {}, currency="USD"),
    ),
    "an instalment changed": (
        "installments_add_up",
        lambda _company: change(Installment, {"position": 1}, amount_minor=5_999),
    ),
    "instalments nobody looks at": (
        "installments_add_up",
        lambda _company: change(Invoice, {"number": "F-002"}, has_installments=False),
    ),
    "the date of a covered part": (
        "next_due_dates",
        lambda _company: change(Invoice, {"number": "F-002"}, next_due_on=days_ago(20)),
    ),
    "another date without parts": (
        "next_due_dates",
        lambda _company: change(Invoice, {"number": "F-001"}, next_due_on=TODAY),
    ),
    "a step forgotten": (
        "ladder_state",
        lambda _company: change(Invoice, {"number": "F-001"}, last_position=None),
    ),
    "a step nobody took": (
        "ladder_state",
        lambda _company: change(Invoice, {"number": "F-003"}, last_position=1),
    ),
    "another day of the step": (
        "ladder_state",
        lambda _company: change(Invoice, {"number": "F-001"}, last_step_on=days_ago(1)),
    ),
    "another tone": (
        "ladder_state",
        lambda _company: change(Invoice, {"number": "F-001"}, last_tone="firm"),
    ),
    "a message whose end is in doubt is no step": (
        "ladder_state",
        lambda _company: change(Message, SENT, status="doubtful"),
    ),
    "a decision lost": (
        "decisions_complete",
        lambda _company: DecisionRow.objects.filter(invoice__number="F-003").delete(),
    ),
    "a decision of another customer": (
        "decisions_match_invoices",
        lambda _company: change(DecisionRow, {"invoice__number": "F-001"}, customer_id=10**6),
    ),
    "a decision without an invoice": (
        "decisions_match_invoices",
        lambda _company: change(DecisionRow, {"invoice__number": "F-001"}, invoice_id=10**6),
    ),
    "an open invoice taken for paid": (
        "decisions_know_what_is_paid",
        lambda _company: change(DecisionRow, {"invoice__number": "F-001"}, reason="PAID"),
    ),
    "a message for what is settled": (
        "nothing_settled_is_asked",
        lambda _company: change(Invoice, {"number": "F-004"}, open_minor=0),
    ),
    "a message that never ends leaving": (
        "nothing_stuck",
        lambda _company: change(
            Message, SENT, status="sending", claimed_at=moment() - timedelta(minutes=16)
        ),
    ),
    "the evidence of a message lost": (
        "sent_messages_proven",
        lambda _company: TimelineEvent.objects.filter(kind="message_sent").delete(),
    ),
    "another text than the one sealed": (
        "sent_messages_proven",
        lambda _company: change(Message, SENT, text_hash="0" * 64),
    ),
    "an event changed": (
        "timeline_chains",
        lambda _company: change(TimelineEvent, {"kind": "message_sent"}, author="otra persona"),
    ),
    "an event taken out": (
        "timeline_chains",
        lambda _company: first(TimelineEvent, kind="message_sent").delete(),
    ),
    "the end cut off": (
        "timeline_chains",
        lambda _company: TimelineEvent.objects.order_by("-sequence")[0].delete(),
    ),
    "a chain without its head": (
        "timeline_chains",
        lambda _company: change(
            Customer, {"invoices__number": "F-001"}, timeline_length=0, timeline_hash=""
        ),
    ),
    "all of a history lost": (
        "timeline_chains",
        lambda _company: TimelineEvent.objects.all().delete(),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_named(company, name):
    invariant, breaking = BREAKS[name]
    breaking(company)
    report = check_invariants(company, at=moment())
    named = [one for one in report.broken if one.invariant == invariant]
    assert not report.ok
    assert named
    assert all(one.where and gettext(one.what) % one.values for one in named)


def test_a_second_unsent_message_is_named(company):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_unsent_message_per_customer_and_channel")
    waiting = first(Message, status="approved")
    waiting.pk, waiting.day = None, days_ago(30)
    waiting.save()
    assert broken_names(company) == {"one_unsent_message"}


def test_the_words_name_the_amounts(company):
    change(Invoice, {"number": "F-001"}, open_minor=9_999)
    (found,) = check_invariants(company, at=moment()).broken
    assert found.where == "F-001"
    assert found.what % found.values == (
        "Constan pendientes 99.99 EUR, pero sus movimientos dejan 100.00 EUR."
    )


STRANGERS = {
    "an invoice of another's customer": lambda one, other: change(
        Invoice, {"company": one}, customer=first(Customer, company=other)
    ),
    "a movement between two": lambda one, other: change(
        Allocation, {"company": one}, invoice=first(Invoice, company=other)
    ),
    "a message about another's invoice": lambda one, other: change(
        MessageInvoice, {"message__company": one}, invoice=first(Invoice, company=other)
    ),
    "an event of another's customer": lambda one, other: change(
        TimelineEvent, {"company": one}, company=other
    ),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_nothing_of_one_company_belongs_to_another(company, name):
    other = make_company("Aceros Norte SA")
    make_invoice(make_customer(other), "F-001")
    assert broken_names(company) | broken_names(other) == set()
    STRANGERS[name](company, other)
    assert "companies_apart" in broken_names(company)
    assert "companies_apart" in broken_names(other)


def test_an_invoice_brought_in_after_the_run_waits_for_the_next_one(company):
    newcomer = make_customer(company, "Nueva SL", "hola@nueva.example")
    make_invoice(newcomer, "F-900")
    company.facts_version += 1
    company.save()
    assert broken_names(company) == set()
    run(company, days_ago(-2))
    assert broken_names(company) == set()
    DecisionRow.objects.filter(invoice__number="F-900").delete()
    assert broken_names(company) == {"decisions_complete"}


def aldia_check(*arguments):
    from click.testing import CliRunner

    from aldia.cli.main import cli

    return CliRunner().invoke(cli, ["check", *arguments])


def test_the_command_ends_well_only_when_every_invariant_holds(company):
    done = aldia_check("--json")
    assert (done.exit_code, json.loads(done.stdout)["ok"]) == (0, True)
    assert "Todo está en orden" in aldia_check().stdout
    change(Invoice, {"number": "F-001"}, open_minor=9_999)
    done = aldia_check("--json")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["ok"]) == (1, False)
    assert answer["broken"][0]["where"] == "F-001"
    assert "F-001: Constan pendientes 99.99 EUR" in aldia_check().stdout
