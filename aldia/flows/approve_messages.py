"""A person says yes: proposed messages may leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from aldia.core.codes import MessageStatus
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records import facts_version
from aldia.records.models import Company, Message
from aldia.records.timeline import Event, append


class UnknownMessages(Refusal):
    code = "unknown_messages"
    text = _("No hay ningún mensaje con el número %(ids)s.")


@dataclass(frozen=True, slots=True)
class ApproveSummary:
    """How many may leave now, and the state of those that were not waiting for a yes."""

    approved: int
    skipped: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def approve_messages(
    company: Company, ids: Sequence[int] | None, *, author: str, at: datetime
) -> ApproveSummary:
    """Approve these proposed messages, or all of them (`None`). Who and when stay on the timeline.

    A message that is no longer proposed is left as it is. Refuses ids of no message here.
    """
    facts_version.lock(company)
    rows = Message.objects.select_for_update().filter(company=company)
    if ids is None:
        rows = rows.filter(status=MessageStatus.PROPOSED)
    else:
        rows = rows.filter(pk__in=set(ids))
    found = list(rows.only("id", "customer_id", "subject", "status").order_by("pk"))
    missing = sorted(set(ids or ()) - {message.pk for message in found})
    if missing:
        raise UnknownMessages(ids=", ".join(str(pk) for pk in missing))
    proposed = [m for m in found if m.status == MessageStatus.PROPOSED]
    for message in proposed:
        message.status = MessageStatus.APPROVED
        message.approved_at, message.approved_by = at, author
    Message.objects.bulk_update(proposed, ["status", "approved_at", "approved_by"], batch_size=300)
    append(company, [_event(message, author) for message in proposed], at)
    skipped = {m.pk: str(m.status) for m in found if m not in proposed}
    return ApproveSummary(len(proposed), skipped)


def _event(message: Message, author: str) -> Event:
    detail = {"message": message.pk, "subject": message.subject}
    return Event(message.customer_id, "message_approved", detail, author)
