"""Turns the text columns of a file into amounts, currencies, dates and details of the customer."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from aldia.core import amounts
from aldia.core.amounts import Texts
from aldia.core.currencies import read_currency
from aldia.core.dates import DateTexts, Glimpsed, decide_orders, glimpse
from aldia.core.emails import read_emails
from aldia.core.headings import Columns
from aldia.core.intake import COLUMN_IGNORED, Check, Choices, Note
from aldia.core.places import read_country, read_kind, read_language
from aldia.core.raw_table import RawTable
from aldia.core.words import gettext_noop as _

CUSTOMER_TEXTS = (
    "customer_name",
    "customer_external_id",
    "tax_id",
    "email",
    "phone",
    "contact_name",
    "country",
    "region",
    "language",
    "segment",
    "sales_owner",
    "customer_kind",
)
"""The columns about the customer that every kind of file may bring; `""` where it says nothing."""


def add_money(
    frame: pl.DataFrame,
    raw: RawTable,
    columns: Columns,
    choices: Choices,
    fields: Sequence[str],
    *,
    needed: pl.Series,
) -> tuple[pl.DataFrame, list[Check]]:
    """Add `currency` (code or null) and `<field>_minor` for each amount in `fields`, with checks.

    `is_currency_told` is false where nothing but the company's own currency speaks for the line.

    `needed` says which rows count: the others (totals at the foot) decide nothing. A field the
    file does not have becomes a column of nulls.
    """
    present = [name for name in fields if name in columns.of]
    split = {name: _split(raw, columns, name) for name in present}
    frame, checks = _add_currency(frame, columns, choices, [p for _t, p in split.values()])
    mark = amounts.decide_mark(
        [
            (Texts(t.heading, t.cells.filter(needed)), parts.filter(needed))
            for t, parts in split.values()
        ],
        frame["currency"].filter(needed),
        choices.decimal,
    )
    for name in fields:
        if name not in split:
            frame = frame.with_columns(pl.lit(None, pl.Int64).alias(f"{name}_minor"))
            continue
        read = amounts.to_minor(split[name][1], frame["currency"], mark)
        frame = frame.with_columns(
            read["minor"].alias(f"{name}_minor"), read["problem"].alias(f"{name}_problem")
        )
        checks += _amount_checks(name)
    return frame, checks


def _split(raw: RawTable, columns: Columns, name: str) -> tuple[Texts, pl.DataFrame]:
    place = columns.of[name]
    texts = Texts(columns.headings[name], raw.frame[place], raw.numbers.get(place))
    return texts, amounts.split(texts)


def _amount_checks(name: str) -> list[Check]:
    problem = pl.col(f"{name}_problem")
    filled = (pl.col(name) != "") & pl.col("currency").is_not_null()
    return [
        Check(
            name,
            filled & (problem == amounts.NOT_AN_AMOUNT),
            _("No es un importe."),
            _("Escríbalo solo con cifras, como 1234,56."),
        ),
        Check(
            name,
            filled & (problem == amounts.TOO_MANY_DECIMALS),
            _("Tiene más decimales de los que admite su moneda."),
            _("Redondéelo a los decimales de la moneda."),
        ),
        Check(
            name,
            filled & (problem == amounts.TOO_LARGE),
            _("El importe es demasiado grande."),
            _("Compruebe que no falte la coma decimal."),
        ),
    ]


def _add_currency(
    frame: pl.DataFrame, columns: Columns, choices: Choices, parts: Sequence[pl.DataFrame]
) -> tuple[pl.DataFrame, list[Check]]:
    """The currency's own column speaks first, then the sign by the amount, then the heading."""
    own = choices.currency or choices.own_currency
    cell = frame["currency"] if "currency" in frame.columns else pl.lit("")
    signs = [part["symbol"] for part in parts]
    read = frame.select(
        cell_text=cell,
        sign_text=pl.coalesce(*signs) if signs else pl.lit(None, pl.String),
    )
    known = {
        text: read_currency(text, own)
        for name in read.columns
        for text in read[name].unique()
        if text
    }
    codes = read.with_columns(
        _looked_up("cell_text", known).alias("cell"),
        _looked_up("sign_text", known).alias("sign"),
    )
    silent = (pl.col("cell_text") == "") & pl.col("sign_text").is_null()
    code = (
        pl.when(pl.col("cell_text") != "")
        .then(pl.col("cell"))
        .when(pl.col("sign_text").is_not_null())
        .then(pl.col("sign"))
    )
    default = choices.currency or columns.currency or _one_sign(codes) or choices.own_currency
    resolved = codes.select(
        currency=pl.when(silent).then(pl.lit(default)).otherwise(code),
        is_currency_told=~silent | pl.lit(bool(choices.currency or columns.currency)),
        currency_clash=pl.col("cell").is_not_null()
        & pl.col("sign").is_not_null()
        & (pl.col("cell") != pl.col("sign")),
    )
    return frame.with_columns(*resolved.get_columns()), _currency_checks(columns)


