"""Says in words what an event of the timeline holds in figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from aldia.core.words import gettext_noop as _
from aldia.records.models import TimelineEvent
from aldia.web import formats, wording

SENTENCES = {
    "invoice_imported": _("Factura registrada por %(amount)s; vence el %(due_on)s."),
    "invoices_imported": _("Facturas nuevas desde un archivo: %(count)s."),
    "customer_updated": _("Los datos del cliente cambiaron al importarlos."),
    "invoice_updated": _("La factura cambió al importarla de nuevo."),
    "invoice_closed": _("La factura ya no venía en el archivo y se cerró."),
    "message_sent": _("Mensaje enviado a %(address)s: «%(subject)s»."),
    "message_approved": _("Mensaje aprobado: «%(subject)s»."),
    "message_withdrawn": _("Mensaje retirado: «%(subject)s». %(why)s"),
    "message_failed": _("El mensaje a %(address)s no pudo salir. %(why)s"),
    "message_doubtful": _("No se sabe si el mensaje a %(address)s salió. %(why)s"),
    "message_settled": _("Duda aclarada: el mensaje «%(subject)s» %(answer)s."),
    "message_bounced": _("El mensaje a %(address)s volvió. %(why)s"),
    "payment_received": _("Pago de %(amount)s recibido el %(received_on)s."),
    "payment_reversed": _("Pago anulado. %(reason)s"),
    "payment_restored": _("El pago anulado vuelve a contar. %(reason)s"),
    "credit_applied": _("Se aplicó saldo a favor del cliente."),
    "credit_received": _("Nota de crédito recibida por %(amount)s."),
    "promise_made": _("Promesa de pago de %(amount)s para el %(promised_for)s."),
    "dispute_opened": _("Reclamación por %(amount)s: %(dispute)s."),
    "dispute_closed": _("Reclamación resuelta. %(resolution)s"),
    "hold_started": _("En pausa hasta %(until)s. %(reason)s"),
    "hold_ended": _("Fin de la pausa."),
    "customer_blocked": _("Se pidió no contactar con el cliente. %(reason)s"),
    "customer_unblocked": _("Se puede volver a contactar con el cliente."),
    "reply_received": _("El cliente escribió."),
    "task_done": _("Tarea hecha: %(task)s. %(outcome)s"),
    "ladder_assigned": _("Cambio de estrategia."),
}

DATES = ("due_on", "received_on", "promised_for", "until", "issued_on", "made_on")

WITHDRAWN_BECAUSE = {
    "AMOUNT_CHANGED": _("El importe había cambiado."),
    "STEP_CHANGED": _("Ya tocaba otro paso."),
    "ADDRESS_CHANGED": _("La dirección del cliente había cambiado."),
    "STALE": _("Llevaba días sin salir: se escribe de nuevo."),
    "BY_HAND": _("Lo retiró una persona."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """An event as it is shown: a sentence, and the exact words said or received, if any."""

    event: TimelineEvent
    sentence: str
    text: str


class _Values(dict[str, str]):
    """A figure an older event lacks leaves a dash instead of an error."""

    def __missing__(self, key: str) -> str:
        return "—"


def said(event: TimelineEvent) -> Said:
    """Return the event in the reader's language."""
    sentence = SENTENCES.get(event.kind)
    values = _values(event.detail)
    words = gettext(sentence) % values if sentence else event.kind.replace("_", " ")
    return Said(event, words.strip(), str(event.detail.get("text") or ""))


def _values(detail: Mapping[str, Any]) -> _Values:
    values = _Values({key: str(value) for key, value in detail.items() if value is not None})
    if "currency" in detail and "amount_minor" in detail:
        values["amount"] = formats.money(int(detail["amount_minor"]), str(detail["currency"]))
    for name in DATES:
        if detail.get(name):
            written = formats.date_of(str(detail[name]))
            values[name] = gettext("el %(day)s") % {"day": written} if name == "until" else written
        elif name in detail:
            values[name] = gettext("que alguien la termine")
    if "why" in detail:
        values["why"] = why_words(str(detail["why"]))
    if "answer" in detail:
        answer = str(detail["answer"])
        values["answer"] = gettext("salió") if answer == "sent" else gettext("no salió")
    values["dispute"] = wording.say("dispute", str(detail.get("reason", "")))
    values["task"] = wording.say("task", str(detail.get("kind", "")))
    return values


def why_words(code: str) -> str:
    """Return why a message was taken back or failed: a code's words, or what the channel said."""
    known = WITHDRAWN_BECAUSE.get(code) or wording.WORDS["reason"].get(code) or code
    return gettext(known) if known else ""
