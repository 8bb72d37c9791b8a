"""A real mail server on loopback that takes what it is given, or fails just as it is told to."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Postman:
    """What was received, and how to answer.

    `refuse`: addresses with the answer they get at RCPT. `after_text`: answers to give after the
    text, one per message, then `250`: a line, `drop` (hang up), `drop unheard` (take the message,
    then hang up without saying so) or `sleep`.
    """

    received: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    at_from: list[str] = field(default_factory=list)
    after_text: list[str] = field(default_factory=list)
    connections: int = 0
    nap: float = 30.0
    while_taking: Callable[[], None] | None = None

    async def handle_EHLO(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_from:
            answer = self.at_from.pop(0)
            if answer == "drop":
                server.transport.abort()
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.after_text.pop(0) if self.after_text else "250 OK"
        if self.while_taking is not None:
            self.while_taking()
        if answer == "sleep":
            await asyncio.sleep(self.nap)
        if answer == "drop":
            server.transport.abort()
        elif answer == "drop unheard" or answer.startswith("250"):
            self._take(envelope)
            if answer == "drop unheard":
                server.transport.abort()
        return answer if answer[0].isdigit() else "250 OK"

    def _take(self, envelope: Envelope) -> None:
        raw = bytes(envelope.content or b"")
        self.raw.append(raw)
        message = message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        message["X-Envelope-From"] = envelope.mail_from or ""
        self.received.append(message)

    @property
    def addresses(self) -> list[str]:
        """Return who got something, in the order of arrival."""
        return [str(message["X-Envelope-To"]) for message in self.received]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(postman: Postman, **options: Any) -> Iterator[str]:
    """Run the server on a free port; yields its `host:port`."""
    port = free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop(no_assert=True)


def only(user: bytes, password: bytes) -> Callable[..., AuthResult]:
    """Return a check that lets in one user."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        is_right = (given.login, given.password) == (user, password)
        return AuthResult(success=is_right)

    return check
