"""Shows a message exactly as its customer would get it, or got it."""

from dataclasses import dataclass
from datetime import date, datetime

from aldia.channels.email.layout import lay_out
from aldia.core.codes import UNSENT, Tone
from aldia.core.outgoing import Row
from aldia.records.models import Message
from aldia.records.outgoing import outgoing_of
from aldia.reports.today import Why, whys_of


@dataclass(frozen=True, slots=True)
class Preview:
    """One message, opened. `html` and `text` are the two readings its customer gets."""

    message: Message
    level: int
    is_unsent: bool
    recipient: str
    rows: tuple[Row, ...]
    why: Why | None
    html: str
    text: str


def message_preview(message: Message, today: date, at: datetime) -> Preview:
    """Lay the message out with the channel's own code: the same bytes that would leave now."""
    out = outgoing_of(message, at)
    laid = lay_out(out)
    return Preview(
        message=message,
        level=Tone(message.tone).level,
        is_unsent=message.status in UNSENT,
        recipient=f"{out.name} <{out.address}>",
        rows=out.rows,
        why=whys_of(message.company, [message], today).get(message.pk),
        html=laid.html,
        text=laid.text,
    )
