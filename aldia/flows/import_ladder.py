"""Brings in a ladder written by a person, and says who walks it from now on."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from aldia.core.codes import UNSENT
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.decisions import redecide
from aldia.records.ladders import make_default, put_ladder, reassign_unstarted
from aldia.records.models import Company, Ladder, LadderRule, Message
from aldia.records.runs import worked_until
from aldia.sources.ladder_file.reading import read_ladder_file


@transaction.atomic
def import_ladder(
    company: Company, path: Path, *, at: datetime, as_default: bool = False
) -> Ladder:
    """Store the ladder of a YAML file as a new version.

    Invoices nobody was contacted about yet change to it.
    It becomes the default when asked to, or when it is the only ladder brought in by hand: then
    the company has said how it collects, and the rules of the built-in ladders step aside.
    """
    plan = read_ladder_file(path)
    facts_version.lock(company)
    ladder = put_ladder(company, plan, at)
    by_hand = Ladder.objects.filter(company=company, is_built_in=False, is_current=True)
    if as_default or by_hand.count() == 1:
        make_default(company, ladder)
        built_in = Ladder.objects.filter(company=company, is_built_in=True, is_current=True)
        names = built_in.values_list("name", flat=True)
        LadderRule.objects.filter(company=company, ladder_name__in=list(names)).delete()
    reassign_unstarted(company)
    facts_version.bump(company)
    _take_back(company, at)
    return ladder


def _take_back(company: Company, at: datetime) -> None:
    """What waits to be said on a ladder that is no longer walked is taken back now."""
    last = worked_until(company)
    unsent = [str(status) for status in UNSENT]
    waiting = Message.objects.filter(company=company, status__in=unsent)
    customers = set(waiting.values_list("customer_id", flat=True))
    if last is not None:
        redecide(company, customers, last, at, limits_for)
