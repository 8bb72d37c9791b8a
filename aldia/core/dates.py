"""Reads columns of dates. Day first or month first is decided once per column, never per cell."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class DateOrder(StrEnum):
    """What the three figures of a date such as 02/03/2026 mean."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DatesUnclear(Refusal):
    code = "dates_unclear"
    text = _(
        "Las fechas de «%(heading)s» se pueden leer de dos maneras: «%(example)s» puede ser "
        "%(one)s o %(other)s, y nada en el archivo lo aclara. Indíquelo con --dates dmy "
        "(día/mes/año) o --dates mdy (mes/día/año), o use fechas como 2026-03-02."
    )


class DatesMixed(Refusal):
    code = "dates_mixed"
    text = _(
        "La columna «%(heading)s» mezcla fechas que empiezan por el día («%(one)s») con otras que "
        "empiezan por el mes («%(other)s»). Corrija el archivo o indique --dates dmy o --dates mdy."
    )


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "ene enero jan january janeiro",
            "feb febrero february fev fevereiro",
            "mar marzo march marco",
            "abr abril apr april",
            "may mayo mai maio",
            "jun junio june junho",
            "jul julio july julho",
            "ago agosto aug august",
            "sep sept set septiembre setiembre september setembro",
            "oct octubre october out outubro",
            "nov noviembre november novembro",
            "dic diciembre dec december dez dezembro",
        ),
        start=1,
    )
    for name in names.split()
}

