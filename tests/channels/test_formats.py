"""Amounts and dates as each customer reads them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.channels.formats import long_date, money, near_date, short_date
from aldia.core.money import EXPONENTS, UnknownCurrency


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        pytest.param(123456, "EUR", "es", "1.234,56 €", id="thousands also with four digits"),
        pytest.param(5, "EUR", "es", "0,05 €", id="cents keep their zero"),
        pytest.param(123456, "EUR", "en", "€1,234.56", id="english"),
        pytest.param(1234567, "CLP", "es", "$ 1.234.567 CLP", id="pesos of Chile have no cents"),
        pytest.param(123456, "MXN", "es", "$ 1,234.56 MXN", id="Mexico writes a decimal point"),
        pytest.param(123456, "COP", "es_tu", "$ 1.234,56 COP", id="Colombia a comma"),
        pytest.param(123456, "ARS", "es", "$ 1.234,56 ARS", id="Argentina"),
        pytest.param(123456, "USD", "es", "$ 1.234,56 USD", id="a dollar says which"),
        pytest.param(123456, "PEN", "es", "S/ 1,234.56", id="soles"),
        pytest.param(123456, "BRL", "pt", "R$ 1.234,56", id="reais"),
        pytest.param(-123456, "EUR", "es", "-1.234,56 €", id="in favour of the customer"),
        pytest.param(123456, "CHF", "es", "1.234,56 CHF", id="others by their code"),
    ],
)
def test_an_amount_is_written_as_its_reader_expects(minor, currency, language, text):
    assert money(minor, currency, language).replace("\u00a0", " ") == text


def test_an_amount_never_breaks_at_the_end_of_a_line():
    assert " " not in money(123456789, "COP", "es")


def test_an_unknown_currency_is_refused():
    with pytest.raises(UnknownCurrency):
        money(1, "XXX", "es")


@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from(sorted(EXPONENTS)),
    st.sampled_from(["es", "en", "pt"]),
)
def test_no_digit_is_lost(minor, currency, language):
    written = money(minor, currency, language)
    digits = "".join(c for c in written if c.isdigit())
    assert int(digits) == abs(minor)
    assert ("-" in written) == (minor < 0)


@given(st.sampled_from(["es", "en", "pt"]))
def test_two_currencies_never_look_the_same(language):
    written = {money(100000, currency, language) for currency in EXPONENTS}
    assert len(written) == len(EXPONENTS)


@pytest.mark.parametrize(
    ("write", "language", "text"),
    [
        (long_date, "es", "sábado 14 de marzo de 2026"),
        (long_date, "pt", "sábado, 14 de março de 2026"),
        (long_date, "en", "Saturday 14 March 2026"),
        (near_date, "es_tu", "sábado 14 de marzo"),
        (short_date, "es", "14/03/2026"),
        (short_date, "en", "14 Mar 2026"),
        (long_date, "unknown", "sábado 14 de marzo de 2026"),
    ],
)
def test_dates_are_written_out(write, language, text):
    assert write(date(2026, 3, 14), language) == text
