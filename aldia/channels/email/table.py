"""The table of a message: what is asked for first, then what rides along, with its totals."""

from collections.abc import Iterable
from dataclasses import dataclass

from aldia.channels.formats import money, short_date
from aldia.channels.words import small_words
from aldia.core.outgoing import Outgoing, Row, is_asked, totals_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One invoice, written. `note` is the whole amount when only a part of it is asked for."""

    number: str
    issued: str
    due: str
    asked: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the table under one heading. `totals`: one per currency, never across."""

    heading: str
    cells: tuple[Cell, ...]
    totals_label: str
    totals: tuple[str, ...]
    is_asked: bool


def parts_of(message: Outgoing) -> tuple[Part, ...]:
    """Split the rows: those this message is about, with totals; then the rest, as information."""
    words = small_words(message.language)
    early = message.is_before_due
    asked = [row for row in message.rows if is_asked(row, early)]
    rest = [row for row in message.rows if not is_asked(row, early)]
    totals = tuple(
        money(minor, currency, message.language)
        for currency, minor in totals_of(message.rows, is_before_due=early).items()
    )
    label = words["total_open"] if early else words["total_due"]
    heading = words["upcoming"] if early else words["overdue"]
    parts = [
        Part(heading, _cells(asked, message.language), label, totals, is_asked=True),
        _rest(words["overdue"], (row for row in rest if row.is_due), message.language),
        _rest(words["upcoming"], (row for row in rest if not row.is_due), message.language),
    ]
    return tuple(part for part in parts if part.cells)


def _rest(heading: str, rows: Iterable[Row], language: str) -> Part:
    return Part(heading, _cells(rows, language), "", (), is_asked=False)


def _cells(rows: Iterable[Row], language: str) -> tuple[Cell, ...]:
    whole = small_words(language)["amount"]
    return tuple(
        Cell(
            number=row.number,
            issued=short_date(row.issued_on, language),
            due=short_date(row.due_on, language),
            asked=money(row.asked_minor, row.currency, language),
            note=f"{whole}: {money(row.amount_minor, row.currency, language)}"
            if row.asked_minor != row.amount_minor
            else "",
        )
        for row in rows
    )


def as_text(parts: Iterable[Part], language: str) -> str:
    """Write the table in aligned columns, amounts to the right: easy to read in any font."""
    words = small_words(language)
    heads = (words["invoice"], words["issued"], words["due"], words["open"])
    parts = tuple(parts)
    rows = [(c.number, c.issued, c.due, c.asked) for part in parts for c in part.cells]
    amounts = [row[3] for row in rows] + [total for part in parts for total in part.totals]
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(3)]
    last = max(len(text) for text in (heads[3], *amounts))
    blocks = [_part_as_text(part, heads, widths, last) for part in parts]
    return "\n\n".join(blocks)


def _part_as_text(part: Part, heads: tuple[str, ...], widths: list[int], last: int) -> str:
    def line(cells: tuple[str, ...], note: str = "") -> str:
        left = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False))
        return f"{left}  {cells[3].rjust(last)}{note}"

    rule = "-" * (sum(widths) + 6 + last)
    lines = [part.heading, rule, line(heads), rule]
    for cell in part.cells:
        note = f"  ({cell.note})" if cell.note else ""
        lines.append(line((cell.number, cell.issued, cell.due, cell.asked), note))
    if part.totals:
        lines.append(rule)
        width = sum(widths) + 4
        lines += [f"{part.totals_label.ljust(width)}  {t.rjust(last)}" for t in part.totals]
    return "\n".join(lines)
