"""A person takes messages back before they leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from aldia.core.codes import UNSENT
from aldia.core.recheck import BY_HAND
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records import facts_version, outbox
from aldia.records.models import Company, Message


class UnknownMessages(Refusal):
    code = "unknown_messages"
    text = _("No hay ningún mensaje con el número %(ids)s.")


@dataclass(frozen=True, slots=True)
class WithdrawSummary:
    """How many were taken back, and the state of those it was too late or needless for."""

    withdrawn: int
    skipped: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def withdraw_messages(
    company: Company, ids: Sequence[int], *, author: str, at: datetime
) -> WithdrawSummary:
    """Take back these messages. What is leaving or has left stays as it is, and is named.

    The facts have not changed: the same day's runs propose nothing in its place. A later one may,
    and then a person approves it, even where approval is off.
    """
    facts_version.lock(company)
    states = dict(
        Message.objects.filter(company=company, pk__in=set(ids)).values_list("pk", "status")
    )
    missing = sorted(set(ids) - set(states))
    if missing:
        raise UnknownMessages(ids=", ".join(str(pk) for pk in missing))
    why = {pk: BY_HAND for pk, status in states.items() if status in UNSENT}
    withdrawn = outbox.withdraw(company, why, at, author)
    skipped = {pk: status for pk, status in states.items() if pk not in why}
    return WithdrawSummary(withdrawn, skipped)
