"""The day a person names is the fact's; the decision is never taken in the past."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from aldia.cli.main import cli
from aldia.records.models import DecisionRow, Message, Payment
from tests.builders import TODAY, make_company, make_customer, make_invoice, run

pytestmark = pytest.mark.django_db


def call(*words, code=0):
    done = CliRunner().invoke(cli, [*words, "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_a_payment_dated_last_month_changes_what_is_decided_today():
    company = make_company()
    customer = make_customer(company)
    make_invoice(customer, "F-1")
    make_invoice(customer, "F-3")
    run(company)
    call("pay", "F-1", "50.00", "--date", str(TODAY - timedelta(days=35)))
    assert Payment.objects.get().received_on == TODAY - timedelta(days=35)
    assert DecisionRow.objects.get(invoice__number="F-3").reason == "STEP_DUE"
    assert set(DecisionRow.objects.values_list("since_on", flat=True)) == {TODAY}
    assert Message.objects.get().outcome == "AMOUNT_CHANGED"


def test_a_payment_that_has_not_come_yet_is_refused():
    make_invoice(make_customer(make_company()), "F-1")
    answer = call("pay", "F-1", "50.00", "--date", "2199-01-01", code=2)
    assert answer["refused"] == "paid_in_the_future"
    assert not Payment.objects.exists()


def test_a_day_already_worked_is_no_future():
    company = make_company()
    make_invoice(make_customer(company), "F-1")
    ahead = date(2198, 3, 3)
    run(company, ahead)
    assert call("pay", "F-1", "100.00", "--date", str(ahead))["open"] == "0.00"


def test_a_negative_payment_is_refused_as_an_amount():
    make_invoice(make_customer(make_company()), "F-1")
    assert call("pay", "F-1", "-5", code=2)["refused"] == "nothing_received"


def test_a_number_no_database_can_hold_is_not_found():
    make_invoice(make_customer(make_company()), "F-1")
    assert call("explain", "F\0", code=2)["refused"] == "no_such_invoice"
