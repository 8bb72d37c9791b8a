"""Who the lines of a file speak of: distinct customers, checked ids, and whom we already know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import polars as pl

from aldia.core.headings import Columns
from aldia.core.intake_values import CUSTOMER_TEXTS
from aldia.core.names import company_form, name_key
from aldia.core.refusals import Problem, Refusal
from aldia.core.words import gettext_noop as _

KEYS = ("tax_id", "customer_external_id", "customer_name")
_DETAILS = tuple(name for name in CUSTOMER_TEXTS if name not in (*KEYS, "email", "phone"))


class CheckedTaxId(Protocol):
    """What `countries.tax_ids.check_tax_id` answers."""

    @property
    def normalised(self) -> str: ...

    @property
    def kind(self) -> str: ...


TaxIdCheck = Callable[[str, str], CheckedTaxId]
"""Country and text to the tax id, or a `Refusal`."""

PhoneCheck = Callable[[str, str], str]
"""Text and country to a number as E.164, or a `Refusal`."""


@dataclass(slots=True)
class Party:
    """A customer as one file describes it. Texts are `""` where the file says nothing."""

    line: int
    name: str
    external_id: str = ""
    tax_id: str = ""
    kind: str = ""
    country: str = ""
    region: str = ""
    language: str = ""
    segment: str = ""
    sales_owner: str = ""
    contact_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parties:
    """The distinct customers of a file; `of_rows` gives for each row the place of its customer."""

    all: list[Party]
    of_rows: pl.Series
    problems: list[Problem]


def read_parties(
    rows: pl.DataFrame,
    columns: Columns,
    own_country: str,
    check_tax_id: TaxIdCheck,
    to_e164: PhoneCheck,
) -> Parties:
    """Return who the rows speak of. A bad tax id or phone is left out, with a warning at its line.

    A name, a code and a tax id written alike are one customer here; whether two of them are the
    same customer for us is decided by `Book`.
    """
    lists = [pl.col(n).unique(maintain_order=True).alias(n) for n in ("email", "phone")]
    firsts = [pl.col(n).filter(pl.col(n) != "").first().fill_null("") for n in _DETAILS]
    grouped = rows.group_by(KEYS, maintain_order=True).agg(pl.col("line").first(), *lists, *firsts)
    grouped = grouped.with_row_index("party")
    of_rows = rows.select(KEYS).join(
        grouped.select("party", *KEYS), on=list(KEYS), how="left", maintain_order="left"
    )["party"]
    checks = _Checks(columns, own_country, check_tax_id, to_e164)
    everybody = [checks.party(row) for row in grouped.iter_rows(named=True)]
    return Parties(everybody, of_rows, checks.problems)


@dataclass(slots=True)
class _Checks:
    """Checks each distinct tax id and phone once, and remembers what was wrong."""

    columns: Columns
    own_country: str
    check_tax_id: TaxIdCheck
    to_e164: PhoneCheck
    problems: list[Problem] = field(default_factory=list)

    def party(self, row: Mapping[str, object]) -> Party:
        text = {name: str(row[name]) for name in (*KEYS, *_DETAILS)}
        line = int(str(row["line"]))
        country = text["country"] or self.own_country
        tax_id, kind = self._tax_id(line, text["tax_id"], country)
        return Party(
            line=line,
            name=text["customer_name"] or text["customer_external_id"] or text["tax_id"],
            external_id=text["customer_external_id"],
            tax_id=tax_id,
            kind=text["customer_kind"] or kind,
            country=text["country"],
            region=text["region"],
            language=text["language"],
            segment=text["segment"],
            sales_owner=text["sales_owner"],
            contact_name=text["contact_name"],
            emails=_distinct(row["email"], ";"),
            phones=self._phones(line, row["phone"], country),
        )

    def _tax_id(self, line: int, text: str, country: str) -> tuple[str, str]:
        if not text:
            return "", ""
        try:
            found = self.check_tax_id(country, text)
        except Refusal:
            self._warn(
                line,
                "tax_id",
                _("La identificación fiscal no es válida."),
                _("Corríjala o déjela vacía."),
            )
            return "", ""
        return found.normalised, str(found.kind) if found.kind != "unknown" else ""

    def _phones(self, line: int, texts: object, country: str) -> tuple[str, ...]:
        good = []
        for text in _distinct(texts, "/"):
            try:
                good.append(self.to_e164(text, country))
            except Refusal:
                self._warn(
                    line,
                    "phone",
                    _("El teléfono no es válido."),
                    _("Escríbalo con su prefijo, como +34 612 345 678, o déjelo vacío."),
                )
        return tuple(dict.fromkeys(good))

    def _warn(self, line: int, name: str, what: str, how: str) -> None:
        self.problems.append(Problem(line, self.columns.headings.get(name, ""), what, how))


def _distinct(cells: object, separator: str) -> tuple[str, ...]:
    texts = cells if isinstance(cells, Iterable) else ()
    words = (word.strip() for cell in texts for word in str(cell).split(separator))
    return tuple(dict.fromkeys(word for word in words if word))


def heading_of_customer(columns: Columns) -> str:
    """Return the heading that best tells who the customer is."""
    return next((columns.headings[n] for n in reversed(KEYS) if n in columns.headings), "")


class Doubt(StrEnum):
    """Why a party cannot be told apart."""

    OTHER_TAX_ID = "other_tax_id"
    SEVERAL = "several"


DOUBTS: Mapping[Doubt, tuple[str, str]] = {
    Doubt.OTHER_TAX_ID: (
        _("El código es de otro cliente, con otra identificación fiscal."),
        _("Corrija el código o la identificación fiscal."),
    ),
    Doubt.SEVERAL: (
        _("Hay varios clientes con este nombre."),
        _("Añada su identificación fiscal o su código."),
    ),
}


@dataclass(slots=True)
class Entry:
    """A customer in the book: `row` is its row id, 0 while it has none."""

    row: int
    name: str
    external_id: str
    tax_id: str
    form: str = ""


class Book:
    """The customers of a company by tax id, then by external id, then by name."""

    def __init__(self, known: Sequence[Entry]) -> None:
        self.entries: list[Entry] = []
        self._by_tax_id: dict[str, int] = {}
        self._by_external_id: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        for entry in known:
            self.add(entry)

    def add(self, entry: Entry) -> int:
        """Write a new entry and return its place."""
        place = len(self.entries)
        entry.form = company_form(entry.name)
        self.entries.append(entry)
        self._by_name.setdefault(name_key(entry.name), []).append(place)
        self._index(place)
        return place

    def find(self, party: Party) -> int | Doubt | None:
        """Return the place of the party, None when it is new, or why we cannot say."""
        if party.tax_id and party.tax_id in self._by_tax_id:
            return self._by_tax_id[party.tax_id]
        place = self._by_external_id.get(party.external_id) if party.external_id else None
        if place is not None:
            known = self.entries[place].tax_id
            clash = bool(known and party.tax_id and known != party.tax_id)
            return Doubt.OTHER_TAX_ID if clash else place
        return self._find_by_name(party)

    def complete(self, place: int, party: Party) -> None:
        """Give an entry the tax id and the code it lacked, when nobody else has them."""
        entry = self.entries[place]
        if not entry.tax_id and party.tax_id not in self._by_tax_id:
            entry.tax_id = party.tax_id
        if not entry.external_id and party.external_id not in self._by_external_id:
            entry.external_id = party.external_id
        self._index(place)

    def _index(self, place: int) -> None:
        entry = self.entries[place]
        if entry.tax_id:
            self._by_tax_id.setdefault(entry.tax_id, place)
        if entry.external_id:
            self._by_external_id.setdefault(entry.external_id, place)

    def _find_by_name(self, party: Party) -> int | Doubt | None:
        form = company_form(party.name)
        alike = [
            place
            for place in self._by_name.get(name_key(party.name), ())
            if _may_be(self.entries[place], party, form)
        ]
        same_form = [place for place in alike if self.entries[place].form == form]
        if len(same_form) == 1:
            return same_form[0]
        if len(alike) > 1:
            return Doubt.SEVERAL
        return alike[0] if alike else None


def _may_be(entry: Entry, party: Party, form: str) -> bool:
    """Two who differ in tax id, code or company form are not one, however alike their names."""
    return all(
        not one or not other or one == other
        for one, other in (
            (entry.tax_id, party.tax_id),
            (entry.external_id, party.external_id),
            (entry.form, form),
        )
    )
