"""The made-up company is believable, exact, and always the same for the same seed and day."""

from collections import Counter
from datetime import date, timedelta

import pytest

from aldia.core.names import name_key
from aldia.countries.tax_ids import check_tax_id
from aldia.sources.demo.company import make_up_company

TODAY = date(2026, 3, 10)
COMPANY = make_up_company(TODAY)


def test_the_same_seed_and_day_make_the_same_company():
    assert make_up_company(TODAY) == COMPANY


@pytest.mark.parametrize(
    ("seed", "today"), [(47, TODAY), (46, TODAY + timedelta(days=1))], ids=["seed", "day"]
)
def test_another_seed_or_day_makes_another_company(seed, today):
    assert make_up_company(today, seed=seed) != COMPANY


def test_there_are_400_customers_and_2000_invoices():
    assert len(COMPANY.customers) == 400
    assert len(COMPANY.invoices) == 2000
    assert len({invoice.number for invoice in COMPANY.invoices}) == 2000
    assert {invoice.customer for invoice in COMPANY.invoices} == {c.key for c in COMPANY.customers}


def test_most_customers_are_in_spain_and_the_rest_in_latin_america():
    places = Counter(customer.country for customer in COMPANY.customers)
    assert places == {"ES": 196, "MX": 72, "CO": 48, "CL": 32, "PE": 26, "AR": 14, "EC": 12}
    assert {i.currency for i in COMPANY.invoices} == {"EUR", "MXN", "COP", "CLP", "PEN", "USD"}


def test_every_tax_id_has_the_right_check_digits_and_belongs_to_one_customer():
    for customer in COMPANY.customers:
        assert check_tax_id(customer.country, customer.tax_id).normalised == customer.tax_id
    assert len({customer.tax_id for customer in COMPANY.customers}) == 400
    assert len({name_key(customer.name) for customer in COMPANY.customers}) == 400


def test_every_address_is_under_a_domain_that_belongs_to_nobody():
    addresses = [customer.email for customer in COMPANY.customers if customer.email]
    assert all(address.endswith(".example.com") and address.isascii() for address in addresses)
    assert 380 < len(addresses) < 400


def test_nothing_has_happened_today_or_later():
    assert max(invoice.issued_on for invoice in COMPANY.invoices) < TODAY
    assert max(payment.received_on for payment in COMPANY.payments) < TODAY
    assert max(promise.made_on for promise in COMPANY.promises) < TODAY
    assert max(dispute.opened_on for dispute in COMPANY.disputes) < TODAY
    assert max(reply.received_on for reply in COMPANY.replies) < TODAY


def test_every_amount_is_money_and_every_date_makes_sense():
    issued = {invoice.number: invoice for invoice in COMPANY.invoices}
    assert all(i.amount_minor > 0 and i.due_on > i.issued_on for i in COMPANY.invoices)
    assert all(p.received_on > issued[p.invoice].issued_on for p in COMPANY.payments)
    assert all(p.promised_for > p.made_on for p in COMPANY.promises)
    assert all(0 < d.amount_minor <= issued[d.invoice].amount_minor for d in COMPANY.disputes)
    assert all(d.closed_on is None or d.closed_on > d.opened_on for d in COMPANY.disputes)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 11, 22)], ids=str)
def test_any_day_leaves_work_to_do(day):
    made = make_up_company(day)
    paid = Counter()
    for payment in made.payments:
        paid[payment.invoice] += payment.amount_minor
    late = [i for i in made.invoices if paid[i.number] < i.amount_minor and i.due_on < day]
    assert 50 < len(late) < 320
    assert min(len(made.promises), len(made.disputes), len(made.holds), len(made.replies)) >= 3
