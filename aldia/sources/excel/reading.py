"""Reads a spreadsheet into a `RawTable`, keeping what it knows: true numbers and true dates."""

import datetime as dt
import io
from collections.abc import Sequence

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from aldia.core.header_row import LOOK_AT, header_row
from aldia.core.headings import is_known_heading
from aldia.core.raw_table import EmptyFile, EncryptedFile, OnlyHeadings, RawTable, TruncatedFile
from aldia.sources.excel.guard import OLE, ZIP, Inspected, inspect

Row = Sequence[object]


def is_spreadsheet(content: bytes) -> bool:
    """Say by the first bytes whether this is for us, whatever the name of the file."""
    return content.startswith((ZIP, OLE))


def read_table(content: bytes) -> RawTable:
    """Return the table of the visible sheet with most known headings; lines are its row numbers.

    Raises `EmptyFile`, `OnlyHeadings`, or what `guard.inspect` raises.
    """
    seen = inspect(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        first_row, rows = _best_sheet(workbook)
    except PasswordError as error:
        raise EncryptedFile from error
    except CalamineError as error:
        raise TruncatedFile from error
    return _table(first_row, rows, seen)


def _best_sheet(workbook: CalamineWorkbook) -> tuple[int, Sequence[Row]]:
    """Return the number of the first row and the rows of the sheet to read."""
    best: tuple[int, Sequence[Row]] = (1, [])
    most = -1
    for sheet in workbook.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            continue
        found = workbook.get_sheet_by_name(sheet.name)
        rows = found.to_python(skip_empty_area=True)
        cells = [_text(cell) for row in rows[:LOOK_AT] for cell in row]
        known = sum(is_known_heading(cell) for cell in cells) if any(cells) else -1
        if known > most:
            start = found.start
            best, most = ((start[0] + 1 if start else 1), rows), known
    return best


def _table(first_row: int, rows: Sequence[Row], seen: Inspected) -> RawTable:
    filled = [(first_row + i, row) for i, row in enumerate(rows) if any(c != "" for c in row)]
    if not filled:
        raise EmptyFile
    at = header_row([[_text(cell) for cell in row] for _line, row in filled[:LOOK_AT]])
    headings = [_text(cell) for cell in filled[at][1]]
    body = filled[at + 1 :]
    if not body:
        raise OnlyHeadings
    columns: dict[str, list[str]] = {}
    numbers: dict[str, pl.Series] = {}
    for place in range(len(headings)):
        cells = [row[place] for _line, row in body]
        columns[str(place)] = [_text(cell) for cell in cells]
        true = [isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells]
        if any(true):
            numbers[str(place)] = pl.Series(true)
    return RawTable(
        frame=pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)),
        lines=pl.Series([line for line, _row in body], dtype=pl.UInt32),
        headings=tuple(headings),
        kind=seen.kind,
        numbers=numbers,
        counts_from_1904=seen.counts_from_1904,
    )


def _text(cell: object) -> str:
    """Write a cell as a plain text: ISO dates, numbers with a point and no noise of floats."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        # Six decimals are more than any amount has; what is beyond is how computers count.
        text = f"{cell:.6f}"
        return text.rstrip("0").rstrip(".")
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell).strip()
