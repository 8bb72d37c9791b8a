"""`aldia demo --once --json`: a made-up company, its last days lived, and one JSON object."""

import json
import socket
from functools import partial

import pytest
from click.testing import CliRunner

from aldia.cli import demo as command
from aldia.records.models import Company, Customer, Invoice, Message, TimelineEvent
from aldia.records.timeline import Event, seal
from aldia.sources.demo import company
from tests.builders import make_company

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_days(monkeypatch, settings, tmp_path):
    """Make a small company and live three days instead of thirty, with a mailbox of one's own."""
    small = partial(company.make_up_company, customers=60, invoices=300)
    monkeypatch.setattr(company, "make_up_company", small)
    monkeypatch.setattr(command, "DAYS", 3)
    settings.MAILBOX = tmp_path / "mailbox"
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    return settings.MAILBOX


def demo(*arguments):
    answer = CliRunner().invoke(
        command.demo, ["--once", "--json", *arguments], catch_exceptions=False
    )
    return answer.exit_code, json.loads(answer.stdout.splitlines()[-1])


@pytest.fixture
def made():
    code, said = demo("--date", "2026-03-12")  # a Thursday: the three days before are worked
    assert code == 0
    return said


def test_one_object_counts_what_was_made(made, three_days):
    assert made["customers"] == 60
    assert 280 < made["invoices"] <= 300
    assert sum(made["decisions"].values()) == made["open_invoices"]
    assert made["messages"]["proposed"] > 0
    assert made["messages"]["sent"] > 0
    assert {"is_new", "payments", "promises", "disputes", "tasks", "seconds"} <= made.keys()
    assert len(list(three_days.glob("*.eml"))) == made["messages"]["sent"]


def test_open_amounts_equal_their_movements(made):
    for invoice in Invoice.objects.prefetch_related("allocations")[:400]:
        moved = sum(part.amount_minor for part in invoice.allocations.all())
        assert invoice.open_minor == invoice.amount_minor - moved


def test_the_timeline_is_whole(made):
    customer = Customer.objects.order_by("-timeline_length").first()
    previous = ""
    for event in TimelineEvent.objects.filter(customer=customer).order_by("sequence"):
        said = Event(customer.pk, event.kind, event.detail, event.author)
        previous = seal(previous, customer.pk, event.sequence, event.at, said)
        assert event.hash == previous
    assert customer.timeline_hash == previous


def test_again_keeps_what_is_there_and_fresh_makes_it_anew(made):
    before = Company.objects.get().pk
    code, said = demo()
    assert (code, said["is_new"]) == (0, False)
    assert said["messages"] == made["messages"]
    code, said = demo("--fresh", "--date", "2026-03-12")
    assert (code, said["is_new"]) == (0, True)
    assert said["messages"] == made["messages"]
    assert Company.objects.get().pk != before
    assert Message.objects.exclude(company=Company.objects.get()).count() == 0


def test_a_real_company_is_never_mixed_with_a_made_up_one():
    real = make_company()
    for arguments in ((), ("--fresh",)):
        code, said = demo(*arguments)
        assert (code, said["refused"]) == (2, "not_alone")
    assert list(Company.objects.all()) == [real]


def test_a_taken_port_is_refused_before_anything_is_made():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = CliRunner().invoke(command.demo, ["--json", "--port", port])
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["refused"] == "port_taken"
    assert Company.objects.count() == 0
