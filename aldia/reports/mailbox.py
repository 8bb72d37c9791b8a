"""Reads the letters the file channel has left in the local mailbox, each company its own."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.db.models import QuerySet

from aldia.core.codes import LEFT
from aldia.records.models import Company, Message

PAGE = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the list: the message it is, without having opened the file."""

    message_id: int
    customer: str
    subject: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter as it left: its headers and both readings. `html` is empty when there is none."""

    letter: Letter
    sender: str
    recipient: str
    reply_to: str
    text: str
    html: str


def letters(company: Company, *, page: int = 1) -> tuple[list[Letter], int]:
    """Return a page of the company's letters, the newest first, and how many there are."""
    sent = _sent(company)
    start = (max(page, 1) - 1) * PAGE
    return [_letter(message) for message in sent[start : start + PAGE]], sent.count()


def letter_in(company: Company, message_id: int, folder: Path) -> OpenLetter | None:
    """Open the file of one of the company's letters; None when there is no such letter here."""
    message = _sent(company).filter(pk=message_id).first()
    path = folder / f"{_key(message)}.eml" if message else None
    if message is None or path is None or not path.is_file():
        return None
    email = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(email, EmailMessage)  # noqa: S101 - what the default policy makes
    return OpenLetter(
        letter=_letter(message),
        sender=str(email["From"] or ""),
        recipient=str(email["To"] or ""),
        reply_to=str(email["Reply-To"] or ""),
        text=_part(email, "plain"),
        html=_part(email, "html"),
    )


def _sent(company: Company) -> QuerySet[Message]:
    sent = Message.objects.filter(company=company, status__in=LEFT).exclude(sent_at=None)
    return sent.select_related("customer").order_by("-sent_at", "-pk")


def _letter(message: Message) -> Letter:
    assert message.sent_at is not None  # noqa: S101 - only what has left comes here
    return Letter(message.pk, message.customer.name, message.subject, message.sent_at)


def _key(message: Message) -> str:
    """Return the name of the file: what stands before the @ of the message id."""
    return message.message_id.strip("<>").partition("@")[0]


def _part(email: EmailMessage, kind: str) -> str:
    body = email.get_body((kind,))
    return str(body.get_content()) if body else ""
