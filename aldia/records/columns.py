"""Between the tables and Polars: one way to read rows as columns, one way to write columns as rows.

Reading inside a transaction goes through Django's own connection, so that it sees what the
transaction has changed. Outside of one it goes through ADBC, which is several times faster.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import Any, cast
from urllib.parse import quote

import polars as pl
from django.db import connection, models

Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def is_sqlite() -> bool:
    """Say which of the two databases this process works with."""
    return bool(connection.vendor == "sqlite")


def maybe_date(column: str) -> str:
    """Return the SQL for a date column that may be null.

    ADBC guesses the type of an SQLite column from its first rows: all nulls would be taken for
    numbers. An empty text is a safe null.
    """
    return f"COALESCE({column}, '')" if is_sqlite() else column


def maybe_text(column: str) -> str:
    """Return the SQL for a text column that may be null (see `maybe_date`)."""
    return f"COALESCE({column}, '')"


def read(sql: str, schema: Schema) -> pl.DataFrame:
    """Run a query whose columns are named as in `schema`, and give them those types.

    The SQL is written by the caller with whole numbers and dates already in it: nothing a user
    has typed ever reaches it.
    """
    frame = _through_django(sql) if connection.in_atomic_block else _through_adbc(sql)
    if frame.width == 0 or frame.height == 0:
        return pl.DataFrame(schema=dict(schema))
    return frame.select(_typed(frame, name, kind) for name, kind in schema.items()).rechunk()


def _typed(frame: pl.DataFrame, name: str, kind: pl.DataType | type[pl.DataType]) -> pl.Expr:
    found, column = frame.schema[name], pl.col(name)
    if found == kind:
        return column
    if kind == pl.Date and found == pl.String:
        return column.str.to_date("%Y-%m-%d", strict=False)
    if isinstance(kind, pl.Enum) and found == pl.String:
        return pl.when(column != "").then(column).cast(kind, strict=False)
    return column.cast(kind)


def _through_django(sql: str) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def _through_adbc(sql: str) -> pl.DataFrame:
    with closing(_adbc()) as opened, closing(opened.cursor()) as cursor:
        if is_sqlite():
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": "65536"})
        cursor.execute(sql)
        return cast(pl.DataFrame, pl.from_arrow(cursor.fetch_arrow_table()))


def _adbc() -> Any:
    if is_sqlite():
        import adbc_driver_sqlite.dbapi as sqlite  # noqa: PLC0415 - only the one in use

        return sqlite.connect(str(connection.settings_dict["NAME"]))
    import adbc_driver_postgresql.dbapi as postgresql  # noqa: PLC0415 - only the one in use

    return postgresql.connect(_libpq_uri())


def _libpq_uri() -> str:
    """Return the address ADBC needs, from the settings Django uses."""
    given = connection.settings_dict
    options = {k: str(v) for k, v in given.get("OPTIONS", {}).items() if isinstance(v, str)}
    options |= {"host": given["HOST"]} if given["HOST"] else {}
    options |= {"port": str(given["PORT"])} if given["PORT"] else {}
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in options.items())
    return f"postgresql://{login}{'@' if login else ''}/{quote(given['NAME'])}?{query}"


@cache
def _fields(model: type[models.Model]) -> dict[str, str]:
    """Return the column of each concrete field, in the table's order, without the row id."""
    concrete = model._meta.concrete_fields
    return {
        field.attname: cast(str, field.column)
        for field in concrete
        if not isinstance(field, models.BigAutoField)
    }


def insert(model: type[models.Model], frame: pl.DataFrame) -> int:
    """Append the frame's rows to the model's table, inside the caller's transaction.

    `frame`: columns named as the fields' attributes (`customer_id`), every field the table
    requires among them; an `id` column is written too when it is there. Dates, booleans,
    integers and texts go in as they are; JSON columns come as text. Returns the rows written.
    The database's own checks apply: any refusal undoes the whole transaction.
    """
    if frame.height == 0:
        return 0
    known = {**_fields(model), "id": "id"}
    columns = [known[name] for name in frame.columns]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    if is_sqlite():
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            cursor.executemany(sql, plain_rows(frame))  # type: ignore[arg-type] # a stream will do
    else:
        _copy(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", frame)
    return frame.height


def reserve_ids(model: type[models.Model], count: int) -> int:
    """Set aside `count` row ids in a row and return the first. Call inside a transaction.

    SQLite's transactions write one at a time, so the next free id stays free; PostgreSQL's
    sequence is moved under a lock of its own, so that the block has no holes.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")  # noqa: S608 - our own names
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [table])
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        cursor.execute("SELECT nextval(%s)", [sequence])
        first = int(cursor.fetchone()[0])
        cursor.execute("SELECT setval(%s, %s)", [sequence, first + max(count, 1) - 1])
    return first


def plain_rows(frame: pl.DataFrame, slice_size: int = 50_000) -> Iterator[Any]:
    """Yield the rows as SQLite wants them: dates and moments as text, booleans as 0 and 1."""
    ready = frame.select(_plain(name, kind) for name, kind in frame.schema.items())
    for piece in ready.iter_slices(slice_size):
        yield from piece.rows()


def _plain(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    if kind == pl.Boolean:
        return column.cast(pl.Int8)
    if isinstance(kind, pl.Datetime):
        return column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
    if isinstance(kind, pl.Enum | pl.Categorical):
        return column.cast(pl.String)
    return column


def _copy(sql: str, frame: pl.DataFrame) -> None:
    """Stream the frame to PostgreSQL as CSV, over Django's own connection and transaction."""
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for piece in frame.iter_slices(100_000):
            text = io.BytesIO()
            piece.write_csv(text, include_header=False, null_value="\\N", quote_style="necessary")
            copy.write(text.getvalue())


def replace_temporary(name: str, frame: pl.DataFrame, kinds: Mapping[str, str]) -> None:
    """Fill a temporary table with the frame, for set-based updates inside this transaction.

    `kinds`: the SQL type of each column, `date` and `bigint` and so on, good on both databases.
    """
    listed = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({listed})")
    columns = list(kinds)
    if is_sqlite():
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            rows = plain_rows(frame.select(columns))
            cursor.executemany(sql, rows)  # type: ignore[arg-type] # a stream will do
    else:
        _copy(
            f"COPY {name} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')",
            frame.select(columns),
        )
