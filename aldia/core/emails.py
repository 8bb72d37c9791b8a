"""Checks e-mail addresses by their form. Whether somebody reads them, only a message can tell."""

import re

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-À-ÿ]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-À-ÿ]+)*"
_LABEL = r"[A-Za-z0-9À-ÿ](?:[A-Za-z0-9À-ÿ\-]{0,61}[A-Za-z0-9À-ÿ])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+[A-Za-z]{{2,24}}")
_BETWEEN = re.compile(r"[\s;,<>\"()]+")

LONGEST = 254


def is_email(address: str) -> bool:
    """Say whether the text has the form of one address.

    >>> is_email("ana@maderas.example"), is_email("ana@maderas"), is_email("ana@@maderas.es")
    (True, False, False)
    """
    return len(address) <= LONGEST and _ADDRESS.fullmatch(address) is not None


def read_emails(text: str) -> tuple[str, bool]:
    """Return the good addresses of a cell, joined by `;`, and whether something in it was bad.

    >>> read_emails("Ana <ana@Maderas.example>; pagos@maderas.example")
    ('ana@maderas.example;pagos@maderas.example', False)
    >>> read_emails("no tiene")
    ('', True)
    """
    words = [word.removeprefix("mailto:") for word in _BETWEEN.split(text) if word]
    good: list[str] = []
    for word in words:
        if is_email(word):
            local, _at, domain = word.rpartition("@")
            address = f"{local}@{domain.lower()}"
            if address.lower() not in (known.lower() for known in good):
                good.append(address)
    bad = bool(text.strip()) and (not good or any("@" in w and not is_email(w) for w in words))
    return ";".join(good), bad
