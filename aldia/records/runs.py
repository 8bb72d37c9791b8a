"""Which days have been worked."""

from datetime import date

from aldia.records.models import Company, Run


def worked_until(company: Company) -> date | None:
    """Return the last day a run has worked for the company; None before the first."""
    last = Run.objects.filter(company=company).order_by("-day").values_list("day", flat=True)
    return last.first()
