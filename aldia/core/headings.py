"""Says which column of a file is which field: by its heading, by `--map`, or by what it holds."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from aldia.core.heading_words import WORDS
from aldia.core.money import EXPONENTS
from aldia.core.raw_table import RawTable
from aldia.core.recognise import recognised_by_content
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _

NUMBER_FROM_CONTENT = "auto"
"""`--map auto=number`: the file has no invoice number; one is made from what each line says."""

FIELD_NAMES: Mapping[str, str] = {
    "number": _("número"),
    "customer_name": _("cliente"),
    "customer_external_id": _("código de cliente"),
    "tax_id": _("identificación fiscal"),
    "email": _("correo electrónico"),
    "phone": _("teléfono"),
    "contact_name": _("persona de contacto"),
    "country": _("país"),
    "region": _("provincia"),
    "language": _("idioma"),
    "segment": _("segmento"),
    "sales_owner": _("comercial"),
    "customer_kind": _("tipo de cliente"),
    "currency": _("moneda"),
    "issued_on": _("fecha de emisión"),
    "due_on": _("vencimiento"),
    "amount": _("importe"),
    "open_amount": _("importe pendiente"),
    "settled_on": _("fecha de cobro"),
    "status": _("estado"),
    "disputed": _("en disputa"),
    "terms": _("condiciones de pago"),
    "po_number": _("orden de compra"),
    "invoice": _("factura"),
    "paid_on": _("fecha de pago"),
    "reference": _("referencia"),
}

_WHO = ("customer_name", "customer_external_id", "tax_id")

# Each inner tuple is satisfied by any one of its fields.
REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "invoices": (("number",), _WHO, ("due_on",), ("amount", "open_amount")),
    "customers": (_WHO,),
    "payments": (("paid_on",), ("amount",), ("invoice", *_WHO)),
    "credit_notes": (("number",), ("issued_on",), ("amount",), ("invoice", *_WHO)),
}


class ColumnsMissing(Refusal):
    code = "columns_missing"
    text = _(
        "No se reconoce la columna de: %(missing)s. El archivo tiene estos encabezados: "
        '%(headings)s. Indíquela con --map "encabezado=campo", por ejemplo '
        '--map "%(example)s".'
    )
    marked = ("missing",)


class NumberMissing(ColumnsMissing):
    text = _(
        "No se reconoce la columna de: %(missing)s. El archivo tiene estos encabezados: "
        '%(headings)s. Indíquela con --map "encabezado=campo", por ejemplo '
        '--map "%(example)s". Si el archivo no trae números de factura, use --map auto=number: '
        "se forma uno con el contenido de cada línea."
    )


class HeadingUnknown(Refusal):
    code = "heading_unknown"
    text = _(
        "--map nombra «%(heading)s», que no está en el archivo. Sus encabezados son: %(headings)s."
    )


class FieldUnknown(Refusal):
    code = "field_unknown"
    text = _("--map nombra el campo «%(field)s», que no existe. Los campos son: %(fields)s.")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the frame holds which field, and what the headings say about the currency."""

    of: Mapping[str, str]
    """Field to the name of its column in `RawTable.frame`."""
    headings: Mapping[str, str]
    """Field to its heading as written, for the problems."""
    currency: str = ""
    """A currency written in the heading of the amount (`Importe (EUR)`), or `""`."""
    number_from_content: bool = False
    ignored: tuple[str, ...] = field(default=())
    """Headings that no field took."""


def heading_key(heading: str) -> str:
    """Reduce a heading to plain lower-case words, so that spellings meet.

    >>> heading_key("Nº Factura"), heading_key("InvoiceDate"), heading_key("  E-mail: ")
    ('n factura', 'invoice date', 'e mail')
    """
    text = re.sub(r"(?<=\b[A-Za-z])\.(?=[A-Za-z]\b)", "", heading)
    text = re.sub(r"[ºª°#]", " ", text)
    text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def heading_currency(heading: str) -> tuple[str, str]:
    """Return the heading's key without the currency it names, and that currency or `""`.

    >>> heading_currency("Importe (€)"), heading_currency("converted_usd")
    (('importe', 'EUR'), ('converted', 'USD'))
    """
    for symbol, code in (("€", "EUR"), ("£", "GBP"), ("US$", "USD"), ("R$", "BRL")):
        if symbol in heading:
            return heading_key(heading.replace(symbol, " ")), code
    words = heading_key(heading).split()
    if len(words) > 1:
        for word in (words[-1], words[0]):
            if len(word) == 3 and word.upper() in EXPONENTS:
                return " ".join(w for w in words if w != word), word.upper()
    return " ".join(words), ""


