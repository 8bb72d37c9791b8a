"""People at the door: a member of the team with a role, and a morning with messages to decide."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from aldia.records.models import Company, Membership
from tests.builders import days_ago, make_customer, make_invoice, run

PASSWORD = "olivo-faro-nube-42"


def make_person(
    username: str = "marta", company: Company | None = None, role: str = "owner"
) -> Any:
    """Make a user; with a company, a member of it."""
    person = get_user_model().objects.create_user(username, password=PASSWORD)
    if company is not None:
        Membership.objects.create(company=company, user=person, role=role)
    return person


def entered(username: str = "marta", company: Company | None = None, role: str = "owner") -> Client:
    """Return a browser in which that person has already come in."""
    client = Client()
    client.force_login(
        make_person(username, company, role), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def make_morning(company: Company, customers: int = 3) -> None:
    """Give the company customers with one late invoice each, and run the day."""
    for place in range(customers):
        customer = make_customer(
            company, f"Maderas {place} SL", f"pagos@maderas{place}.example", tax_id=f"T{place}"
        )
        make_invoice(customer, f"F-{company.pk}-{place:03}", days_ago(10))
    run(company)
