"""Every built-in text can be rendered for every customer, and every rendering is kind."""

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import yaml
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

import aldia.channels
from aldia.core.codes import TONES, Tone
from aldia.core.tone import lint

TEXTS = Path(aldia.channels.__file__).parent / "texts"
LANGUAGES = ("es", "es_tu", "en", "pt")
ALLOWED = {
    "customer_name", "contact_name", "company_name", "sender_name", "totals", "invoice_count",
    "oldest_number", "oldest_due_on", "asked_by", "reply_address", "has_not_yet_due",
    "upcoming_due_on",
}  # fmt: skip
NAMES = ("Carpintería Ribera SL", "Marta Vidal", "Maderas del Sur SL", "Lucía Ferrer")
DATES = {
    "es": ("jueves 12 de febrero de 2026", "viernes 13 de marzo", ""),
    "en": ("Thursday 12 February 2026", "Friday 13 March", ""),
    "pt": ("quinta-feira, 12 de fevereiro de 2026", "sexta-feira, 13 de março", ""),
}
TOTALS = (
    ("1.234,50 €",),
    ("$\u00a01.234.567\u00a0COP", "R$\u00a0300,00"),
    ("1.234,50\u00a0€", "$\u00a0300.00\u00a0USD", "9.000\u00a0CLP"),
)
ASKS = {
    "es": (
        "¿",
        "debamos corregir",
        "no coincida",
        "puede decírnoslo",
        "debemos revisar",
        "correcto",
    ),
    "es_tu": (
        "¿",
        "debamos corregir",
        "no coincida",
        "nos lo dices",
        "debemos revisar",
        "correcto",
    ),
    "en": ("?", "should correct", "does not match", "could you tell us", "everything right"),
    "pt": (
        "?",
        "devamos corrigir",
        "não corresponda",
        "pode nos dizer",
        "devemos revisar",
        "certo",
    ),
}
OFFERS = {
    "es": r"otra fecha|propónganos otra|propongan? por escrito|varios pagos|varias partes",
    "es_tu": r"otra fecha|proponnos otra|propongas por escrito|varios pagos|varias partes",
    "en": r"another date|another one|instalments|in parts|several payments|schedule of payments",
    "pt": r"outra data|proponha|parcelas|em partes|calendário de pagamentos",
}
# What a date says stays true; a number of days would not, if the message waits for its hour.
DAYS_LATE = re.compile(r"\d+\s*(?:días|dias|days)|hace \d|há \d|\bago\b", re.IGNORECASE)


def read(language: str, name: str) -> str:
    return (TEXTS / language / name).read_text(encoding="utf-8")


def values(
    language: str, *, count: int, contact: str, totals: tuple[str, ...], not_yet: bool, sender: str
) -> dict[str, object]:
    # `upcoming_due_on` is empty, to prove that no text leans on it: it may be another invoice's.
    oldest, asked_by, upcoming = DATES[language[:2]]
    return {
        "customer_name": NAMES[0],
        "contact_name": contact,
        "company_name": NAMES[2],
        "sender_name": sender,
        "totals": totals,
        "invoice_count": count,
        "oldest_number": "F-2026/014",
        "oldest_due_on": oldest,
        "asked_by": asked_by,
        "reply_address": "cobros@maderasdelsur.example",
        "has_not_yet_due": not_yet,
        "upcoming_due_on": upcoming,
    }


def cases(language: str) -> list[dict[str, object]]:
    variety = product((1, 2, 7), ("", NAMES[1]), TOTALS, (False, True), (NAMES[2], NAMES[3]))
    return [
        values(
            language, count=count, contact=contact, totals=totals, not_yet=not_yet, sender=sender
        )
        for count, contact, totals, not_yet, sender in variety
    ]


@cache
def compiled(text: str) -> Template:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False).from_string(text)


