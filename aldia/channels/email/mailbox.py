"""Puts messages into a folder as `.eml` files, to try Aldía out without writing to anybody."""

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from aldia.channels.contract import ChannelError, Spoken
from aldia.channels.email.letter import Letter, compose
from aldia.core.outgoing import Outgoing


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
            reason = f"No se pudo escribir en la carpeta de mensajes: {error.strerror}."
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
