"""What only a person can do, asked once: an open task takes in what belongs to it."""

import json
from datetime import date, datetime, timedelta

import polars as pl
from polars import col

from aldia.core.codes import TaskKind
from aldia.records.columns import insert, read, reserve_ids
from aldia.records.models import Company, Task, TaskInvoice

ASK_AGAIN_AFTER_DAYS = 30
"""A task of this kind that was done without mending anything is asked again only then."""

KEYS = ["customer_id", "kind"]
KNOWN = {
    "task_id": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "is_open": pl.Boolean,
    "is_recent": pl.Boolean,
}


def put_tasks(company: Company, wanted: pl.DataFrame, today: date, at: datetime) -> int:
    """Make the tasks that are not open yet, one per customer and kind. Returns how many are new.

    `wanted`: as in `core.bundle.Bundles.tasks`. Invoices of a customer whose task of that kind
    is open join it instead of making another.
    """
    if wanted.height == 0:
        return 0
    known = _known(company, today)
    is_open = known.filter("is_open").select(*KEYS, "task_id").unique(KEYS, keep="first")
    asked_lately = known.filter(
        ~col("is_open") & col("is_recent") & (col("kind") == TaskKind.FIND_CONTACT)
    )
    joining = wanted.join(is_open, on=KEYS)
    fresh = wanted.join(is_open, on=KEYS, how="anti").join(asked_lately, on=KEYS, how="anti")
    made = _new_tasks(company, fresh, today, at)
    _add_invoices(company, joining)
    _add_invoices(company, fresh.join(made, on=KEYS))
    return made.height


def _known(company: Company, today: date) -> pl.DataFrame:
    since = today - timedelta(days=ASK_AGAIN_AFTER_DAYS)
    return read(
        "SELECT t.id AS task_id, t.customer_id, t.kind, "  # noqa: S608 - whole numbers only
        "CASE WHEN t.done_at IS NULL THEN 1 ELSE 0 END AS is_open, "
        f"CASE WHEN t.due_on >= '{since}' THEN 1 ELSE 0 END AS is_recent "
        f"FROM records_task t WHERE t.company_id = {int(company.pk)} "
        "AND t.customer_id IS NOT NULL",
        KNOWN,
    )


def _new_tasks(company: Company, wanted: pl.DataFrame, today: date, at: datetime) -> pl.DataFrame:
    groups = wanted.group_by(KEYS, maintain_order=True).agg(first_invoice=col("invoice_id").min())
    first = reserve_ids(Task, groups.height)
    made = groups.with_columns(
        task_id=pl.int_range(first, first + groups.height, eager=True, dtype=pl.Int64),
        key=pl.format("{}:{}:{}", "kind", "customer_id", "first_invoice") + f":{today}",
    )
    insert(
        Task,
        made.select(
            "customer_id",
            "kind",
            "key",
            id="task_id",
            company_id=pl.lit(company.pk),
            detail=pl.lit(json.dumps({})),
            due_on=pl.lit(today),
            made_at=pl.lit(at),
            done_by=pl.lit(""),
            outcome=pl.lit(""),
        ),
    )
    return made.select(*KEYS, "task_id")


def _add_invoices(company: Company, wanted: pl.DataFrame) -> None:
    """Name the invoices in their tasks, those that are not there yet."""
    there = read(
        "SELECT ti.task_id, ti.invoice_id FROM records_taskinvoice ti "  # noqa: S608 - whole numbers only
        f"JOIN records_task t ON t.id = ti.task_id WHERE t.company_id = {int(company.pk)} "
        "AND t.done_at IS NULL",
        {"task_id": pl.Int64, "invoice_id": pl.Int64},
    )
    missing = wanted.join(there, on=["task_id", "invoice_id"], how="anti")
    insert(TaskInvoice, missing.select("task_id", "invoice_id", "ladder_id", "position"))
