"""What most tests of flows begin with."""

import pytest

from tests.builders import approve, make_company, make_customer, make_invoice, run


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def ready(company):
    """A customer with one invoice, whose first message a person has approved."""
    customer = make_customer(company)
    make_invoice(customer)
    run(company)
    approve(company)
    return customer
