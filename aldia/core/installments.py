"""An invoice in dated parts: payments fill them from the first to the last."""

from collections.abc import Sequence
from datetime import date

Part = tuple[date, int]
"""When a part falls due, and how much it is, in minor units."""


def next_due_on(parts: Sequence[Part], settled_minor: int) -> date:
    """Return when the first part not yet covered falls due; the last one's day when all are.

    `parts` come in order and are not empty.

    >>> next_due_on([(date(2026, 3, 1), 100), (date(2026, 4, 1), 100)], 100)
    datetime.date(2026, 4, 1)
    """
    covered = 0
    for due_on, amount_minor in parts:
        covered += amount_minor
        if settled_minor < covered:
            return due_on
    return parts[-1][0]


def split_evenly(amount_minor: int, count: int) -> list[int]:
    """Split an amount in `count` parts that differ by one unit at most and add up exactly.

    >>> split_evenly(100, 3)
    [34, 33, 33]
    """
    share, rest = divmod(amount_minor, count)
    return [share + (1 if place < rest else 0) for place in range(count)]
