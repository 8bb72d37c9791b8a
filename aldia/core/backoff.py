"""How long a message waits after a try that failed, and when trying again is over."""

from datetime import timedelta

TRIES = 6
"""Over about a day; then a person looks at it."""

CHANNEL_REST = timedelta(minutes=2)
"""After finding a channel down."""


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many failed tries; None when it is time to give up.

    >>> [wait_after(n).total_seconds() / 60 for n in range(1, 6)]
    [5.0, 20.0, 80.0, 320.0, 1280.0]
    >>> wait_after(6) is None
    True
    """
    return None if tries >= TRIES else timedelta(minutes=5 * 4 ** (tries - 1))
