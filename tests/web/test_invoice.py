"""The page of an invoice: its money, its story, and every rule with its answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aldia.core.codes import DisputeReason
from aldia.core.money import Money
from aldia.core.reasons import Reason
from aldia.flows.open_dispute import open_dispute
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.flows.record_promise import record_promise
from tests.builders import (
    TODAY,
    approve,
    days_ago,
    make_company,
    make_customer,
    make_invoice,
    moment,
    run,
    send,
)
from tests.web.people import entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice():
    return make_invoice(make_customer(make_company()), "F-001", days_ago(10))


@pytest.fixture
def marta(invoice):
    return entered(company=invoice.company)


def page(client, number="F-001"):
    answer = client.get(f"/facturas/{number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_rule_is_shown_with_its_answer(invoice, marta):
    run(invoice.company)
    shown = page(marta)
    assert "¿Por qué?" in shown
    assert all(f"<code>{reason}</code>" in shown for reason in Reason)
    assert shown.count('class="wins"') == 1


def test_the_exact_text_that_was_sent_is_on_the_timeline(invoice, marta):
    run(invoice.company)
    approve(invoice.company)
    assert send(invoice.company).sent == 1
    shown = page(marta)
    assert "Mensaje enviado a pagos@aluche.example" in shown
    assert "Ver el texto exacto" in shown
    assert "Mensaje aprobado" in shown


def test_what_happens_to_the_invoice_is_said_in_words(invoice, marta):
    at, today = moment(TODAY), TODAY
    run(invoice.company)
    record_promise(invoice, TODAY, today=today, at=at)
    open_dispute(
        invoice,
        DisputeReason.PRICE,
        today=today,
        at=at,
        amount=Money.of("10.00 EUR"),
        text="No es lo acordado",
    )
    put_on_hold(invoice, reason="De mudanza.", today=today, at=at, until=None)
    record_payment(
        invoice.customer,
        Money.of("40.00 EUR"),
        received_on=today,
        today=today,
        at=at,
        invoices=[invoice],
    )
    shown = page(marta)
    for words in (
        "Mensaje retirado",
        "Promesa de pago de 100,00\u00a0€",
        "Reclamación por 10,00\u00a0€: precio.",
        "No es lo acordado",
        "En pausa hasta el que alguien la termine",
        "De mudanza.",
        "Pago de 40,00\u00a0€ recibido",
    ):
        assert words.replace("hasta el que", "hasta que") in shown
    assert "60,00\u00a0€" in shown


def test_the_story_is_about_this_invoice_and_not_its_sister(invoice, marta):
    sister = make_invoice(invoice.customer, "F-002", days_ago(3), "77.00 EUR")
    record_promise(sister, TODAY, today=TODAY, at=moment(TODAY))
    assert "Promesa de pago" not in page(marta)
    assert "Promesa de pago" in page(marta, "F-002")


def test_a_number_with_a_slash_has_its_page(marta, invoice):
    make_invoice(invoice.customer, "2026/0001 A", days_ago(3))
    assert "2026/0001 A" in page(marta, "2026/0001%20A")


def test_a_paid_invoice_says_so(invoice, marta):
    record_payment(
        invoice.customer,
        Money.of("100.00 EUR"),
        received_on=TODAY,
        today=TODAY,
        at=moment(TODAY),
        invoices=[invoice],
    )
    assert "La factura está pagada." in page(marta)


def test_an_unknown_number_is_not_found(marta):
    answer = marta.get("/facturas/NADA/")
    assert answer.status_code == 404
    assert "No está aquí" in answer.content.decode()


def test_a_long_story_costs_as_many_queries_as_a_short_one(invoice, marta):
    counts = []
    for promises in (1, 12):
        for _n in range(promises):
            record_promise(invoice, TODAY, today=TODAY, at=moment(TODAY))
        with CaptureQueriesContext(connection) as queries:
            page(marta)
        counts.append(len(queries))
    assert counts[0] == counts[1]
