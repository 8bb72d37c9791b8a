"""Writes the whole e-mail: headers, both readings, the logo. The same message, the same bytes."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from aldia.channels.contract import ChannelError
from aldia.channels.email.layout import LOGO, lay_out, picture_of
from aldia.core.outgoing import Brand, Outgoing
from aldia.core.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail ready to leave. `raw` is the whole MIME, its lines ended with CR LF, all ASCII."""

    text: str
    raw: bytes
    message_id: str
    sender: str
    recipient: str


def compose(message: Outgoing) -> Letter:
    """Write the e-mail. Raises a permanent `ChannelError` when an address cannot be one."""
    brand = message.brand
    recipient = _address(message.name, message.address)
    sender = _address(_who_speaks(brand), brand.address)
    laid = lay_out(message)
    email = EmailMessage(policy=SMTP)
    email["From"] = sender
    email["To"] = recipient
    email["Reply-To"] = _address(brand.company, brand.reply_to)
    email["Subject"] = _one_line(message.subject)
    email["Date"] = format_datetime(message.at)
    email["Message-ID"] = f"<{message.key}@{sender.domain}>"
    email["List-Unsubscribe"] = f"<mailto:{quote(brand.reply_to, safe='@+')}?subject=BAJA>"
    email["Auto-Submitted"] = "auto-generated"
    email["Content-Language"] = message.language[:2]
    email.set_content(laid.text, cte="quoted-printable")
    email.add_alternative(laid.html, subtype="html", cte="quoted-printable")
    _add_logo(email, brand)
    _name_boundaries(email, message.key)
    raw = email.as_bytes()
    return Letter(laid.text, raw, email["Message-ID"], sender.addr_spec, recipient.addr_spec)


def _who_speaks(brand: Brand) -> str:
    if not brand.sender or brand.sender == brand.company:
        return brand.company
    return f"{brand.sender} — {brand.company}"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _address(name: str, address: str) -> Address:
    """Return a header address. Its name can break no header; its domain goes in ASCII."""
    local, _at, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode()
        spec = f"{local}@{host}"
        found = Address(_one_line(name), addr_spec=spec)
        if spec.isascii() and spec.isprintable() and found.username and found.domain:
            return found
    except (MessageError, ValueError, IndexError) as error:
        raise _no_address() from error
    raise _no_address()


def _no_address() -> ChannelError:
    return ChannelError(_("No es una dirección de correo válida."), bad_address=True)


def _add_logo(email: EmailMessage, brand: Brand) -> None:
    subtype = picture_of(brand)
    if not subtype:
        return
    _text, html = email.iter_parts()
    assert isinstance(html, EmailMessage)  # noqa: S101 - the second of the two just added
    html.add_related(
        brand.logo,
        maintype="image",
        subtype=subtype,
        cid=f"<{LOGO}>",
        filename=f"logo.{subtype}",
        disposition="inline",
    )


def _name_boundaries(email: EmailMessage, key: str) -> None:
    """Python draws the boundaries by lot; ours come from the key, so that the bytes repeat."""
    for number, part in enumerate(email.walk()):
        if part.is_multipart():
            part.set_boundary(f"={number}={sha256(key.encode()).hexdigest()[:40]}=")
