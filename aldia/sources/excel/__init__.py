"""Spreadsheets: XLSX, XLSM, XLSB, XLS and ODS, read without opening the door to bombs."""

from aldia.sources.excel.reading import is_spreadsheet, read_table

__all__ = ["is_spreadsheet", "read_table"]
