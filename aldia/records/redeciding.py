"""Decides anew after a whole file: only for customers somebody has decided about before."""

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl

from aldia.records.columns import read, replace_temporary
from aldia.records.decisions import redecide
from aldia.records.limits import Law
from aldia.records.models import Company

_PIECE = 2000
_TABLE = "aldia_touched"


def redecide_known(
    company: Company, customers: Iterable[int], today: date, at: datetime, law: Law
) -> int:
    """Do what `redecide` does, for those of the customers who have a decision already.

    The others wait for the next run, which decides about every open invoice. Returns how many
    unsent messages were withdrawn.
    """
    known = _decided_about(company, customers)
    return sum(
        redecide(company, known[start : start + _PIECE], today, at, law)
        for start in range(0, len(known), _PIECE)
    )


def _decided_about(company: Company, customers: Iterable[int]) -> list[int]:
    touched = pl.DataFrame({"id": sorted(set(customers))}, schema={"id": pl.Int64})
    if touched.height == 0:
        return []
    replace_temporary(_TABLE, touched, {"id": "bigint"})
    found = read(
        "SELECT DISTINCT d.customer_id AS id FROM records_decisionrow d "  # noqa: S608 - our own names
        f"JOIN {_TABLE} n ON n.id = d.customer_id WHERE d.company_id = {int(company.pk)}",
        {"id": pl.Int64},
    )
    return sorted(found["id"])
