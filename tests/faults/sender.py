"""A sender in a process of its own, that can be made to die at a given point.

`python -m tests.faults.sender POINT LOG NOW` sends what is ready in every company. What is said
goes to LOG, one line per message, so that nothing said twice can hide.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

POINTS = (
    "before the claim",
    "inside the claim",
    "after the claim",
    "after the words",
    "inside the record",
    "after the record",
    "while waiting is written",
    "after it was put back",
)


def die(*_arguments: Any, **_named: Any) -> Any:
    """End as if the power had gone."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


class LogSpeaker:
    """Says a message by writing its name at the end of a file, whole or not at all."""

    is_paced = False

    def __init__(self, log: Path, point: str = "") -> None:
        self.log = log
        self.point = point

    def __enter__(self) -> "LogSpeaker":
        return self

    def __exit__(self, *_error: Any) -> None:
        return None

    def compose(self, message: Any) -> Any:
        from aldia.channels.email.letter import compose

        return compose(message)

    def speak(self, message: Any, spoken: Any) -> None:
        from aldia.channels.contract import ChannelError

        if self.point == "after the claim":
            die()
        if self.point == "after it was put back":
            raise ChannelError("451 Ahora no")
        handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{spoken.message_id}\n".encode())
        os.close(handle)
        if self.point == "after the words":
            die()


def then_die(real: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, and die just after it is done."""

    def done(*arguments: Any, **named: Any) -> Any:
        real(*arguments, **named)
        die()

    return done


def arm(point: str) -> None:
    """Put the end of this process where it is wanted."""
    from aldia.records import sending

    if point == "before the claim":
        sending.claim = die
    elif point == "inside the claim":
        sending.claims.me = die
    elif point == "inside the record":
        sending.append = die
    elif point == "after the record":
        sending.mark_sent = then_die(sending.mark_sent)
    elif point == "while waiting is written":
        sending.claim = then_die(sending.claim)
    elif point == "after it was put back":
        sending.put_back = then_die(sending.put_back)


def main(point: str, log: str, now: str) -> None:
    """Send everything that is ready, in every company."""
    import django

    django.setup()
    from aldia.flows.send_messages import send_messages
    from aldia.records.models import Company

    arm(point)
    for company in Company.objects.all():
        send_messages(company, datetime.fromisoformat(now), speaker=LogSpeaker(Path(log), point))


if __name__ == "__main__":
    main(*sys.argv[1:])
