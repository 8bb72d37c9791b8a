"""Reads what we know of the customers: what silences them, and how often they were contacted."""

from datetime import timedelta

import polars as pl
from polars import col

from aldia.core import facts as core
from aldia.core.codes import LEFT, MessageStatus
from aldia.core.contacts import contact_counts
from aldia.records.columns import is_sqlite, read
from aldia.records.scope import Scope


def customers_of(scope: Scope) -> pl.DataFrame:
    """Return one row per customer in scope, columns as in `core.facts.CUSTOMERS` and more."""
    frame = read(
        "SELECT c.id AS customer_id, c.name AS customer_name, c.country, c.region, c.timezone, "  # noqa: S608 - whole numbers only
        "c.language, c.kind, c.risk, c.segment, c.average_days_late, "
        "c.minimum_gap_days AS wished_gap_days, c.is_blocked "
        f"FROM records_customer c WHERE {scope.of('c', 'id')}",
        core.CUSTOMERS,
    )
    for small in (_customer_holds, _customer_handovers, _deposits, _replies, _contacts):
        found = small(scope)
        if found.height:
            frame = frame.join(found, on="customer_id", how="left")
    missing = [name for name in core.CUSTOMER_SPARSE if name not in frame.columns]
    return frame.with_columns(
        pl.lit(None, core.CUSTOMER_SPARSE[name]).alias(name) for name in missing
    )


def _of_customer(sql: str, *names: str) -> pl.DataFrame:
    schema = {"customer_id": pl.Int64, **{name: core.CUSTOMER_SPARSE[name] for name in names}}
    return read(sql, schema)


def _customer_holds(scope: Scope) -> pl.DataFrame:
    return _of_customer(
        "SELECT h.customer_id, MAX(COALESCE(h.until_on, '9999-12-31')) AS customer_held_until "  # noqa: S608 - whole numbers only
        f"FROM records_hold h WHERE {scope.of('h')} AND h.customer_id IS NOT NULL "
        f"AND h.ended_on IS NULL AND h.from_on <= '{scope.today}' GROUP BY h.customer_id",
        "customer_held_until",
    )


def _customer_handovers(scope: Scope) -> pl.DataFrame:
    return _of_customer(
        "SELECT DISTINCT h.customer_id, 1 AS is_customer_handed_over FROM records_handover h "  # noqa: S608 - whole numbers only
        f"WHERE {scope.of('h')} AND h.invoice_id IS NULL AND h.returned_on IS NULL",
        "is_customer_handed_over",
    )


def _deposits(scope: Scope) -> pl.DataFrame:
    return _of_customer(
        "SELECT DISTINCT b.customer_id, 1 AS has_deposit FROM records_bankline b "  # noqa: S608 - whole numbers only
        f"WHERE {scope.of('b')} AND b.customer_id IS NOT NULL AND {_is_false('b.is_applied')}",
        "has_deposit",
    )


def _replies(scope: Scope) -> pl.DataFrame:
    return _of_customer(
        "SELECT DISTINCT r.customer_id, 1 AS has_reply FROM records_inboundmessage r "  # noqa: S608 - whole numbers only
        f"WHERE {scope.of('r')} AND r.customer_id IS NOT NULL AND r.dealt_on IS NULL",
        "has_reply",
    )


def _is_false(column: str) -> str:
    return f"{column} = 0" if is_sqlite() else f"NOT {column}"


def _contacts(scope: Scope) -> pl.DataFrame:
    """Count what has left, or may have left, and the calls made: the last two months are enough."""
    since = scope.today - timedelta(days=62)
    left = ", ".join(f"'{status}'" for status in (*LEFT, MessageStatus.SENDING))
    found = read(
        "SELECT m.customer_id, m.day, m.channel FROM records_message m "  # noqa: S608 - whole numbers only
        f"WHERE {scope.of('m')} AND m.status IN ({left}) AND m.day >= '{since}' "
        "UNION ALL SELECT c.customer_id, c.called_on, 'phone' FROM records_callnote c "
        f"WHERE {scope.of('c')} AND c.called_on >= '{since}'",
        {"customer_id": pl.Int64, "day": pl.Date, "channel": core.CHANNEL_CODES},
    )
    return contact_counts(found.filter(col("day") <= scope.today), scope.today)


def points_of(scope: Scope) -> pl.DataFrame:
    """Return the best address of each customer and channel: a usable one before any other."""
    found = read(
        "SELECT p.customer_id, p.channel, p.id AS point_id, p.address, "  # noqa: S608 - whole numbers only
        "t.name AS contact_name, CASE WHEN p.status = 'ok' AND p.opted_out_on IS NULL THEN 1 "
        "ELSE 0 END AS is_usable, CASE WHEN p.opted_out_on IS NULL THEN 0 ELSE 1 END AS "
        "is_opted_out FROM records_contactpoint p JOIN records_contact t ON t.id = p.contact_id "
        f"WHERE {scope.of('p')}",
        core.POINTS,
    )
    # An opt-out is of the channel: another address of the same customer is no way around it.
    out = col("is_opted_out").any().over("customer_id", "channel")
    found = found.with_columns(is_usable=col("is_usable") & ~out, is_opted_out=out)
    return found.sort("is_usable", "point_id", descending=[True, False]).unique(
        ["customer_id", "channel"], keep="first", maintain_order=True
    )
