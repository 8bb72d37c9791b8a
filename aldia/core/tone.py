"""The tone linter: finds what would hurt in a message. It only reads; a person rewrites."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from aldia.core.codes import Tone
from aldia.core.money import EXPONENTS
from aldia.core.tone_words import en, es, pt
from aldia.core.tone_words.phrase import Kind, Phrase
from aldia.core.words import gettext_noop as _

__all__ = ["Finding", "Kind", "lint"]

PHRASES = MappingProxyType({"es": es.PHRASES, "en": en.PHRASES, "pt": pt.PHRASES})

WHY = MappingProxyType(
    {
        Kind.THREAT: _("Suena a amenaza."),
        Kind.ACCUSATION: _("Acusa o pide explicaciones a quien lo lee."),
        Kind.CAPITALS: _("En mayúsculas parece un grito."),
        Kind.FALSE_URGENCY: _("Mete prisa sin decir una fecha."),
        Kind.LEGAL_MENACE: _("Menciona vías legales en un mensaje amistoso."),
        Kind.FORBIDDEN_WORD: _("Es una palabra que no usamos con clientes."),
        Kind.MIXED_CURRENCY_TOTAL: _("Junta importes de monedas distintas."),
        Kind.EXCLAMATION: _("Hay demasiados signos de exclamación."),
    }
)
WRITE_SMALL = _("Escríbalo en minúsculas.")
ONE_TOTAL_EACH = _("Dé un total por cada moneda.")
FEWER_MARKS = _("Deje un solo signo de exclamación, o ninguno.")

ACRONYMS = frozenset(
    """
    ABA ACH ASAP BBVA BIC BIZUM CBU CFDI CIF CLABE CNPJ CPF CUIL CUIT CVU DIAN DNI DTE EAN EIN EIRL
    EIRELI FACE GMBH IBAN ICMS IGV ISR IVA LLC LLP LTDA NIE NIF NIPC NIT PDF PIX PLC PYME PYMES QR
    RFC RUC RUT SAC SAPI SARL SAS SAT SEPA SLNE SLU SLP SPEI SPRL SRL SUNAT SWIFT TED TVA UUID
    VAT XML
    """.split()  # noqa: SIM905 - a list of sixty quoted words is harder to read
) | frozenset(EXPONENTS)  # fmt: skip
SHOUTS = frozenset({"YA", "HOY", "NO", "JÁ", "NÃO", "NOW", "NOT", "PAY"})

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NOT_WORDS = re.compile(r"\S+@\S+|\w+://\S+|\[\[\w+\]\]|[\w./-]*\d[\w./-]*")
_MARKS = re.compile(r"!(?:\s*[!?])*")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to rewrite: `text[start:end]`, why (Spanish), and what to write instead."""

    start: int
    end: int
    kind: Kind
    why: str
    suggestion: str


def lint(
    text: str, language: str, tone: Tone | None = None, *, names: Iterable[str] = ()
) -> list[Finding]:
    """Return what spoils the tone of a text, in its order; nothing when it is fit to be sent.

    `language`: `es`, `en`, `pt` or a variant of them (`es_tu`, `pt-BR`); of any other, all three
    are looked for. `names` of customers or companies are left alone, however they are written.
    The number of a law or an interest are neutral facts in a formal letter, and when `tone` is
    None; never before.

    >>> [finding.kind.value for finding in lint("Es el ÚLTIMO AVISO", "es")]
    ['capitals', 'threat']
    """
    text = _without(names, text)
    found = [
        *_phrases(text, language, tone),
        *_capitals(text),
        *_exclamations(text),
        *_mixed_totals(text),
    ]
    return sorted(_without_nested(found))


def _without(names: Iterable[str], text: str) -> str:
    """Cover names with a sign of the same length, so that places stay."""
    for name in sorted((name for name in names if name.strip()), key=len, reverse=True):
        text = re.sub(re.escape(name), lambda match: "·" * len(match[0]), text, flags=re.IGNORECASE)
    return text


def _finding(start: int, end: int, kind: Kind, suggestion: str) -> Finding:
    return Finding(start, end, kind, WHY[kind], suggestion)


def _phrases(text: str, language: str, tone: Tone | None) -> Iterator[Finding]:
    plain, places = _folded(text)
    for phrase in _phrases_of(language):
        if phrase.neutral_fact and tone in (None, Tone.FORMAL):
            continue
        for match in phrase.pattern.finditer(plain):
            start, end = places[match.start()], places[match.end() - 1] + 1
            yield _finding(start, end, phrase.kind, phrase.suggestion)


