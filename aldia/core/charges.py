"""Late interest and fees: computed apart, never added to the invoice, off unless turned on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aldia.core.money import Money, rounded


@dataclass(frozen=True, slots=True)
class ChargeProfile:
    """What the company charges: simple yearly interest in percent, a fixed fee, a day count."""

    yearly_percent: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    days_in_year: int = 365


NO_CHARGES = ChargeProfile()


@dataclass(frozen=True, slots=True)
class Charges:
    """Interest and fee of one invoice on one day; `asked` is the invoice with both."""

    interest: Money
    fee: Money
    asked: Money


def charges(open_amount: Money, due_on: date, today: date, profile: ChargeProfile) -> Charges:
    """Compute simple interest on the actual days late, rounded half up to the minor unit.

    Nothing before the day after the due date. Formula: principal × rate × days ÷ days of the
    year (actual/365, the usual commercial practice in Spain; Ley 3/2004 does not fix it).
    """
    days = max(0, (today - due_on).days)
    currency = open_amount.currency
    raw = open_amount.amount * profile.yearly_percent / 100 * days / profile.days_in_year
    interest = rounded(raw, currency)
    fee = rounded(profile.fee if days else Decimal(0), currency)
    return Charges(interest, fee, open_amount + interest + fee)
