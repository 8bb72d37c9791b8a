"""Puts messages into a folder as `.eml` files, to try Aldía out without writing to anybody."""

import errno
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from aldia.channels.contract import ChannelError, Spoken
from aldia.channels.email.letter import Letter, compose
from aldia.core.outgoing import Outgoing
from aldia.core.words import gettext_noop as _

NO_SPACE = _("No queda sitio en el disco para guardar el mensaje.")
NOT_WRITABLE = _("No se pudo escribir en la carpeta de mensajes.")


class Mailbox:
    """A folder of letters. A file is either there whole or not there at all."""

    is_paced = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def compose(self, message: Outgoing) -> Letter:
        """Write the e-mail as it would be sent."""
        return compose(message)

    def speak(self, message: Outgoing, spoken: Spoken) -> None:
        """Write the file; a full disk is a channel that is down, and leaves nothing behind."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self.folder, f"{message.key}.eml", spoken.raw)
        except OSError as error:
            reason = NO_SPACE if error.errno == errno.ENOSPC else NOT_WRITABLE
            raise ChannelError(reason, down=True) from error


def _write(folder: Path, name: str, raw: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(folder / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
