"""What no table and no calendar can hold is refused in a word, with exit code 2."""

import pytest
from click.testing import CliRunner

from aldia.cli.main import cli
from aldia.records.models import Message, Payment
from tests.builders import make_company, make_customer, make_invoice, run

LARGEST = 2**63 - 1


@pytest.fixture(autouse=True)
def company(db, settings, tmp_path):
    settings.EMAIL_URL, settings.MAILBOX = "", tmp_path
    made = make_company()
    make_invoice(make_customer(made))
    run(made)
    return made


def typed(*words, code=2):
    answer = CliRunner().invoke(cli, words)
    assert answer.exit_code == code, answer.output + repr(answer.exception)
    return answer.output


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("0", id="none"),
        pytest.param(str(LARGEST), id="the largest a table holds"),
        pytest.param(str(LARGEST + 1), id="one more"),
        pytest.param("9" * 25, id="25 digits"),
        pytest.param("9" * 5000, id="more digits than Python reads"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["approve", "{}"], id="approve"),
        pytest.param(["withdraw", "{}"], id="withdraw"),
        pytest.param(["messages", "show", "{}"], id="show"),
        pytest.param(["messages", "settle", "{}", "sent"], id="settle"),
        pytest.param(["done", "{}"], id="done"),
    ],
)
def test_a_number_of_nothing_is_refused(words, number):
    typed(*(word.format(number) for word in words))
    assert Message.objects.get().status == "proposed"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param("0001-01-01", 2, id="the first day there is"),
        pytest.param("1989-12-31", 2, id="a day too early"),
        pytest.param("1990-01-01", 0, id="the first"),
        pytest.param("2200-12-31", 0, id="the last"),
        pytest.param("2201-01-01", 2, id="a day too late"),
        pytest.param("9999-12-31", 2, id="the last day there is"),
    ],
)
def test_a_day_beyond_all_calendars_is_refused(day, code):
    said = typed("run", "--date", day, "--dry-run", code=code)
    assert ("1990-01-01" in said and "2200-12-31" in said) == bool(code)
    assert typed("preview", "--days", "365", "--date", day, code=code)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        pytest.param("0001-01-01T00:00:00+14:00", 2, id="before the first day there is"),
        pytest.param("1989-12-31T23:59:59", 2, id="too early"),
        pytest.param("1990-01-01T00:00:00+14:00", 0, id="the first"),
        pytest.param("2200-12-31T23:59:59-12:00", 0, id="the last"),
        pytest.param("9999-12-31T23:59:59-12:00", 2, id="after the last day there is"),
    ],
)
def test_a_moment_beyond_all_calendars_is_refused(moment, code):
    typed("approve", "--all", code=0)
    typed("send", "--now", moment, code=code)


@pytest.mark.parametrize("amount", ["1e1", "1_0", "NaN", "Infinity", "１０", "10,00", ".5", "5."])
def test_an_amount_is_a_plain_number_or_refused(amount):
    typed("pay", "F-001", amount)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["hold", "F-001", "--until", "9999-12-31"], id="a pause"),
        pytest.param(["promise", "F-001", "9999-12-31"], id="a promise"),
    ],
)
def test_nothing_waits_until_the_end_of_all_calendars(words):
    assert "2200-12-31" in typed(*words)
