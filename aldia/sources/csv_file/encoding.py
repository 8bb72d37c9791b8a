"""Turns the bytes of a text file into text, and says no to what is not text."""

import codecs

from aldia.core.raw_table import NotATable
from aldia.core.words import gettext_noop as _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOK_AT = 64 * 1024
# Tab, line feed, vertical tab, form feed, carriage return and the old end-of-file mark.
_CALM_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1a")
_SIGNATURES = (
    (b"%PDF", _("un PDF")),
    (b"\x89PNG", _("una imagen")),
    (b"\xff\xd8\xff", _("una imagen")),
    (b"GIF8", _("una imagen")),
    (b"PK\x03\x04", _("un archivo comprimido")),
    (b"\x1f\x8b", _("un archivo comprimido")),
    (b"Rar!", _("un archivo comprimido")),
    (b"7z\xbc\xaf", _("un archivo comprimido")),
    (b"\xd0\xcf\x11\xe0", _("un documento antiguo de Office")),
    (b"\x7fELF", _("un programa")),
    (b"MZ\x90", _("un programa")),
    (b"SQLite format 3", _("una base de datos")),
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"{\\rtf")

BAD_CHARACTER = "\ufffd"
"""Stands where a byte could not be read."""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; `NotATable` when it is no text at all.

    UTF-8 (with or without mark), UTF-16 and UTF-32 with mark, UTF-16 without mark when every other
    byte is zero, otherwise Windows-1252. A few broken bytes in a UTF-8 file become `BAD_CHARACTER`
    rather than turning every accent of the file into noise.
    """
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace"), name
    name = _utf16_without_mark(content[:_LOOK_AT])
    if name:
        return content.decode(name, "replace"), name
    _refuse_binary(content)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _not_quite_utf8(content)


def _utf16_without_mark(head: bytes) -> str:
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.7 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.7 and odd < pairs * 0.05:
        return "utf-16-be"
    return ""


def _refuse_binary(content: bytes) -> None:
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            raise NotATable(looks_like=name)
    if content[:_LOOK_AT].lstrip().lower().startswith(_MARKUP):
        raise NotATable(looks_like=_("una página o un documento con etiquetas"))
    head = content[:_LOOK_AT]
    controls = sum(head.count(byte) for byte in range(32) if byte not in _CALM_CONTROLS)
    if b"\0" in content or controls > len(head) * 0.01:
        raise NotATable(looks_like=_("un archivo binario"))


def _not_quite_utf8(content: bytes) -> tuple[str, str]:
    text = content.decode("utf-8", "replace")
    bad = text.count(BAD_CHARACTER)
    accents = len(text) - bad - len(text.encode("ascii", "ignore"))
    if bad * 10 <= accents:
        return text, "utf-8"
    # Five bytes mean nothing in Windows-1252; Latin-1 reads them as controls, so nothing is lost.
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"
