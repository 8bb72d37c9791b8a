"""Reads a delimited text file into a `RawTable`: finds the separator, the headings, the lines."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from aldia.core.header_row import LOOK_AT, header_row
from aldia.core.raw_table import EmptyFile, OnlyHeadings, RawTable
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _
from aldia.sources.csv_file.cutting import QUOTED, Cut, cut_patiently, cut_tidy, is_tidy
from aldia.sources.csv_file.encoding import BAD_CHARACTER, decode

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE = 200


def read_table(content: bytes) -> RawTable:
    """Return the table a text file holds; line numbers count from 1 as an editor shows them.

    Raises `EmptyFile`, `OnlyHeadings` or `NotATable`. Lines that cannot be cut into columns become
    the problems of the table; blank lines are left out in silence.
    """
    text, encoding = decode(content)
    lines = _lines(text)
    del text
    numbers = pl.Series("line", pl.int_range(1, len(lines) + 1, dtype=pl.UInt32, eager=True))
    filled = lines.str.contains(r"[^\s;,|]")
    lines, numbers = lines.filter(filled), numbers.filter(filled)
    if lines.is_empty():
        raise EmptyFile
    delimiter, lines, numbers = _delimiter(lines, numbers)
    top = [_cells(line, delimiter) for line in lines.head(LOOK_AT)]
    at = header_row(top)
    headings = _without_empty_tail(top[at], top[at + 1 :])
    if at + 1 >= len(lines):
        raise OnlyHeadings
    cut = _cut(lines[at + 1 :], numbers[at + 1 :], delimiter, len(headings))
    return RawTable(
        frame=cut.frame,
        lines=cut.lines,
        headings=tuple(headings),
        kind="csv",
        delimiter=delimiter,
        encoding=encoding,
        left_out=cut.left_out,
        problems=(*cut.problems, *_unreadable(cut)),
    )


def _lines(text: str) -> pl.Series:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.rstrip("\x1a\0")
    if not text.strip():
        raise EmptyFile
    return pl.read_lines(text.encode())["line"]


def _cut(lines: pl.Series, numbers: pl.Series, delimiter: str, width: int) -> Cut:
    if is_tidy(lines, delimiter):
        return cut_tidy(lines, numbers, delimiter, width)
    return cut_patiently(lines.to_list(), numbers.to_list(), delimiter, width)


def _delimiter(lines: pl.Series, numbers: pl.Series) -> tuple[str, pl.Series, pl.Series]:
    """Return the separator, and the lines without a first line that only names it (`sep=;`)."""
    named = re.fullmatch(r'"?sep=(.)"?', lines[0].strip("\ufeff ").rstrip(), re.IGNORECASE)
    if named and len(lines) > 1:
        return named[1], lines[1:], numbers[1:]
    bare = [re.sub(QUOTED, "", line) for line in lines.head(_SAMPLE)]
    return max(DELIMITERS, key=lambda d: _fitness(bare, d)), lines, numbers


def _fitness(lines: Sequence[str], delimiter: str) -> tuple[float, int, int]:
    """How well the separator explains the lines: their agreement first, then how much it cuts."""
    counts = Counter(line.count(delimiter) for line in lines)
    counts.pop(0, None)
    if not counts:
        return (0.0, 0, 0)
    usual, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (round(times / len(lines), 1), usual, -DELIMITERS.index(delimiter))


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _without_empty_tail(headings: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Drop the nameless columns at the end in which the first rows hold nothing either."""
    while len(headings) > 1 and not headings[-1]:
        place = len(headings) - 1
        if any(len(row) > place and row[place] for row in rows):
            break
        headings = headings[:-1]
    return headings


def _unreadable(cut: Cut) -> list[Problem]:
    """Warn of each line with a byte that is no letter: the line goes in as it is."""
    broken = cut.frame.select(
        pl.any_horizontal(pl.all().str.contains(BAD_CHARACTER, literal=True))
    ).to_series()
    return [
        Problem(
            line,
            "",
            _("La línea tiene un carácter que no se puede leer."),
            _("Guarde el archivo como UTF-8 y corrija ese carácter."),
        )
        for line in cut.lines.filter(broken)
    ]
