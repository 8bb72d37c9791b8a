"""Cuts lines into columns: fast for tidy files, patiently for those with unruly quotes."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _

# A quoted cell with line breaks longer than this is a quote somebody forgot to close.
LONGEST_CELL = 100

MOST_EXTRA = 50
"""Empty cells beyond the last heading that are forgiven."""

QUOTED = r'"(?:[^"]|"")*"'

OPEN_QUOTE = Problem(
    0,
    "",
    _("La línea abre unas comillas que no se cierran."),
    _("Cierre las comillas o quítelas de esta línea."),
)
UNEVEN = Problem(
    0,
    "",
    _("La línea no tiene las mismas columnas que el encabezado."),
    _("Revise si falta un separador o si sobra uno dentro de un texto sin comillas."),
)


@dataclass(slots=True)
class Cut:
    """Rows of equal width with the line where each begins, and the lines that did not fit."""

    frame: pl.DataFrame
    lines: pl.Series
    left_out: dict[int, str] = field(default_factory=dict)
    """The lines that did not fit, as they were written."""
    problems: list[Problem] = field(default_factory=list)


def is_tidy(lines: pl.Series, delimiter: str) -> bool:
    """Say whether each line stands alone: no quote opens in one line and closes in another."""
    with_quotes = lines.filter(lines.str.contains('"', literal=True))
    if with_quotes.is_empty():
        return True
    d = re.escape(delimiter)
    cell = rf'(?:{QUOTED}|[^"{d}]*)'
    return bool(with_quotes.str.contains(rf"^{cell}(?:{d}{cell})*$").all())


def cut_tidy(lines: pl.Series, numbers: pl.Series, delimiter: str, width: int) -> Cut:
    """Cut tidy lines (no blank ones) into `width` columns; the others become problems.

    Empty cells beyond the last column are forgiven: programs like to end lines with a separator.
    """
    bare = lines
    if lines.str.contains('"', literal=True).any():
        bare = lines.str.replace_all(QUOTED, "")
    cells = bare.str.count_matches(delimiter, literal=True) + 1
    widest = min(max(width, *cells.unique()), width + MOST_EXTRA)
    frame = _parsed(lines, delimiter, widest)
    fits = (cells >= width) & (cells <= widest)
    if widest > width:
        extra = [pl.col(str(i)) == "" for i in range(width, widest)]
        fits &= frame.select(pl.all_horizontal(extra)).to_series()
        frame = frame.select(str(i) for i in range(width))
    if fits.all():
        return Cut(frame, numbers)
    left_out = dict(zip(numbers.filter(~fits), lines.filter(~fits), strict=True))
    problems = [_at(UNEVEN, number) for number in left_out]
    return Cut(frame.filter(fits), numbers.filter(fits), left_out, problems)


def _parsed(lines: pl.Series, delimiter: str, width: int) -> pl.DataFrame:
    names = [str(i) for i in range(width)]
    # The first line tells the reader how many columns there are, so it is one of ours.
    frame = pl.read_csv(
        pl.concat([pl.Series([delimiter.join(names)]), lines]).str.join("\n")[0].encode(),
        separator=delimiter,
        infer_schema=False,
        quote_char='"',
        truncate_ragged_lines=True,
    )
    return frame.select(pl.all().fill_null("").str.strip_chars())


def cut_patiently(lines: list[str], numbers: list[int], delimiter: str, width: int) -> Cut:
    """Cut lines with the rules of the csv module; cells may hold line breaks.

    `numbers` are the numbers of the lines in the file.
    A quote that is never closed costs only its own line.
    """
    rows: list[list[str]] = []
    starts: list[int] = []
    left_out: dict[int, str] = {}
    problems: list[Problem] = []
    for start, row in _records(lines, delimiter):
        if row is None:
            problems.append(_at(OPEN_QUOTE, numbers[start]))
            left_out[numbers[start]] = lines[start]
            continue
        cells = [cell.strip() for cell in row]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) == width:
            rows.append(cells)
            starts.append(numbers[start])
        else:
            problems.append(_at(UNEVEN, numbers[start]))
            left_out[numbers[start]] = delimiter.join(row)
    schema = {str(i): pl.String for i in range(width)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return Cut(frame, pl.Series(starts, dtype=pl.UInt32), left_out, problems)


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield (index of its first line, cells), or None for cells when a quote stays open."""
    at = 0
    while at < len(lines):
        until = at
        cells: list[str] | None = None
        while until < min(len(lines), at + LONGEST_CELL):
            until += 1
            if _quotes_are_closed(lines[at:until], delimiter):
                record = "\n".join(lines[at:until])
                cells = next(csv.reader([record], delimiter=delimiter), [])
                break
        yield at, cells
        at = until if cells is not None else at + 1


def _quotes_are_closed(lines: list[str], delimiter: str) -> bool:
    """Follow the quotes as the csv module does: only one at the start of a cell opens."""
    if len(lines) == 1 and '"' not in lines[0]:
        return True
    text = "\n".join(lines)
    d = re.escape(delimiter)
    # A quote that closes on a later line must be followed by a separator, or it is another's.
    end = rf"(?={d}|$)" if len(lines) > 1 else ""
    rest = re.sub(rf"(^|{d}){QUOTED}{end}", r"\1", text)
    return re.search(rf'(?:^|{d})"', rest) is None


def _at(problem: Problem, line: int) -> Problem:
    return Problem(line, problem.column, problem.what, problem.how_to_mend)
