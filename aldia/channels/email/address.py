"""Reads `ALDIA_EMAIL_URL`: which mail server, how to enter it, and how safely."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _

TLS = ("auto", "starttls", "ssl", "none")
_PORTS = {"ssl": 465, "starttls": 587, "auto": 25, "none": 25}


class BadEmailUrl(Refusal):
    code = "bad_email_url"
    text = _(
        "ALDIA_EMAIL_URL no se entiende (%(what)s). Use algo como "
        "smtp://usuario:clave@servidor:587?tls=starttls, smtps://usuario:clave@servidor o file:"
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `tls`: `auto` (if offered), `starttls` (or nothing), `ssl`, `none`.

    `sender`: the envelope's sender, where refusals return; empty: the company's own address.
    `marks_replies`: answers go to `name+mark@domain`, so that each finds its customer.
    """

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    sender: str = ""
    marks_replies: bool = True


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder where messages are put instead of being sent."""

    path: Path


def read_url(url: str, mailbox: Path) -> Server | Folder:
    """Return where e-mail goes: without a URL, to the `mailbox` folder. Raises `BadEmailUrl`."""
    if not url:
        return Folder(mailbox)
    try:
        parts = urlsplit(url)
        if parts.scheme == "file":
            return Folder(Path(unquote(parts.path)) if parts.path else mailbox)
        options = dict(parse_qsl(parts.query))
        tls = "ssl" if parts.scheme == "smtps" else options.get("tls", "auto")
        server = Server(
            host=parts.hostname or "",
            port=parts.port or _PORTS.get(tls, 25),
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            timeout=float(options.get("timeout", "30")),
            sender=options.get("from", ""),
            marks_replies=options.get("reply", "marked") != "plain",
        )
    except ValueError as error:
        raise BadEmailUrl(what=_reason(error)) from error
    if parts.scheme not in ("smtp", "smtps"):
        raise BadEmailUrl(what=parts.scheme or "—")
    if not server.host or server.tls not in TLS or server.timeout <= 0:
        raise BadEmailUrl(what=f"{parts.scheme}://{server.host}?tls={server.tls}")
    return server


def _reason(error: ValueError) -> str:
    """Say what is wrong without repeating the URL: it holds a password."""
    return "puerto" if "ort" in str(error) else "opciones"
