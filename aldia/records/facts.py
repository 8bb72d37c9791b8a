"""Reads what we know of a company's open invoices into the frames of `core/facts.py`.

Every query starts from the company. One plain sweep over the invoices; what few rows have
(pauses, promises, disputes…) comes in small queries of its own and is joined in memory.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl
from polars import col

from aldia.core import facts as core
from aldia.core.codes import UNSENT, Channel, MessageStatus, TaskKind
from aldia.records.columns import read
from aldia.records.customer_facts import customers_of, points_of
from aldia.records.limits import Law, company_limits
from aldia.records.models import Company, ContactPolicy, Ladder, Minimum, Step
from aldia.records.scope import Scope
from aldia.records.steps import step_frame

SPEAKING = (Channel.EMAIL,)
"""Channels that can speak by themselves in this version."""


def portfolio_of(
    company: Company,
    today: date,
    law: Law,
    customers: Iterable[int] = (),
    *,
    also_invoice: int = 0,
) -> core.Portfolio:
    """Read the facts of all open invoices of the company, or of some customers.

    Raises nothing of its own; a company without invoices gives empty frames.
    """
    scope = Scope(company.pk, today, tuple(sorted(set(customers))), also_invoice)
    policy = ContactPolicy.objects.get(company=company)
    people = customers_of(scope)
    default = Ladder.objects.filter(company=company, is_default=True).only("pk").first()
    steps = Step.objects.filter(ladder__company=company).select_related("ladder")
    return core.Portfolio(
        invoices=_invoices(scope),
        customers=people,
        steps=step_frame(steps),
        default_ladder_id=default.pk if default else None,
        points=points_of(scope),
        credits=_credits(scope),
        limits=company_limits(policy, law, _places(people), today),
        minimums=_minimums(company),
        critical=_critical(company),
        minimum_age_days=company.minimum_age_days,
        critical_days=company.critical_days,
        channels=SPEAKING,
    )


def _invoices(scope: Scope) -> pl.DataFrame:
    columns = (
        "i.id AS invoice_id, i.customer_id, i.number, i.currency, i.amount_minor, i.open_minor, "
        "i.issued_on, i.next_due_on AS due_on, "
        "i.delivered_on AS delivered_on, i.ladder_id, i.ladder_start, "
        "i.last_position, i.last_step_on AS last_step_on, "
        "i.last_tone AS last_tone, i.is_written_off"
    )
    frame = read(
        f"SELECT {columns} FROM records_invoice i WHERE {scope.of('i')} {scope.only_open}",  # noqa: S608 - whole numbers only
        core.INVOICES,
    )
    for small in (_scheduled, _holds, _disputes, _promises, _handovers, _plans, _queued, _tasks):
        found = small(scope)
        if found.height:
            frame = frame.join(found, on="invoice_id", how="left")
    missing = [name for name in core.SPARSE if name not in frame.columns]
    return frame.with_columns(pl.lit(None, core.SPARSE[name]).alias(name) for name in missing)


def _sparse(sql: str, *names: str) -> pl.DataFrame:
    schema = {"invoice_id": pl.Int64, **{name: core.SPARSE[name] for name in names}}
    return read(sql, schema)


def _scheduled(scope: Scope) -> pl.DataFrame:
    """Sum the instalments due up to today (or up to the next when none is); date the rest."""
    is_counted = f"s.due_on <= '{scope.today}' OR s.due_on <= i.next_due_on"
    counted = f"SUM(CASE WHEN {is_counted} THEN s.amount_minor ELSE 0 END)"
    later = f"MIN(CASE WHEN {is_counted} THEN NULL ELSE s.due_on END)"
    return _sparse(
        f"SELECT s.invoice_id, CAST({counted} AS BIGINT) AS scheduled_minor, "  # noqa: S608 - whole numbers only
        f"{later} AS later_due_on "
        "FROM records_installment s JOIN records_invoice i ON i.id = s.invoice_id "
        f"WHERE {scope.of('i')} AND i.has_installments {scope.only_open} GROUP BY s.invoice_id",
        "scheduled_minor",
        "later_due_on",
    )


def _holds(scope: Scope) -> pl.DataFrame:
    return _sparse(
        "SELECT h.invoice_id, MAX(COALESCE(h.until_on, '9999-12-31')) AS held_until "  # noqa: S608 - whole numbers only
        f"FROM records_hold h JOIN records_invoice i ON i.id = h.invoice_id WHERE {scope.of('i')} "
        f"AND h.ended_on IS NULL AND h.from_on <= '{scope.today}' GROUP BY h.invoice_id",
        "held_until",
    )


def _disputes(scope: Scope) -> pl.DataFrame:
    return _sparse(
        "SELECT d.invoice_id, CAST(SUM(d.amount_minor) AS BIGINT) AS disputed_minor "  # noqa: S608 - whole numbers only
        f"FROM records_dispute d JOIN records_invoice i ON i.id = d.invoice_id "
        f"WHERE {scope.of('i')} AND d.closed_on IS NULL GROUP BY d.invoice_id",
        "disputed_minor",
    )


def _promises(scope: Scope) -> pl.DataFrame:
    return _sparse(
        "SELECT p.invoice_id, MAX(p.promised_for) AS promised_for, "  # noqa: S608 - whole numbers only
        "MAX(p.grace_days) AS grace_days FROM records_promise p "
        f"JOIN records_invoice i ON i.id = p.invoice_id WHERE {scope.of('i')} "
        "AND p.replaced_on IS NULL GROUP BY p.invoice_id",
        "promised_for",
        "grace_days",
    )


def _handovers(scope: Scope) -> pl.DataFrame:
    return _sparse(
        "SELECT DISTINCT h.invoice_id, 1 AS is_handed_over FROM records_handover h "  # noqa: S608 - whole numbers only
        f"WHERE {scope.of('h')} AND h.invoice_id IS NOT NULL AND h.returned_on IS NULL",
        "is_handed_over",
    )


def _plans(scope: Scope) -> pl.DataFrame:
    """A plan is kept while none of its instalments is late beyond its grace."""
    found = read(
        "SELECT pi.invoice_id, p.id AS plan_id, p.grace_days, s.due_on, "  # noqa: S608 - whole numbers only
        "s.amount_minor - s.paid_minor AS left_minor FROM records_plan p "
        "JOIN records_plan_invoices pi ON pi.plan_id = p.id "
        "JOIN records_planinstallment s ON s.plan_id = p.id "
        f"WHERE {scope.of('p')} AND p.status = 'active'",
        {
            "invoice_id": pl.Int64,
            "plan_id": pl.Int64,
            "grace_days": pl.Int32,
            "due_on": pl.Date,
            "left_minor": pl.Int64,
        },
    )
    is_late = (col("left_minor") > 0) & (
        col("due_on") + pl.duration(days=col("grace_days")) < pl.lit(scope.today)
    )
    return found.group_by("invoice_id").agg(is_on_kept_plan=~is_late.any())


def _queued(scope: Scope) -> pl.DataFrame:
    unsent = ", ".join(f"'{status}'" for status in (*UNSENT, MessageStatus.SENDING))
    return _sparse(
        "SELECT mi.invoice_id, MAX(mi.position) AS queued_position FROM records_message m "  # noqa: S608 - whole numbers only
        f"JOIN records_messageinvoice mi ON mi.message_id = m.id WHERE {scope.of('m')} "
        f"AND m.status IN ({unsent}) AND mi.position IS NOT NULL GROUP BY mi.invoice_id",
        "queued_position",
    )


def _tasks(scope: Scope) -> pl.DataFrame:
    """The step of a task still open, and whether the end of the ladder was already told."""
    # To find a contact or mend a text is not to do the step: once mended, the message leaves.
    of_a_step = f"t.kind NOT IN ('{TaskKind.FIND_CONTACT}', '{TaskKind.MEND_MESSAGE}')"
    open_step = f"MAX(CASE WHEN t.done_at IS NULL AND {of_a_step} THEN ti.position END)"
    # Another ladder has another end: that one is told again.
    same = "(ti.ladder_id IS NULL OR i.ladder_id IS NULL OR ti.ladder_id = i.ladder_id)"
    ended = f"MAX(CASE WHEN t.kind = 'end_of_ladder' AND {same} THEN 1 ELSE 0 END)"
    return _sparse(
        f"SELECT ti.invoice_id, {open_step} AS task_position, {ended} AS is_with_person "  # noqa: S608 - whole numbers only
        "FROM records_task t JOIN records_taskinvoice ti ON ti.task_id = t.id "
        "JOIN records_invoice i ON i.id = ti.invoice_id "
        f"WHERE {scope.of('t')} GROUP BY ti.invoice_id",
        "task_position",
        "is_with_person",
    )


def _credits(scope: Scope) -> pl.DataFrame:
    both = " UNION ALL ".join(
        f"SELECT x.customer_id, x.currency, x.unapplied_minor AS credit_minor FROM {table} x "  # noqa: S608 - whole numbers only
        f"WHERE {scope.of('x')} AND x.unapplied_minor > 0 AND {extra}"
        for table, extra in (
            ("records_payment", "x.customer_id IS NOT NULL AND x.reversed_on IS NULL"),
            ("records_creditnote", "x.customer_id IS NOT NULL"),
        )
    )
    return read(both, core.CREDITS).group_by("customer_id", "currency").agg(pl.sum("credit_minor"))


def _minimums(company: Company) -> pl.DataFrame:
    rows = Minimum.objects.filter(company=company).values_list("currency", "minimum_minor")
    return pl.DataFrame(list(rows), schema=core.MINIMUMS, orient="row")


def _critical(company: Company) -> pl.DataFrame:
    rows = list(company.critical_minor.items())
    return pl.DataFrame(rows, schema=core.CRITICAL, orient="row")


def _places(customers: pl.DataFrame) -> list[tuple[str, str]]:
    return customers.select("country", "kind").unique().rows()
