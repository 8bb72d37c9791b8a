"""Who is sending a message right now, so that a dead sender is told from a slow one."""

import os
import socket
from functools import cache
from pathlib import Path


@cache
def _host() -> str:
    return socket.gethostname()[:80]


def me() -> str:
    """Return what this process signs its claims with: machine, process and when it started."""
    return f"{_host()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(claimant: str) -> bool:
    """Say that the process which signed this claim has ended for sure.

    False when it lives, and also when nobody can tell: another machine, or an unreadable claim.
    """
    host, _slash, rest = claimant.rpartition("/")[0].rpartition("/")
    started = claimant.rpartition("/")[2]
    if host != _host() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it lives, and belongs to somebody else
    return _started(int(rest)) != started


def _started(pid: int) -> str:
    """Return when a process began, in the kernel's own count; empty where it does not say."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    # A process killed but not yet buried by its parent is gone as well.
    return "" if after_name[0] == "Z" else after_name[19]
