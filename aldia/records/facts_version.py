"""One number per company that goes up whenever its facts change, and the lock that guards it."""

from django.db.models import F

from aldia.records.models import Company


def lock(company: Company) -> int:
    """Make every other writer of this company wait until this transaction ends.

    Returns the version of the facts. Every flow that changes facts takes this lock first, so
    that two of them never decide on facts the other is changing.
    """
    locked = Company.objects.select_for_update().only("facts_version").get(pk=company.pk)
    return locked.facts_version


def bump(company: Company) -> int:
    """Say that the facts have changed. Returns the new version."""
    Company.objects.filter(pk=company.pk).update(facts_version=F("facts_version") + 1)
    company.refresh_from_db(fields=["facts_version"])
    return company.facts_version