def _looked_up(name: str, known: Mapping[str, str | None]) -> pl.Expr:
    return pl.col(name).replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String
    )


def _one_sign(codes: pl.DataFrame) -> str:
    """The currency of the file when its signs all say the same one."""
    signs = codes["sign"].drop_nulls().unique()
    return str(signs[0]) if len(signs) == 1 else ""


def _currency_checks(columns: Columns) -> list[Check]:
    where = "currency" if "currency" in columns.of else "amount"
    return [
        Check(
            where,
            pl.col("currency").is_null(),
            _("No conocemos esta moneda."),
            _("Use un código como EUR, USD o MXN, o indique --currency."),
        ),
        Check(
            where,
            pl.col("currency_clash"),
            _("El signo del importe y la columna de la moneda no coinciden."),
            _("Deje una sola moneda en la línea."),
        ),
    ]


def add_dates(
    frame: pl.DataFrame,
    raw: RawTable,
    columns: Columns,
    choices: Choices,
    fields: Sequence[str],
    *,
    needed: pl.Series,
) -> tuple[pl.DataFrame, list[Check]]:
    """Replace each field by its date (null when empty or no date); the first two are a pair.

    The texts stay in `<field>_text`. `needed` says which rows count as evidence.
    """
    present = [name for name in fields if name in columns.of]
    seen = [_glimpse(raw, columns, name, needed) for name in present]
    pair = (0, 1) if tuple(present[:2]) == tuple(fields[:2]) and len(fields) > 1 else None
    orders = decide_orders(seen, choices.dates, pair, choices.habit)
    checks = []
    for name in fields:
        if name not in present:
            frame = frame.with_columns(
                pl.lit(None, pl.Date).alias(name), pl.lit("").alias(f"{name}_text")
            )
            continue
        place = present.index(name)
        # The lines that do not count are read too: a bad date in them is still a problem.
        every = seen[place] if needed.all() else _glimpse(raw, columns, name, ~needed | needed)
        dates = every.read(orders[place])
        frame = frame.with_columns(pl.col(name).alias(f"{name}_text"), dates.alias(name))
        checks.append(
            Check(
                name,
                pl.col(name).is_null() & (pl.col(f"{name}_text") != ""),
                _("No es una fecha que exista."),
                _("Use una fecha como 2026-03-02."),
            )
        )
    return frame, checks


def _glimpse(raw: RawTable, columns: Columns, name: str, needed: pl.Series) -> Glimpsed:
    cells = raw.frame[columns.of[name]]
    return glimpse(DateTexts(columns.headings[name], cells.filter(needed), raw.counts_from_1904))


def add_customer(
    frame: pl.DataFrame, columns: Columns
) -> tuple[pl.DataFrame, list[Check], list[Note]]:
    """Clean the columns of `CUSTOMER_TEXTS`; a bad value becomes `""` and a warning.

    `email` holds the good addresses joined by `;`, `country` a two-letter code, `language` and
    `customer_kind` codes. When no cell of these three can be read the column is ignored, with a
    note: it speaks of something else.
    """
    missing = [pl.lit("").alias(n) for n in CUSTOMER_TEXTS if n not in frame.columns]
    frame = frame.with_columns(missing)
    checks: list[Check] = []
    notes: list[Note] = []
    for name, reader, what, how in _READERS:
        if name not in columns.of:
            continue
        distinct = [text for text in frame[name].unique() if text]
        values = {text: reader(text) or "" for text in distinct}
        if distinct and name != "email" and not any(values.values()):
            frame = frame.with_columns(pl.lit("").alias(name))
            notes.append(Note(COLUMN_IGNORED, {"heading": columns.headings[name]}))
            continue
        bad = [text for text in distinct if not values[text] or _is_partly_bad(name, text)]
        if bad:
            wrong = pl.col(f"{name}_text").is_in(bad)
            frame = frame.with_columns(pl.col(name).alias(f"{name}_text"))
            checks.append(Check(name, wrong, what, how, is_fatal=False))
        frame = frame.with_columns(
            pl.col(name).replace_strict(
                list(values), list(values.values()), default="", return_dtype=pl.String
            )
        )
    return frame, checks, notes


def _is_partly_bad(name: str, text: str) -> bool:
    return name == "email" and read_emails(text)[1]


def _good_emails(text: str) -> str:
    return read_emails(text)[0]


_READERS: tuple[tuple[str, Callable[[str], str | None], str, str], ...] = (
    (
        "email",
        _good_emails,
        _("No es una dirección de correo."),
        _("Corrija la dirección o déjela vacía."),
    ),
    (
        "country",
        read_country,
        _("No conocemos este país."),
        _("Use un código como ES o MX, o déjelo vacío."),
    ),
    (
        "language",
        read_language,
        _("No conocemos este idioma."),
        _("Use es, en o pt, o déjelo vacío."),
    ),
    (
        "customer_kind",
        read_kind,
        _("No conocemos este tipo de cliente."),
        _("Use empresa, autónomo o particular, o déjelo vacío."),
    ),
)
