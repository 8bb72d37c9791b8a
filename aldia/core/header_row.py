"""Finds the line of headings: people like to put a title above their tables."""

from collections import Counter
from collections.abc import Sequence

from aldia.core.headings import is_known_heading

LOOK_AT = 40
"""How many lines from the top may hold titles, addresses and logos before the headings come."""


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the row of headings among the first rows of a file.

    The row with most known headings wins (at least two); otherwise the first that is as wide as
    most rows are.
    `rows` must not be empty.

    >>> header_row([["Facturas pendientes"], ["Número", "Cliente", "Importe"], ["F-1", "Ana", "3"]])
    1
    """
    top = rows[:LOOK_AT]
    known = [sum(is_known_heading(cell) for cell in row) for row in top]
    if max(known) >= 2:
        return known.index(max(known))
    filled = [sum(bool(cell.strip()) for cell in row) for row in top]
    usual = Counter(count for count in filled if count > 1)
    width = max(usual, key=lambda count: (usual[count], count)) if usual else max(filled)
    return next(i for i, count in enumerate(filled) if count >= width)
