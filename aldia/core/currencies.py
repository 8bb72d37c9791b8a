"""Reads which currency a cell means: codes, symbols and names in three languages."""

import re
import unicodedata

from aldia.core.money import EXPONENTS

_SURE = {
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "LIBRA": "GBP", "LIBRAS": "GBP",
    "US$": "USD", "U$": "USD", "U$S": "USD", "USS": "USD", "DOLARES AMERICANOS": "USD",
    "DOLAR AMERICANO": "USD", "DOLAR USA": "USD", "US DOLLAR": "USD", "US DOLLARS": "USD",
    "DOLARES ESTADOUNIDENSES": "USD", "R$": "BRL", "REAL": "BRL", "REAIS": "BRL", "REALES": "BRL",
    "S/": "PEN", "S/.": "PEN", "SOL": "PEN", "SOLES": "PEN", "NUEVOS SOLES": "PEN",
    "MX$": "MXN", "MN": "MXN", "M.N.": "MXN", "PESO MEXICANO": "MXN", "PESOS MEXICANOS": "MXN",
    "CO$": "COP", "COL$": "COP", "PESO COLOMBIANO": "COP", "PESOS COLOMBIANOS": "COP",
    "PESO CHILENO": "CLP", "PESOS CHILENOS": "CLP", "AR$": "ARS", "PESO ARGENTINO": "ARS",
    "PESOS ARGENTINOS": "ARS", "RD$": "DOP", "PESO DOMINICANO": "DOP", "PESOS DOMINICANOS": "DOP",
    "$U": "UYU", "UY$": "UYU", "PESO URUGUAYO": "UYU", "PESOS URUGUAYOS": "UYU", "C$": "NIO",
    "CORDOBAS": "NIO", "₡": "CRC", "COLONES": "CRC", "₲": "PYG", "GUARANIES": "PYG",
    "Q": "GTQ", "Q.": "GTQ", "QUETZALES": "GTQ", "L": "HNL", "L.": "HNL", "LEMPIRAS": "HNL",
    "₹": "INR", "¥": "JPY", "BOLIVARES": "VES", "BOLIVIANOS": "BOB", "CHF": "CHF",
}  # fmt: skip

# One sign, many currencies: it means the company's own when that one is written so, else nothing.
_DOLLARS = frozenset(["AUD", "CAD", "HKD", "NZD", "SGD", "USD"])
_PESOS = frozenset(["ARS", "CLP", "COP", "DOP", "MXN", "UYU"])
_BOLIVARS = frozenset(["BOB", "VES"])
_SHARED = {
    "$": _DOLLARS | _PESOS | {"NIO"},
    "PESO": _PESOS,
    "PESOS": _PESOS,
    "DOLAR": _DOLLARS,
    "DOLARES": _DOLLARS,
    "BS": _BOLIVARS,
    "BS.": _BOLIVARS,
    "KR": frozenset(["DKK", "NOK", "SEK"]),
}


def read_currency(text: str, own: str) -> str | None:
    """Return the ISO code a cell means, or None; `own` settles signs shared by several.

    >>> read_currency("eur", "MXN"), read_currency("$", "MXN"), read_currency("$", "EUR")
    ('EUR', 'MXN', None)
    """
    plain = "".join(
        c for c in unicodedata.normalize("NFD", text.strip()) if not unicodedata.combining(c)
    ).upper()
    plain = re.sub(r"\s+", " ", plain)
    if plain in EXPONENTS:
        return plain
    if plain in _SURE:
        return _SURE[plain]
    if own in _SHARED.get(plain, ()):
        return own
    code = re.search(r"\b([A-Z]{3})\b", plain)
    return code[1] if code and code[1] in EXPONENTS else None