def _phrases_of(language: str) -> tuple[Phrase, ...]:
    base = re.split(r"[-_]", language.lower())[0]
    return PHRASES.get(base) or tuple(one for each in PHRASES.values() for one in each)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters, without accents or invisible signs, with one space between words.

    With it, where each of its letters was.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        base = " " if sign.isspace() else unicodedata.normalize("NFD", sign)[0].lower()[0]
        if base == " " and letters[-1:] == [" "]:
            continue
        if unicodedata.combining(base) or unicodedata.category(base) == "Cf":
            continue
        letters.append("'" if base == "’" else base)
        places.append(place)
    return "".join(letters), places


def _capitals(text: str) -> Iterator[Finding]:
    covered = _NOT_WORDS.sub(lambda match: "·" * len(match[0]), text)
    run: list[re.Match[str]] = []
    for word in _LETTERS.finditer(covered):
        if run and covered[run[-1].end() : word.start()].strip():
            yield from _shout(run)
            run = []
        if word[0].isupper() and word[0] not in ACRONYMS:
            run.append(word)
        else:
            yield from _shout(run)
            run = []
    yield from _shout(run)


def _shout(run: list[re.Match[str]]) -> Iterator[Finding]:
    """A long word, a word that is a shout, or two together; a lone short one is an acronym."""
    words = [word[0] for word in run]
    is_loud = any(len(word) > 3 or word in SHOUTS for word in words)
    if is_loud or (len(words) > 1 and sum(map(len, words)) > 4):
        yield _finding(run[0].start(), run[-1].end(), Kind.CAPITALS, WRITE_SMALL)


def _exclamations(text: str) -> Iterator[Finding]:
    marks = list(_MARKS.finditer(text))
    for number, mark in enumerate(marks):
        if number > 0 or mark[0].count("!") > 1:
            yield _finding(mark.start(), mark.end(), Kind.EXCLAMATION, FEWER_MARKS)


_CODES = "|".join(sorted(EXPONENTS)).lower()
_SIGN = (
    rf"(?:us\$|r\$|s/\.?|[€£$]|(?:{_CODES}|euros?|dolares|dollars|pesos|soles|reais|pounds)(?!\w))"
)
_FIGURE = r"\d[\d.,'\u00a0]*"
_AMOUNT = rf"(?:{_FIGURE}\s*(?P<{{0}}>{_SIGN})|(?P<{{1}}>{_SIGN})\s*{_FIGURE})"
_SUMS = (
    re.compile(rf"{_AMOUNT.format('a', 'b')}\s*(?:\+|mas|plus|mais)\s*{_AMOUNT.format('c', 'd')}"),
    re.compile(
        rf"{_FIGURE}\s*\(?(?P<a>{_SIGN})\s*(?:/|\+|y|e|o|ou|and|or)\s*(?P<c>{_SIGN})(?!\s*\d)"
    ),
)
_ALL_TOGETHER = re.compile(
    r"(?<!\w)(?:total|suma|soma|sum)(?:\s+\w+){0,4}\s+(?:en|de|in|across|of|em)\s+"
    r"(?:todas|varias|distintas|all|several|diversas)(?:\s+(?:las|as|the))?\s+"
    r"(?:monedas|divisas|currencies|moedas)(?!\w)"
)
_SAME = MappingProxyType(
    {"€": "eur", "euro": "eur", "euros": "eur", "us$": "usd", "dolares": "usd", "dollars": "usd",
     "r$": "brl", "reais": "brl", "s/": "pen", "s/.": "pen", "soles": "pen", "£": "gbp",
     "pounds": "gbp", "pesos": "$"}
)  # fmt: skip
_WRITTEN_WITH_A_DOLLAR_SIGN = frozenset(
    {"$", "usd", "mxn", "cop", "clp", "ars", "uyu", "dop", "cad", "aud", "nzd", "hkd", "sgd"}
)


def _mixed_totals(text: str) -> Iterator[Finding]:
    plain, places = _folded(text)
    matches = [
        match
        for pattern in _SUMS
        for match in pattern.finditer(plain)
        if _differ(*(_SAME.get(sign, sign) for sign in match.groupdict().values() if sign))
    ]
    for match in [*matches, *_ALL_TOGETHER.finditer(plain)]:
        start, end = places[match.start()], places[match.end() - 1] + 1
        yield _finding(start, end, Kind.MIXED_CURRENCY_TOTAL, ONE_TOTAL_EACH)


def _differ(one: str, other: str) -> bool:
    either = {one, other}
    return len(either) > 1 and not ("$" in either and either <= _WRITTEN_WITH_A_DOLLAR_SIGN)


def _without_nested(found: list[Finding]) -> Iterator[Finding]:
    """Of two findings of one kind, one inside the other, the wider stays."""
    kept: list[Finding] = []
    for finding in sorted(set(found), key=lambda f: (f.start - f.end, f)):
        same = (wide for wide in kept if wide.kind is finding.kind)
        if not any(wide.start <= finding.start and finding.end <= wide.end for wide in same):
            kept.append(finding)
            yield finding
