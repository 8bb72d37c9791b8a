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
    """Do every job once, now, and end: for those who have a clock of their own (cron, systemd)."""
    return sum(do(job) for job in reversed(JOBS))
