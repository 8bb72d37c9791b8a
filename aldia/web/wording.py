"""The Spanish words for the codes the pages show."""

from django.utils.translation import gettext

from aldia.core.codes import Action, DisputeReason, MessageStatus, StepAction, TaskKind, Tone
from aldia.core.message_words import STATUS_WORDS
from aldia.core.reasons import REASON_WORDS, Reason
from aldia.core.task_words import TASK_WORDS
from aldia.core.words import gettext_noop as _

WORDS: dict[str, dict[str, str]] = {
    "tone": {
        Tone.PREVENTIVE: _("preventivo"),
        Tone.WARM: _("cercano"),
        Tone.NEUTRAL: _("neutro"),
        Tone.FIRM: _("firme"),
        Tone.FORMAL: _("formal"),
    },
    "status": {status: STATUS_WORDS[status] for status in MessageStatus},
    "task": {kind: TASK_WORDS[kind] for kind in TaskKind},
    "action": {
        Action.WAIT: _("Esperar"),
        Action.CONTACT: _("Escribir al cliente"),
        Action.TASK: _("Tarea para una persona"),
    },
    "step": {
        StepAction.MESSAGE: _("mensaje"),
        StepAction.CALL: _("llamada"),
        StepAction.LETTER: _("carta"),
        StepAction.ASK_SALES: _("consultar con ventas"),
        StepAction.PROPOSE_PLAN: _("proponer un plan"),
        StepAction.HAND_OVER: _("entregar el caso"),
    },
    "dispute": {
        DisputeReason.PRICE: _("precio"),
        DisputeReason.QTY: _("cantidad"),
        DisputeReason.QUALITY: _("calidad"),
        DisputeReason.NOT_DELIVERED: _("no entregado"),
        DisputeReason.DUPLICATE: _("factura duplicada"),
        DisputeReason.PAID: _("ya pagada"),
        DisputeReason.NO_PO: _("falta la orden de compra"),
        DisputeReason.DATA: _("datos de facturación"),
        DisputeReason.NOT_RECEIVED: _("factura no recibida"),
        DisputeReason.TERMS: _("otro plazo acordado"),
        DisputeReason.DISCOUNT: _("descuento pendiente"),
        DisputeReason.WITHHOLDING: _("retención"),
        DisputeReason.OTHER: _("otro motivo"),
    },
    "reason": {reason: REASON_WORDS[reason] for reason in Reason},
}
"""Per list of codes: the words, marked for translation. `tests/web` checks that none is missing."""


def say(family: str, code: str) -> str:
    """Return the words for a code in the reader's language; an unknown code is shown as it is."""
    known = WORDS[family].get(code)
    return gettext(known) if known else code
