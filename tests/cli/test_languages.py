"""Help, wrong arguments and refusals come in the language that was asked for."""

import re
import subprocess
import sys

import pytest

from aldia.cli.click_words import SPANISH
from aldia.config.catalogues import read_catalogue
from aldia.core.headings import ColumnsMissing, NumberMissing
from aldia.core.ladder_plan import BadLadder
from aldia.core.refusals import Refusal

ALDIA = [sys.executable, "-c", "from aldia.cli.main import main; main()"]


@pytest.fixture
def typed(child_environment):
    """Type a command in a shell of a language; returns its exit code and all it printed."""

    def run(language: str, *words: str) -> tuple[int, str]:
        environment = {**child_environment, "ALDIA_LANGUAGE": language}
        done = subprocess.run([*ALDIA, *words], env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words", "code", "told"),
    [
        pytest.param("es", ("--help",), 0, ("Uso:", "cobranza amistosa", "Ajustes"), id="help es"),
        pytest.param("en", ("--help",), 0, ("Usage:", "friendly", "settings"), id="help en"),
        pytest.param("es", ("run", "--help"), 0, ("Opciones:", "Decide qué"), id="command es"),
        pytest.param("en", ("run", "--help"), 0, ("Options:", "Decide what"), id="command en"),
        pytest.param("es", ("runn",), 2, ("No existe el comando 'runn'.",), id="unknown es"),
        pytest.param("en", ("runn",), 2, ("There is no command 'runn'.",), id="unknown en"),
        pytest.param("es", ("explain", "F-1"), 2, ("aldia init",), id="refusal es"),
        pytest.param("en", ("explain", "F-1"), 2, ("There is no company yet.",), id="refusal en"),
        pytest.param("xx", ("runn",), 2, ("No existe el comando",), id="unknown language"),
    ],
)
def test_everything_said_is_in_the_language_asked_for(typed, language, words, code, told):
    exit_code, text = typed(language, *words)
    assert exit_code == code, text
    assert [each for each in told if each not in text] == []


def test_the_version_needs_no_language(typed):
    assert typed("es", "--version")[1].startswith("aldia, ")


@pytest.mark.parametrize("english", SPANISH, ids=lambda text: text[:30])
def test_what_click_says_keeps_its_placeholders_in_both_languages(english):
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    spanish = SPANISH[english]
    twin = read_catalogue("en").get(spanish)
    assert names(spanish) <= names(english)
    assert twin is not None
    assert names(twin.string) == names(spanish)


ENGLISH = {
    BadLadder.text: "The ladder: %(what)s",
    "no tiene ningún paso (steps).": "no steps.",
    ColumnsMissing.text: "Missing %(missing)s of %(headings)s, say %(example)s",
    "número": "number",
    "cliente": "customer",
    Refusal.text: "No.",
}


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        pytest.param(Refusal(), "No.", id="no values"),
        pytest.param(
            BadLadder(what="no tiene ningún paso (steps)."), "The ladder: no steps.", id="a text"
        ),
        pytest.param(BadLadder(what=""), "The ladder: ", id="an empty text"),
        pytest.param(
            ColumnsMissing(missing=("número", "cliente"), headings="cliente", example="a=b"),
            "Missing number, customer of cliente, say a=b",
            id="several texts, and a value that only looks like one",
        ),
    ],
)
def test_a_refusal_is_told_with_its_marked_values_translated(refusal, told):
    assert refusal.told(lambda text: ENGLISH.get(text, text)) == told


def test_a_refusal_is_spanish_where_nobody_translates():
    refusal = NumberMissing(missing=("número", "cliente"), headings="«a»", example="a=number")
    assert "No se reconoce la columna de: número, cliente." in str(refusal)
