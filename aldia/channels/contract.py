"""What every channel promises: it speaks once, and says honestly how that ended."""

from types import TracebackType
from typing import Protocol, Self

from aldia.core.outgoing import Outgoing


class ChannelError(Exception):
    """The outside world failed.

    `permanent`: it will never be taken; with `bad_address`, because nobody lives there.
    `unknown`: nobody can tell whether it left, so it must not be said again. `down`: nothing can
    be said to anybody for now. None of them: this one did not leave, and may be tried later.
    `reason` is for a person to read and holds no secret.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        bad_address: bool = False,
        unknown: bool = False,
        down: bool = False,
    ) -> None:
        self.reason = reason
        self.permanent = permanent or bad_address
        self.bad_address = bad_address
        self.unknown = unknown
        self.down = down
        super().__init__(reason)


class Spoken(Protocol):
    """What was said, exactly: kept as evidence."""

    @property
    def text(self) -> str:
        """The words as a person reads them."""
        ...

    @property
    def message_id(self) -> str:
        """The name by which answers and complaints will call it."""
        ...

    @property
    def raw(self) -> bytes:
        """The very bytes that left."""
        ...


class Speaker(Protocol):
    """A channel that is open. Enter it to speak several times over one connection."""

    @property
    def is_paced(self) -> bool:
        """Whether it minds being hurried: a mail server does, a folder does not."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def compose(self, message: Outgoing) -> Spoken:
        """Write the message in the channel's own form. Same message, same bytes."""
        ...

    def speak(self, message: Outgoing, spoken: Spoken) -> None:
        """Say it. Returns only when the other side took it; raises `ChannelError` otherwise."""
        ...
