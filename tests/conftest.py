"""The ground every test stands on: a home of its own, no network, a database others can open.

Each worker of pytest-xdist reads this file in its own process: each gets its own home and database.
"""

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

HOME = Path(tempfile.mkdtemp(prefix="aldia-tests-"))

# Before anything imports Django's settings: what the developer's shell says must not matter here.
for _name in [name for name in os.environ if name.startswith("ALDIA_")]:
    del os.environ[_name]
os.environ["ALDIA_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "aldia.config.settings"

settings.register_profile("local", deadline=None, max_examples=60)
settings.register_profile(
    "ci", settings.get_profile("local"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


class NetworkIsOff(AssertionError):  # noqa: N818 - it reads as a sentence
    """A test tried to reach beyond this machine."""


def _is_here(host: object) -> bool:
    """Tell whether an address or a name means this machine. `None` and "" mean any interface."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _only_here(real: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a method of `socket` whose last argument is an address."""

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and isinstance(address, tuple) and not _is_here(address[0]):
            raise NetworkIsOff(f"The network is off in tests: {address}")
        return real(self, *arguments)

    return guarded


def _resolve_only_here(host: object, *arguments: Any, **named: Any) -> Any:
    if not _is_here(host):
        raise NetworkIsOff(f"The network is off in tests: {host!r}")
    return _real_getaddrinfo(host, *arguments, **named)


_real_getaddrinfo: Callable[..., Any] = socket.getaddrinfo


@pytest.fixture(autouse=True, scope="session")
def network_is_off() -> Iterator[None]:
    """Let no test speak with anything but loopback."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _resolve_only_here)
        yield


def _on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith(("postgresql:", "postgres:"))


def pytest_report_header() -> str:
    """Say which of the two databases this run is about."""
    return f"database: {'PostgreSQL' if _on_postgresql() else 'SQLite'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what has a meaning only on the other database."""
    other = "sqlite" if _on_postgresql() else "postgresql"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"only on {other}"))


def pytest_unconfigure() -> None:
    """Take the home away again."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def aldia_home() -> Path:
    """Return the `ALDIA_HOME` of this process; the SQLite database lies in it."""
    return HOME


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put SQLite's test database where the program looks for it: a file, not the memory.

    So other connections, threads and processes with the same `ALDIA_HOME` open the same one.
    """
    from django.conf import settings as django_settings

    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(database["NAME"])


@pytest.fixture
def child_environment(django_db_setup: None) -> dict[str, str]:
    """Return the environment with which another process opens this test's home and database."""
    from django.db import connection

    environment = dict(os.environ)
    if connection.vendor == "postgresql":
        address, _slash, _name = environment["DATABASE_URL"].rpartition("/")
        environment["DATABASE_URL"] = f"{address}/{connection.settings_dict['NAME']}"
    return environment
