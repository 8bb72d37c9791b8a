"""Lays out the problems of a file as a table: the original line, and why it did not go in."""

import re
from collections.abc import Callable, Sequence

from aldia.core.raw_table import RawTable
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _

HEADINGS = (_("Línea"), _("Columna"), _("Problema"), _("Cómo corregirlo"))

# What a spreadsheet takes for the beginning of a formula. A number with its sign is harmless.
_FORMULA = re.compile(r"^[\t\r]|^\s*[=+\-@]")
_NUMBER = re.compile(r"^[+\-]?[0-9][0-9.,\s]*$")


def harmless(text: str) -> str:
    """Return the text with an apostrophe before it when a spreadsheet would run it as a formula.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("-12,50"), harmless("Ana")
    ("'=cmd|' /C calc'!A0", '-12,50', 'Ana')
    """
    if _FORMULA.match(text) and not _NUMBER.match(text):
        return f"'{text}"
    return text


def problem_lines(
    table: RawTable, problems: Sequence[Problem], say: Callable[[str], str]
) -> list[list[str]]:
    """Return the headings, then one row per problem: the line as it was, and what is wrong.

    The last four columns tell where and why; with the cells mended, the same file can be brought
    in again. `say` translates. Every cell is `harmless`.
    """
    width = len(table.headings)
    places = {line: place for place, line in enumerate(table.lines)}
    rows = [[*table.headings, *(say(heading) for heading in HEADINGS)]]
    for problem in problems:
        rows.append(
            [
                *_original(table, places, problem.line, width),
                str(problem.line or ""),
                problem.column,
                say(problem.what),
                say(problem.how_to_mend),
            ]
        )
    return [[harmless(cell) for cell in row] for row in rows]


def _original(table: RawTable, places: dict[int, int], line: int, width: int) -> list[str]:
    if line in places:
        return list(table.frame.row(places[line]))
    text = table.left_out.get(line, "")
    cells = text.split(table.delimiter) if table.delimiter else [text]
    # A line with more cells than headings keeps the rest in its last one: nothing is lost.
    if len(cells) > width:
        cells[width - 1 :] = [table.delimiter.join(cells[width - 1 :])]
    return cells + [""] * (width - len(cells))
