"""Charges are computed apart and off by default; the invoice is never altered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aldia.core.charges import NO_CHARGES, ChargeProfile, charges
from aldia.core.money import Money

DUE = date(2026, 3, 1)
TEN_PERCENT = ChargeProfile(yearly_percent=Decimal(10), fee=Decimal(10))


def asked(days, profile=TEN_PERCENT, amount="100.00 EUR"):
    found = charges(Money.of(amount), DUE, DUE + timedelta(days), profile)
    return tuple(str(money) for money in (found.interest, found.fee, found.asked))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(15, ("0.41 EUR", "10.00 EUR", "110.41 EUR"), id="fifteen days at 10 %"),
        pytest.param(0, ("0.00 EUR", "0.00 EUR", "100.00 EUR"), id="due today: nothing"),
        pytest.param(-9, ("0.00 EUR", "0.00 EUR", "100.00 EUR"), id="not due: nothing"),
        pytest.param(1, ("0.03 EUR", "10.00 EUR", "110.03 EUR"), id="from the first day late"),
        pytest.param(365, ("10.00 EUR", "10.00 EUR", "120.00 EUR"), id="a whole year"),
        pytest.param(730, ("20.00 EUR", "10.00 EUR", "130.00 EUR"), id="simple, not compound"),
    ],
)
def test_simple_interest_on_the_days_late_and_one_fee(days, expected):
    assert asked(days) == expected


def test_without_a_profile_nothing_is_charged():
    assert asked(15, NO_CHARGES) == ("0.00 EUR", "0.00 EUR", "100.00 EUR")


def test_a_currency_without_decimals_is_rounded_to_whole_units():
    profile = ChargeProfile(yearly_percent=Decimal(10), days_in_year=360)
    assert asked(18, profile, "1000 CLP") == ("5 CLP", "0 CLP", "1005 CLP")
