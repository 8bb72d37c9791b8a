"""Tax ids: is it a real one, how is it written, and does it belong to a company or a person?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from stdnum import get_cc_module
from stdnum.ar import cuit
from stdnum.ar import dni as ar_dni
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.ec import ci
from stdnum.ec import ruc as ec_ruc
from stdnum.es import nif
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import ValidationError
from stdnum.mx import rfc
from stdnum.pe import cui
from stdnum.pe import ruc as pe_ruc
from stdnum.pt import nif as pt_nif
from stdnum.us import ein

from aldia.core.codes import CustomerKind
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _

BUSINESS, SOLE_TRADER, UNKNOWN = (
    CustomerKind.BUSINESS,
    CustomerKind.SOLE_TRADER,
    CustomerKind.UNKNOWN,
)

# Written on invoices to nobody in particular: as a key they would melt many customers into one.
GENERIC = MappingProxyType(
    {
        "MX": frozenset({"XAXX010101000", "XEXX010101000"}),
        "CO": frozenset({"222222222222", "2222222222222"}),
        "CL": frozenset({"666666666", "555555555"}),
        "PE": frozenset({"00000000", "00000000000"}),
        "EC": frozenset({"9999999999", "9999999999999"}),
        "BR": frozenset({"00000000000", "00000000000000"}),
    }
)


class BadTaxId(Refusal):
    code = "bad_tax_id"
    text = _("«%(text)s» no es una identificación fiscal válida en %(country)s. Revise las cifras.")


class GenericTaxId(BadTaxId):
    code = "generic_tax_id"
    text = _(
        "«%(text)s» es una identificación genérica que comparten muchos clientes. "
        "Déjela vacía o escriba la propia."
    )


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax id in capitals without spaces or signs, and the kind of customer it speaks of.

    Ids of persons say `sole_trader`: they may also be consumers, and are protected alike.
    """

    normalised: str
    kind: CustomerKind


def check_tax_id(country: str | None, text: str) -> TaxId:
    """Return the tax id of a country (ISO 3166-1), or raise `BadTaxId`.

    Known countries are checked with their own check digits, the rest of the European Union with
    its VAT rules; elsewhere the text is only normalised and the kind is unknown.
    """
    code = (country or "").strip().upper()
    plain = _plain(text)
    if plain in GENERIC.get(code, ()):
        raise GenericTaxId(text=text, country=code)
    try:
        found = _reader(code)(text.strip().upper())
    except ValidationError:
        raise BadTaxId(text=text, country=code) from None
    if not found.normalised:
        raise BadTaxId(text=text, country=code)
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-ZÑ&]", "", text.upper())


@cache
def _reader(code: str) -> Callable[[str], TaxId]:
    if code in _READERS:
        return _READERS[code]
    module = get_cc_module(code.lower(), "vat") if code.lower() in MEMBER_STATES else None
    if module is not None:
        return lambda text: TaxId(module.validate(text), UNKNOWN)
    return lambda text: TaxId(_plain(text), UNKNOWN)


def _spain(text: str) -> TaxId:
    plain = _plain(text).removeprefix("ES")
    number = nif.validate(plain.zfill(9) if re.fullmatch(r"\d{5,8}[A-Z]", plain) else plain)
    is_person = number[0].isdigit() or number[0] in "XYZKLM"
    return TaxId(number, SOLE_TRADER if is_person else BUSINESS)


def _mexico(text: str) -> TaxId:
    number = rfc.validate(_plain(text))
    return TaxId(number, BUSINESS if len(number) == 12 else SOLE_TRADER)


def _colombia(text: str) -> TaxId:
    digits = _plain(text)
    if _has_no_check_digit(text.strip(), digits):
        digits += nit.calc_check_digit(digits)
    number = nit.validate(digits)
    is_company = len(number) == 10 and number[0] in "89"
    return TaxId(number, BUSINESS if is_company else SOLE_TRADER)


def _has_no_check_digit(text: str, digits: str) -> bool:
    """Companies (nine digits from 8 or 9) and new identity cards (ten from 1) often go so."""
    if not digits.isdigit() or re.search(r"-\s*\d$", text):
        return False
    return bool(re.fullmatch(r"[89]\d{8}|1\d{9}", digits))


def _chile(text: str) -> TaxId:
    number = rut.validate(_plain(text))
    # The registry of companies starts at fifty million; persons have not reached half of it.
    return TaxId(number, BUSINESS if int(number[:-1]) >= 50_000_000 else SOLE_TRADER)


def _peru(text: str) -> TaxId:
    plain = _plain(text)
    if len(plain) == 8:
        return TaxId(cui.validate(plain), SOLE_TRADER)
    number = pe_ruc.validate(plain)
    return TaxId(number, BUSINESS if number.startswith("20") else SOLE_TRADER)


def _argentina(text: str) -> TaxId:
    plain = _plain(text)
    if len(plain) in (7, 8):
        return TaxId(ar_dni.validate(plain), SOLE_TRADER)
    number = cuit.validate(plain)
    return TaxId(number, BUSINESS if number[:2] in ("30", "33", "34") else SOLE_TRADER)


def _ecuador(text: str) -> TaxId:
    plain = _plain(text)
    if len(plain) == 10:
        return TaxId(ci.validate(plain), SOLE_TRADER)
    number = ec_ruc.validate(plain)
    return TaxId(number, BUSINESS if number[2] in "69" else SOLE_TRADER)


def _brazil(text: str) -> TaxId:
    plain = _plain(text)
    if len(plain) == 11:
        return TaxId(cpf.validate(plain), SOLE_TRADER)
    return TaxId(cnpj.validate(plain), BUSINESS)


def _united_states(text: str) -> TaxId:
    if re.fullmatch(r"\d{3}-\d{2}-\d{4}", text):
        return TaxId(_plain(text), SOLE_TRADER)  # the way a social security number is written
    return TaxId(ein.validate(_plain(text)), BUSINESS)


def _portugal(text: str) -> TaxId:
    number = pt_nif.validate(_plain(text))
    is_person = number[0] in "1238" or number[:2] in ("45", "70", "74", "75")
    return TaxId(number, SOLE_TRADER if is_person else BUSINESS)


_READERS: MappingProxyType[str, Callable[[str], TaxId]] = MappingProxyType(
    {
        "ES": _spain,
        "MX": _mexico,
        "CO": _colombia,
        "CL": _chile,
        "PE": _peru,
        "AR": _argentina,
        "EC": _ecuador,
        "BR": _brazil,
        "US": _united_states,
        "PT": _portugal,
    }
)
