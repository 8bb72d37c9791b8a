"""A file that leaves no doubt about its dates settles the next one that does."""

from pathlib import Path

import pytest

from aldia.core.dates import DateOrder, DatesUnclear
from aldia.core.intake import Choices
from aldia.flows.import_invoices import import_invoices
from aldia.flows.import_payments import import_payments
from aldia.records.models import Company, Invoice, Payment
from tests.builders import TODAY, make_company, moment

pytestmark = pytest.mark.django_db

HEADINGS = "Número;Cliente;Vencimiento;Importe\n"
PAYMENTS = "Factura;Fecha de pago;Importe\n"


def bring(company: Company, folder: Path, text: str, job=import_invoices, **options):
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    habit = DateOrder(company.date_order) if company.date_order else None
    choices = Choices("EUR", "ES", habit=habit)
    return job(company, path, choices, today=TODAY, at=moment(TODAY), **options)


def test_a_date_in_doubt_is_refused_while_nothing_is_known(tmp_path):
    with pytest.raises(DatesUnclear):
        bring(make_company(), tmp_path, HEADINGS + "F-1;Bar Sol;02/03/2026;10,50\n")


@pytest.mark.parametrize(
    ("sure", "order", "day"),
    [
        pytest.param("31/01/2026", "dmy", (2026, 2, 1), id="day first"),
        pytest.param("01/31/2026", "mdy", (2026, 1, 2), id="month first"),
    ],
)
def test_what_one_file_proves_settles_the_next(tmp_path, sure, order, day):
    company = make_company()
    bring(company, tmp_path, HEADINGS + f"F-1;Bar Sol;{sure};10,50\n")
    assert Company.objects.get(pk=company.pk).date_order == order
    bring(company, tmp_path, PAYMENTS + "F-1;01/02/2026;10,50\n", job=import_payments)
    paid = Payment.objects.get(company=company).received_on
    assert (paid.year, paid.month, paid.day) == day


def test_what_the_file_itself_says_is_stronger_than_the_habit(tmp_path):
    company = make_company(date_order="dmy")
    bring(company, tmp_path, HEADINGS + "F-1;Bar Sol;01/31/2026;10,50\nF-2;Bar Sol;02/03/2026;1\n")
    assert str(Invoice.objects.get(number="F-2").due_on) == "2026-02-03"


def test_a_trial_teaches_nothing(tmp_path):
    company = make_company()
    bring(company, tmp_path, HEADINGS + "F-1;Bar Sol;31/01/2026;10,50\n", dry_run=True)
    assert Company.objects.get(pk=company.pk).date_order == ""


def test_iso_dates_say_nothing_about_the_habit(tmp_path):
    company = make_company()
    bring(company, tmp_path, HEADINGS + "F-1;Bar Sol;2026-01-31;10,50\n")
    assert Company.objects.get(pk=company.pk).date_order == ""
