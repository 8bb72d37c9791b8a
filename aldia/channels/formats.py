"""Writes amounts and dates as the customer reads them; Babel is asked once for each way."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from aldia.core.money import exponent

NBSP = "\u00a0"

# A currency says more about where its reader lives than the language: Mexico writes 1,234.56.
_HOME_OF = {
    "MXN": "es_MX", "COP": "es_CO", "CLP": "es_CL", "ARS": "es_AR", "PEN": "es_PE",
    "GTQ": "es_GT", "DOP": "es_DO", "HNL": "es_HN", "NIO": "es_NI", "CRC": "es_CR",
    "PYG": "es_PY", "UYU": "es_UY", "BOB": "es_BO", "VES": "es_VE",
}  # fmt: skip
_LOCALES = {"es": "es_ES", "es_tu": "es_ES", "en": "en_GB", "pt": "pt_BR"}

# A bare $ may be seven different currencies: those who use it also get their code.
_OWN_SYMBOL = {"EUR": "€", "GBP": "£", "BRL": "R$", "PEN": "S/"}
_DOLLARS = frozenset({"USD", "MXN", "COP", "CLP", "ARS", "UYU", "CAD", "AUD", "NZD", "DOP"})
_SYMBOL_LAST = frozenset({"€"})

_LONG = {
    "es": "EEEE d 'de' MMMM 'de' y",
    "en": "EEEE d MMMM y",
    "pt": "EEEE, d 'de' MMMM 'de' y",
}
_NEAR = {"es": "EEEE d 'de' MMMM", "en": "EEEE d MMMM", "pt": "EEEE, d 'de' MMMM"}
_SHORT = {"es": "dd/MM/y", "en": "d MMM y", "pt": "dd/MM/y"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one currency is written in one language: marks, digits and what stands around."""

    group: str
    decimal: str
    digits: int
    before: str
    after: str

    def write(self, minor: int) -> str:
        """Write an amount in minor units; every figure keeps all the digits of its currency."""
        whole, cents = divmod(abs(minor), 10**self.digits)
        text = f"{whole:,}".replace(",", self.group)
        if self.digits:
            text = f"{text}{self.decimal}{cents:0{self.digits}d}"
        sign = "-" if minor < 0 else ""
        return f"{self.before}{sign}{text}{self.after}"


@lru_cache(maxsize=512)
def pattern(currency: str, language: str) -> Pattern:
    """Return how `currency` is written in `language`; raises `UnknownCurrency`."""
    digits = exponent(currency)
    name = _LOCALES.get(language, "es_ES")
    if name == "es_ES":
        name = _HOME_OF.get(currency, name)
    before, after = _around(currency, name.startswith("en"))
    return Pattern(get_group_symbol(name), get_decimal_symbol(name), digits, before, after)


def _around(currency: str, is_english: bool) -> tuple[str, str]:
    if currency in _DOLLARS:
        return ("$" if is_english else f"${NBSP}"), f"{NBSP}{currency}"
    symbol = _OWN_SYMBOL.get(currency)
    if symbol is None:
        return "", f"{NBSP}{currency}"
    if symbol in _SYMBOL_LAST and not is_english:
        return "", f"{NBSP}{symbol}"
    return (symbol if is_english else f"{symbol}{NBSP}"), ""


def money(minor: int, currency: str, language: str) -> str:
    """Write an amount: `1.234,56 €` in Spanish, `€1,234.56` in English, `$ 1.234.567 CLP`."""
    return pattern(currency, language).write(minor)


@lru_cache(maxsize=8192)
def long_date(day: date, language: str) -> str:
    """Write `viernes 14 de marzo de 2026`."""
    return _written(day, language, _LONG)


@lru_cache(maxsize=2048)
def near_date(day: date, language: str) -> str:
    """Write a day of these weeks, without its year: `viernes 14 de marzo`."""
    return _written(day, language, _NEAR)


@lru_cache(maxsize=8192)
def short_date(day: date, language: str) -> str:
    """Write a day for a column: `14/03/2026`."""
    return _written(day, language, _SHORT)


def _written(day: date, language: str, ways: dict[str, str]) -> str:
    locale = Locale.parse(_LOCALES.get(language, "es_ES"))
    return format_date(day, ways.get(language[:2], ways["es"]), locale=locale)
