"""Numbers no table could hold, in an address or a form: never an error of the server."""

import pytest

from aldia.records.models import Message
from aldia.web.numbers import LARGEST_ID, LAST_PAGE, number_from, page_from
from tests.builders import make_company
from tests.web.people import entered, make_morning

ENDLESS = "9" * 5000
TOO_LARGE = [
    pytest.param(str(LARGEST_ID), id="the largest a table holds"),
    pytest.param(str(LARGEST_ID + 1), id="one more"),
    pytest.param("9" * 20, id="twenty digits"),
    pytest.param(ENDLESS, id="more digits than Python reads"),
]


@pytest.fixture
def marta(db):
    company = make_company()
    make_morning(company, 1)
    return entered(company=company)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("7", 7, id="a number"),
        pytest.param(str(LARGEST_ID), LARGEST_ID, id="the largest"),
        pytest.param(str(LARGEST_ID + 1), -1, id="one more"),
        pytest.param(ENDLESS, -1, id="endless"),
        pytest.param("", -1, id="nothing"),
        pytest.param(None, -1, id="not given"),
        pytest.param("-1", -1, id="a sign"),
        pytest.param("٣", -1, id="digits of another script"),
    ],
)
def test_a_number_is_read_only_when_a_table_could_hold_it(text, number):
    assert number_from(text, -1) == number


def test_pages_begin_with_one_and_end_somewhere():
    read = [page_from(text) for text in ("0", "1", str(LAST_PAGE), str(LAST_PAGE + 1))]
    assert read == [1, 1, LAST_PAGE, 1]


@pytest.mark.parametrize("number", TOO_LARGE)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("/?mensaje={}", 404, id="a message of the morning"),
        pytest.param("/?pagina={}", 200, id="a page of the morning"),
        pytest.param("/mensajes/{}/carta/", 404, id="its letter"),
        pytest.param("/buzon/?pagina={}", 200, id="a page of the mailbox"),
        pytest.param("/buzon/{}/carta/", 404, id="a letter"),
    ],
)
def test_an_address_with_an_impossible_number_is_answered(marta, address, status, number):
    assert marta.get(address.format(number)).status_code == status


@pytest.mark.parametrize("number", TOO_LARGE)
def test_an_impossible_letter_shows_the_mailbox_or_nothing(marta, number):
    assert marta.get(f"/buzon/?carta={number}").status_code in {200, 404}


@pytest.mark.parametrize("number", TOO_LARGE)
@pytest.mark.parametrize("word", ["aprobar", "retirar", "aprobar_todos"])
def test_a_form_with_an_impossible_number_decides_nothing(marta, word, number):
    sent = {"que": word, "mensaje": number, "vistos": number}
    assert marta.post("/mensajes/decidir/", sent, follow=True).status_code == 200
    assert Message.objects.get().status == "proposed"
