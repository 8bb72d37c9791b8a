"""What each state of a message is called."""

from aldia.core.codes import MessageStatus
from aldia.core.words import gettext_noop as _

STATUS_WORDS: dict[MessageStatus, str] = {
    MessageStatus.PROPOSED: _("por aprobar"),
    MessageStatus.APPROVED: _("aprobado"),
    MessageStatus.QUEUED: _("en cola"),
    MessageStatus.WAITING: _("espera su horario"),
    MessageStatus.SENDING: _("saliendo"),
    MessageStatus.SENT: _("enviado"),
    MessageStatus.DELIVERED: _("entregado"),
    MessageStatus.BOUNCED: _("devuelto"),
    MessageStatus.FAILED: _("no se pudo enviar"),
    MessageStatus.WITHDRAWN: _("retirado"),
    MessageStatus.DOUBTFUL: _("en duda"),
}
