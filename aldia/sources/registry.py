"""Chooses who reads a file by what it holds, never by its name."""

import stat
from pathlib import Path

from aldia.core.raw_table import LARGEST_FILE, EmptyFile, FileMissing, FileTooLarge, RawTable
from aldia.sources import csv_file, excel

_MEGABYTE = 1024 * 1024


def read_table(path: Path) -> RawTable:
    """Return the table in the file: a spreadsheet or a delimited text, whatever its extension.

    Raises a `Refusal` of `core/raw_table.py` that says why the file cannot be read. Its size is
    asked before a single byte is read.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise FileMissing(path=path) from error
    if not stat.S_ISREG(status.st_mode):
        raise FileMissing(path=path)
    if status.st_size > LARGEST_FILE:
        raise FileTooLarge(megabytes=status.st_size // _MEGABYTE, limit=LARGEST_FILE // _MEGABYTE)
    if status.st_size == 0:
        raise EmptyFile
    content = path.read_bytes()
    reader = excel if excel.is_spreadsheet(content) else csv_file
    return reader.read_table(content)
