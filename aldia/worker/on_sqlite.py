"""Rings the jobs on a machine without PostgreSQL: Huey, with its queue in a file of its own."""

from pathlib import Path

from huey import SqliteHuey, crontab

from aldia.worker.jobs import JOBS, Job, do

THREADS = 2
"""A long morning never keeps the messages waiting."""


def work(home: Path) -> None:
    """Work until told to stop (Ctrl+C or SIGTERM).

    A job that a killed worker had begun is not begun again: the next minute does the same work.
    One that waited longer than a minute is dropped, for the same reason.
    """
    huey = SqliteHuey("aldia", filename=str(home / "jobs.sqlite3"), results=False, utc=True)
    for job in JOBS:
        _ring(huey, job)
    huey.create_consumer(workers=THREADS, worker_type="thread", check_worker_health=True).run()


def _ring(huey: SqliteHuey, job: Job) -> None:
    minute, hour, day, month, weekday = job.cron.split()
    when = crontab(minute=minute, hour=hour, day=day, month=month, day_of_week=weekday)

    @huey.periodic_task(when, name=job.name, expires=60)
    def ring() -> None:
        do(job)