# Everything after the day is the hour: dates have none here.
_HOUR = r"[T\s,]+[0-9]{1,2}:[0-9]{2}.*$"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|o)?[-/. ]*(?:de )?([a-z]{3,})\.?[-/., ]*(?:del? )?(\d{4}|\d{2})"
)
_NAMED_DAY = re.compile(r"([a-z]{3,})\.?[-/. ]+(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_WEEKDAYS = "lun mar mie jue vie sab dom mon tue wed thu fri sat sun seg ter qua qui sex"
_WEEKDAY = re.compile(rf"^(?:{_WEEKDAYS.replace(' ', '|')})[a-z]*\.?,? +(?=\d)")

_EPOCH_1900 = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_FIRST, _LAST = dt.date(1950, 1, 1), dt.date(2150, 1, 1)
PIVOT = 70
"""Two figures below it are of this century (69 is 2069), from it on of the last (70 is 1970)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A date in three figures whose order its cell does not tell."""

    parts: tuple[int, int, int]
    short_year: bool
    separator: str

    def read(self, order: DateOrder) -> dt.date | None:
        """The date under this order, or None when there is no such day."""
        first, second, third = self.parts
        if order == DateOrder.YMD:
            return _day(_century(first), second, third) if self.short_year else None
        year = _century(third) if self.short_year else third
        day, month = (first, second) if order == DateOrder.DMY else (second, first)
        return _day(year, month, day)


@dataclass(frozen=True, slots=True)
class DateTexts:
    """One column of dates before it is read."""

    heading: str
    cells: pl.Series
    from_1904: bool = False


@dataclass(frozen=True, slots=True)
class Glimpsed:
    """A column whose distinct cells were looked at: sure dates, figures in doubt, nonsense."""

    texts: DateTexts
    days: pl.Series
    """The cells without hours, one per row."""
    sure: Mapping[str, dt.date]
    doubtful: Mapping[str, Figures]

    def evidence(self) -> tuple[list[str], list[str]]:
        """Return the cells that can only be day first, and those that can only be month first."""
        only: tuple[list[str], list[str]] = ([], [])
        for text, figures in self.doubtful.items():
            dmy, mdy = figures.read(DateOrder.DMY), figures.read(DateOrder.MDY)
            if (dmy is None) != (mdy is None):
                only[0 if mdy is None else 1].append(text)
        return only

    def matters(self) -> str | None:
        """Return a cell that changes with the order, or None when the order changes nothing."""
        for text, figures in self.doubtful.items():
            dmy, mdy = figures.read(DateOrder.DMY), figures.read(DateOrder.MDY)
            if dmy is not None and mdy is not None and dmy != mdy:
                return text
        return None

    def separators(self) -> set[str]:
        """Return what stands between the figures in doubt."""
        return {figures.separator for figures in self.doubtful.values()}

    def read(self, order: DateOrder) -> pl.Series:
        """Return the dates, null for empty cells and for what is no date."""
        dates: dict[str, dt.date | None] = dict(self.sure)
        dates |= {text: figures.read(order) for text, figures in self.doubtful.items()}
        return self.days.replace_strict(
            list(dates), list(dates.values()), default=None, return_dtype=pl.Date
        )


def glimpse(texts: DateTexts) -> Glimpsed:
    """Look at each distinct cell once, hours left aside."""
    days = texts.cells.str.replace(_HOUR, "").str.strip_chars()
    sure: dict[str, dt.date] = {}
    doubtful: dict[str, Figures] = {}
    for text in days.unique():
        seen = read_cell(text, from_1904=texts.from_1904)
        if isinstance(seen, Figures):
            doubtful[text] = seen
        elif seen is not None:
            sure[text] = seen
    return Glimpsed(texts, days, sure, doubtful)


def read_cell(text: str, *, from_1904: bool = False) -> dt.date | Figures | None:
    """Return the date of a cell, its figures when their order is not told, or None.

    >>> read_cell("26-Apr-11"), read_cell("5 de marzo de 2026"), read_cell("45000")
    (datetime.date(2011, 4, 26), datetime.date(2026, 3, 5), datetime.date(2023, 3, 15))
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().strip()
    if found := _ISO.fullmatch(plain):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(plain):
        return _day(*(int(part) for part in found.groups()))
    if found := _SERIAL.fullmatch(plain):
        return _serial(int(found[1]), from_1904)
    if found := _FIGURES.fullmatch(plain):
        parts = (int(found[1]), int(found[3]), int(found[4]))
        return Figures(parts, len(found[4]) == 2, found[2])
    return _named(plain) or _named(_WEEKDAY.sub("", plain))


def _named(plain: str) -> dt.date | None:
    if found := _DAY_NAMED.fullmatch(plain):
        day, month, year = found.groups()
    elif found := _NAMED_DAY.fullmatch(plain):
        month, day, year = found.groups()
    else:
        return None
    if month not in _MONTHS:
        return None
    full_year = _century(int(year)) if len(year) == 2 else int(year)
    return _day(full_year, _MONTHS[month], int(day))


def _serial(days: int, from_1904: bool) -> dt.date | None:
    # A date of 1900 would be a small number that may as well be an amount: only 1954 on is read.
    if days < 20000:
        return None
    found = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + dt.timedelta(days=days)
    return found if _FIRST <= found < _LAST else None


def _century(year: int) -> int:
    return year + (2000 if year < PIVOT else 1900)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST <= found < _LAST else None


def decide_orders(
    columns: Sequence[Glimpsed],
    wish: DateOrder | None = None,
    first_then_second: tuple[int, int] | None = None,
    habit: DateOrder | None = None,
) -> list[DateOrder]:
    """Decide the order of each column of dates of a file; the columns help each other.

    In this order speak: the wish of the person; the column's own cells (a 31 is no month); the
    other columns, when they all agree; and `first_then_second`, two places of `columns` of which
    the first (issue) must not come after the second (due), nor lie more than a year before;
    at last `habit`, how the company's earlier files were written. Raises `DatesUnclear` or
    `DatesMixed`.
    """
    if wish is not None:
        return [wish] * len(columns)
    own = [_own_order(column) for column in columns]
    decided: list[DateOrder] = []
    for column, order in zip(columns, own, strict=True):
        known = {order} if order else _told_by_others(column, columns, own)
        if len(known) != 1 and column.matters():
            known = _plausible(columns, own, first_then_second)
            if len(known) != 1 and habit is not None:
                known = {habit}
            if len(known) != 1:
                raise _unclear(column)
        decided.append(known.pop() if len(known) == 1 else DateOrder.DMY)
    return decided


def _told_by_others(
    column: Glimpsed, columns: Sequence[Glimpsed], own: Sequence[DateOrder | None]
) -> set[DateOrder]:
    """The orders of the columns written alike, that is, with the same separator."""
    mine = column.separators()
    return {
        order
        for other, order in zip(columns, own, strict=True)
        if order is not None and mine & other.separators()
    }


def _own_order(column: Glimpsed) -> DateOrder | None:
    day_first, month_first = column.evidence()
    if day_first and month_first:
        fewer, more = sorted((len(day_first), len(month_first)))
        # One slip of the pen in many lines is a bad line, not a doubt about the column.
        if fewer * 10 > more:
            raise DatesMixed(heading=column.texts.heading, one=day_first[0], other=month_first[0])
    if not day_first and not month_first:
        return None
    return DateOrder.DMY if len(day_first) > len(month_first) else DateOrder.MDY


def _plausible(
    columns: Sequence[Glimpsed],
    own: Sequence[DateOrder | None],
    first_then_second: tuple[int, int] | None,
) -> set[DateOrder]:
    if first_then_second is None:
        return set()
    first, second = first_then_second
    good = set()
    for order in (DateOrder.DMY, DateOrder.MDY):
        issued = columns[first].read(own[first] or order)
        due = columns[second].read(own[second] or order)
        days = (due - issued).dt.total_days()
        if days.is_between(0, 365).all() and days.null_count() < len(days):
            good.add(order)
    return good


def _unclear(column: Glimpsed) -> DatesUnclear:
    text = column.matters() or ""
    figures = column.doubtful[text]
    one, other = figures.read(DateOrder.DMY), figures.read(DateOrder.MDY)
    return DatesUnclear(
        heading=column.texts.heading,
        example=text,
        one=one.isoformat() if one else "",
        other=other.isoformat() if other else "",
    )
