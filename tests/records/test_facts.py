"""Reading one customer's facts touches no other's: «¿por qué?» answers at once in any portfolio."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aldia.countries.limits import limits_for
from aldia.records.facts import portfolio_of
from aldia.reports.explain_invoice import explain_invoice
from tests.builders import TODAY, make_company, make_customer, make_invoice, run

pytestmark = pytest.mark.django_db

LARGE = ("invoice", "customer", "contactpoint", "contact", "message", "messageinvoice", "task",
         "decisionrow", "payment", "creditnote", "dispute", "promise")  # fmt: skip


@pytest.fixture
def company():
    company = make_company()
    for place in range(12):
        customer = make_customer(company, f"Cliente {place} SL", f"c{place}@cliente.example")
        for one in range(3):
            make_invoice(customer, f"F-{place}-{one}")
    run(company)
    return company


def test_one_customers_facts_are_only_theirs(company):
    mine = company.customers.first()
    facts = portfolio_of(company, TODAY, limits_for, [mine.pk])
    assert set(facts.invoices["customer_id"]) == set(facts.customers["customer_id"]) == {mine.pk}
    assert set(facts.points["customer_id"]) == {mine.pk}
    assert facts.invoices.height == 3


def test_the_company_of_another_is_not_read(company):
    other = make_company("Otra SL")
    make_invoice(make_customer(other, "Ajeno SL", "a@ajeno.example"), "X-1")
    facts = portfolio_of(company, TODAY, limits_for)
    assert facts.invoices.height == 36
    stolen = portfolio_of(company, TODAY, limits_for, [other.customers.first().pk])
    assert stolen.invoices.height == stolen.customers.height == stolen.points.height == 0


@pytest.mark.sqlite
def test_explaining_one_invoice_sweeps_over_no_large_table(company):
    invoice = company.invoices.get(number="F-7-1")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        explain_invoice(invoice, TODAY)
    assert len(asked) > 10, "the facts of a customer are many small questions"
    swept = []
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"), [])
            plan = [row[3] for row in cursor.fetchall()]
        aliases = dict(re.findall(r"records_(\w+) (?:AS )?\"?(\w)\"?\b", query["sql"]))
        of_alias = {alias: table for table, alias in aliases.items()}
        for step in plan:
            match = re.match(r"SCAN (\w+)", step)
            if match and of_alias.get(match[1], match[1].removeprefix("records_")) in LARGE:
                swept.append((step, query["sql"][:200]))
    assert swept == []


def test_explaining_costs_as_many_queries_in_any_portfolio(company):
    def queries(number):
        invoice = company.invoices.get(number=number)
        with CaptureQueriesContext(connection) as asked:
            explain_invoice(invoice, TODAY)
        return len(asked)

    before = queries("F-3-0")
    for place in range(40):
        make_invoice(
            make_customer(company, f"Nuevo {place} SL", f"n{place}@x.example"), f"N-{place}"
        )
    assert queries("F-3-0") == before
