"""Money at the edges, minor units inside. The only place where the two meet."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _

# ISO 4217 list one (2024): digits after the decimal mark for the currencies Aldía speaks.
# Those that are not here are refused: a wrong exponent would be a wrong amount.
EXPONENTS: dict[str, int] = {
    "AED": 2, "ARS": 2, "AUD": 2, "BOB": 2, "BRL": 2, "CAD": 2, "CHF": 2, "CLP": 0, "CNY": 2,
    "COP": 2, "CRC": 2, "CZK": 2, "DKK": 2, "DOP": 2, "EUR": 2, "GBP": 2, "GTQ": 2, "HKD": 2,
    "HNL": 2, "HUF": 2, "ILS": 2, "INR": 2, "JPY": 0, "KRW": 0, "KWD": 3, "MAD": 2, "MXN": 2,
    "NIO": 2, "NOK": 2, "NZD": 2, "PEN": 2, "PLN": 2, "PYG": 0, "RON": 2, "SEK": 2, "SGD": 2,
    "TND": 3, "TRY": 2, "USD": 2, "UYU": 2, "VES": 2, "ZAR": 2,
}  # fmt: skip

# Beyond this the tables' 64-bit columns and any sum over a portfolio would no longer be safe.
LARGEST_MINOR = 10**15

PLAIN_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"


class UnknownCurrency(Refusal):
    code = "unknown_currency"
    text = _("No conocemos la moneda «%(currency)s». Use un código como EUR, USD o MXN.")


class NotAnAmount(Refusal):
    code = "not_an_amount"
    text = _("«%(text)s» no es un importe. Escríbalo así: «150.00 EUR».")


class TooManyDecimals(Refusal):
    code = "too_many_decimals"
    text = _("%(amount)s tiene más decimales de los que admite %(currency)s.")


class CurrenciesDiffer(Refusal):
    code = "currencies_differ"
    text = _("No se pueden juntar importes en %(one)s y en %(other)s.")


def exponent(currency: str) -> int:
    """Return the digits after the decimal mark; `UnknownCurrency` when it is not in the list.

    >>> exponent("EUR"), exponent("CLP")
    (2, 0)
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency=currency) from None


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount with its currency.

    >>> Money.of("10.50 EUR") + Money.of("0.25 EUR")
    Money(amount=Decimal('10.75'), currency='EUR')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = exponent(self.currency)
        if self.amount != self.amount.quantize(Decimal(1).scaleb(-digits)):
            raise TooManyDecimals(amount=self.amount, currency=self.currency)

    @classmethod
    def of(cls, text: str) -> "Money":
        """Read `"20 EUR"` or `"1250.50 MXN"`: a plain number with a point, a space, a code."""
        match = re.fullmatch(rf"\s*({PLAIN_NUMBER})\s*([A-Za-z]{{3}})\s*", text)
        if match is None:
            raise NotAnAmount(text=text)
        return amount_from_text(match[1], match[2].upper())

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> "Money":
        """Turn a row's integer into an amount.

        >>> Money.from_minor(1050, "EUR").amount, Money.from_minor(1050, "CLP").amount
        (Decimal('10.50'), Decimal('1050'))
        """
        return cls(Decimal(minor).scaleb(-exponent(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in the currency's minor unit, exactly."""
        return int(self.amount.scaleb(exponent(self.currency)))

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise CurrenciesDiffer(one=self.currency, other=other.currency)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise CurrenciesDiffer(one=self.currency, other=other.currency)
        return Money(self.amount - other.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.amount:.{exponent(self.currency)}f} {self.currency}"


def rounded(amount: Decimal, currency: str) -> Money:
    """Round half up to the currency's minor unit: for computed figures (interest), never for input.

    >>> str(rounded(Decimal("0.41095"), "EUR"))
    '0.41 EUR'
    """
    return Money(amount.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP), currency)


def amount_from_text(text: str, currency: str) -> Money:
    """Read a plain decimal with a point (`100.00`), as typed in a command, exactly.

    Refuses any other way of writing a number (`1e5`, `1_000`), and what no table could hold.
    """
    if re.fullmatch(PLAIN_NUMBER, text.strip()) is None:
        raise NotAnAmount(text=text)
    typed = Decimal(text.strip())
    largest = Decimal(LARGEST_MINOR).scaleb(-exponent(currency))
    if abs(typed) > largest:
        raise NotAnAmount(text=text)
    return Money(typed, currency)
