"""Makes up tax ids with right check digits. A match with a real one would be chance."""

from collections.abc import Callable
from random import Random
from types import MappingProxyType

from stdnum.ar import cuit
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.es import cif, dni
from stdnum.mx import rfc
from stdnum.pe import ruc

LETTERS = "ABCDEFGHJKLMNPRSTVWXZ"


def make_tax_id(country: str, chance: Random, *, is_business: bool) -> str:
    """Return a valid tax id, as it is normalised: capitals and digits only."""
    return _MAKERS[country](chance, is_business)


def _digits(chance: Random, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def _spain(chance: Random, is_business: bool) -> str:
    if is_business:
        body = "B" + _digits(chance, 7)
        return body + cif.calc_check_digits(body)[0]
    body = str(chance.randrange(10, 80)) + _digits(chance, 6)
    return str(body + dni.calc_check_digit(body))


def _mexico(chance: Random, is_business: bool) -> str:
    letters = "".join(chance.choices(LETTERS, k=3 if is_business else 4))
    born = f"{chance.randrange(70, 100)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    body = letters + born + "".join(chance.choices(LETTERS + "123456789", k=2))
    return str(body + rfc.calc_check_digit(body))


def _colombia(chance: Random, is_business: bool) -> str:
    body = ("900" if is_business else "521") + _digits(chance, 6)
    return str(body + nit.calc_check_digit(body))


def _chile(chance: Random, is_business: bool) -> str:
    body = ("76" if is_business else "12") + _digits(chance, 6)
    return str(body + rut.calc_check_digit(body))


def _peru(chance: Random, is_business: bool) -> str:
    body = ("206" if is_business else "104") + _digits(chance, 7)
    return str(body + ruc.calc_check_digit(body))


def _argentina(chance: Random, is_business: bool) -> str:
    body = ("307" if is_business else "202") + _digits(chance, 7)
    return str(body + cuit.calc_check_digit(body))


def _ecuador(chance: Random, is_business: bool) -> str:
    """A company's number ends in a remainder of eleven; one in eleven bodies has no such digit."""
    while True:
        body = f"{chance.randrange(1, 25):02}" + ("9" if is_business else "1") + _digits(chance, 6)
        if not is_business:
            return f"{body}{_ecuador_person(body)}001"
        weights = (4, 3, 2, 7, 6, 5, 4, 3, 2)
        check = -sum(w * int(n) for w, n in zip(weights, body, strict=True)) % 11
        if check < 10:
            return f"{body}{check}001"


def _ecuador_person(body: str) -> int:
    doubled = [int(n) * (2 if i % 2 == 0 else 1) for i, n in enumerate(body)]
    return -sum(n - 9 if n > 9 else n for n in doubled) % 10


_MAKERS: MappingProxyType[str, Callable[[Random, bool], str]] = MappingProxyType(
    {
        "ES": _spain,
        "MX": _mexico,
        "CO": _colombia,
        "CL": _chile,
        "PE": _peru,
        "AR": _argentina,
        "EC": _ecuador,
    }
)
