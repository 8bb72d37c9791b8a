"""What the benchmarks share: arguments, a fresh home for each size, a PostgreSQL of their own."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
Part = Callable[[int, int], Any]


def perform(script: str, doc: str, *, rounds: int, load: Part, measure: Part, line: str) -> None:
    """Measure each size and print one line (one JSON object with `--json`) for each.

    `load` fills a fresh home in one process, `measure` works in another and returns the figures,
    so that the peak memory is the work's own. Both are given the size and the rounds.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--invoices", type=int, action="append", help="a size; may be repeated")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", choices=["load", "measure"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part == "load":
        load(given.invoices[0], given.rounds)
    elif given.part == "measure":
        print(json.dumps(measure(given.invoices[0], given.rounds)))
    elif given.database == "postgresql" and not os.environ.get("DATABASE_URL"):
        sys.exit(_on_own_cluster())
    else:
        for size in given.invoices or SIZES:
            found = _measured(script, size, given.database, given.rounds)
            print(json.dumps(found) if given.json else line.format(**found), flush=True)


def _on_own_cluster() -> int:
    """Run this same command inside a PostgreSQL of its own, and take it away afterwards."""
    command = [sys.executable, str(ROOT / "tests" / "postgres_cluster.py"), "--"]
    return subprocess.run([*command, sys.executable, *sys.argv], check=False).returncode


def _measured(script: str, size: int, database: str, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="aldia-bench-") as home:
        env = {**os.environ, "ALDIA_HOME": home, "PYTHONPATH": str(ROOT)}
        if database == "sqlite":
            env.pop("DATABASE_URL", None)
        command = [sys.executable, script, "--invoices", str(size), "--rounds", str(rounds)]
        subprocess.run([*command, "--part", "load"], env=env, check=True)
        done = subprocess.run(
            [*command, "--part", "measure"], env=env, check=True, stdout=subprocess.PIPE, text=True
        )
        return {"invoices": size, "database": database, **json.loads(done.stdout.splitlines()[-1])}


def set_up() -> None:
    """Load Django with the home of this benchmark."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "aldia.config.settings"
    import django

    django.setup()


def fresh_tables() -> None:
    """Make the tables, empty: a PostgreSQL outlives the home of the size before."""
    from django.core.management import call_command
    from django.db import connection

    if "records_company" in connection.introspection.table_names():
        call_command("flush", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)


@dataclass
class Timed:
    """What a call gave and how many seconds it took."""

    value: Any
    seconds: float


def timed(call: Callable[[], Any]) -> Timed:
    """Call and take the time."""
    start = time.perf_counter()
    value = call()
    return Timed(value, time.perf_counter() - start)
