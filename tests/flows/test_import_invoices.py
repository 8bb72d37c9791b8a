"""Invoices come in with their customers: once, exactly, and all or nothing."""

import hashlib
from datetime import date, timedelta

import pytest

from aldia.core.intake import Choices
from aldia.core.money import Money
from aldia.flows.import_invoices import import_invoices
from aldia.flows.record_payment import record_payment
from aldia.flows.run_day import run_day
from aldia.records.models import (
    ContactPoint,
    Customer,
    Dispute,
    Invoice,
    Message,
    TimelineEvent,
)
from tests.flows.imports import (
    ANA,
    INVOICES,
    LUIS,
    NOW,
    TODAY,
    Desk,
    assert_chains_hold,
    assert_open_amounts_are_explained,
    desk,
    everything,
    open_amounts,
)

__all__ = ["desk"]


def test_a_file_becomes_invoices_customers_and_contacts(desk):
    summary = desk.invoices(ANA, LUIS)
    assert (summary.created, summary.customers_created, summary.points_created) == (2, 2, 2)
    invoice = Invoice.objects.select_related("customer").get(number="F-2")
    assert (invoice.amount_minor, invoice.open_minor, invoice.currency) == (5000, 2000, "EUR")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 1, 10), date(2026, 2, 9))
    assert invoice.next_due_on == invoice.due_on
    assert (invoice.customer.name, invoice.customer.timezone) == ("Luis", "Europe/Madrid")
    point = ContactPoint.objects.get(customer=invoice.customer)
    assert (point.channel, point.address) == ("email", "luis@x.example")
    ana = Customer.objects.get(name="Ana SL")
    assert (ana.tax_id, ana.kind, ana.country, ana.language) == (
        "B12345674",
        "business",
        "ES",
        "es",
    )
    assert_open_amounts_are_explained()
    assert_chains_hold()


def test_the_same_file_again_changes_nothing(desk):
    desk.invoices(ANA, LUIS)
    before = everything()
    desk.company.refresh_from_db()
    summary = desk.invoices(ANA, LUIS)
    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 2)
    assert (summary.customers_created, summary.points_created) == (0, 0)
    assert everything() == before
    version = desk.company.facts_version
    desk.company.refresh_from_db()
    assert desk.company.facts_version == version


def test_a_dry_run_says_the_same_and_writes_nothing(desk):
    before = everything()
    rehearsal = desk.invoices(ANA, LUIS, "F-3;;;;;;;;", dry_run=True)
    assert everything() == before
    real = desk.invoices(ANA, LUIS, "F-3;;;;;;;;")
    assert rehearsal.dry_run
    assert not real.dry_run
    for name in ("read", "created", "skipped", "customers_created", "points_created"):
        assert getattr(rehearsal, name) == getattr(real, name)
    assert rehearsal.problems == real.problems


def test_a_later_file_updates_with_an_event(desk):
    desk.invoices(ANA, LUIS)
    changed = ANA.replace("2026-02-09", "2026-03-01").replace("100,00;EUR", "30,00;EUR")
    summary = desk.invoices(changed, LUIS)
    assert (summary.updated, summary.unchanged) == (1, 1)
    invoice = Invoice.objects.get(number="F-1")
    assert (invoice.due_on, invoice.next_due_on, invoice.open_minor) == (
        date(2026, 3, 1),
        date(2026, 3, 1),
        3000,
    )
    event = TimelineEvent.objects.get(kind="invoice_updated")
    assert event.detail["changes"] == {
        "due_on": ["2026-02-09", "2026-03-01"],
        "open_minor": [10000, 3000],
    }
    assert_open_amounts_are_explained()
    assert_chains_hold()


def test_an_open_amount_may_also_grow_back(desk):
    desk.invoices(LUIS)
    desk.invoices(LUIS.replace("20,00;EUR", "50,00;EUR"))
    assert open_amounts() == {"F-2": 5000}
    assert_open_amounts_are_explained()


def test_an_old_file_does_not_undo_a_payment(desk):
    desk.invoices(ANA)
    invoice = Invoice.objects.get(number="F-1")
    record_payment(
        invoice.customer,
        Money.of("60 EUR"),
        received_on=TODAY,
        today=TODAY,
        at=NOW,
        invoices=[invoice],
    )
    assert desk.invoices(ANA).unchanged == 1
    assert open_amounts() == {"F-1": 4000}
    assert desk.invoices(ANA.replace("100,00;EUR", "40,00;EUR")).unchanged == 1
    assert open_amounts() == {"F-1": 4000}
    assert_open_amounts_are_explained()


def test_a_file_without_open_amounts_leaves_them_alone(desk):
    desk.invoices(LUIS)
    summary = desk.bring(
        "invoices", "Número;Cliente;Vencimiento;Importe", "F-2;Luis;2026-02-09;60,00"
    )
    assert (summary.updated, open_amounts()) == (1, {"F-2": 3000})
    assert_open_amounts_are_explained()


