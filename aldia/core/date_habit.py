"""How a company writes its dates: learnt from a file that left no doubt, used when one does."""

import re

from aldia.core.dates import DateOrder
from aldia.core.intake import Intake
from aldia.core.raw_table import RawTable

_FIGURES = re.compile(r"\s*(\d{1,2})\D(\d{1,2})\D")
_FIELDS = ("due_on", "issued_on", "paid_on", "settled_on")


def written_order(raw: RawTable, intake: Intake) -> DateOrder | None:
    """Return whether the file's dates begin with the day or the month; None when none shows it.

    Looks at what was read, not at what could be: a date whose day and month differ, next to the
    text it was read from.
    """
    lines = intake.rows["line"].to_list()
    for field in _FIELDS:
        if field not in intake.columns.of or field not in intake.rows.columns:
            continue
        texts = dict(zip(raw.lines, raw.frame[intake.columns.of[field]], strict=True))
        for line, day in zip(lines, intake.rows[field], strict=True):
            match = _FIGURES.match(texts.get(line, ""))
            if match and day is not None and day.day != day.month:
                is_day_first = int(match[1]) == day.day
                return DateOrder.DMY if is_day_first else DateOrder.MDY
    return None
