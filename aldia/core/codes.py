"""The closed lists everyone shares: tones, channels, actions, kinds. Their order is a promise."""

from enum import StrEnum


class Tone(StrEnum):
    """From the softest to the most formal; the order is the tone ladder."""

    PREVENTIVE = "preventive"
    WARM = "warm"
    NEUTRAL = "neutral"
    FIRM = "firm"
    FORMAL = "formal"

    @property
    def level(self) -> int:
        """0 for `preventive` to 4 for `formal`."""
        return TONES.index(self)


TONES = tuple(Tone)


class Channel(StrEnum):
    """The ways to reach a person. `post` is a letter, `phone` a call made by a person."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    PHONE = "phone"
    POST = "post"


class StepAction(StrEnum):
    """What a step of a ladder asks for. Only `message` and `letter` speak; the others are tasks."""

    MESSAGE = "message"
    CALL = "call"
    LETTER = "letter"
    ASK_SALES = "ask_sales"
    PROPOSE_PLAN = "propose_plan"
    HAND_OVER = "hand_over"


class Action(StrEnum):
    """What a decision does today."""

    WAIT = "wait"
    CONTACT = "contact"
    TASK = "task"


class CustomerKind(StrEnum):
    BUSINESS = "business"
    SOLE_TRADER = "sole_trader"
    CONSUMER = "consumer"
    UNKNOWN = "unknown"


class Risk(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class MessageStatus(StrEnum):
    """The life of a message; see `docs/way-of-data.md`."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    QUEUED = "queued"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    DOUBTFUL = "doubtful"


UNSENT = (
    MessageStatus.PROPOSED,
    MessageStatus.APPROVED,
    MessageStatus.QUEUED,
    MessageStatus.WAITING,
)
"""Can still be taken back."""

LEFT = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.BOUNCED, MessageStatus.DOUBTFUL)
"""Has left, or may have: counts against every cap."""


class TaskKind(StrEnum):
    CALL = "call"
    ASK_SALES = "ask_sales"
    PROPOSE_PLAN = "propose_plan"
    HAND_OVER = "hand_over"
    LETTER = "letter"
    END_OF_LADDER = "end_of_ladder"
    FIND_CONTACT = "find_contact"
    SETTLE_DOUBT = "settle_doubt"
    CHOOSE_LADDER_START = "choose_ladder_start"
    MEND_MESSAGE = "mend_message"


class DisputeReason(StrEnum):
    """Why a customer objects; the codes of `docs/glossary.md`."""

    PRICE = "PRICE"
    QTY = "QTY"
    QUALITY = "QUALITY"
    NOT_DELIVERED = "NOT_DELIVERED"
    DUPLICATE = "DUPLICATE"
    PAID = "PAID"
    NO_PO = "NO_PO"
    DATA = "DATA"
    NOT_RECEIVED = "NOT_RECEIVED"
    TERMS = "TERMS"
    DISCOUNT = "DISCOUNT"
    WITHHOLDING = "WITHHOLDING"
    OTHER = "OTHER"
