"""What an import did, in figures, with everything that did not go in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aldia.core.intake import Intake, Note
from aldia.core.raw_table import RawTable
from aldia.core.refusals import Problem


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """The counts are of the file's own kind (invoices, customers…), those of customers are apart.

    `read` is the sum of `created`, `updated`, `unchanged`, `skipped` and `left_aside` (totals and
    cancelled lines). `skipped` lines are among the `problems`; a problem whose line is not among
    `skipped_lines` is a warning. With `dry_run` nothing was written.
    """

    kind: str
    read: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    left_aside: int
    problems: Sequence[Problem]
    skipped_lines: frozenset[int]
    notes: Sequence[Note]
    table: RawTable
    columns: dict[str, str] = field(default_factory=dict)
    """Field to the heading it was read from."""
    closed: int = 0
    customers_created: int = 0
    customers_updated: int = 0
    points_created: int = 0
    withdrawn: int = 0
    unapplied: int = 0
    """Payments or credit notes of which something stays as the customer's credit."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows of the file's own kind were created, updated, or found as they are."""

    created: int
    updated: int
    unchanged: int


def counted(
    kind: str,
    table: RawTable,
    intake: Intake,
    done: Done,
    problems: Sequence[Problem],
    *,
    skipped: frozenset[int],
) -> ImportSummary:
    """Put the figures together; what is specific to a kind is filled in by the caller."""
    all_skipped = intake.skipped_lines | skipped
    rest = intake.read - len(all_skipped) - done.created - done.updated - done.unchanged
    return ImportSummary(
        kind=kind,
        read=intake.read,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        skipped=len(all_skipped),
        left_aside=rest,
        problems=sorted([*intake.problems, *problems], key=lambda problem: problem.line),
        skipped_lines=all_skipped,
        notes=intake.notes,
        table=table,
        columns=dict(intake.columns.headings),
    )
