"""Writes amounts, dates and moments as the person at the screen reads them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language

from aldia.core.money import exponent

NBSP = "\u00a0"
REGIONS = {"en": "en_GB"}
"""Whose order of day and month a language follows, where it has several."""
MARKS = {"es": (".", ","), "en": (",", ".")}


def money(minor: int, currency: str) -> str:
    """Write `1.234,56 €` or `45.000 CLP`: every digit of the currency, its code when not euros."""
    return f"{figure(minor, currency)}{NBSP}{'€' if currency == 'EUR' else currency}"


def figure(minor: int, currency: str) -> str:
    """Write the amount alone, for a column that says its currency elsewhere."""
    group, decimal = MARKS.get(_language(), MARKS["es"])
    digits = exponent(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    text = f"{whole:,}".replace(",", group)
    if digits:
        text += f"{decimal}{rest:0{digits}}"
    return f"{'−' if minor < 0 else ''}{text}"


def totals(amounts: Mapping[str, int] | Iterable[tuple[str, int]]) -> str:
    """Write one amount per currency, apart: they are never added up."""
    pairs = amounts.items() if isinstance(amounts, Mapping) else amounts
    return " · ".join(money(minor, currency) for currency, minor in pairs)


def date_of(day: date | str) -> str:
    """Write `9 mar 2026`; ISO text is read first."""
    return _written(_day(day), "d MMM y", _language())


def weekday(day: date | str) -> str:
    """Write `lunes, 9 de marzo de 2026`."""
    return _written(_day(day), "full", _language())


def moment(at: datetime, zone: str) -> str:
    """Write `9 mar 2026, 10:05` on the clock of a time zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{date_of(local.date())}, {local:%H:%M}"


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _language() -> str:
    return (get_language() or "es")[:2]


@lru_cache(maxsize=4096)
def _written(day: date, way: str, language: str) -> str:
    text = format_date(day, way, locale=REGIONS.get(language, language))
    return text.replace(" ", NBSP if way != "full" else " ")
