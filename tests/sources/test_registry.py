"""Who reads a file: chosen by what it holds, refused before it can hurt."""

import os

import openpyxl
import pytest

from aldia.core.raw_table import LARGEST_FILE, EmptyFile, FileMissing, FileTooLarge, NotATable
from aldia.sources.registry import read_table

TEXT = b"Numero;Cliente\n1;A\n"


@pytest.mark.parametrize("name", ["facturas.csv", "facturas.xlsx", "facturas", "facturas.pdf"])
def test_a_text_is_read_whatever_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(TEXT)
    assert read_table(tmp_path / name).kind == "csv"


@pytest.mark.parametrize("name", ["facturas.xlsx", "facturas.csv", "facturas.ods"])
def test_a_workbook_is_read_whatever_its_name(tmp_path, name):
    book = openpyxl.Workbook()
    book.active.append(["Número", "Cliente"])
    book.active.append([1, "A"])
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "book.xlsx").rename(tmp_path / name)
    assert read_table(tmp_path / name).kind == "xlsx"


def test_a_gigabyte_is_refused_at_once(tmp_path, monkeypatch):
    path = tmp_path / "grande.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 1024**3)
    monkeypatch.setattr(type(path), "read_bytes", lambda _self: pytest.fail("it was read"))
    with pytest.raises(FileTooLarge) as refusal:
        read_table(path)
    assert "1024 MB" in str(refusal.value)


@pytest.mark.parametrize(("extra", "refusal"), [(0, NotATable), (1, FileTooLarge)])
def test_the_limit_has_two_sides(tmp_path, monkeypatch, extra, refusal):
    monkeypatch.setattr("aldia.sources.registry.LARGEST_FILE", 4096)
    path = tmp_path / "justo.csv"
    path.write_bytes(b"\0" * (4096 + extra))
    assert LARGEST_FILE == 500 * 1024 * 1024
    with pytest.raises(refusal):
        read_table(path)


def test_an_empty_file_a_missing_one_and_a_folder_are_refused(tmp_path):
    (tmp_path / "vacio.csv").touch()
    for path, refusal in (
        (tmp_path / "vacio.csv", EmptyFile),
        (tmp_path / "nada.csv", FileMissing),
        (tmp_path, FileMissing),
    ):
        with pytest.raises(refusal):
            read_table(path)
