"""Invariants of speech: the outbox, the evidence of what was said, and where each ladder stands."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aldia.core.codes import UNSENT, MessageStatus, TaskKind
from aldia.core.words import gettext_noop as _
from aldia.records.models import Company, Message, TimelineEvent
from aldia.records.sending import A_LONG_WAIT
from aldia.reports.invariants import Broken, Check, by_query, how_many, rows_of


def _listed(*codes: str) -> str:
    return ", ".join(f"'{code}'" for code in codes)


SAID = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.BOUNCED)
_IN_FLIGHT = _listed(*UNSENT, MessageStatus.SENDING)

ONE_VOICE = by_query(
    "one_unsent_message",
    _("Tiene %(count)s mensajes a la vez sin salir por %(channel)s."),
    f"FROM records_message WHERE company_id = {{company}} AND status IN ({_IN_FLIGHT})",
    "SELECT c.name AS place, m.channel, COUNT(*) AS count FROM records_message m "  # noqa: S608 - our own names
    "JOIN records_customer c ON c.id = m.customer_id "
    f"WHERE m.company_id = {{company}} AND m.status IN ({_IN_FLIGHT}) "
    "GROUP BY c.id, c.name, m.channel HAVING COUNT(*) > 1",
)

NOTHING_SETTLED = by_query(
    "nothing_settled_is_asked",
    _("Está pagada, y el mensaje %(message)s todavía pide su pago."),
    f"FROM records_message WHERE company_id = {{company}} AND status IN ({_listed(*UNSENT)})",
    "SELECT i.number AS place, m.id AS message FROM records_message m "  # noqa: S608 - our own names
    "JOIN records_messageinvoice x ON x.message_id = m.id "
    "JOIN records_invoice i ON i.id = x.invoice_id WHERE m.company_id = {company} "
    f"AND m.status IN ({_listed(*UNSENT)}) AND i.open_minor = 0",
)


def _count_sending(company: Company, _at: datetime) -> int:
    return Message.objects.filter(company=company, status=MessageStatus.SENDING).count()


def _stuck(company: Company, at: datetime) -> Iterator[Broken]:
    """A clock that went back makes a claim lie far in the future: that is too long as well."""
    for message in Message.objects.filter(company=company, status=MessageStatus.SENDING):
        if message.claimed_at is None or abs(at - message.claimed_at) > A_LONG_WAIT:
            what = _("El mensaje lleva demasiado tiempo saliendo: «aldia send» lo dejará en duda.")
            yield Broken("nothing_stuck", what, f"{message.pk}: {message.address}")


def _said(company: Company) -> str:
    return f"WHERE m.company_id = {int(company.pk)} AND m.status IN ({_listed(*SAID)})"


def _count_said(company: Company, _at: datetime) -> int:
    return how_many(f"SELECT COUNT(*) FROM records_message m {_said(company)}")  # noqa: S608 - a whole number only


def _without_evidence(company: Company, _at: datetime) -> Iterator[Broken]:
    """Compare what was said with the timeline, which keeps the words and their hash.

    A doubt that a person has settled is witnessed by that person's word instead.
    """
    sealed: dict[int, str] = {}
    events = TimelineEvent.objects.filter(
        company=company, kind__in=["message_sent", "message_settled"]
    )
    for kind, detail in events.values_list("kind", "detail").iterator(5000):
        if kind == "message_sent" and detail.get("text"):
            sealed[detail.get("message")] = str(detail.get("mime_sha256"))
        elif detail.get("answer") == "sent":
            sealed.setdefault(detail.get("message"), "")
    for row in rows_of(
        f"SELECT m.id, m.address, m.text_hash FROM records_message m {_said(company)}"  # noqa: S608 - a whole number only
    ):
        if sealed.get(row["id"]) != row["text_hash"]:
            what = _("Salió, y su historial no guarda el texto exacto.")
            yield Broken("sent_messages_proven", what, f"{row['id']}: {row['address']}")


# A step on the invoice repeats what was said or done. A ladder assigned by hand starts anew.


def _count_steps(company: Company, _at: datetime) -> int:
    return how_many(
        "SELECT COUNT(*) FROM records_invoice WHERE last_step_on IS NOT NULL "  # noqa: S608 - a whole number only
        f"AND company_id = {int(company.pk)}"
    )


NOT_STEPS = _listed(TaskKind.FIND_CONTACT, TaskKind.MEND_MESSAGE, TaskKind.SETTLE_DOUBT)


def _sources(company: Company) -> str:
    """Everything that was a step, in one list: messages that left and tasks that were done."""
    mine = int(company.pk)
    return (
        "SELECT x.invoice_id, x.ladder_id, x.position, m.tone, m.day, m.day AS done_on, "  # noqa: S608 - a whole number only
        "m.id AS source_id FROM records_message m "
        f"JOIN records_messageinvoice x ON x.message_id = m.id {_said(company)} UNION ALL "
        "SELECT x.invoice_id, x.ladder_id, x.position, NULL, NULL, t.done_on, t.id "
        "FROM records_task t JOIN records_taskinvoice x ON x.task_id = t.id "
        f"WHERE t.company_id = {mine} AND t.done_at IS NOT NULL AND x.position IS NOT NULL "
        f"AND t.kind NOT IN ({NOT_STEPS})"
    )


def _ladders_astray(company: Company, _at: datetime) -> Iterator[Broken]:
    assigned = _last_assignments(company)
    for row in rows_of(_standing(company)):
        what = _astray(row, assigned.get(row["customer_id"]))
        if what:
            yield Broken("ladder_state", what, row["place"])


def _standing(company: Company) -> str:
    """Each invoice with a step, beside the last thing said and the last step of its ladder."""
    latest = "ORDER BY s.done_on DESC, s.source_id DESC"
    ranked = (
        "SELECT s.*, i.ladder_id AS its_ladder, "  # noqa: S608 - our own names
        f"ROW_NUMBER() OVER (PARTITION BY s.invoice_id ORDER BY CASE WHEN s.tone IS NULL "
        "THEN 1 ELSE 0 END, s.done_on DESC, s.source_id DESC) AS said, "
        "ROW_NUMBER() OVER (PARTITION BY s.invoice_id, s.ladder_id "
        f"{latest}) AS stood FROM ({_sources(company)}) s "
        "JOIN records_invoice i ON i.id = s.invoice_id"
    )
    ends = (
        "SELECT invoice_id, MAX(CASE WHEN said = 1 THEN tone END) AS tone, "  # noqa: S608 - our own names
        "MAX(CASE WHEN said = 1 THEN day END) AS day, "
        "MAX(CASE WHEN day IS NULL THEN 1 ELSE 0 END) AS by_person, "
        "MAX(CASE WHEN stood = 1 AND ladder_id = its_ladder THEN position END) AS position, "
        "MAX(CASE WHEN stood = 1 AND ladder_id = its_ladder THEN done_on END) AS done_on "
        f"FROM ({ranked}) r GROUP BY invoice_id"
    )
    return (
        "SELECT i.number AS place, i.customer_id, i.last_position, i.last_step_on, i.last_tone, "  # noqa: S608 - our own names
        f"e.tone, e.day, e.by_person, e.position, e.done_on FROM records_invoice i "
        f"LEFT JOIN ({ends}) e ON e.invoice_id = i.id WHERE i.company_id = {int(company.pk)} "
        "AND (e.invoice_id IS NOT NULL OR i.last_position IS NOT NULL "
        "OR i.last_step_on IS NOT NULL OR i.last_tone IS NOT NULL)"
    )


def _last_assignments(company: Company) -> dict[int, str]:
    """Return the day on which a person last changed each customer's ladder, as ISO text."""
    events = TimelineEvent.objects.filter(company=company, kind="ladder_assigned")
    found = events.order_by("sequence").values_list("customer_id", "detail")
    return {customer: str(detail.get("on", "")) for customer, detail in found}


def _astray(row: dict[str, Any], assigned: str | None) -> str:
    """Return what is wrong with where an invoice stands, or nothing."""
    if (row["last_tone"] or None) != row["tone"]:
        return _("El último tono anotado no es el del último mensaje que salió.")
    if _is_day_wrong(row):
        return _("El día del último paso no es el día en que se dio.")
    started_anew = assigned is not None and str(row["done_on"] or "") <= assigned
    allowed = {row["position"], None} if started_anew else {row["position"]}
    if row["last_position"] not in allowed:
        return _("El último paso anotado no es el último que se dio.")
    return ""


def _is_day_wrong(row: dict[str, Any]) -> bool:
    """A person may say a step was done on another day than the one it is written down."""
    kept, said = str(row["last_step_on"] or ""), str(row["day"] or "")
    return kept < said if row["by_person"] else kept != said


CHECKS = (
    ONE_VOICE,
    NOTHING_SETTLED,
    Check("nothing_stuck", _count_sending, _stuck),
    Check("sent_messages_proven", _count_said, _without_evidence),
    Check("ladder_state", _count_steps, _ladders_astray),
)
