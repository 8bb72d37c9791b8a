"""What an invariant is, and how rows that break one become words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from aldia.core.money import EXPONENTS, Money
from aldia.records.models import Company

AT_MOST = 100
"""How many broken rows of one invariant are named; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that is not as it should be. `what` is Spanish, marked for translation.

    `values` fill its placeholders once it is translated; `where` names the row as people do.
    """

    invariant: str
    what: str
    where: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant: how many rows it is about, and the ones that break it."""

    name: str
    count: Callable[[Company, datetime], int]
    find: Callable[[Company, datetime], Iterator[Broken]]


def by_query(name: str, what: str, counted: str, broken: str) -> Check:
    """Make a check of two queries; `{company}` stands for the company's id in both.

    `counted` is the FROM and WHERE of the rows it is about. `broken` selects `place` (how people
    name the row) and whatever the words in `what` need; `…_minor` columns become amounts with the
    row's `currency`.
    """

    def count(company: Company, _at: datetime) -> int:
        return how_many(f"SELECT COUNT(*) {counted}".format(company=int(company.pk)))

    def find(company: Company, _at: datetime) -> Iterator[Broken]:
        for row in rows_of(broken.format(company=int(company.pk))):
            place = str(row.pop("place"))
            yield Broken(name, what, place, _with_amounts(row))

    return Check(name, count, find)


def how_many(sql: str) -> int:
    """Run a query that counts."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def rows_of(sql: str) -> Iterator[dict[str, Any]]:
    """Run a query and yield its rows by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        while some := cursor.fetchmany(1000):
            for row in some:
                yield dict(zip(names, row, strict=True))


def _with_amounts(row: dict[str, Any]) -> dict[str, Any]:
    currency = row.pop("currency", "")
    return {
        name.removesuffix("_minor"): str(Money.from_minor(int(value), currency))
        if name.endswith("_minor") and currency in EXPONENTS
        else value
        for name, value in row.items()
    }
