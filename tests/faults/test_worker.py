"""The worker itself, as a process: it rings, it can be killed, and it goes on where it was."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aldia.core.codes import MessageStatus, TaskKind
from aldia.records.models import Company, Invoice, Message, Run, Task
from aldia.worker.jobs import JOBS, do, morning
from tests.builders import approve, make_company, make_customer, make_invoice, moment, run
from tests.channels.postman import Postman, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
S = MessageStatus
ALWAYS_OPEN = [["00:00-00:00"]] * 7


@pytest.fixture
def company():
    """A company that may write at any hour, today, to somebody in a country without rules."""
    company = make_company(windows=ALWAYS_OPEN, holidays_blocked=False)
    today = datetime.now(UTC).date()
    customer = make_customer(company, country="FR", timezone="UTC")
    make_invoice(customer, due_on=today - timedelta(days=10))
    run(company, today)
    approve(company, today)
    return company


def start(environment: dict[str, str], url: str, *options: str) -> subprocess.Popen[bytes]:
    aldia = "from aldia.cli.main import main; main()"
    command = [sys.executable, "-c", aldia, "worker", *options]
    return subprocess.Popen(command, cwd=ROOT, env={**environment, "ALDIA_EMAIL_URL": url})


def wait_for(is_so: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_a_worker_killed_while_the_server_has_the_text(company, child_environment):
    postman = Postman(after_text=["sleep"], nap=8)
    with mail_server(postman) as address:
        url = f"smtp://{address}?timeout=30"
        worker = start(child_environment, url, "--once")
        wait_for(lambda: Message.objects.get().status == S.SENDING, 60)
        wait_for(lambda: postman.after_text == [], 30)
        worker.kill()
        assert worker.wait(30) == -signal.SIGKILL
        for _again in range(2):
            assert start(child_environment, url, "--once").wait(60) == 0
    assert Message.objects.get().status == S.DOUBTFUL
    assert Task.objects.get().kind == TaskKind.SETTLE_DOUBT
    assert len(postman.received) <= 1


@pytest.mark.slow
def test_the_engine_rings_every_minute_and_survives_being_killed(company, child_environment):
    postman = Postman()
    with mail_server(postman) as address:
        url = f"smtp://{address}"
        Company.objects.update(is_stopped=True)
        first = start(child_environment, url)
        time.sleep(6)
        first.kill()
        first.wait(30)
        Company.objects.update(is_stopped=False)
        second = start(child_environment, url)
        try:
            wait_for(lambda: Message.objects.get().status == S.SENT, 90)
        finally:
            second.terminate()
            assert second.wait(30) in (0, -signal.SIGTERM)
    assert len(postman.received) == 1


def test_one_company_that_fails_never_stops_the_others(monkeypatch, caplog):
    make_company("Primera SL")
    make_company("Segunda SL")
    done = []

    def work(company, now):
        done.append(company.name)
        if company.name == "Primera SL":
            raise RuntimeError("broken")

    job = type(JOBS[0])("test", "* * * * *", work)
    assert do(job, moment()) == 1
    assert done == ["Primera SL", "Segunda SL"]


@pytest.mark.parametrize(
    ("hour_in_madrid", "runs"),
    [
        pytest.param(5, 0, id="before six"),
        pytest.param(6, 1, id="at six"),
        pytest.param(23, 1, id="late, because nobody was there before"),
    ],
)
def test_the_morning_comes_on_the_clock_of_the_company(hour_in_madrid, runs):
    company = make_company()
    for _twice in range(2):
        morning(company, moment(hour=hour_in_madrid))
    assert Run.objects.count() == runs


def test_the_night_says_aloud_what_is_broken(company, caplog):
    nightly = next(job for job in JOBS if job.is_nightly)
    assert do(nightly, moment()) == 0
    assert caplog.messages == []
    Invoice.objects.update(open_minor=1)
    assert do(nightly, moment()) == 0
    assert "broken invariant" in caplog.text


def test_each_job_has_a_name_of_its_own_and_five_fields_of_time():
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(len(job.cron.split()) == 5 for job in JOBS)
