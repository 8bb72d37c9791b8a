"""Writes down what did not go in, with the original lines, so that it can be mended."""

from collections.abc import Callable
from pathlib import Path

from aldia.core.import_summary import ImportSummary
from aldia.core.problem_lines import problem_lines
from aldia.documents.problem_list import write_problems


def export_problems(summary: ImportSummary, path: Path, say: Callable[[str], str] = str) -> int:
    """Write the problems of an import to a `.csv` or `.xlsx`. Returns how many.

    `say` translates the texts. Raises `CannotWrite`.
    """
    write_problems(path, problem_lines(summary.table, summary.problems, say))
    return len(summary.problems)
