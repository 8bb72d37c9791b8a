"""Which rows a query may see: never another company's."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of one company: all its open invoices, or some customers' (paid ones too)."""

    company_id: int
    today: date
    customer_ids: tuple[int, ...] = ()
    also_invoice: int = 0
    """One more invoice to read, even if it is settled for long."""

    def of(self, table: str, column: str = "customer_id") -> str:
        """Return the SQL condition that keeps a query inside the scope."""
        mine = f"{table}.company_id = {int(self.company_id)}"
        if not self.customer_ids:
            return mine
        listed = ", ".join(str(int(customer)) for customer in self.customer_ids)
        return f"{mine} AND {table}.{column} IN ({listed})"

    @property
    def only_open(self) -> str:
        """Return the SQL condition for open invoices.

        For named customers, those whose last decision does not know yet that they are paid too.
        """
        if not self.customer_ids:
            return "AND i.open_minor > 0"
        return (
            f"AND (i.open_minor > 0 OR i.id = {int(self.also_invoice)} OR EXISTS (SELECT 1 "  # noqa: S608 - whole numbers only
            "FROM records_decisionrow d WHERE d.invoice_id = i.id AND d.reason <> 'PAID'))"
        )
