"""The installation's secret key: made once, kept in the home folder, readable only by its owner."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Return `ALDIA_SECRET_KEY`, or the key kept in `home`, made the first time.

    Two processes that start at once agree: the file is created exclusively, the second reads it.
    """
    if given := os.environ.get("ALDIA_SECRET_KEY"):
        return given
    path = home / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()
