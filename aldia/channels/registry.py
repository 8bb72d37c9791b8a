"""The one list of channels: a new one is a folder and a line here."""

from pathlib import Path

from aldia.channels.contract import Speaker
from aldia.channels.email.address import Folder, read_url
from aldia.channels.email.mailbox import Mailbox
from aldia.channels.email.smtp import Smtp
from aldia.core.codes import Channel
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class SilentChannel(Refusal):
    code = "silent_channel"
    text = _("Aldía todavía no sabe hablar por «%(channel)s».")


def open_channel(channel: Channel, url: str, mailbox: Path) -> Speaker:
    """Return the channel, not yet connected. `url`: `ALDIA_EMAIL_URL`; without it, the folder."""
    if channel is not Channel.EMAIL:
        raise SilentChannel(channel=str(channel))
    where = read_url(url, mailbox)
    return Mailbox(where.path) if isinstance(where, Folder) else Smtp(where)
