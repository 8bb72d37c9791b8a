"""Takes the network away from the tests: only this machine answers."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


class NetworkIsOff(AssertionError):  # noqa: N818 - it reads as a sentence
    """A test tried to reach beyond this machine."""


def _is_here(host: object) -> bool:
    """Tell whether an address or a name means this machine. `None` and "" mean any interface."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _only_here(real: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a method of `socket` whose last argument is an address."""

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and isinstance(address, tuple) and not _is_here(address[0]):
            raise NetworkIsOff(f"The network is off in tests: {address}")
        return real(self, *arguments)

    return guarded


def _resolve_only_here(host: object, *arguments: Any, **named: Any) -> Any:
    if not _is_here(host):
        raise NetworkIsOff(f"The network is off in tests: {host!r}")
    return _real_getaddrinfo(host, *arguments, **named)


_real_getaddrinfo: Callable[..., Any] = socket.getaddrinfo


def only_loopback(patch: pytest.MonkeyPatch) -> None:
    """Refuse every connection, datagram and look-up that leaves this machine."""
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", _resolve_only_here)
