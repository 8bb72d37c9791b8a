"""From a row of the outbox to a message on its way out: who signs, where answers go, the table."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.crypto import salted_hmac

from aldia.core.codes import MessageStatus
from aldia.core.outgoing import Brand, Outgoing, rows_of
from aldia.records.models import Company, Message


def outgoing_of(message: Message, at: datetime) -> Outgoing:
    """Return all a channel needs. `at` is the moment written on it; the key never changes."""
    rows = rows_of(message.lines)
    steps = [row for row in rows if row.is_step]
    return Outgoing(
        key=f"m{message.pk}.{_seal('message', message.company_id, message.pk)}",
        address=message.address,
        name=message.customer.name,
        language=message.language,
        subject=message.subject,
        body=message.body,
        rows=rows,
        brand=brand_of(message.company, message.customer_id),
        at=at,
        is_before_due=bool(steps) and not any(row.is_due for row in steps),
    )


def evidence(message: Message, text: str, raw: bytes) -> dict[str, Any]:
    """Return what the timeline keeps of a message that has left: the exact words and their seal.

    `raw`: the very bytes that left.
    """
    return {
        "message": message.pk,
        "message_id": message.message_id,
        "channel": message.channel,
        "address": message.address,
        "subject": message.subject,
        "text": text,
        "mime_sha256": sha256(raw).hexdigest(),
        "template": message.template,
        "tone": message.tone,
        "legal_rules": list(message.legal_rules),
        "status": str(MessageStatus.SENT),
    }


def brand_of(company: Company, customer_id: int) -> Brand:
    """Return how the company shows itself to this customer."""
    return Brand(
        company=company.name,
        sender=company.sender_name,
        address=company.email,
        reply_to=reply_address(company, customer_id),
        phone=company.phone,
        logo=bytes(company.logo) if company.logo else None,
        logo_type=company.logo_type,
    )


def reply_address(company: Company, customer_id: int) -> str:
    """Return the company's address with a mark that only this customer's answers carry.

    `cobros@maderas.es` becomes `cobros+c42.1f0e9d8c7b@maderas.es`. The mark cannot be guessed for
    another customer. An address that already carries a mark is left as it is.
    """
    local, at, domain = company.email.rpartition("@")
    if not at or "+" in local:
        return company.email
    return f"{local}+c{customer_id}.{_seal('reply', company.pk, customer_id)}@{domain}"


def _seal(purpose: str, company_id: int, number: int) -> str:
    """Return ten hexadecimal digits that only this installation can write."""
    return salted_hmac(f"aldia.{purpose}", f"{company_id}:{number}").hexdigest()[:10]
