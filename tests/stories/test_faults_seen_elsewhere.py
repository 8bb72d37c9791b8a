"""Stories of what goes wrong elsewhere: bounces, broken texts, clocks, and loud side doors."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aldia.channels.contract import ChannelError
from aldia.cli.main import cli
from aldia.core.codes import StepAction, TaskKind
from aldia.core.names import name_key
from aldia.flows.approve_messages import approve_messages
from aldia.flows.block_customer import block_customer
from aldia.flows.finish_task import finish_task
from aldia.records.models import Contact, ContactPoint, Customer, Invoice, Message, Step, Template
from aldia.reports.explain_invoice import explain_invoice
from tests.builders import make_company, make_customer, make_invoice, make_ladder, moment
from tests.stories.life import CALM, Life, numbers

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 4)


def after(days: int) -> date:
    """Return the day this many days after the due date."""
    return DUE + timedelta(days=days)


@pytest.fixture
def life():
    """A company with the steps +5, +20, +40 and no limits but one message a day."""
    told = Life(**CALM)
    make_ladder(told.company, (5, 20, 40))
    return told


def test_f05_without_an_address_a_person_is_asked_and_no_step_is_done(life):
    invoice = make_invoice(make_customer(life.company, email=None), "F-001", DUE)
    assert life.live(*(after(days) for days in (5, 6, 20, 40))) == []
    assert [task.kind for task in life.tasks()] == [TaskKind.FIND_CONTACT]
    assert life.reason_of(invoice) == "NO_CONTACT_POINT"
    invoice.refresh_from_db()
    assert invoice.last_position is None


def test_f05_a_bounce_is_no_step_and_silence_follows_until_a_person_mends_it(life):
    customer = make_customer(life.company, email="nadie@uno.example")
    invoice = make_invoice(customer, "F-001", DUE)
    life.ear.failures["nadie@uno.example"] = ChannelError("No existe.", bad_address=True)
    life.live(*(after(days) for days in (5, 6, 20, 21, 40)))
    invoice.refresh_from_db()
    assert (invoice.last_position, invoice.last_step_on) == (None, None)
    assert [message.status for message in Message.objects.all()] == ["failed"]
    assert [task.kind for task in life.tasks()] == [TaskKind.FIND_CONTACT]
    contact = Contact.objects.create(company=life.company, customer=customer)
    ContactPoint.objects.create(
        company=life.company,
        customer=customer,
        contact=contact,
        channel="email",
        address="ana@uno.example",
    )
    [said] = life.live(after(41))
    assert said.address == "ana@uno.example"
    assert Message.objects.get(status="sent").tone == "warm"


def test_f07_a_blocked_customer_is_refused_by_every_route_for_the_same_reason(life):
    customer = make_customer(life.company)
    invoice = make_invoice(customer, "F-001", DUE)
    day = after(5)
    life.run(day)
    [message] = life.unsent()
    block_customer(customer, today=day, at=moment(day, 8), reason="lo pidió")
    message.refresh_from_db()
    assert (message.status, message.outcome) == ("withdrawn", "CUSTOMER_BLOCKED")
    button = approve_messages(life.company, [message.pk], author="Marta", at=moment(day))
    bulk = approve_messages(life.company, None, author="Marta", at=moment(day))
    assert (button.approved, bulk.approved, life.send(day).sent) == (0, 0, 0)
    cron = life.run(after(6))
    assert (cron.messages, cron.tasks, cron.reasons) == (0, 0, {"CUSTOMER_BLOCKED": 1})
    assert explain_invoice(invoice, after(6)).reason == "CUSTOMER_BLOCKED"
    assert life.live(after(20), after(40), after(90)) == []


def test_f07_a_block_that_slips_past_the_flows_is_seen_at_the_last_gate(life):
    customer = make_customer(life.company)
    make_invoice(customer, "F-001", DUE)
    life.run(after(5))
    life.approve(after(5))
    Customer.objects.filter(pk=customer.pk).update(is_blocked=True)
    assert life.send(after(5)).withdrawn == 1
    assert Message.objects.get().outcome == "CUSTOMER_BLOCKED"
    assert life.heard == []


@pytest.mark.parametrize(
    ("zone", "country", "due", "clocks"),
    [
        pytest.param(
            "America/Bogota",
            "CO",
            date(2026, 1, 31),
            [datetime(2026, 2, 1, 4, 30, tzinfo=UTC), datetime(2026, 2, 1, 5, 30, tzinfo=UTC)],
            id="Bogotá, five hours behind the server",
        ),
        pytest.param(
            "Europe/Madrid",
            "ES",
            date(2026, 3, 28),
            [datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 3, 28, 23, 30, tzinfo=UTC)],
            id="Madrid, the night the clocks go forward",
        ),
        pytest.param(
            "America/Santiago",
            "CL",
            date(2026, 4, 4),
            [datetime(2026, 4, 5, 2, 59, tzinfo=UTC), datetime(2026, 4, 5, 4, 0, tzinfo=UTC)],
            id="Santiago, the night the clocks go back",
        ),
    ],
)
def test_f09_late_begins_when_the_creditors_own_day_is_over(
    monkeypatch, zone, country, due, clocks
):
    company = make_company(timezone=zone, country=country, currency="EUR", minimum_age_days=0)
    make_ladder(company, (1,))
    make_invoice(make_customer(company), "F-001", due)
    found = []
    for clock in clocks:
        monkeypatch.setattr("django.utils.timezone.now", lambda clock=clock: clock)
        answer = CliRunner().invoke(cli, ["run", "--json"])
        assert answer.exit_code == 0, answer.output
        found.append(json.loads(answer.stdout))
    assert [(run["date"], run["messages"]) for run in found] == [
        (due.isoformat(), 0),
        ((due + timedelta(days=1)).isoformat(), 1),
    ]
    assert Message.objects.get().lines[0]["due_on"] == due.isoformat()


def test_f11_one_invoice_dealt_with_by_hand_does_not_silence_the_others_for_ever():
    life = Life(**CALM | {"minimum_gap_days": 2})
    ladder = make_ladder(life.company, (5, 20))
    by_hand = make_ladder(
        life.company, (5, 20), name="Manos", actions={1: StepAction.CALL}, as_default=False
    )
    customer = make_customer(life.company)
    for number, walked in (("F-1", by_hand), ("F-2", ladder), ("F-3", ladder)):
        make_invoice(customer, number, DUE, ladder=walked)
    life.run(after(5))
    [task] = life.tasks(TaskKind.CALL)
    finish_task(task, today=after(5), at=moment(after(5), 8), outcome="hablado")
    assert life.live(after(5), after(6)) == []
    [said] = life.live(after(7))
    assert sorted(numbers(said, only_steps=True)) == ["F-2", "F-3"]
    assert "F-1" in numbers(said)


def test_f13_one_broken_text_of_thousands_is_set_aside_and_told(life):
    company = life.company
    Step.objects.filter(ladder__company=company, position=1).update(template="propio")
    words = {"company": company, "name": "propio", "created_at": moment(DUE)}
    Template.objects.create(**words, language="es", subject="Hola", body="Hola, {{ sender_name }}")
    Template.objects.create(**words, language="pt", subject="Olá", body="Olá, {{ apelido }}")
    _many_customers(company, 5_000, in_portuguese=1)
    make_few = make_company("Otra SL", **CALM)
    make_ladder(make_few, (5, 20, 40))
    _many_customers(make_few, 50)
    with CaptureQueriesContext(connection) as few:
        Life(make_few).run(after(5))
    with CaptureQueriesContext(connection) as many:
        answer = CliRunner().invoke(
            cli, ["run", "--json", "--company", company.slug, "--date", after(5).isoformat()]
        )
    assert answer.exit_code == 1, answer.output
    found = json.loads(answer.stdout)
    assert (found["decided"], found["messages"]) == (5_000, 4_999)
    [problem] = found["problems"]
    assert problem["column"] == "Cliente 0"
    assert "apelido" in problem["what"]
    assert [task.kind for task in life.tasks()] == [TaskKind.MEND_MESSAGE]
    assert len(many) <= len(few) + 20


def _many_customers(company, count: int, in_portuguese: int = 0) -> None:
    people = Customer.objects.bulk_create(
        Customer(
            company=company,
            name=f"Cliente {n}",
            name_key=name_key(f"Cliente {n}"),
            country="ES",
            timezone="Europe/Madrid",
            language="pt" if n < in_portuguese else "es",
            kind="business",
        )
        for n in range(count)
    )
    contacts = Contact.objects.bulk_create(Contact(company=company, customer=c) for c in people)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            company=company,
            customer=contact.customer,
            contact=contact,
            channel="email",
            address=f"c{place}@uno.example",
        )
        for place, contact in enumerate(contacts)
    )
    ladder = company.ladders.get(is_default=True)
    Invoice.objects.bulk_create(
        Invoice(
            company=company,
            customer=customer,
            number=f"F-{place}",
            issued_on=after(-30),
            due_on=DUE,
            next_due_on=DUE,
            currency="EUR",
            amount_minor=10_000,
            open_minor=10_000,
            ladder=ladder,
        )
        for place, customer in enumerate(people)
    )


@pytest.mark.parametrize("known_by", ["delivered_on", "issued_on"])
def test_f19_an_invoice_sent_last_evening_is_not_reminded_this_morning(known_by):
    life = Life(**CALM)
    make_ladder(life.company, (1, 8))
    sent_on = after(0) if known_by == "issued_on" else after(4)
    dates = {"issued_on": after(0), "delivered_on": after(4)}
    if known_by == "issued_on":
        dates = {"issued_on": after(0), "delivered_on": None}
    invoice = make_invoice(make_customer(life.company), "F-001", DUE, **dates)
    assert life.live(sent_on + timedelta(days=1)) == []
    assert life.reason_of(invoice) == "NOT_YET"
    assert len(life.live(sent_on + timedelta(days=2))) == 1
