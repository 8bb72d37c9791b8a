"""Tables in plain text: CSV, TSV and their cousins, in any common encoding."""

from aldia.sources.csv_file.reading import read_table

__all__ = ["read_table"]
