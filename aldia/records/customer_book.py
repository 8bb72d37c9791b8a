"""Finds the customers a file speaks of, writes those that are new, and how to reach them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import polars as pl

from aldia.core.codes import CustomerKind, Risk
from aldia.core.intake import Intake
from aldia.core.names import name_key
from aldia.core.parties import (
    DOUBTS,
    Book,
    Doubt,
    Entry,
    Parties,
    Party,
    heading_of_customer,
)
from aldia.core.places import MAIN_ZONES, language_of
from aldia.core.refusals import Problem
from aldia.records.columns import insert, read, reserve_ids
from aldia.records.contact_points import write_points
from aldia.records.models import Company, Customer
from aldia.records.rewriting import append_batch, rewrite
from aldia.records.timeline import Event


class Pack(Protocol):
    """What `countries.registry.country_pack` knows of a country."""

    def zone_of(self, region: str | None) -> ZoneInfo: ...


PackOf = Callable[[str], Pack | None]
"""Country to its pack, or None when there is none."""

_KNOWN = {
    "id": pl.Int64,
    "name": pl.String,
    "external_id": pl.String,
    "tax_id": pl.String,
    "kind": pl.String,
    "country": pl.String,
    "region": pl.String,
    "language": pl.String,
    "segment": pl.String,
    "sales_owner": pl.String,
}
_DETAILS = ("kind", "country", "region", "language", "segment", "sales_owner")


@dataclass(frozen=True, slots=True)
class Met:
    """What became of the parties of a file.

    `ids`: the row id of each party's customer, null when it could not be told apart; the `doubts`
    say which and why.
    """

    ids: pl.Series
    doubts: dict[int, Doubt]
    created: int = 0
    updated: int = 0
    points: int = 0
    new_ids: frozenset[int] = field(default_factory=frozenset)
    touched_ids: frozenset[int] = field(default_factory=frozenset)
    """Customers we knew whose row or addresses have changed."""


def meet_customers(
    company: Company,
    parties: Sequence[Party],
    *,
    country: str,
    pack_of: PackOf,
    at: datetime,
    author: str = "",
    overwrite: bool = False,
) -> Met:
    """Match each party by tax id, external id, then name; create the unknown, complete the known.

    `country` is for new customers of whom the file tells none.

    Without `overwrite` only what was empty is filled in, so that a file of invoices never undoes
    what a person wrote; with it the file wins. Call inside a transaction, under the company's lock.
    """
    stored = _known(company)
    book = _book(stored)
    places, doubts = _places(book, parties, create=True)
    _give_rows(book)
    before = dict(zip(stored["id"], stored.iter_rows(named=True), strict=True))
    wanted = _wanted(book, parties, places, before, overwrite=overwrite)
    fresh = [row for row in wanted.values() if row["id"] not in before]
    _create(company, fresh, country, pack_of)
    changed = [row for key, row in wanted.items() if key in before and row != before[key]]
    _update(company, changed, pack_of)
    append_batch(company, [_changed(row, before, author) for row in changed], at)
    ids = pl.Series([None if p is None else book.entries[p].row for p in places], dtype=pl.Int64)
    points = write_points(company, parties, ids)
    new_ids = frozenset(_row_id(row) for row in fresh)
    return Met(
        ids=ids,
        doubts=doubts,
        created=len(fresh),
        updated=len(changed),
        points=len(points),
        new_ids=new_ids,
        touched_ids=frozenset([_row_id(row) for row in changed] + points) - new_ids,
    )


def with_customers(
    company: Company, parties: Parties, intake: Intake
) -> tuple[pl.DataFrame, list[Problem]]:
    """Add `found_id`, the customer each line names (null when unknown), and write nothing.

    Lines without invoice whose customer could not be told apart are left out, with a problem.
    """
    book = _book(_known(company))
    places, doubts = _places(book, parties.all, create=False)
    ids = pl.Series([None if p is None else book.entries[p].row for p in places], dtype=pl.Int64)
    rows = intake.rows.with_columns(found_id=ids.gather(parties.of_rows))
    alone = rows.filter(pl.col("invoice") == "")["line"]
    heading = heading_of_customer(intake.columns)
    bad, problems = doubtful_lines(Met(ids, doubts), parties, rows["line"], heading, only=alone)
    return rows.filter(~pl.col("line").is_in(list(bad))), problems


def _book(stored: pl.DataFrame) -> Book:
    known = stored.select("id", "name", "external_id", "tax_id").iter_rows()
    return Book([Entry(*row) for row in known])


def doubtful_lines(
    met: Met,
    parties: Parties,
    lines: pl.Series,
    heading: str,
    *,
    only: pl.Series | None = None,
) -> tuple[frozenset[int], list[Problem]]:
    """Return the lines whose customer could not be told apart, each with its problem.

    `only` names the lines that depend on their customer; without it all of them do.
    """
    if not met.doubts:
        return frozenset(), []
    problems = []
    depend = frozenset(lines if only is None else only)
    for line, party in zip(lines, parties.of_rows, strict=True):
        if party in met.doubts and line in depend:
            problems.append(Problem(line, heading, *DOUBTS[met.doubts[party]]))
    return frozenset(problem.line for problem in problems), problems


def _known(company: Company) -> pl.DataFrame:
    return read(
        f"SELECT {', '.join(_KNOWN)} FROM records_customer "  # noqa: S608 - our own names
        f"WHERE company_id = {int(company.pk)} ORDER BY id",
        _KNOWN,
    )


def _places(
    book: Book, parties: Sequence[Party], *, create: bool
) -> tuple[list[int | None], dict[int, Doubt]]:
    places: list[int | None] = []
    doubts: dict[int, Doubt] = {}
    for i, party in enumerate(parties):
        found = book.find(party)
        if isinstance(found, Doubt):
            doubts[i] = found
            found = None
        elif found is None and create:
            found = book.add(Entry(0, party.name, party.external_id, party.tax_id))
        elif found is not None and create:
            book.complete(found, party)
        places.append(found)
    return places, doubts


def _give_rows(book: Book) -> None:
    fresh = [entry for entry in book.entries if not entry.row]
    if fresh:
        first = reserve_ids(Customer, len(fresh))
        for number, entry in enumerate(fresh, start=first):
            entry.row = number


def _wanted(
    book: Book,
    parties: Sequence[Party],
    places: Sequence[int | None],
    before: Mapping[int, Mapping[str, object]],
    *,
    overwrite: bool,
) -> dict[int, dict[str, object]]:
    """Return what each customer the file speaks of should look like, by row id."""
    wanted: dict[int, dict[str, object]] = {}
    for party, place in zip(parties, places, strict=True):
        if place is None:
            continue
        entry = book.entries[place]
        row = wanted.get(entry.row)
        if row is None:
            row = dict(before.get(entry.row, {"id": entry.row, "name": entry.name}))
            wanted[entry.row] = row
        row |= {"external_id": entry.external_id, "tax_id": entry.tax_id}
        for name in _DETAILS:
            said = getattr(party, name)
            is_empty = row.get(name, "") in ("", CustomerKind.UNKNOWN)
            if said and (overwrite or is_empty):
                row[name] = said
            row.setdefault(name, "")
        if overwrite and party.name not in ("", party.external_id, party.tax_id):
            row["name"] = party.name
    return wanted


def _create(
    company: Company,
    fresh: Sequence[Mapping[str, object]],
    country: str,
    pack_of: PackOf,
) -> None:
    if not fresh:
        return
    frame = pl.DataFrame(fresh, schema=_KNOWN).with_columns(
        pl.when(pl.col("country") == "")
        .then(pl.lit(country))
        .otherwise("country")
        .alias("country"),
        pl.when(pl.col("kind") == "").then(pl.lit("unknown")).otherwise("kind").alias("kind"),
    )
    languages = [
        said or (company.language if place == company.country else language_of(place))
        for said, place in frame.select("language", "country").iter_rows()
    ]
    frame = _placed(company, frame, pack_of).with_columns(
        pl.Series("language", languages, dtype=pl.String),
        company_id=pl.lit(company.pk, pl.Int64),
        risk=pl.lit(str(Risk.NORMAL)),
        credit_limit_currency=pl.lit(""),
        is_blocked=pl.lit(value=False),
        blocked_reason=pl.lit(""),
        timeline_length=pl.lit(0, pl.Int64),
        timeline_hash=pl.lit(""),
    )
    insert(Customer, frame)


def _placed(company: Company, frame: pl.DataFrame, pack_of: PackOf) -> pl.DataFrame:
    """Add the name's key and the time zone, worked out once per place."""
    zones = {
        (country, region): _zone(company, country, region, pack_of)
        for country, region in frame.select("country", "region").unique().iter_rows()
    }
    places = frame.select("country", "region").iter_rows()
    return frame.with_columns(
        pl.Series("timezone", [zones[place] for place in places], dtype=pl.String),
        pl.Series("name_key", [name_key(name) for name in frame["name"]], dtype=pl.String),
    )


def _zone(company: Company, country: str, region: str, pack_of: PackOf) -> str:
    pack = pack_of(country)
    if pack is not None and (region or country != company.country):
        return pack.zone_of(region).key
    return company.timezone if country == company.country else MAIN_ZONES[country]


def _update(
    company: Company,
    changed: Sequence[Mapping[str, object]],
    pack_of: PackOf,
) -> None:
    if changed:
        rewrite(Customer, _placed(company, pl.DataFrame(changed, schema=_KNOWN), pack_of))


def _changed(
    row: Mapping[str, object], before: Mapping[int, Mapping[str, object]], author: str
) -> Event:
    was = before[_row_id(row)]
    changes = {name: [was[name], row[name]] for name in _KNOWN if was[name] != row[name]}
    return Event(_row_id(row), "customer_updated", {"changes": changes}, author)


def _row_id(row: Mapping[str, object]) -> int:
    return int(str(row["id"]))
