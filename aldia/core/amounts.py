"""Reads columns of amounts: which mark is the decimal one is decided once, from all their cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from aldia.core.money import EXPONENTS, LARGEST_MINOR
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _


class DecimalMark(StrEnum):
    COMMA = "comma"
    POINT = "point"


class AmountsUnclear(Refusal):
    code = "amounts_unclear"
    text = _(
        "Los importes de «%(heading)s» se pueden leer de dos maneras: «%(example)s» puede ser "
        "mil y pico o llevar tres decimales. Indíquelo con --decimal comma (1.234,56) o "
        "--decimal point (1,234.56)."
    )


class AmountsMixed(Refusal):
    code = "amounts_mixed"
    text = _(
        "La columna «%(heading)s» mezcla comas y puntos decimales («%(one)s» y «%(other)s»). "
        "Corrija el archivo, o indique con --decimal comma o --decimal point cuál es el bueno."
    )


NOT_AN_AMOUNT = "not_an_amount"
TOO_MANY_DECIMALS = "too_many_decimals"
TOO_LARGE = "too_large"

# What may stand around a number: a sign, brackets, a currency. Rust's regular expressions.
_SYMBOL = r"(?:[A-Za-z]{1,3}\$|[A-Za-z]{3}|R\$|S/\.?|[QL]\.?|Bs\.?|\$U?|€|£|¥|₡|₲|₱|₹)"
_SHAPE = (
    rf"^(?P<open>\()?\s*(?P<minus>[-−–+])?\s*(?P<before>{_SYMBOL})?\s*(?P<inner>[-−–])?\s*"
    rf"(?P<body>[0-9.,'’´\s]*[0-9])\s*(?P<after>{_SYMBOL})?\s*(?P<trail>[-−–])?\s*(?P<close>\))?$"
)
_SPACES = r"[\s'’´]"
# A column is mixed when the minority is larger than this; a smaller one is lines that are bad.
_FEW = 0.05


@dataclass(frozen=True, slots=True)
class Texts:
    """One column of amounts before it is read: its heading, its cells, and the true numbers."""

    heading: str
    cells: pl.Series
    numbers: pl.Series | None = None


def split(texts: Texts) -> pl.DataFrame:
    """Take the cells apart: `body` (digits and marks), `negative`, `symbol`, `is_number`.

    One row per cell. `body` is null when the cell is empty or is no amount at all.
    """
    found = texts.cells.str.strip_prefix("'").str.extract_groups(_SHAPE).struct.unnest()
    number = pl.lit(False) if texts.numbers is None else pl.lit(texts.numbers)
    return found.select(
        body=_without_spaces(pl.col("body")),
        negative=pl.any_horizontal(
            pl.col("open").is_not_null() & pl.col("close").is_not_null(),
            pl.col("minus").is_in(["-", "−", "–"]),
            pl.col("inner").is_not_null(),
            pl.col("trail").is_not_null(),
        ).fill_null(False),
        symbol=pl.coalesce("before", "after").str.to_uppercase(),
        is_number=number,
    )


def _without_spaces(body: pl.Expr) -> pl.Expr:
    """Drop blanks and apostrophes between groups of three digits; elsewhere they spoil the cell."""
    grouped = body.str.contains(rf"^[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+(?:[.,][0-9]*)?$")
    plain = body.str.strip_chars()
    return (
        pl.when(~plain.str.contains(_SPACES))
        .then(plain)
        .when(grouped)
        .then(plain.str.replace_all(_SPACES, ""))
    )


def decide_mark(
    columns: Iterable[tuple[Texts, pl.DataFrame]],
    currencies: pl.Series,
    wish: DecimalMark | None = None,
) -> DecimalMark:
    """Decide the decimal mark of all the amounts of a file, from every cell of every column.

    `columns` are texts with what `split` made of them; `currencies` holds one code (or null) per
    row. A cell like `1.234` speaks for neither: it means thousands when read as decimals it would
    have more of them than its currency admits. Raises `AmountsUnclear` or `AmountsMixed`.
    """
    if wish is not None:
        return wish
    pairs = list(columns)
    bodies = pl.concat(
        [s.select("body", currency=currencies).filter(~s["is_number"]) for _t, s in pairs]
    )
    texts = pl.concat([t.cells.filter(~s["is_number"]) for t, s in pairs])
    heading = pairs[0][0].heading
    says = bodies.select(_speaks()).to_series()
    comma, point = (int((says == word).sum()) for word in ("comma", "point"))
    if comma and point:
        fewer = min(comma, point)
        if fewer * 3 > max(comma, point) or (fewer > 1 and fewer > (comma + point) * _FEW):
            one, other = (texts.filter(says == word)[0] for word in ("comma", "point"))
            raise AmountsMixed(heading=heading, one=one, other=other)
        return DecimalMark.COMMA if comma > point else DecimalMark.POINT
    if comma or point:
        return DecimalMark.COMMA if comma else DecimalMark.POINT
    return _from_the_doubtful(bodies.with_columns(text=texts), heading)


def _speaks() -> pl.Expr:
    """What one cell says of the decimal mark: `comma`, `point`, or null when it says nothing."""
    body = pl.col("body")
    as_comma, as_point = (body.str.contains(_written(mark)) for mark in ",.")
    return (
        pl.when(as_comma & ~as_point)
        .then(pl.lit("comma"))
        .when(as_point & ~as_comma)
        .then(pl.lit("point"))
    )


def _written(decimal: str) -> str:
    """The pattern of a number with this decimal mark, its thousands marked well or not at all."""
    g, d = (r"\.", ",") if decimal == "," else (",", r"\.")
    groups = rf"[1-9][0-9]{{0,2}}(?:{g}[0-9]{{3}})+|[1-9][0-9]?(?:{g}[0-9]{{2}})+{g}[0-9]{{3}}"
    return rf"^(?:[0-9]+|{groups})?(?:{d}[0-9]+)?$"


def _from_the_doubtful(bodies: pl.DataFrame, heading: str) -> DecimalMark:
    """Decide when only cells like `1.234` (one mark, three digits) have a mark at all."""
    doubtful = bodies.filter(pl.col("body").str.contains(r"[.,]"))
    if doubtful.is_empty():
        return DecimalMark.POINT
    comma = doubtful["body"].str.contains(",", literal=True)
    if comma.any() and not comma.all():
        raise AmountsMixed(
            heading=heading,
            one=doubtful["text"].filter(comma)[0],
            other=doubtful["text"].filter(~comma)[0],
        )
    digits = pl.col("currency").replace_strict(EXPONENTS, default=2, return_dtype=pl.Int64)
    decimals = pl.col("body").str.extract(r"([0-9]{3})$").str.strip_chars_end("0").str.len_chars()
    if not doubtful.select((decimals > digits).any()).item():
        raise AmountsUnclear(heading=heading, example=doubtful["text"][0])
    return DecimalMark.POINT if comma.all() else DecimalMark.COMMA


def to_minor(parts: pl.DataFrame, currency: pl.Series, mark: DecimalMark) -> pl.DataFrame:
    """Return `minor` (integer minor units, null when unreadable) and `problem` (a code or null).

    `parts` is what `split` made; `currency` holds a known code per row (null gives null). Exact:
    no float is involved, and decimals a currency does not have are a problem unless they are 0.
    """
    point = pl.col("is_number") | pl.lit(mark == DecimalMark.POINT)
    body = pl.col("body")
    plain = pl.when(point).then(_plain(body, ".")).otherwise(_plain(body, ","))
    digits = pl.col("currency").replace_strict(EXPONENTS, default=None, return_dtype=pl.Int64)
    read = parts.with_columns(currency=currency).select(
        "negative",
        plain=plain,
        digits=digits,
    )
    whole = pl.col("plain").str.extract(r"^([0-9]+)").str.strip_chars_start("0")
    part = pl.col("plain").str.extract(r"\.([0-9]*)$").fill_null("").str.strip_chars_end("0")
    read = read.with_columns(
        whole=pl.when(pl.col("plain").is_not_null()).then(pl.lit("0") + whole.fill_null("")),
        part=part,
    )
    short = pl.col("whole").str.len_chars() <= 16
    milli = pl.col("whole").cast(pl.Int64, strict=False) * 1000 + pl.col("part").str.pad_end(
        3, "0"
    ).str.slice(0, 3).cast(pl.Int64, strict=False)
    scale = pl.lit(10, pl.Int64).pow(3 - pl.col("digits"))
    fits = pl.col("part").str.len_chars() <= pl.col("digits")
    minor = pl.when(fits & short).then(milli // scale)
    sign = pl.when(pl.col("negative")).then(-1).otherwise(1)
    return read.select(
        minor=pl.when(minor <= LARGEST_MINOR).then(minor * sign),
        problem=pl.when(pl.col("plain").is_null())
        .then(pl.lit(NOT_AN_AMOUNT))
        .when(~fits)
        .then(pl.lit(TOO_MANY_DECIMALS))
        .when(~short | (minor > LARGEST_MINOR))
        .then(pl.lit(TOO_LARGE)),
    )


def _plain(body: pl.Expr, decimal: str) -> pl.Expr:
    """Write the number with a point and no thousands; null when its marks stand at odd places."""
    good = pl.when(body.str.contains(_written(decimal))).then(body)
    bare = good.str.replace_all("." if decimal == "," else ",", "", literal=True)
    return bare.str.replace(",", ".", literal=True) if decimal == "," else bare
