"""Remembers. The only room with tables; every query starts from a company."""
