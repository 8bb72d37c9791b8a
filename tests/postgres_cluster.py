"""Runs a command with a PostgreSQL cluster of its own: `tests/postgres_cluster.py -- COMMAND`.

The cluster is new, listens on loopback only, never as root, and is gone when the command ends.
The command finds it in `DATABASE_URL`. Nothing here is meant for real data: it does not fsync.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psycopg

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS = 60
STOP_SECONDS = 20
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "10s",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


class CannotStart(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The cluster cannot run here; the text says what to install or shows the server's words."""


def find_binaries() -> Path:
    """Return the folder of `initdb` and `postgres`: the newest in Debian's place, or the PATH."""
    versions = [
        found.parent
        for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if (found.parent / "postgres").exists()
    ]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    raise CannotStart("PostgreSQL is not installed. On Debian: apt-get install postgresql")


def server_user() -> dict[str, object]:
    """Return the arguments of `subprocess` that leave root behind; none for another user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def end_with_parent() -> None:
    """Ask Linux to end the new process if this program is killed without a chance to do so."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_cluster(binaries: Path, folder: Path, user: dict[str, object]) -> None:
    """Create the files of the cluster in `folder`/cluster, owned by the server's user."""
    if user:
        os.chown(folder, int(str(user["user"])), int(str(user["group"])))
    done = subprocess.run(
        [
            binaries / "initdb",
            f"--pgdata={folder / 'cluster'}",
            "--username=aldia",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=plain_environment(),
        **user,  # type: ignore[call-overload]  # user, group and extra_groups, or nothing
    )
    if done.returncode:
        raise CannotStart(done.stdout + done.stderr)


def plain_environment() -> dict[str, str]:
    """Leave out what the caller's shell says about another PostgreSQL."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def start_server(
    binaries: Path, folder: Path, port: int, user: dict[str, object]
) -> "subprocess.Popen[bytes]":
    """Start the server itself, not a daemon: it stays a child of this program."""
    settings = {
        **SETTINGS,
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
    }
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [
                binaries / "postgres",
                "-D",
                folder / "cluster",
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - there is one thread here
            env=plain_environment(),
            **user,  # type: ignore[call-overload]  # user, group and extra_groups, or nothing
        )


def wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path, port: int) -> None:
    """Return when the server answers, with the database `aldia` made in it."""
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            address = f"postgresql://aldia@127.0.0.1:{port}/postgres"
            with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
                connection.execute("CREATE DATABASE aldia")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise CannotStart((folder / "server.log").read_text(errors="replace"))


def stop_server(server: "subprocess.Popen[bytes]") -> None:
    """Stop the server: fast, then at once."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(how)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a running, empty cluster; afterwards nothing of it is left."""
    binaries, user = find_binaries(), server_user()
    folder = Path(tempfile.mkdtemp(prefix="aldia-postgres-"))
    server = None
    try:
        make_cluster(binaries, folder, user)
        port = free_port()
        server = start_server(binaries, folder, port, user)
        wait_until_ready(server, folder, port)
        yield f"postgresql://aldia@127.0.0.1:{port}/aldia"
    finally:
        if server is not None:
            stop_server(server)
        shutil.rmtree(folder, ignore_errors=True)


class Stopped(BaseException):
    """Somebody asked this program to end before the command had ended."""


def stop_on(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that every `finally` on the way is passed, once."""
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped(number)


def run(command: list[str], address: str) -> int:
    """Run the command to its end with the cluster in `DATABASE_URL`; return its exit code."""
    # At a terminal the command keeps the keyboard, and Ctrl-C is an answer it gives alone.
    alone = not sys.stdin.isatty()
    child = subprocess.Popen(
        command,
        env={**plain_environment(), "DATABASE_URL": address},
        process_group=0 if alone else None,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - there is one thread here
    )
    if not alone:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return child.wait()
    finally:
        end(child, alone=alone)


def end(child: "subprocess.Popen[bytes]", *, alone: bool) -> None:
    """Leave no process of the command behind: first a word, then by force."""
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if alone:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def main(arguments: list[str]) -> int:
    """Run what stands after `--`. Exit code: the command's; 3 when the cluster cannot start."""
    if arguments[:1] != ["--"] or len(arguments) == 1:
        print("usage: python tests/postgres_cluster.py -- COMMAND [ARGUMENT…]", file=sys.stderr)
        return 2
    for number in SIGNALS:
        signal.signal(number, stop_on)
    try:
        with cluster() as address:
            code = run(arguments[1:], address)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 3
    except Stopped as stopped:
        return 128 + int(stopped.args[0])
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
