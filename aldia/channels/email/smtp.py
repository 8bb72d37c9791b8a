"""Hands messages to a mail server, over one connection, and tells honestly how each one ended."""

import re
import smtplib
import ssl
from dataclasses import replace
from types import TracebackType
from typing import Self

from aldia.channels.contract import ChannelError, Spoken
from aldia.channels.email.address import Server
from aldia.channels.email.letter import Letter, compose
from aldia.core.outgoing import Outgoing
from aldia.core.words import gettext_noop as _

_AFTER_THE_TEXT = 4
"""How many time-outs we wait for the last answer: giving up there leaves a doubt for a person."""
NO_ENCRYPTION = _("El servidor no ofrece una conexión cifrada; la clave no se envía sin ella.")
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Smtp:
    """A mail server. The connection is opened with the first message and used for all."""

    is_paced = True

    def __init__(self, server: Server) -> None:
        self.server = server
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._say_goodbye()

    def compose(self, message: Outgoing) -> Letter:
        """Write the e-mail; answers go to the plain address when the server cannot take marks."""
        if self.server.marks_replies:
            return compose(message)
        plain = replace(message.brand, reply_to=message.brand.address)
        return compose(replace(message, brand=plain))

    def speak(self, message: Outgoing, spoken: Spoken) -> None:
        """Return only when the server has taken the message; `ChannelError` says what happened."""
        assert isinstance(spoken, Letter)  # noqa: S101 - what `compose` has written
        connection = self._start(self.server.sender or spoken.sender)
        self._offer(connection, spoken.recipient)
        self._hand_over(connection, spoken.raw)

    def _start(self, sender: str) -> smtplib.SMTP:
        """Begin a message; a connection that fell asleep in between is opened once more."""
        if self._open is not None:
            try:
                code, _answer = self._open.mail(sender)
                if code == 250:
                    return self._open
            except (smtplib.SMTPException, OSError):
                pass  # Nothing was said yet on this one: a fresh connection tells the truth.
            self._drop()
        connection = self._connect()
        try:
            code, answer = connection.mail(sender)
        except (smtplib.SMTPException, OSError) as error:
            raise self._down(_told(error)) from error
        if code != 250:
            raise self._down(_line(code, answer))
        return connection

    def _connect(self) -> smtplib.SMTP:
        try:
            self._open = _opened(self.server)
        except (smtplib.SMTPException, OSError) as error:
            raise self._down(_told(error)) from error
        return self._open

    def _offer(self, connection: smtplib.SMTP, recipient: str) -> None:
        try:
            code, answer = connection.rcpt(recipient)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ChannelError(_told(error)) from error
        if code in (250, 251):
            return
        self._forget(connection)
        # 5.7.x speaks of permission, not of the address: somebody may mend it.
        is_about_us = code == 530 or re.match(rb"\s*5\.7\.", answer) is not None
        raise ChannelError(_line(code, answer), bad_address=code >= 500 and not is_about_us)

    def _hand_over(self, connection: smtplib.SMTP, raw: bytes) -> None:
        try:
            code, answer = connection.docmd("DATA")
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ChannelError(_told(error)) from error
        if code != 354:
            self._forget(connection)
            raise ChannelError(_line(code, answer), permanent=code >= 500)
        code, answer = self._give_the_text(connection, raw)
        if code != 250:
            raise ChannelError(_line(code, answer), permanent=code >= 500)

    def _give_the_text(self, connection: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
        """From here on, silence means that nobody knows whether it left."""
        ending = b"" if raw.endswith(b"\r\n") else b"\r\n"
        text = re.sub(rb"(?m)^\.", b"..", raw) + ending + b".\r\n"
        try:
            if connection.sock is not None:
                connection.sock.settimeout(self.server.timeout * _AFTER_THE_TEXT)
            connection.send(text)
            code, answer = connection.getreply()
            if connection.sock is not None:
                connection.sock.settimeout(self.server.timeout)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ChannelError(_told(error), unknown=True) from error
        if not 200 <= code < 600:
            self._drop()
            raise ChannelError(_line(code, answer), unknown=True)
        return code, answer

    def _forget(self, connection: smtplib.SMTP) -> None:
        """Take the message back; a server that cannot do that is left alone."""
        try:
            code, _answer = connection.rset()
        except (smtplib.SMTPException, OSError):
            code = 0
        if code != 250:
            self._drop()

    def _down(self, reason: str) -> ChannelError:
        self._drop()
        return ChannelError(reason, down=True)

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _say_goodbye(self) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._open.close()
            self._open = None


def _opened(server: Server) -> smtplib.SMTP:
    """Connect, protect the line as asked, and enter. Never sends a password in the clear."""
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.tls == "ssl":
        connection = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        _enter(connection, server, context)
    except BaseException:
        connection.close()
        raise
    return connection


def _enter(connection: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    connection.ehlo_or_helo_if_needed()
    is_safe = server.tls == "ssl"
    offers = connection.has_extn("starttls")
    if server.tls == "starttls" or (server.tls == "auto" and offers):
        connection.starttls(context=context)
        connection.ehlo()
        is_safe = True
    if not server.user:
        return
    if not (is_safe or server.tls == "none" or server.host in _LOCAL):
        raise smtplib.SMTPException(NO_ENCRYPTION)
    connection.login(server.user, server.password)


def _line(code: int, answer: bytes) -> str:
    """Return the server's answer in one short line."""
    return " ".join(f"{code} {answer.decode(errors='replace')}".split())[:250]


def _told(error: Exception) -> str:
    """Return what went wrong in one short line, without the password a server may echo."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return _line(error.smtp_code, answer if isinstance(answer, bytes) else answer.encode())
    return " ".join((str(error) or type(error).__name__).split())[:250]
