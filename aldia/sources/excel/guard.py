"""Looks at a spreadsheet before anybody opens it: is it one, is it whole, is it safe to unpack?"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from aldia.core.raw_table import EncryptedFile, NotATable, TruncatedFile, ZipBomb
from aldia.core.words import gettext_noop as _

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

LARGEST_UNPACKED = 1536 * 1024 * 1024
LARGEST_RATIO = 200
"""A sheet of a million equal cells packs 60 to 1; beyond this only bombs are found."""
SMALL = 50 * 1024 * 1024
"""Below this size unpacked the ratio does not matter."""
MOST_CELLS = 60_000_000
"""Rows times columns of the last cell used: a reader reserves room for all of them."""
MOST_ENTRIES = 10_000

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = 1024 * 1024
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the guard learnt about a file it let through."""

    kind: str
    """`xlsx`, `xls` or `ods`."""
    counts_from_1904: bool = False


def inspect(content: bytes) -> Inspected:
    """Let a sound spreadsheet through, or raise why not.

    Raises `NotATable`, `TruncatedFile`, `ZipBomb` or `EncryptedFile`. The sizes written in the
    file are not believed: each part is unpacked, in pieces that are thrown away, and counted.
    """
    if content.startswith(OLE):
        return _old_format(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _archive(content, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise TruncatedFile from error


def _old_format(content: bytes) -> Inspected:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise EncryptedFile
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return Inspected("xls")
    raise NotATable(looks_like=_("un documento antiguo de Office"))


def _archive(content: bytes, archive: zipfile.ZipFile) -> Inspected:
    names = {entry.filename for entry in archive.infolist()}
    kind = _kind(archive, names)
    _check_declared(content, archive)
    last_column = last_row = 0
    for entry in archive.infolist():
        sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        column, row = _check_real(content, entry, sheet=sheet)
        last_column, last_row = max(last_column, column), max(last_row, row)
    if last_column * last_row > MOST_CELLS:
        raise ZipBomb
    if kind == "ods":
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise EncryptedFile
        return Inspected("ods")
    workbook = archive.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
    return Inspected("xlsx", re.search(rb'date1904="(1|true)"', workbook) is not None)


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise EncryptedFile
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    told = archive.getinfo("mimetype").file_size < 200 if "mimetype" in names else False
    if told and archive.read("mimetype").strip() == _ODS:
        return "ods"
    if "word/document.xml" in names:
        raise NotATable(looks_like=_("un documento de texto"))
    raise NotATable(looks_like=_("un archivo comprimido"))


def _check_declared(content: bytes, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > LARGEST_UNPACKED:
        raise ZipBomb
    if total > SMALL and total > len(content) * LARGEST_RATIO:
        raise ZipBomb


def _check_real(content: bytes, entry: zipfile.ZipInfo, *, sheet: bool) -> tuple[int, int]:
    """Unpack one part piece by piece; return the last column and row of a sheet, else zeros."""
    packed = memoryview(content)[_start(content, entry) :][: entry.compress_size]
    if len(packed) < entry.compress_size:
        raise TruncatedFile
    if entry.compress_type == zipfile.ZIP_STORED:
        return _last_cell(bytes(packed)) if sheet else (0, 0)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotATable(looks_like=_("un archivo comprimido"))
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size, column, row, tail = 0, 0, 0, b""
    rest: bytes | memoryview = packed
    while not unpacker.eof:
        piece = unpacker.decompress(rest, _CHUNK)
        rest = unpacker.unconsumed_tail
        size += len(piece)
        if size > entry.file_size:
            raise ZipBomb
        if not piece and not rest and not unpacker.eof:
            raise TruncatedFile
        if sheet:
            piece_column, piece_row = _last_cell(tail + piece)
            column, row, tail = max(column, piece_column), max(row, piece_row), piece[-40:]
    return column, row


def _start(content: bytes, entry: zipfile.ZipInfo) -> int:
    """Where the packed bytes of the part begin, after its local header."""
    at = entry.header_offset
    if content[at : at + 4] != ZIP:
        raise TruncatedFile
    name, extra = (int.from_bytes(content[at + k : at + k + 2], "little") for k in (26, 28))
    return at + 30 + name + extra


def _last_cell(xml: bytes) -> tuple[int, int]:
    """Return the largest column and row named in a piece of a sheet."""
    columns: set[bytes] = set()
    row = 0
    for match in _CELL.finditer(xml):
        columns.add(match[1])
        row = max(row, int(match[2]))
    return max((_column_number(letters) for letters in columns), default=0), row


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
