"""Every code a page can show has its words, and every figure its way of being written."""

from datetime import date

import pytest
from django.utils import translation

from aldia.core.codes import Action, DisputeReason, MessageStatus, StepAction, TaskKind, Tone
from aldia.core.reasons import Reason
from aldia.records.models import TimelineEvent
from aldia.web import formats
from aldia.web.timeline_words import SENTENCES, said
from aldia.web.wording import WORDS, say

FAMILIES = {
    "tone": Tone,
    "status": MessageStatus,
    "task": TaskKind,
    "action": Action,
    "step": StepAction,
    "dispute": DisputeReason,
    "reason": Reason,
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_has_its_words(family):
    assert set(WORDS[family]) == set(FAMILIES[family])


def test_a_code_nobody_knows_is_shown_as_it_is():
    assert say("tone", "thunder") == "thunder"


@pytest.mark.parametrize(
    ("minor", "currency", "spanish", "english"),
    [
        (123456, "EUR", "1.234,56 €", "1,234.56 €"),
        (5, "EUR", "0,05 €", "0.05 €"),
        (45000, "CLP", "45.000 CLP", "45,000 CLP"),
        (1234, "KWD", "1,234 KWD", "1.234 KWD"),
        (-1050, "USD", "−10,50 USD", "−10.50 USD"),
    ],
)
def test_amounts_keep_every_digit_of_their_currency(minor, currency, spanish, english):
    for language, wanted in (("es", spanish), ("en", english)):
        with translation.override(language):
            assert formats.money(minor, currency) == wanted.replace(" ", "\u00a0")


def test_totals_of_several_currencies_stay_apart():
    assert formats.totals({"EUR": 100, "CLP": 5}) == "1,00\u00a0€ · 5\u00a0CLP"


def test_dates_are_written_in_words():
    assert formats.weekday(date(2026, 3, 9)) == "lunes, 9 de marzo de 2026"
    assert formats.date_of("2026-03-09") == "9\u00a0mar\u00a02026"


@pytest.mark.parametrize("kind", [*SENTENCES, "something_new"])
def test_an_event_with_fewer_figures_than_its_sentence_is_still_said(kind):
    sentence = said(TimelineEvent(kind=kind, detail={})).sentence
    assert sentence
    assert "%" not in sentence


@pytest.mark.parametrize(
    ("kind", "detail", "wanted"),
    [
        ("hold_started", {"invoice": "F-1", "reason": "Viaje.", "until": "2026-03-09"},
         "En pausa hasta el 9\u00a0mar\u00a02026. Viaje."),
        ("hold_started", {"invoice": "F-1", "reason": "Viaje.", "until": ""},
         "En pausa hasta que alguien la termine. Viaje."),
        ("message_withdrawn", {"message": 1, "subject": "Hola", "why": "PAID"},
         "Mensaje retirado: «Hola». La factura está pagada."),
        ("message_withdrawn", {"message": 1, "subject": "Hola", "why": "BY_HAND"},
         "Mensaje retirado: «Hola». Lo retiró una persona."),
        ("message_settled", {"message": 1, "subject": "Hola", "answer": "not_sent"},
         "Duda aclarada: el mensaje «Hola» no salió."),
    ],
)  # fmt: skip
def test_an_event_is_said_in_words(kind, detail, wanted):
    assert said(TimelineEvent(kind=kind, detail=detail)).sentence == wanted
