"""Aldía: friendly collection of overdue invoices. Start reading at `docs/way-of-data.md`."""

__version__ = "0.1.0"
