"""Spreadsheets: what they know is kept, and what is dangerous or broken is refused."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from aldia.core.intake import Choices
from aldia.core.intake_invoices import read_invoices
from aldia.core.raw_table import EmptyFile, EncryptedFile, NotATable, OnlyHeadings, TruncatedFile
from aldia.core.raw_table import ZipBomb as Bomb
from aldia.sources.excel import guard, read_table

HEADINGS = ["Número", "Cliente", "Fecha emisión", "Vencimiento", "Importe"]


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, change):
    """Write the archive again, each part through `change(name, bytes)`."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return out.getvalue()


GOOD = workbook(
    ["Facturas pendientes"],
    [],
    HEADINGS,
    ["F-1", "Ana", dt.date(2026, 1, 31), dt.datetime(2026, 2, 28, 12, 30), 1234.5],  # noqa: DTZ001 - cells have no zone
    [],
    [17, "Luis", 46022, "31/01/2026", "1.234,56"],
    ["F-3", "Eva", dt.date(2026, 1, 31), dt.date(2026, 2, 28), 0.1 + 0.2],
)


def test_dates_and_numbers_are_kept_with_their_rows():
    table = read_table(GOOD)
    assert table.headings == tuple(HEADINGS)
    assert table.lines.to_list() == [4, 6, 7]
    assert table.frame.rows() == [
        ("F-1", "Ana", "2026-01-31", "2026-02-28", "1234.5"),
        ("17", "Luis", "46022", "31/01/2026", "1.234,56"),
        ("F-3", "Eva", "2026-01-31", "2026-02-28", "0.3"),
    ]
    assert table.numbers["4"].to_list() == [True, False, True]


def test_a_sheet_becomes_invoices():
    rows = read_invoices(read_table(GOOD), Choices("EUR", "ES")).rows
    assert rows["amount_minor"].to_list() == [123450, 123456, 30]
    assert rows["issued_on"].to_list()[1] == dt.date(2025, 12, 31)


def test_a_workbook_that_counts_from_1904_says_so():
    def old_mac(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    content = workbook(HEADINGS, ["F-1", "Ana", 44560, 44570, 5], change=old_mac)
    table = read_table(content)
    assert table.counts_from_1904
    rows = read_invoices(table, Choices("EUR", "ES")).rows
    assert rows["issued_on"].to_list() == [dt.date(2025, 12, 31)]


def test_the_visible_sheet_with_the_headings_is_read():
    def add(book):
        book.active.title = "Portada"
        book.create_sheet("Datos").append(HEADINGS)
        book["Datos"].append(["F-1", "Ana", None, dt.date(2026, 1, 1), 5])
        hidden = book.create_sheet("Oculta")
        for row in ([*HEADINGS, "NIF", "Email"], ["X", "X", None, None, 1]):
            hidden.append(row)
        hidden.sheet_state = "hidden"

    assert read_table(workbook(["Informe"], change=add)).frame["0"].to_list() == ["F-1"]


ODS_SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Hoja1">
<table:table-row><table:table-cell office:value-type="string"><text:p>Número</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>Vencimiento</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>Importe</text:p>
</table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>F-1</text:p>
</table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-02-28">
<text:p>28/02/26</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="10.5"><text:p>10,50</text:p>
</table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(manifest="<manifest/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", ODS_SHEET.replace("\n", ""))
    return out.getvalue()


def test_ods_is_read():
    table = read_table(ods())
    assert table.kind == "ods"
    assert table.frame.rows() == [("F-1", "2026-02-28", "10.5")]


@pytest.mark.parametrize("keep", [4, 100, 0.5, 0.99], ids=str)
def test_a_truncated_workbook_is_refused(keep):
    size = keep if keep > 1 else int(len(GOOD) * keep)
    with pytest.raises(TruncatedFile):
        read_table(GOOD[:size])


def test_a_workbook_with_a_spoilt_part_is_refused():
    at = GOOD.index(b"xl/worksheets/sheet1.xml") + 60
    with pytest.raises((TruncatedFile, Bomb)):
        read_table(GOOD[:at] + b"\xff" * 40 + GOOD[at + 40 :])


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        pytest.param([], EmptyFile, id="no cells"),
        pytest.param([HEADINGS], OnlyHeadings, id="only headings"),
    ],
)
def test_a_workbook_with_nothing_to_read_is_refused(rows, refusal):
    with pytest.raises(refusal):
        read_table(workbook(*rows))


def archive_of(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(archive_of(word__document="x"), NotATable, id="a letter"),
        pytest.param(archive_of(anything="x"), NotATable, id="any archive"),
        pytest.param(guard.OLE + b"\0" * 600, NotATable, id="an old letter"),
        pytest.param(
            guard.OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, id="a password"
        ),
        pytest.param(ods("<encryption-data/>"), EncryptedFile, id="a password on an ODS"),
        pytest.param(guard.OLE + "Workbook".encode("utf-16-le"), TruncatedFile, id="half an XLS"),
    ],
)
def test_what_is_no_readable_workbook_is_refused(content, refusal):
    with pytest.raises(refusal):
        read_table(content)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(guard, "SMALL", 1024 * 1024)
    bomb = repacked(GOOD, lambda name, part: part + b" " * 8_000_000 if "sheet1" in name else part)
    assert len(bomb) < 50_000
    with pytest.raises(Bomb):
        read_table(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(
        repacked(GOOD, lambda name, part: part + b" " * 3_000_000 if "sheet1" in name else part)
    )
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = bytes(bomb).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != bytes(bomb)
    with pytest.raises(Bomb):
        read_table(lie)


def test_one_cell_at_the_end_of_the_world_is_refused():
    def far(book):
        book.active["XFD1048576"] = "x"

    with pytest.raises(Bomb):
        read_table(workbook(HEADINGS, ["F-1"], change=far))
