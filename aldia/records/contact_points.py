"""Writes how to reach the customers of a file: new addresses, each under its contact."""

from collections.abc import Sequence

import polars as pl

from aldia.core.codes import Channel
from aldia.core.parties import Party
from aldia.records.columns import insert, read, reserve_ids
from aldia.records.models import Company, Contact, ContactPoint


def write_points(company: Company, parties: Sequence[Party], ids: pl.Series) -> list[int]:
    """Add the addresses we did not have, each under its contact.

    `ids`: the row id of each party's customer, or null. Returns the customer of each new address.
    """
    said = _said_points(parties, ids)
    if said.height == 0:
        return []
    known = read(
        "SELECT p.customer_id, p.channel, LOWER(p.address) AS key FROM records_contactpoint p "  # noqa: S608 - whole numbers only
        f"WHERE p.company_id = {int(company.pk)}",
        {"customer_id": pl.Int64, "channel": pl.String, "key": pl.String},
    )
    new = said.join(known, on=["customer_id", "channel", "key"], how="anti", maintain_order="left")
    if new.height == 0:
        return []
    new = new.join(_contacts(company, new), on=["customer_id", "contact"], how="left")
    frame = new.select(
        "customer_id",
        "contact_id",
        "channel",
        "address",
        company_id=pl.lit(company.pk, pl.Int64),
        status=pl.lit("ok"),
        status_reason=pl.lit(""),
        opt_out_reason=pl.lit(""),
        opt_out_by=pl.lit(""),
    )
    insert(ContactPoint, frame)
    return frame["customer_id"].to_list()


def _said_points(parties: Sequence[Party], ids: pl.Series) -> pl.DataFrame:
    rows = [
        (customer, party.contact_name, str(channel), address, address.lower())
        for party, customer in zip(parties, ids, strict=True)
        if customer is not None
        for channel, addresses in ((Channel.EMAIL, party.emails), (Channel.PHONE, party.phones))
        for address in addresses
    ]
    schema = {
        "customer_id": pl.Int64,
        "contact": pl.String,
        "channel": pl.String,
        "address": pl.String,
        "key": pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.unique(["customer_id", "channel", "key"], keep="first", maintain_order=True)


def _contacts(company: Company, new: pl.DataFrame) -> pl.DataFrame:
    """Return the contact each new point belongs to, by customer and name, made when missing.

    A point without a name goes to the customer's first contact.
    """
    wanted = new.select("customer_id", "contact").unique(maintain_order=True)
    known = read(
        "SELECT c.id AS contact_id, c.customer_id, c.name AS contact FROM records_contact c "  # noqa: S608 - whole numbers only
        f"WHERE c.company_id = {int(company.pk)} ORDER BY c.id",
        {"contact_id": pl.Int64, "customer_id": pl.Int64, "contact": pl.String},
    )
    first = known.unique("customer_id", keep="first", maintain_order=True)
    nameless = first.with_columns(contact=pl.lit(""))
    known = pl.concat([known.filter(pl.col("contact") != ""), nameless]).unique(
        ["customer_id", "contact"], keep="first", maintain_order=True
    )
    found = wanted.join(known, on=["customer_id", "contact"], how="left", maintain_order="left")
    missing = found.filter(pl.col("contact_id").is_null()).drop("contact_id")
    if missing.height == 0:
        return found
    start = reserve_ids(Contact, missing.height)
    made = missing.with_columns(
        contact_id=pl.int_range(start, start + missing.height, dtype=pl.Int64)
    )
    insert(
        Contact,
        made.select(
            "customer_id",
            id="contact_id",
            name="contact",
            role=pl.lit("payables"),
            company_id=pl.lit(company.pk, pl.Int64),
        ),
    )
    kept = found.filter(pl.col("contact_id").is_not_null())
    return pl.concat([kept, made.select(found.columns)])
