"""The mailbox: what the customers would have received, word by word, each company its own."""

import pytest

from aldia.records.models import Message
from tests.builders import approve, make_company, send
from tests.web.people import entered, make_morning

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAILBOX = tmp_path / "mailbox"
    return settings.MAILBOX


@pytest.fixture
def company():
    made = make_company()
    make_morning(made, 2)
    approve(made)
    assert send(made).sent == 2
    return made


def test_each_letter_is_listed_and_opened(company):
    client = entered(company=company)
    assert "Maderas 0 SL" in client.get("/buzon/").content.decode()
    message = Message.objects.filter(company=company).first()
    shown = client.get(f"/buzon/?carta={message.pk}").content.decode()
    assert message.subject in shown
    assert 'sandbox=""' in shown
    text = client.get(f"/buzon/?carta={message.pk}&ver=texto").content.decode()
    assert "Hola" in text
    letter = client.get(f"/buzon/{message.pk}/carta/")
    assert "sandbox" in letter["Content-Security-Policy"]
    assert "Hola" in letter.content.decode()


def test_another_company_sees_none_of_it(company):
    message = Message.objects.filter(company=company).first()
    other = entered("luis", make_company("Otra SL"))
    assert "Todavía no ha salido ningún mensaje." in other.get("/buzon/").content.decode()
    assert other.get(f"/buzon/?carta={message.pk}").status_code == 404


def test_a_letter_whose_file_is_gone_is_not_found(company, folder):
    for path in folder.iterdir():
        path.unlink()
    client = entered(company=company)
    assert client.get("/buzon/").status_code == 200
    message = Message.objects.filter(company=company).first()
    assert client.get(f"/buzon/?carta={message.pk}").status_code == 404
