"""Chooses the engine by the database: PostgreSQL rings its own jobs, SQLite has Huey beside it."""

from django.conf import settings
from django.db import connection

from aldia.worker.jobs import JOBS, do


def work() -> None:
    """Work until told to stop."""
    # Each engine is loaded only where it is used.
    if connection.vendor == "postgresql":
        from aldia.worker.on_postgresql import work as work_on_postgresql

        work_on_postgresql(settings.DATABASE_URL)
    else:
        from aldia.worker.on_sqlite import work as work_on_sqlite

        work_on_sqlite(settings.HOME)


def work_once() -> int:
    """Do the jobs of the day once, now, and end: for those who have a clock of their own.

    First the morning, so that what needs no approval leaves at once. Returns how often one failed.
    """
    return sum(do(job) for job in reversed(JOBS) if not job.is_nightly)
