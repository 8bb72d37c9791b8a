"""The one list of what happens by itself, and when. Every job can run twice."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import close_old_connections
from django.utils import timezone

from aldia.flows.run_day import DayIsPast, run_day
from aldia.flows.send_messages import send_messages
from aldia.records import access
from aldia.records.models import Company
from aldia.reports.check_invariants import check_invariants

log = logging.getLogger(__name__)

MORNING = 6
"""The hour on the company's clock from which its day is decided."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done, and how often: a line of cron (minute, hour, day, month, weekday), in UTC."""

    name: str
    cron: str
    work: Callable[[Company, datetime], None]
    is_nightly: bool = False


def send(company: Company, now: datetime) -> None:
    """Send what was approved: as much as one minute takes, so that companies take turns."""
    result = send_messages(company, now, limit=company.sends_per_minute)
    if result.problem:
        log.warning("%s: the channel is down: %s", company.slug, result.problem)


def morning(company: Company, now: datetime) -> None:
    """Decide the company's day, once its own clock says it is morning."""
    here = now.astimezone(ZoneInfo(company.timezone))
    if here.hour < MORNING or access.has_run_on(company, here.date()):
        return
    try:
        run_day(company, here.date(), at=now)
    except DayIsPast:
        log.info("%s: a later day was decided already", company.slug)


def check(company: Company, now: datetime) -> None:
    """Look whether everything that must always be true still is, and say aloud what is not."""
    for broken in check_invariants(company, at=now).broken:
        log.error("%s: broken invariant %s at %s", company.slug, broken.invariant, broken.where)


JOBS = (
    Job("send", "* * * * *", send),
    Job("morning", "*/10 * * * *", morning),
    Job("check", "30 3 * * *", check, is_nightly=True),
)


def do(job: Job, now: datetime | None = None) -> int:
    """Do a job for every company. Returns for how many it failed: one never stops the others."""
    close_old_connections()
    failed = 0
    for company in access.every_company():
        try:
            job.work(company, now or timezone.now())
        except Exception:
            failed += 1
            log.exception("the job %s failed for %s", job.name, company.slug)
    close_old_connections()
    return failed
