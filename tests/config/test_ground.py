"""The ground of the tests holds: no network, a home of its own, a database others can open."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from tests.network import NetworkIsOff
from tests.postgres_cluster import CannotStart, find_binaries

CLUSTER = Path(__file__).parents[1] / "postgres_cluster.py"
COUNT_USERS = """
import django
django.setup()
from django.contrib.auth import get_user_model
print(get_user_model().objects.filter(username="ana").count())
"""


@pytest.mark.parametrize("host", ["192.0.2.1", "example.com", "2001:db8::1"])
def test_the_network_is_off(host):
    with pytest.raises(NetworkIsOff):
        socket.create_connection((host, 80), timeout=1)


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_the_home_is_not_the_developers(aldia_home):
    assert aldia_home == settings.HOME
    assert aldia_home != Path("~/.aldia").expanduser()


@pytest.mark.django_db(transaction=True)
def test_another_process_opens_the_same_database(child_environment):
    get_user_model().objects.create_user("ana")
    said = subprocess.run(
        [sys.executable, "-c", COUNT_USERS],
        env=child_environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "1"


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_is_a_file_in_the_home(aldia_home):
    assert Path(connection.settings_dict["NAME"]).parent == aldia_home


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_is_the_one_of_the_tests():
    assert connection.settings_dict["HOST"] == "127.0.0.1"


@contextmanager
def _cluster(*command: str) -> Iterator["subprocess.Popen[str]"]:
    try:
        find_binaries()
    except CannotStart as reason:
        pytest.skip(str(reason))
    with subprocess.Popen(
        [sys.executable, CLUSTER, "--", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as cluster:
        try:
            yield cluster
        finally:
            cluster.terminate()


def _is_open(address: str) -> bool:
    port = int(address.rpartition(":")[2].split("/")[0])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# One run is enough to see that the cluster starts and ends: the one on SQLite.


@pytest.mark.sqlite
@pytest.mark.slow
def test_the_cluster_passes_on_the_exit_code_and_is_gone():
    script = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    with _cluster(sys.executable, "-c", script) as cluster:
        address = cluster.communicate(timeout=120)[0].strip()
    assert cluster.returncode == 7
    assert address.startswith("postgresql://")
    assert not _is_open(address)


@pytest.mark.sqlite
@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_cluster_is_gone_when_it_is_stopped_half_way(how):
    script = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(300)"
    with _cluster(sys.executable, "-c", script) as cluster:
        address = cluster.stdout.readline().strip()
        with psycopg.connect(address) as asking:
            place = Path(asking.execute("SHOW data_directory").fetchone()[0])
        cluster.send_signal(how)
        cluster.communicate(timeout=60)
    until = time.monotonic() + 20
    while _is_open(address) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _is_open(address)
    shutil.rmtree(place.parent, ignore_errors=True)  # killed, it had no chance to tidy up
