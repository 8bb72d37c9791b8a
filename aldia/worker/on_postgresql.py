"""Rings the jobs through PostgreSQL itself: procrastinate, with as many workers as one likes."""

import asyncio

from django.db import connection
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.jobs import DeleteJobCondition

from aldia.worker.jobs import JOBS, Job, do

THREADS = 2
"""A long morning never keeps the messages waiting."""

_ONE_AT_A_TIME = 46_000_001
"""The number of the lock under which the engine's own tables are made."""


def work(url: str) -> None:
    """Work until told to stop (Ctrl+C or SIGTERM). Each minute's job is rung once for all workers.

    A job that a killed worker had begun is not begun again: the next minute does the same work.
    """
    prepare(url)
    app = App(connector=PsycopgConnector(conninfo=url))
    for job in JOBS:
        _ring(app, job)
    asyncio.run(_work(app))


async def _work(app: App) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=THREADS, delete_jobs=DeleteJobCondition.ALWAYS, listen_notify=True
        )


def prepare(url: str) -> None:
    """Make the engine's own tables when they are not there yet; two workers may ask at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        try:
            app = App(connector=SyncPsycopgConnector(conninfo=url))
            with app.open():
                if not app.check_connection():
                    app.schema_manager.apply_schema()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def _ring(app: App, job: Job) -> None:
    @app.periodic(cron=job.cron)
    @app.task(name=f"aldia.{job.name}", queueing_lock=job.name, pass_context=False)
    def ring(timestamp: int) -> None:
        do(job)
