"""Knows some columns by what they hold, when their headings say nothing."""

from collections.abc import Sequence

import polars as pl

from aldia.core.money import EXPONENTS

SAMPLE = 500
"""How many filled cells are looked at."""

MOST = 0.8
"""The share of them that must fit."""

_EMAIL = r"^[^@\s;,<>]+@[^@\s;,<>]+\.[A-Za-z]{2,}$"
_TAX_ID = "|".join(
    (
        r"^(?i:ES)?[A-HJNPQRSUVW]-?\d{7}-?[0-9A-J]$",  # ES, companies
        r"^(?i:ES)?\d{8}-?[A-Z]$|^[XYZ]-?\d{7}-?[A-Z]$",  # ES, people
        r"^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$",  # MX
        r"^\d{2}-\d{8}-\d$",  # AR
        r"^\d{1,2}\.\d{3}\.\d{3}-[0-9Kk]$|^\d{7,8}-[0-9Kk]$",  # CL
        r"^\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}$",  # BR, companies
        r"^\d{3}\.\d{3}\.\d{3}-\d{1,2}$",  # CO, and people of BR
    )
)


def recognised_by_content(
    frame: pl.DataFrame, free: Sequence[int], wanted: Sequence[str]
) -> dict[str, int]:
    """Return field to place for the wanted fields (`email`, `currency`, `tax_id`) that are seen.

    Only the columns in `free` are looked at, the first that fits wins.
    """
    found: dict[str, int] = {}
    for place in free:
        cells = frame[str(place)]
        filled = cells.filter(cells != "").head(SAMPLE)
        if filled.is_empty():
            continue
        for name in wanted:
            if name not in found and _share(filled, name) >= MOST:
                found[name] = place
                break
    return found


def _share(filled: pl.Series, name: str) -> float:
    if name == "currency":
        fits = filled.str.to_uppercase().is_in(list(EXPONENTS))
    else:
        fits = filled.str.contains(_EMAIL if name == "email" else _TAX_ID)
    return int(fits.sum()) / len(fits)
