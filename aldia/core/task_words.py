"""What each kind of task asks of a person, in Spanish."""

from aldia.core.codes import TaskKind
from aldia.core.words import gettext_noop as _

TASK_WORDS: dict[TaskKind, str] = {
    TaskKind.CALL: _("Llamar al cliente"),
    TaskKind.ASK_SALES: _("Preguntar a quien atiende al cliente"),
    TaskKind.PROPOSE_PLAN: _("Proponer un plan de pagos"),
    TaskKind.HAND_OVER: _("Decidir si se entrega el caso"),
    TaskKind.LETTER: _("Enviar una carta"),
    TaskKind.END_OF_LADDER: _("Decidir cómo seguir: ya se han dado todos los pasos amistosos"),
    TaskKind.FIND_CONTACT: _("Encontrar una dirección a la que escribir"),
    TaskKind.SETTLE_DOUBT: _("Comprobar si un mensaje llegó a salir"),
    TaskKind.CHOOSE_LADDER_START: _("Decir desde qué paso sigue la nueva estrategia"),
    TaskKind.MEND_MESSAGE: _("Corregir un mensaje que no se pudo escribir"),
}
