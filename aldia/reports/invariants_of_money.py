"""Invariants of money: every amount is explained by its movements."""

from aldia.core.words import gettext_noop as _
from aldia.reports.invariants import Check, by_query

_LIVE = "a.reversed_on IS NULL"


def _source(name: str, what: str, table: str, label: str, *, column: str, is_void: str) -> Check:
    """What is left of a payment or a credit note is its amount less its live movements."""
    left = f"CASE WHEN {is_void} THEN 0 ELSE s.amount_minor END - COALESCE(m.moved, 0)"
    moved = (
        f"SELECT a.{column} AS source_id, CAST(SUM(a.amount_minor) AS BIGINT) AS moved "  # noqa: S608 - our own names
        f"FROM records_allocation a JOIN {table} p ON p.id = a.{column} "
        f"WHERE p.company_id = {{company}} AND {_LIVE} GROUP BY a.{column}"
    )
    return by_query(
        name,
        what,
        f"FROM {table} WHERE company_id = {{company}}",
        f"SELECT s.{label} AS place, s.currency, s.unapplied_minor AS kept_minor, "  # noqa: S608 - our own names
        f"{left} AS expected_minor FROM {table} s LEFT JOIN ({moved}) m ON m.source_id = s.id "
        f"WHERE s.company_id = {{company}} AND s.unapplied_minor <> {left}",
    )


OPEN_AMOUNT = by_query(
    "open_amounts",
    _("Constan pendientes %(kept)s, pero sus movimientos dejan %(expected)s."),
    "FROM records_invoice WHERE company_id = {company}",
    "SELECT i.number AS place, i.currency, i.open_minor AS kept_minor, "  # noqa: S608 - our own names
    "i.amount_minor - COALESCE(m.moved, 0) AS expected_minor FROM records_invoice i LEFT JOIN ("
    "SELECT a.invoice_id, CAST(SUM(a.amount_minor) AS BIGINT) AS moved FROM records_allocation a "
    "JOIN records_invoice n ON n.id = a.invoice_id "
    f"WHERE n.company_id = {{company}} AND {_LIVE} GROUP BY a.invoice_id"
    ") m ON m.invoice_id = i.id WHERE i.company_id = {company} "
    "AND i.open_minor <> i.amount_minor - COALESCE(m.moved, 0)",
)

ONE_CURRENCY = by_query(
    "allocations_in_one_currency",
    _("Un movimiento en %(source)s cubre esta factura, que está en %(invoice)s."),
    "FROM records_allocation WHERE company_id = {company}",
    "SELECT i.number AS place, i.currency AS invoice, COALESCE(p.currency, c.currency) AS source "
    "FROM records_allocation a JOIN records_invoice i ON i.id = a.invoice_id "
    "LEFT JOIN records_payment p ON p.id = a.payment_id "
    "LEFT JOIN records_creditnote c ON c.id = a.credit_note_id "
    "WHERE a.company_id = {company} AND COALESCE(p.currency, c.currency) <> i.currency",
)

PARTS_ADD_UP = by_query(
    "installments_add_up",
    _("Es de %(amount)s, pero sus cuotas suman %(parts)s."),
    "FROM records_invoice WHERE company_id = {company} AND has_installments",
    "SELECT i.number AS place, i.currency, i.amount_minor, "
    "COALESCE(s.total, 0) AS parts_minor FROM records_invoice i LEFT JOIN ("
    "SELECT s.invoice_id, CAST(SUM(s.amount_minor) AS BIGINT) AS total FROM records_installment s "
    "JOIN records_invoice n ON n.id = s.invoice_id WHERE n.company_id = {company} "
    "GROUP BY s.invoice_id) s ON s.invoice_id = i.id WHERE i.company_id = {company} "
    "AND ((i.has_installments AND COALESCE(s.total, 0) <> i.amount_minor) "
    "OR (NOT i.has_installments AND s.total IS NOT NULL))",
)

# The first part not covered yet, or the last one when all are.
_PARTS = (
    "SELECT s.invoice_id, s.position, s.due_on, SUM(s.amount_minor) OVER ("
    "PARTITION BY s.invoice_id ORDER BY s.position) AS covered, "
    "n.amount_minor - n.open_minor AS settled FROM records_installment s "
    "JOIN records_invoice n ON n.id = s.invoice_id "
    "WHERE n.company_id = {company} AND n.has_installments"
)
_ASKED = (
    "SELECT invoice_id, COALESCE(MIN(CASE WHEN covered > settled THEN position END), "  # noqa: S608 - our own names
    f"MAX(position)) AS position FROM ({_PARTS}) parts GROUP BY invoice_id"
)

NEXT_DUE_DATE = by_query(
    "next_due_dates",
    _("La próxima fecha de pago anotada es %(kept)s y debería ser %(expected)s."),
    "FROM records_invoice WHERE company_id = {company}",
    "SELECT i.number AS place, i.next_due_on AS kept, COALESCE(d.due_on, i.due_on) AS expected "  # noqa: S608 - our own names
    f"FROM records_invoice i LEFT JOIN ({_ASKED}) p ON p.invoice_id = i.id "
    "LEFT JOIN records_installment d ON d.invoice_id = p.invoice_id AND d.position = p.position "
    "WHERE i.company_id = {company} AND i.next_due_on <> COALESCE(d.due_on, i.due_on)",
)

CHECKS = (
    OPEN_AMOUNT,
    _source(
        "payments_applied",
        _("Constan sin aplicar %(kept)s de este pago, pero sus movimientos dejan %(expected)s."),
        "records_payment",
        "key",
        column="payment_id",
        is_void="s.reversed_on IS NOT NULL",
    ),
    _source(
        "credit_notes_applied",
        _(
            "Constan sin aplicar %(kept)s de esta nota de crédito, "
            "pero sus movimientos dejan %(expected)s."
        ),
        "records_creditnote",
        "number",
        column="credit_note_id",
        is_void="s.amount_minor IS NULL",
    ),
    ONE_CURRENCY,
    PARTS_ADD_UP,
    NEXT_DUE_DATE,
)
