"""Between the tables and Polars: one way to read rows as columns, one way to write columns as rows.

Both go through Django's own connection, inside the caller's transaction: a reader sees what its
own transaction has changed, and nothing is written half-way. `docs/decisions/` says why no second
driver reads the file of SQLite.
"""

import io
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

import polars as pl
from django.db import connection, models

DataType = pl.DataType | type[pl.DataType]
Schema = Mapping[str, DataType]


def is_sqlite() -> bool:
    """Say which of the two databases this process works with."""
    return bool(connection.vendor == "sqlite")


def read(sql: str, schema: Schema) -> pl.DataFrame:
    """Run a query whose columns are named as in `schema`, in that order, and give them those types.

    The database writes its answer as CSV text and Polars reads it in one go: several times faster
    than a Python object per value, on Django's own connection, inside the caller's transaction.
    The SQL is written by the caller with whole numbers and dates already in it: nothing a user
    has typed ever reaches it.
    """
    text = _csv_of_sqlite(sql, schema) if is_sqlite() else _csv_of_postgresql(sql, schema)
    if not text:
        return pl.DataFrame(schema=dict(schema))
    as_read = {name: _as_read(kind) for name, kind in schema.items()}
    frame = pl.read_csv(text, has_header=False, schema=as_read, quote_char='"')
    return frame.select(_typed(name, kind) for name, kind in schema.items()).rechunk()


def _as_read(kind: DataType) -> DataType:
    """Return what the CSV reader makes of a column; codes and yes or no come as text first."""
    return pl.String if isinstance(kind, pl.Enum) or kind == pl.Boolean else kind


def _typed(name: str, kind: DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Enum):
        return pl.when(column != "").then(column).cast(kind, strict=False)
    if kind == pl.Boolean:
        return column.is_in(["1", "t"]) & column.is_not_null()
    return column


def _csv_of_sqlite(sql: str, schema: Schema) -> bytes:
    """Let SQLite write each row as one line, so that Python carries one text per row."""
    shape = ",".join('"%%w"' if kind == pl.String else "%%s" for kind in schema.values())
    values = ", ".join(
        f"COALESCE({name}, '')" if kind == pl.String else name for name, kind in schema.items()
    )
    with connection.cursor() as cursor:
        # Given parameters, if only an empty list, Django takes %% for a percent sign.
        cursor.execute(f"SELECT printf('{shape}', {values}) FROM ({sql})", [])  # noqa: S608 - our own names
        lines: list[str] = []
        while rows := cursor.fetchmany(200_000):
            lines.append("\n".join(line for (line,) in rows))
    return "\n".join(lines).encode()


def _csv_of_postgresql(sql: str, schema: Schema) -> bytes:
    names = ", ".join(schema)
    copied = f"COPY (SELECT {names} FROM ({sql}) AS facts) TO STDOUT WITH (FORMAT csv)"  # noqa: S608 - our own names
    wrapped = connection.wrap_database_errors
    with connection.cursor() as cursor, wrapped, cursor.copy(copied) as copy:
        return b"".join(copy)


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
    # Django does not know of COPY: without this its errors would not be Django's.
    wrapped = connection.wrap_database_errors
    with connection.cursor() as cursor, wrapped, cursor.copy(sql) as copy:
        for piece in frame.iter_slices(100_000):
            text = io.BytesIO()
            # Every text in quotes: one that reads \N is a text, and only the bare mark is a null.
            piece.write_csv(text, include_header=False, null_value="\\N", quote_style="non_numeric")
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
