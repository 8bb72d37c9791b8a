"""Money is exact: minor units inside, decimals at the edges, never two currencies in one sum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.money import (
    EXPONENTS,
    CurrenciesDiffer,
    Money,
    NotAnAmount,
    TooManyDecimals,
    UnknownCurrency,
    amount_from_text,
    rounded,
)

currencies = st.sampled_from(sorted(EXPONENTS))
minors = st.integers(-(10**15), 10**15)


@given(minors, currencies)
def test_minor_units_come_back_exactly(minor, currency):
    money = Money.from_minor(minor, currency)
    assert money.minor == minor
    assert Money.of(str(money)) == money


@given(minors, minors, currencies)
def test_sums_are_those_of_the_minor_units(one, other, currency):
    first, second = Money.from_minor(one, currency), Money.from_minor(other, currency)
    assert (first + second).minor == one + other
    assert (first - second).minor == one - other


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        pytest.param("20 EUR", 2_000, "EUR", id="whole"),
        pytest.param("0.01 eur", 1, "EUR", id="one cent, small letters"),
        pytest.param(" -1250.50 MXN ", -125_050, "MXN", id="negative"),
        pytest.param("1500 CLP", 1_500, "CLP", id="no decimals"),
        pytest.param("1.234 KWD", 1_234, "KWD", id="three decimals"),
    ],
)
def test_amounts_as_people_type_them_in_settings(text, minor, currency):
    assert Money.of(text) == Money.from_minor(minor, currency)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        pytest.param("20", NotAnAmount, id="no currency"),
        pytest.param("EUR 20", NotAnAmount, id="the other way round"),
        pytest.param("1,50 EUR", NotAnAmount, id="decimal comma"),
        pytest.param("NaN EUR", NotAnAmount, id="not a number"),
        pytest.param("20 XXX", UnknownCurrency, id="unknown currency"),
        pytest.param("0.001 EUR", TooManyDecimals, id="a tenth of a cent"),
        pytest.param("0.5 CLP", TooManyDecimals, id="half a peso"),
    ],
)
def test_what_is_no_amount_is_refused(text, refusal):
    with pytest.raises(refusal):
        Money.of(text)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("100", 10_000), (" 100.00 ", 10_000), ("+0.5", 50), ("-5", -500), ("007", 700)],
)
def test_a_plain_number_is_read_exactly(text, minor):
    assert amount_from_text(text, "EUR").minor == minor


@pytest.mark.parametrize("text", ["1e5", "1E+2", "1_000", "NaN", "Infinity", "٣", ".5", "5.", ""])
def test_no_other_way_of_writing_a_number_is_an_amount(text):
    with pytest.raises(NotAnAmount):
        amount_from_text(text, "EUR")


def test_two_currencies_are_never_added():
    one, other = Money.of("1 EUR"), Money.of("1 USD")
    with pytest.raises(CurrenciesDiffer):
        one + other
    with pytest.raises(CurrenciesDiffer):
        one - other


@pytest.mark.parametrize(
    ("raw", "currency", "text"),
    [
        pytest.param("0.004", "EUR", "0.00 EUR", id="down"),
        pytest.param("0.005", "EUR", "0.01 EUR", id="half up"),
        pytest.param("0.5", "CLP", "1 CLP", id="half a peso up"),
        pytest.param("0.0004", "KWD", "0.000 KWD", id="three decimals"),
    ],
)
def test_computed_figures_are_rounded_half_up(raw, currency, text):
    assert str(rounded(Decimal(raw), currency)) == text


@pytest.mark.parametrize("text", ["", "abc", "1,00"])
def test_a_typed_amount_that_is_none_is_refused(text):
    with pytest.raises(NotAnAmount):
        amount_from_text(text, "EUR")


@pytest.mark.parametrize("text", ["10000000000000.01", "-10000000000000.01", "1e16"])
def test_what_no_table_could_hold_is_refused(text):
    assert amount_from_text("10000000000000.00", "EUR").minor == 10**15
    with pytest.raises(NotAnAmount):
        amount_from_text(text, "EUR")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "sNaN", "1e999999"])
def test_what_decimals_allow_and_money_does_not(text):
    with pytest.raises(NotAnAmount):
        amount_from_text(text, "EUR")
