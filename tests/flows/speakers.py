"""For the tests of sending: a channel that does as it is told, and what came of it in short."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aldia.channels.contract import ChannelError
from aldia.channels.email.letter import Letter, compose
from aldia.core.outgoing import Outgoing
from tests.builders import approve, make_customer, make_invoice, run


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


def another(company):
    """A second customer whose message is approved too."""
    customer = make_customer(company, "Otra SL", "pagos@otra.example")
    make_invoice(customer, "F-002")
    run(company, afresh=True)
    approve(company)
    return customer


def counts(summary):
    """Return what happened, without what did not."""
    return {
        name: getattr(summary, name)
        for name in ("sent", "withdrawn", "failed", "doubtful", "waiting")
        if getattr(summary, name)
    }


def only_message():
    """Return the only message there is."""
    from aldia.records.models import Message

    return Message.objects.get()
