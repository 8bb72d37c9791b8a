"""Verifies what must always be true of a company's rows, and names what is not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from aldia.records.models import Company
from aldia.reports import invariants_of_memory, invariants_of_money, invariants_of_speech
from aldia.reports.invariants import AT_MOST, Broken

CHECKS = (
    *invariants_of_money.CHECKS,
    *invariants_of_speech.CHECKS,
    *invariants_of_memory.CHECKS,
)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`checked`: how many rows each invariant was asked of. `broken`: at most a hundred of each."""

    ok: bool
    checked: dict[str, int]
    broken: list[Broken] = field(default_factory=list)


def check_invariants(company: Company, *, at: datetime) -> CheckReport:
    """Ask every invariant of the company's rows, all as of one moment (`at`, aware)."""
    checked: dict[str, int] = {}
    broken: list[Broken] = []
    with transaction.atomic():
        _one_moment()
        for check in CHECKS:
            checked[check.name] = check.count(company, at)
            broken += islice(check.find(company, at), AT_MOST)
    return CheckReport(not broken, checked, broken)


def check_all(companies: list[Company], *, at: datetime) -> Iterator[tuple[Company, CheckReport]]:
    """Check several companies, one after the other."""
    for company in companies:
        yield company, check_invariants(company, at=at)


def _one_moment() -> None:
    """Let every query of this transaction see the same moment; SQLite's always do."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
