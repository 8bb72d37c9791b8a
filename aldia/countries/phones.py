"""Telephone numbers to E.164, with the `phonenumbers` library."""

import phonenumbers

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class BadPhone(Refusal):
    code = "bad_phone"
    text = _("«%(text)s» no es un teléfono válido. Escríbalo con su prefijo, como +34 612 345 678.")


def to_e164(text: str, country: str | None) -> str:
    """Return the number as `+34612345678`, or raise `BadPhone`.

    `country` (ISO 3166-1) says how to read a number without prefix; one with `+` or `00` needs
    none. Only numbers the country's plan really has are accepted.
    """
    raw = text.strip()
    if raw.startswith("00"):
        raw = "+" + raw[2:]
    try:
        number = phonenumbers.parse(raw, (country or "").strip().upper() or None)
    except phonenumbers.NumberParseException:
        raise BadPhone(text=text) from None
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(text=text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
