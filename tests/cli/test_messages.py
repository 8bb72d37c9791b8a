"""`aldia messages`, `approve`, `withdraw`, `send`: what a person types and reads."""

import json

import pytest
from click.testing import CliRunner

from aldia.channels.contract import ChannelError
from aldia.core.codes import MessageStatus
from aldia.records.models import Message
from tests.builders import approve, make_company, make_customer, make_invoice, run, send
from tests.flows.speakers import FakeSpeaker

pytestmark = pytest.mark.django_db
TEN = "2026-03-09T10:00:00+01:00"


@pytest.fixture
def company(settings, tmp_path):
    settings.EMAIL_URL, settings.MAILBOX = "", tmp_path
    company = make_company()
    customer = make_customer(company)
    make_invoice(customer)
    run(company)
    return company


def aldia(*words, code=0):
    """Type a command, and return what it answers."""
    from aldia.cli.main import cli

    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout) if "--json" in words and code != 2 else result.output


def only():
    return Message.objects.get()


def test_the_list_says_who_hears_what(company):
    (row,) = aldia("messages", "--json")["messages"]
    assert (row["id"], row["customer"], row["status"]) == (
        only().pk,
        "Ferretería Aluche SL",
        "proposed",
    )
    assert row["total"] == ["100.00 EUR"]
    assert aldia("messages", "--status", "sent", "--json")["messages"] == []
    assert "Ferretería Aluche SL" in aldia("messages")


def test_a_message_is_shown_as_its_customer_gets_it(company, tmp_path):
    seen = aldia("messages", "show", only().pk, "--json")
    aldia("approve", "--all")
    aldia("send", "--now", TEN)
    (letter,) = tmp_path.glob("*.eml")
    from email import message_from_bytes
    from email.policy import default

    got = message_from_bytes(letter.read_bytes(), policy=default)
    for kind, reading in (("plain", "text"), ("html", "html")):
        assert got.get_body((kind,)).get_content().split() == seen[reading].split()
    assert "F-001" in aldia("messages", "show", only().pk)


def test_approve_send_and_it_has_left(company, tmp_path):
    assert aldia("approve", only().pk, "--json") == {"approved": 1, "skipped": {}}
    sent = aldia("send", "--now", TEN, "--json")
    assert sent == {
        "sent": 1, "withdrawn": 0, "failed": 0, "doubtful": 0, "waiting": 0,
        "is_stopped": False, "problem": "", "errors": {},
    }  # fmt: skip
    assert len(list(tmp_path.glob("*.eml"))) == 1
    assert aldia("send", "--now", TEN, "--json")["sent"] == 0


def test_a_moment_without_an_offset_is_on_the_clock_of_the_company(company):
    aldia("approve", "--all")
    assert aldia("send", "--now", "2026-03-09T08:59", "--json")["waiting"] == 1
    assert aldia("send", "--now", "2026-03-09T09:00", "--json")["sent"] == 1


def test_nothing_is_approved_by_a_slip(company):
    aldia("approve", code=2)
    aldia("approve", "--all", only().pk, code=2)
    aldia("approve", 999, code=2)
    aldia("send", "--now", "mañana", code=2)
    assert only().status == MessageStatus.PROPOSED


def test_what_is_taken_back_does_not_leave(company):
    assert aldia("withdraw", only().pk, "--json") == {"withdrawn": 1, "skipped": {}}
    again = aldia("withdraw", only().pk, "--json", code=1)
    assert again["skipped"] == {str(only().pk): "withdrawn"}
    assert aldia("send", "--now", TEN, "--json")["sent"] == 0


@pytest.mark.parametrize(("answer", "status"), [("sent", "sent"), ("not-sent", "failed")])
def test_a_doubt_is_settled_by_hand(company, answer, status):
    approve(company)
    send(company, speaker=FakeSpeaker(endings=[ChannelError("sin respuesta", unknown=True)]))
    assert only().status == MessageStatus.DOUBTFUL
    assert aldia("messages", "settle", only().pk, answer, "--json")["status"] == status
    aldia("messages", "settle", only().pk, answer, code=2)


def test_sending_that_ends_badly_says_so(company, settings):
    aldia("approve", "--all")
    settings.EMAIL_URL = "smtp://127.0.0.1:9?timeout=1"
    answer = aldia("send", "--now", TEN, "--json", code=1)
    assert answer["waiting"] == 1
    assert answer["problem"]
    settings.EMAIL_URL = "nada"
    aldia("send", "--now", "2026-03-09T11:00", code=2)


def test_an_error_nobody_expected_is_told_and_ends_with_one(company, monkeypatch):
    from aldia.records import sending

    def broken(*_arguments, **_named):
        raise ZeroDivisionError

    aldia("approve", "--all")
    monkeypatch.setattr(sending, "claim", broken)
    answer = aldia("send", "--now", TEN, "--json", code=1)
    assert answer["errors"] == {str(only().pk): "ZeroDivisionError"}
    later = aldia("send", "--now", "2026-03-09T11:00:00+01:00", code=1)
    assert "Un error inesperado (ZeroDivisionError)" in later
