"""Reads the project's own source for the tests beside it: what is there, imported, defined."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_BY_DJANGO = "aldia/records/migrations"


def tracked_files() -> list[Path]:
    """Return every file of the project: known to git, or new and not ignored."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def python_files(*rooms: str) -> list[Path]:
    """Return the Python files of the rooms (`aldia/core`), without what Django wrote itself."""
    found = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if not name_of(path).startswith(WRITTEN_BY_DJANGO)]


def name_of(path: Path) -> str:
    """Return the path as a person would say it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def lines_of(path: Path) -> list[str]:
    """Return the lines of the file, without their ends."""
    return path.read_text(encoding="utf-8").splitlines()


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module) of every import, wherever it stands in the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "."


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def attributes(path: Path) -> Iterator[ast.Attribute]:
    """Yield every `something.name` of the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            yield node