@cache
def _ranks(kind: str) -> dict[str, dict[str, int]]:
    """Heading key to the fields it may mean, each with how sure it is (0 is surest)."""
    ranks: dict[str, dict[str, int]] = {}
    for name, words in WORDS[kind].items():
        for rank, word in enumerate(words.split(",")):
            key = heading_key(word)
            if key:
                ranks.setdefault(key, {}).setdefault(name, rank)
        ranks.setdefault(heading_key(name), {}).setdefault(name, 0)
    return ranks


def is_known_heading(text: str) -> bool:
    """Say whether the text is a heading of any kind of file."""
    key, _currency = heading_currency(text)
    return bool(key) and any(key in _ranks(kind) for kind in WORDS)


def find_columns(table: RawTable, kind: str, overrides: Mapping[str, str]) -> Columns:
    """Return which column is which field.

    `kind` is a key of `WORDS`; `overrides` is what `--map` says, heading to field (`""` leaves the
    column out), and always wins. Raises `ColumnsMissing`, `HeadingUnknown` or `FieldUnknown`.
    """
    taken, left_out, from_content = _by_hand(table.headings, kind, overrides)
    free = [i for i in range(len(table.headings)) if i not in left_out | set(taken.values())]
    for place, name in _by_heading(table.headings, free, kind, taken).items():
        taken[name] = place
    free = [i for i in free if i not in taken.values()]
    wanted = [n for n in ("email", "currency", "tax_id") if n in WORDS[kind] and n not in taken]
    taken |= recognised_by_content(table.frame, free, wanted)
    _refuse_missing(table.headings, kind, taken, from_content)
    amount = taken.get("amount", taken.get("open_amount"))
    return Columns(
        of={name: str(place) for name, place in taken.items()},
        headings={name: table.headings[place] for name, place in taken.items()},
        currency=heading_currency(table.headings[amount])[1] if amount is not None else "",
        number_from_content=from_content,
        ignored=tuple(h for i, h in enumerate(table.headings) if h and i not in taken.values()),
    )


def field_named(text: str, kind: str) -> str:
    """Return the field a person means, by its code or by any of its headings; `FieldUnknown`."""
    names = _ranks(kind).get(heading_key(text), {})
    if text in WORDS[kind]:
        return text
    if not names:
        raise FieldUnknown(field=text, fields=", ".join(WORDS[kind]))
    return min(names, key=lambda name: names[name])


def _by_hand(
    headings: Sequence[str], kind: str, overrides: Mapping[str, str]
) -> tuple[dict[str, int], set[int], bool]:
    taken: dict[str, int] = {}
    left_out: set[int] = set()
    from_content = False
    for heading, wish in overrides.items():
        place = _place(headings, heading)
        if place is None and heading == NUMBER_FROM_CONTENT and kind == "invoices":
            from_content = True
        elif place is None:
            raise HeadingUnknown(heading=heading, headings=_listed(headings))
        elif wish in ("", "-"):
            left_out.add(place)
        else:
            taken[field_named(wish, kind)] = place
    return taken, left_out, from_content


def _place(headings: Sequence[str], heading: str) -> int | None:
    if heading in headings:
        return headings.index(heading)
    keys = [heading_key(h) for h in headings]
    key = heading_key(heading)
    return keys.index(key) if key and key in keys else None


def _by_heading(
    headings: Sequence[str], free: Sequence[int], kind: str, taken: Mapping[str, int]
) -> dict[int, str]:
    """Give each field its surest heading; a heading serves one field, the surest first."""
    ranks = _ranks(kind)
    offers: list[tuple[int, int, str]] = []
    for place in free:
        exact = ranks.get(heading_key(headings[place]))
        meanings = exact or ranks.get(heading_currency(headings[place])[0], {})
        offers += [(rank, place, name) for name, rank in meanings.items() if name not in taken]
    chosen: dict[int, str] = {}
    for _rank, place, name in sorted(offers):
        if place not in chosen and name not in chosen.values():
            chosen[place] = name
    return chosen


def _refuse_missing(
    headings: Sequence[str], kind: str, taken: Mapping[str, int], from_content: bool
) -> None:
    have = set(taken) | ({"number"} if from_content else set())
    missing = [any_of[0] for any_of in REQUIRED[kind] if not have & set(any_of)]
    if missing:
        free = [h for i, h in enumerate(headings) if h and i not in taken.values()]
        refusal = NumberMissing if (kind, missing[0]) == ("invoices", "number") else ColumnsMissing
        raise refusal(
            missing=tuple(FIELD_NAMES[name] for name in missing),
            headings=_listed(headings),
            example=f"{free[0] if free else headings[0]}={missing[0]}",
        )


def _listed(headings: Sequence[str]) -> str:
    return ", ".join(f"«{h}»" for h in headings if h)
