"""The words of a message: every value there, nothing smuggled in."""

from dataclasses import replace
from datetime import date

import pytest

from aldia.channels.words import (
    LANGUAGES,
    BrokenTemplate,
    Override,
    Words,
    render,
    small_words,
    ways_out,
    words_for,
)
from aldia.core.codes import Tone
from aldia.core.outgoing import answer_day

WORDS = Words(
    customer_name="Ñandú SL",
    contact_name="Ana Gil",
    company_name="Maderas del Sur SL",
    sender_name="Luis Pons",
    totals=("1.234,56 €", "$ 5,00 MXN"),
    invoice_count=2,
    oldest_number="F-001",
    oldest_due_on="domingo 1 de marzo de 2026",
    asked_by="lunes 16 de marzo",
    reply_address="cobros@maderas.example",
    has_not_yet_due=True,
    upcoming_due_on="miércoles 1 de abril de 2026",
)


def own(body="Hola\n\n[[invoices]]\n\n[[reply]]", subject="Hola"):
    return Override("mia", 3, subject, body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
def test_every_tone_speaks_every_language_with_a_table_and_a_way_out(tone, language):
    said = render(WORDS, tone, language)
    lines = said.body.splitlines()
    assert lines.count("[[invoices]]") == 1
    assert lines.count("[[reply]]") == 1
    assert "{" not in said.body + said.subject
    assert said.template.startswith(f"{tone}.{language}.")
    assert "Maderas del Sur SL" in said.subject + said.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_small_words(language):
    assert small_words(language).keys() == small_words("es").keys()
    assert "cobros@maderas.example" in ways_out(
        language, "cobros@maderas.example", "Maderas", "Ñandú"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("{{ importe }}", "importe", id="a name nobody knows"),
        pytest.param("{{ totals.euros }}", "euros", id="a part nobody knows"),
        pytest.param("{% if %}", "", id="a condition without an end"),
        pytest.param("{{ ''.__class__.__mro__ }}", "__class__", id="the insides of the program"),
        pytest.param("{{ 'a' * 1000000000 }}", "*", id="a text without end"),
        pytest.param("{{ '%999999999d' % 1 }}", "%", id="a figure without end"),
        pytest.param("{{ customer_name.upper() }}", "upper", id="a call"),
        pytest.param("{{ range(3) }}", "", id="a function"),
        pytest.param("{{ totals|tojson }}", "tojson", id="a filter that is not calm"),
        pytest.param("{{ 1 // 0 }}", "", id="a division by nothing"),
    ],
)
def test_a_broken_text_is_refused_and_says_what_is_missing(text, what):
    with pytest.raises(BrokenTemplate) as refusal:
        render(WORDS, Tone.WARM, "es", own(body=text))
    assert refusal.value.code == "broken_template"
    assert what in str(refusal.value)
    assert "mia.v3" in str(refusal.value)


def test_a_companys_own_text_gets_the_table_and_the_ways_out_it_forgot():
    said = render(WORDS, Tone.WARM, "es", own(body="Hola, {{ customer_name }}.\r\nGracias."))
    assert said.body == "Hola, Ñandú SL.\nGracias.\n\n[[invoices]]\n\n[[reply]]"
    assert said.template == "mia.v3"


@pytest.mark.parametrize("breaking", ["\n", "\r\n", "\x0b", "\u2028", "\x00", "\u202e"])
def test_a_name_cannot_become_a_header(breaking):
    evil = replace(WORDS, company_name=f"Maderas{breaking}Bcc: otra@persona.example")
    said = render(evil, Tone.WARM, "es")
    assert said.subject.isprintable()
    assert breaking not in said.body.replace("\n", "") or breaking == "\n"
    assert "\nBcc:" not in said.body


def test_a_subject_of_several_lines_becomes_one():
    said = render(WORDS, Tone.WARM, "es", own(subject="Hola\r\nBcc: otra@persona.example"))
    assert said.subject == "Hola Bcc: otra@persona.example"


def test_a_name_cannot_pretend_to_be_the_table():
    said = render(replace(WORDS, contact_name="[[invoices]]"), Tone.WARM, "es")
    assert said.body.count("[[invoices]]") == 1


def test_the_figures_of_a_draft_are_written_in_its_language():
    draft = {
        "language": "en", "is_before_due": False, "upcoming_due_on": None,
        "oldest_due_on": date(2026, 3, 1), "customer_name": "Acme", "contact_name": None,
        "totals": [{"currency": "EUR", "minor": 123456}], "invoice_count": 1,
        "oldest_number": "F-1", "has_not_yet_due": False,
    }  # fmt: skip
    words = words_for(
        draft, company="Maderas", sender="", reply_address="a@b.example", today=date(2026, 3, 2)
    )
    assert words.totals == ("€1,234.56",)
    assert words.oldest_due_on == "Sunday 1 March 2026"
    assert words.asked_by == "Monday 9 March"
    assert (words.sender_name, words.contact_name, words.upcoming_due_on) == ("Maderas", "", "")


@pytest.mark.parametrize(
    ("today", "by"),
    [
        pytest.param(date(2026, 3, 6), date(2026, 3, 13), id="friday to friday"),
        pytest.param(date(2026, 3, 7), date(2026, 3, 16), id="saturday to the monday after"),
        pytest.param(date(2026, 3, 8), date(2026, 3, 16), id="sunday to the monday after"),
        pytest.param(date(2026, 3, 9), date(2026, 3, 16), id="monday to monday"),
    ],
)
def test_an_answer_is_asked_for_in_a_week_and_never_on_a_weekend(today, by):
    assert answer_day(today) == by
