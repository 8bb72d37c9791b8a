"""A person has found out whether a doubtful message left, and says so."""

from datetime import datetime

from django.db import transaction

from aldia.core.codes import MessageStatus
from aldia.core.message_words import STATUS_WORDS
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version, sending
from aldia.records.decisions import redecide
from aldia.records.models import Company, Message
from aldia.records.timeline import Event, append


class NoDoubt(Refusal):
    code = "no_doubt"
    text = _("El mensaje %(id)s no está en duda: su estado es «%(status)s».")
    marked = ("status",)


@transaction.atomic
def settle_doubt(
    company: Company, message: Message, *, was_sent: bool, author: str, at: datetime
) -> Message:
    """Close the doubt. Sent: its steps count from the day it left. Not sent: a run may say it anew.

    Nothing is sent here, whatever the answer. Refuses a message that is not doubtful.
    """
    facts_version.lock(company)
    message = Message.objects.select_for_update().get(company=company, pk=message.pk)
    if message.status != MessageStatus.DOUBTFUL:
        raise NoDoubt(id=message.pk, status=STATUS_WORDS[MessageStatus(message.status)])
    message.status = MessageStatus.SENT if was_sent else MessageStatus.FAILED
    message.sent_at = message.claimed_at if was_sent else None
    message.outcome = "" if was_sent else "NOT_SENT"
    message.save(update_fields=["status", "sent_at", "outcome"])
    if was_sent:
        sending.record_steps(message)
    answer = "sent" if was_sent else "not_sent"
    detail = {"message": message.pk, "subject": message.subject, "answer": answer}
    append(company, [Event(message.customer_id, "message_settled", detail, author)], at)
    sending.close_doubt(message, at, author, answer)
    today = sending.local_day(at, company.timezone)
    redecide(company, [message.customer_id], today, at, limits_for)
    return message
