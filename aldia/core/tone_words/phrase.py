"""What a phrase to avoid is made of. The phrases themselves live in one file per language."""

import re
from dataclasses import dataclass
from enum import StrEnum

from aldia.core.words import gettext_noop as _


class Kind(StrEnum):
    """What can be wrong with the tone of a text."""

    THREAT = "threat"
    ACCUSATION = "accusation"
    CAPITALS = "capitals"
    FALSE_URGENCY = "false_urgency"
    LEGAL_MENACE = "legal_menace"
    FORBIDDEN_WORD = "forbidden_word"
    MIXED_CURRENCY_TOTAL = "mixed_currency_total"
    EXCLAMATION = "exclamation"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern over a text in small letters, and what to write instead.

    The text comes without accents or capitals, and any space or line break is one blank.

    A `neutral_fact` (say, the number of a law) is fine in a formal letter and nowhere before.
    """

    kind: Kind
    pattern: re.Pattern[str]
    suggestion: str
    neutral_fact: bool = False


def phrase(kind: Kind, suggestion: str, *ways: str, neutral_fact: bool = False) -> Phrase:
    """Join several ways to say the same, as whole words."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")
    return Phrase(kind, pattern, suggestion, neutral_fact)


SAY_PENDING = _("Diga «factura con saldo pendiente» o «importe pendiente».")
SAY_CUSTOMER = _("Diga «cliente», «empresa» o el nombre de quien recibe el mensaje.")
ASK_WHAT_IS_WRONG = _("Pregunte: «¿Hay algo en la factura que debamos corregir?».")
SAY_NOT_RECEIVED = _("Diga «todavía no nos consta el pago».")
ASK_KINDLY = _("Diga «le pedimos», «le agradeceremos» o «quedamos atentos».")
OFFER_A_DATE = _("Ofrezca una salida: «si necesita otra fecha, díganos».")
GIVE_A_DATE = _("Dé una fecha: «a más tardar el viernes 14 de marzo».")
LEAVE_LAW_OUT = _("Deje las vías legales fuera de un mensaje amistoso.")
CITE_LATER = _("Cite una ley o los intereses solo en una carta formal, como dato y sin amenaza.")
