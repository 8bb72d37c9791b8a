"""A line of a file becomes a row or a `Problem`. Here: what all the kinds of files share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from aldia.core.amounts import DecimalMark
from aldia.core.dates import DateOrder
from aldia.core.headings import Columns, find_columns
from aldia.core.raw_table import RawTable
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person says about the file, and what the company is.

    `headings` maps headings to fields and always wins. `own_currency` and `own_country` are the
    company's: they settle shared signs such as `$` and fill silence. `currency` is for the lines
    of a file that say none. `habit` is how the company's earlier files wrote their dates: it
    speaks last, when nothing in the file itself settles the order.
    """

    own_currency: str
    own_country: str
    headings: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str = ""
    habit: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader did that a person may want to know; `text % values` when shown."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read: typed rows that can go in, and everything that could not.

    `problems` are sorted by line; a line in `skipped_lines` is not in `rows`, the other problems
    are warnings: their line goes in without the bad value. `read` counts the lines of the file.
    """

    rows: pl.DataFrame
    problems: list[Problem]
    notes: list[Note]
    columns: Columns
    read: int
    skipped_lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class Check:
    """One reason why a line is bad: where it holds (a null is no), what to say, how to mend it."""

    field: str
    bad: pl.Expr
    what: str
    how_to_mend: str
    is_fatal: bool = True


TEXT_LIMITS: Mapping[str, int] = {
    "number": 80,
    "invoice": 80,
    "customer_name": 250,
    "customer_external_id": 80,
    "reference": 200,
    "contact_name": 160,
    "region": 10,
    "segment": 40,
    "sales_owner": 120,
    "terms": 80,
    "po_number": 80,
}
"""The longest text each field keeps."""

_KEPT_WHOLE = ("number", "invoice", "customer_name", "customer_external_id", "reference")

SKIPPED_TOTALS = _("Líneas de totales, que se dejaron fuera: %(count)s.")
SKIPPED_CANCELLED = _("Facturas anuladas o en borrador, que se dejaron fuera: %(count)s.")
COLUMN_IGNORED = _("La columna «%(heading)s» no se pudo interpretar y se dejó de lado.")

_TOTAL = r"(?i)^\W*(?:sub\s*totale?s?|totale?s?|gran total|grand total|suma|sumas|soma|somatório)\b"


def open_columns(raw: RawTable, kind: str, choices: Choices) -> tuple[Columns, pl.DataFrame]:
    """Return which column is which, and a frame of `line` and every recognised field as text."""
    columns = find_columns(raw, kind, choices.headings)
    frame = raw.frame.select(pl.col(place).alias(name) for name, place in columns.of.items())
    return columns, frame.insert_column(0, raw.lines.cast(pl.UInt32).alias("line"))


def totals(frame: pl.DataFrame, needed: str) -> pl.Series:
    """Return which lines are sums at the foot: a cell says «Total» and `needed` is empty."""
    words = [
        pl.col(name).str.contains(_TOTAL)
        for name in ("number", "invoice", "customer_name", "customer_external_id")
        if name in frame.columns
    ]
    says_nothing = pl.col(needed) == "" if needed in frame.columns else pl.lit(True)
    if not words:
        return pl.Series([False] * frame.height, dtype=pl.Boolean)
    empty = pl.all_horizontal(word.not_() for word in words)
    return frame.select(says_nothing & ~empty).to_series()


def with_texts(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the fields the file does not have, all `""`."""
    return frame.with_columns(pl.lit("").alias(n) for n in names if n not in frame.columns)


def missing_text(field: str, what: str, how_to_mend: str) -> Check:
    """Return the check that the cell is not empty."""
    return Check(field, pl.col(field) == "", what, how_to_mend)


def length_checks(names: Sequence[str]) -> list[Check]:
    """Return the checks of texts too long to keep: a key is refused, a detail is cut short."""
    checks = []
    for name in names:
        if name in TEXT_LIMITS:
            is_key = name in _KEPT_WHOLE
            checks.append(
                Check(
                    name,
                    pl.col(name).str.len_chars() > TEXT_LIMITS[name],
                    _("El texto es demasiado largo."),
                    _("Acórtelo.") if is_key else _("Se guarda recortado."),
                    is_fatal=is_key,
                )
            )
    return checks


def cut_long_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Cut the details to what the tables keep."""
    return frame.with_columns(
        pl.col(name).str.slice(0, limit)
        for name, limit in TEXT_LIMITS.items()
        if name in frame.columns
    )


def apply_checks(
    frame: pl.DataFrame, checks: Sequence[Check], columns: Columns
) -> tuple[pl.Series, list[Problem]]:
    """Return which rows may go in (a Boolean per row), and the problems found, by check."""
    answers = frame.select(
        "line", *(check.bad.fill_null(False).alias(str(i)) for i, check in enumerate(checks))
    )
    good = pl.Series([True]).new_from_index(0, frame.height)
    problems: list[Problem] = []
    for i, check in enumerate(checks):
        bad = answers[str(i)]
        if not bad.any():
            continue
        if check.is_fatal:
            good &= ~bad
        heading = columns.headings.get(check.field, "")
        problems += [
            Problem(line, heading, check.what, check.how_to_mend)
            for line in answers["line"].filter(bad)
        ]
    return good, problems


def finish(
    raw: RawTable,
    columns: Columns,
    rows: pl.DataFrame,
    problems: Sequence[Problem],
    notes: Sequence[Note],
    *,
    skipped: frozenset[int],
) -> Intake:
    """Put the answer together: problems in the order of the file."""
    told = sorted([*raw.problems, *problems], key=lambda problem: problem.line)
    return Intake(
        rows=rows,
        problems=told,
        notes=list(notes),
        columns=columns,
        read=raw.height + len(raw.left_out),
        skipped_lines=skipped | frozenset(raw.left_out),
    )