def test_an_amount_below_what_was_paid_is_a_problem(desk):
    desk.invoices(LUIS)
    summary = desk.bring(
        "invoices", "Número;Cliente;Vencimiento;Importe", "F-2;Luis;2026-02-09;29,99"
    )
    assert (summary.skipped, open_amounts()) == (1, {"F-2": 2000})


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param(LUIS.replace("F-2", "F-1"), "otro cliente", id="of another customer"),
        pytest.param(ANA.replace("EUR", "USD"), "otra moneda", id="in another currency"),
    ],
)
def test_what_contradicts_a_known_invoice_is_a_problem(desk, line, what):
    desk.invoices(ANA)
    before = list(Invoice.objects.values())
    summary = desk.invoices(line)
    assert summary.skipped == 1
    assert what in summary.problems[0].what
    assert list(Invoice.objects.values()) == before


def test_missing_invoices_are_closed_only_when_asked(desk):
    desk.invoices(ANA, LUIS)
    assert desk.invoices(ANA).closed == 0
    assert open_amounts() == {"F-1": 10000, "F-2": 2000}
    summary = desk.invoices(ANA, closes_missing=True)
    assert (summary.closed, open_amounts()) == (1, {"F-1": 10000, "F-2": 0})
    assert TimelineEvent.objects.get(kind="invoice_closed").detail["invoice"] == "F-2"
    assert desk.invoices(ANA, closes_missing=True).closed == 0
    assert_open_amounts_are_explained()
    assert_chains_hold()


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        pytest.param("F-2;Luis;;;2026-01-10;nunca;50,00;20,00;EUR", 0, id="its line is bad"),
        pytest.param("F-2;Luis", 0, id="a line cannot even be cut"),
        pytest.param("F-9;Eva;;;2026-01-10;nunca;50,00;20,00;EUR", 1, id="another line is bad"),
    ],
)
def test_a_bad_line_never_closes_an_invoice(desk, line, closed):
    desk.invoices(ANA, LUIS)
    assert desk.invoices(ANA, line, closes_missing=True).closed == closed


def test_a_file_where_nothing_is_good_closes_nothing(desk):
    desk.invoices(ANA, LUIS)
    assert desk.invoices("X;;;;;;;;", closes_missing=True).closed == 0


def test_another_company_is_never_touched(desk, tmp_path):
    desk.invoices(ANA, LUIS)
    before = list(Invoice.objects.values()), list(Customer.objects.values())
    other = Desk(tmp_path, name="Otra SL")
    summary = other.invoices(ANA.replace("100,00;EUR", "1,00;EUR"), closes_missing=True)
    assert (summary.created, summary.customers_created, summary.closed) == (1, 1, 0)
    mine = desk.company
    assert list(Invoice.objects.filter(company=mine).values()) == before[0]
    assert list(Customer.objects.filter(company=mine).values()) == before[1]


def test_what_the_file_calls_disputed_is_disputed(desk):
    desk.bring(
        "invoices",
        "Número;Cliente;Vencimiento;Importe;Pendiente;En disputa",
        "F-1;Ana;2026-02-09;10,00;4,00;Sí",
        "F-2;Ana;2026-02-09;10,00;0,00;Sí",
        "F-3;Ana;2026-02-09;10,00;10,00;No",
    )
    assert list(Dispute.objects.values_list("invoice__number", "amount_minor")) == [("F-1", 400)]
    assert TimelineEvent.objects.get(kind="dispute_opened").detail["invoice"] == "F-1"
    assert_chains_hold()


def test_a_change_withdraws_the_message_that_is_queued(desk):
    late = ANA.replace("2026-02-09", "2026-03-01")
    desk.invoices(late)
    assert run_day(desk.company, TODAY, at=NOW).messages == 1
    assert desk.invoices(late).withdrawn == 0
    summary = desk.invoices(late.replace("100,00;EUR", "0,00;EUR"))
    assert summary.withdrawn == 1
    assert Message.objects.get().status == "withdrawn"
    assert run_day(desk.company, TODAY, at=NOW + timedelta(hours=1)).messages == 0


def test_a_formula_is_kept_as_the_text_it_is(desk):
    desk.invoices(ANA.replace("Ana SL;B12345674", "=cmd|' /C calc'!A0;"))
    assert Customer.objects.get().name == "=cmd|' /C calc'!A0"


def test_numbers_made_from_content_find_themselves_again(desk):
    choices = Choices("EUR", "ES", headings={"auto": "number"})
    lines = ("Cliente;Vencimiento;Importe", "Ana;2026-02-09;1,00", "Ana;2026-02-09;1,00")
    assert desk.bring("invoices", *lines, choices=choices).created == 2
    assert desk.bring("invoices", *lines, choices=choices).unchanged == 2


def test_a_thousand_lines_cost_as_many_queries_as_ten(desk, django_assert_max_num_queries):
    def lines(count, start):
        return [
            f"F-{n};C{n % 7};;c{n % 7}@x.example;2026-01-10;2026-02-09;5,00;5,00;EUR"
            for n in range(start, start + count)
        ]

    desk.invoices(ANA)
    with django_assert_max_num_queries(60):
        desk.invoices(*lines(10, 0))
    with django_assert_max_num_queries(60):
        desk.invoices(*lines(1000, 100))


def test_the_path_is_only_read(desk):
    desk.invoices(ANA)
    content = desk.path.read_bytes()
    import_invoices(
        desk.company, desk.path, Choices("EUR", "ES"), today=TODAY, at=NOW, dry_run=True
    )
    assert hashlib.sha256(desk.path.read_bytes()).digest() == hashlib.sha256(content).digest()
    assert content.decode().startswith(INVOICES)