def render(text: str, given: dict[str, object]) -> str:
    return compiled(text).render(given)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rendering_is_whole_and_kind(language, tone):
    text = read(language, f"{tone}.txt")
    for given in cases(language):
        rendered = render(text, given)
        lines = rendered.splitlines()
        assert lines[0].startswith("Subject: ")
        assert 20 < len(lines[0]) < 110
        assert lines[1] == ""
        assert lines.count("[[invoices]]") == 1
        assert lines.count("[[reply]]") == 1
        assert lines.index("[[invoices]]") < lines.index("[[reply]]")
        assert not re.search(r"\{\{|\}\}|\{%|%\}|None|\n\n\n| ,| \.|  ", rendered)
        assert lint(rendered, language, tone, names=NAMES) == []


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_asks_whether_something_is_wrong_and_offers_a_way_out(language, tone):
    for given in cases(language):
        rendered = render(read(language, f"{tone}.txt"), given)
        question, *ways = ASKS[language]
        assert question in rendered
        assert any(way in rendered for way in ways)
        assert re.search(OFFERS[language], rendered)
        assert given["asked_by"] in rendered
        assert given["company_name"] in rendered.splitlines()[-1]
        assert not DAYS_LATE.search(rendered)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_uses_only_what_it_is_given(language, tone):
    text = read(language, f"{tone}.txt")
    used = set(re.findall(r"\{\{\s*(\w+)", text)) | set(re.findall(r"\{% if (\w+)", text))
    assert used <= ALLOWED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_contact_assumes_an_oversight(language):
    oversight = {"es": "descuido", "es_tu": "despiste", "en": "slipped", "pt": "esquecimento"}
    text = read(language, f"{Tone.WARM}.txt")
    assert oversight[language] in text
    assert ASKS[language][1] in text


@pytest.mark.parametrize("tone", [Tone.NEUTRAL, Tone.FIRM, Tone.FORMAL])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_currency_has_its_own_total(language, tone):
    given = next(each for each in cases(language) if len(each["totals"]) == 3)
    rendered = render(read(language, f"{tone}.txt"), given)
    joined = {"es": "y", "en": "and", "pt": "e"}[language[:2]]
    assert ", ".join(given["totals"][:2]) + f" {joined} 9.000\u00a0CLP" in rendered


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_invoice_and_several_are_said_differently(language):
    for tone in TONES:
        text = read(language, f"{tone}.txt")
        one, several = (
            render(text, values(language, count=count, contact="", totals=TOTALS[0],
                                not_yet=False, sender=NAMES[3]))
            for count in (1, 7)
        )  # fmt: skip
        assert "7" in several
        assert not re.search(r"facturas|invoices|faturas", one.replace("[[invoices]]", ""))


USTED = r"\b(?:usted|su|sus|díganos\w*|le|cuéntenos\w*|responda|elija|tiene que)\b"
TU = r"\b(?:tú|tu|tus|te|dinos|dínoslo|cuéntanos\w*|responde|elige|contigo|tienes)\b"


@pytest.mark.parametrize(("language", "wrong"), [("es", TU), ("es_tu", USTED)])
def test_usted_and_tu_are_never_mixed(language, wrong):
    for path in (TEXTS / language).iterdir():
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^(?:#.*|- .*\.)$", "", text, flags=re.MULTILINE)
        assert not re.search(wrong, text, re.IGNORECASE), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_says_whether_the_reader_is_a_man_or_a_woman(language):
    gendered = r"estimad[oa]|querid[oa]|señor|sr\.|bienvenid[oa]|prezad[oa]|caro |dear|obrigad[oa]"
    for path in (TEXTS / language).glob("*.txt"):
        assert not re.search(gendered, path.read_text(encoding="utf-8"), re.IGNORECASE), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ways_out_are_kind_and_name_every_way(language):
    rendered = render(read(language, "_ways_out.txt"), {"reply_address": "hola@example.com"})
    assert "hola@example.com" in rendered
    assert len(re.findall(r"^- ", rendered, re.MULTILINE)) == 6
    assert lint(rendered, language) == []


def test_the_small_words_are_the_same_in_every_language():
    words = {language: yaml.safe_load(read(language, "words.yaml")) for language in LANGUAGES}
    for language, each in words.items():
        assert list(each) == list(words["es"]), language
        for name, text in each.items():
            assert isinstance(text, str), name
            assert lint(text, language) == [], name
            said = text.format(company_name=NAMES[2], customer_name=NAMES[0])
            assert "{" not in said


def test_every_language_has_every_tone():
    assert {path.name for path in TEXTS.iterdir() if path.is_dir()} == set(LANGUAGES)
    for language in LANGUAGES:
        names = {path.name for path in (TEXTS / language).iterdir()}
        assert names == {*(f"{tone}.txt" for tone in TONES), "_ways_out.txt", "words.yaml"}
