"""The ground every test stands on: a home of its own, no network, a database others can open.

Each worker of pytest-xdist reads this file in its own process: each gets its own home and database.
Never import from here: a second reading would make a second home.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.network import only_loopback

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


@pytest.fixture(autouse=True, scope="session")
def network_is_off() -> Iterator[None]:
    """Let no test speak with anything but loopback."""
    with pytest.MonkeyPatch.context() as patch:
        only_loopback(patch)
        yield


def _on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith(("postgresql:", "postgres:"))


def pytest_configure() -> None:
    """Load Django with the home above; pytest-django goes on from here."""
    import django

    django.setup()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Hand no home down to the workers: each must choose its own before it reads the settings."""
    if session.config.getoption("dist", "no") != "no" and not hasattr(
        session.config, "workerinput"
    ):
        del os.environ["DJANGO_SETTINGS_MODULE"], os.environ["ALDIA_HOME"]


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
