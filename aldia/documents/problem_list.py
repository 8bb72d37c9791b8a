"""Writes the problems of a file as a CSV or a spreadsheet to be mended and brought in again."""

import csv
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class CannotWrite(Refusal):
    code = "cannot_write"
    text = _("No se puede escribir «%(path)s»: %(why)s.")


def write_problems(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write the rows (headings first, all cells harmless texts) as `.xlsx`, or else as CSV."""
    try:
        if path.suffix.lower() == ".xlsx":
            _xlsx(path, rows)
        else:
            _csv(path, rows)
    except OSError as error:
        raise CannotWrite(path=path, why=error.strerror or error) from error


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    # The mark and the semicolon are what spreadsheets in Spanish expect of a CSV.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def _xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Aldía")
    for row in rows:
        sheet.append([_printable(cell) for cell in row])
    book.save(path)


def _printable(cell: str) -> str:
    """Leave out the control characters a workbook cannot hold."""
    return "".join(c for c in cell if c in "\t\n" or ord(c) >= 32)
