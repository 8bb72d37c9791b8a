"""The same pages in English, for a browser that asks for it; messages keep the customer's words."""

import html
import re

import pytest

from aldia.config.catalogues import read_catalogue
from aldia.records.models import Message
from tests.builders import make_company
from tests.web.people import entered, make_morning

pytestmark = pytest.mark.django_db

SAME_IN_BOTH = {"No", "formal"}


@pytest.fixture
def company():
    made = make_company()
    make_morning(made)
    return made


def words_of(client, address: str, language: str) -> list[str]:
    """Return the pieces of text of a page, without the letter it shows."""
    answer = client.get(address, follow=True, headers={"accept-language": language})
    assert answer.status_code == 200
    page = re.sub(r"(?s)<(svg|style|script|iframe|pre)\b.*?</\1>", "", answer.content.decode())
    return [html.unescape(piece).strip() for piece in re.findall(r">([^<]+)<", page)]


@pytest.mark.parametrize(
    "address",
    ["/", "/?mensaje={message}", "/facturas/{invoice}/", "/buzon/", "/entrar/"],
)
def test_no_spanish_word_of_ours_is_left_on_a_page(company, address):
    message = Message.objects.filter(company=company).order_by("pk").first()
    number = message.invoices.first().invoice.number
    client = entered(company=company)
    shown = words_of(client, address.format(message=message.pk, invoice=number), "en")
    spanish = {str(text.id) for text in read_catalogue("en") if text.id} - SAME_IN_BOTH
    assert [words for words in shown if words in spanish] == []
    assert any(shown)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        pytest.param("en", "3 messages to approve", id="English"),
        pytest.param("en-US,en;q=0.9", "3 messages to approve", id="English of a country"),
        pytest.param("es-MX", "3 mensajes por aprobar", id="Spanish of a country"),
        pytest.param("fr", "3 mensajes por aprobar", id="a language we do not speak"),
    ],
)
def test_the_browser_chooses_the_language(company, language, told):
    client = entered(company=company)
    assert told in " ".join(words_of(client, "/", language))
