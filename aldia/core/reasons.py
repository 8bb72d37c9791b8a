"""Why an invoice waits, or does not: the closed list of reasons, with their Spanish words.

The long explanation of each one is in `docs/reasons.md`.
"""

from enum import StrEnum

from aldia.core.words import gettext_noop as _


class Reason(StrEnum):
    """In the order in which the rules are asked; the first that applies wins."""

    PAID = "PAID"
    WRITTEN_OFF = "WRITTEN_OFF"
    HANDED_OVER = "HANDED_OVER"
    CUSTOMER_BLOCKED = "CUSTOMER_BLOCKED"
    ON_HOLD = "ON_HOLD"
    DISPUTED = "DISPUTED"
    COVERED_BY_CREDIT = "COVERED_BY_CREDIT"
    DEPOSIT_TO_APPLY = "DEPOSIT_TO_APPLY"
    REPLY_UNANSWERED = "REPLY_UNANSWERED"
    PROMISED = "PROMISED"
    PLAN_KEPT = "PLAN_KEPT"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    NOT_YET = "NOT_YET"
    LADDER_EXHAUSTED = "LADDER_EXHAUSTED"
    TASK_OPEN = "TASK_OPEN"
    OPTED_OUT = "OPTED_OUT"
    NO_CONTACT_POINT = "NO_CONTACT_POINT"
    CONTACT_GAP = "CONTACT_GAP"
    CONTACT_CAP = "CONTACT_CAP"
    STEP_DUE = "STEP_DUE"


REASON_WORDS: dict[Reason, str] = {
    Reason.PAID: _("La factura está pagada."),
    Reason.WRITTEN_OFF: _("Alguien la dio por incobrable."),
    Reason.HANDED_OVER: _("El caso lo lleva una agencia o un abogado."),
    Reason.CUSTOMER_BLOCKED: _("Se ha pedido no contactar con este cliente."),
    Reason.ON_HOLD: _("Está en pausa."),
    Reason.DISPUTED: _("El cliente la ha reclamado: primero se resuelve."),
    Reason.COVERED_BY_CREDIT: _("El cliente tiene saldo a favor que la cubre."),
    Reason.DEPOSIT_TO_APPLY: _("Hay un ingreso del cliente pendiente de aplicar."),
    Reason.REPLY_UNANSWERED: _("El cliente ha escrito y espera respuesta."),
    Reason.PROMISED: _("El cliente prometió pagar y todavía está en plazo."),
    Reason.PLAN_KEPT: _("Está en un plan de pagos que se cumple."),
    Reason.BELOW_MINIMUM: _("El total del cliente no llega al mínimo para escribirle."),
    Reason.NOT_YET: _("Todavía no toca el siguiente paso."),
    Reason.LADDER_EXHAUSTED: _("Se han dado todos los pasos amistosos: decide una persona."),
    Reason.TASK_OPEN: _("La tarea de este paso es de una persona y sigue abierta."),
    Reason.OPTED_OUT: _("El cliente pidió no recibir mensajes por este canal."),
    Reason.NO_CONTACT_POINT: _("No hay una dirección válida a la que escribir."),
    Reason.CONTACT_GAP: _("Se le escribió hace muy poco."),
    Reason.CONTACT_CAP: _("Ya se alcanzó el máximo de contactos."),
    Reason.STEP_DUE: _("Hoy toca este paso."),
}
