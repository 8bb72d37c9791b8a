"""Channels for the tests of sending: they remember what was said, or fail as they are told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aldia.channels.contract import ChannelError
from aldia.channels.email.letter import Letter, compose
from aldia.core.outgoing import Outgoing


@dataclass
class FakeSpeaker:
    """Remembers each message. `endings`: for the first ones, an error to raise or a thing to do."""

    said: list[Outgoing] = field(default_factory=list)
    tried: list[Letter] = field(default_factory=list)
    endings: list[ChannelError | Callable[[], None] | None] = field(default_factory=list)
    is_paced: bool = False
    entered: int = 0

    def __enter__(self) -> "FakeSpeaker":
        self.entered += 1
        return self

    def __exit__(self, *_error: Any) -> None:
        return None

    def compose(self, message: Outgoing) -> Letter:
        return compose(message)

    def speak(self, message: Outgoing, spoken: Letter) -> None:
        self.tried.append(spoken)
        ending = self.endings.pop(0) if self.endings else None
        if isinstance(ending, ChannelError):
            raise ending
        if ending is not None:
            ending()
        self.said.append(message)
