"""Amounts: every style people write, decided once for a file, exact to the last cent."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.amounts import (
    AmountsMixed,
    AmountsUnclear,
    DecimalMark,
    Texts,
    decide_mark,
    split,
    to_minor,
)
from aldia.core.money import EXPONENTS


def read(cells, currency="EUR", wish=None, numbers=None):
    texts = Texts("Importe", pl.Series(cells, dtype=pl.String), numbers)
    parts = split(texts)
    currencies = pl.Series([currency] * len(cells))
    mark = decide_mark([(texts, parts)], currencies, wish)
    return to_minor(parts, currencies, mark)


@pytest.mark.parametrize(
    ("cells", "minor"),
    [
        pytest.param(["1.234,56", "12"], [123456, 1200], id="Spanish"),
        pytest.param(["1,234.56", "12"], [123456, 1200], id="English"),
        pytest.param(["1234.5"], [123450], id="plain with a point"),
        pytest.param(["1234,5"], [123450], id="plain with a comma"),
        pytest.param(["(12,00)", "-12", "12-", "-€ 12", "€ -12"], [-1200] * 5, id="negative"),
        pytest.param(["€ 1.234", "EUR 1.234", "1.234 €"], [123400] * 3, id="with its currency"),
        pytest.param(["1 234,56", "1\u00a0234,56", "1\u202f234,56"], [123456] * 3, id="blanks"),
        pytest.param(["1'234.56", "1’234.56"], [123456] * 2, id="apostrophes"),
        pytest.param(["1.234.567", "3"], [123456700, 300], id="two groups settle the mark"),
        pytest.param(["12,345,678.90", "12.345"], [1234567890, None], id="a point with 3 digits"),
        pytest.param(["1.234", "250"], [123400, 25000], id="a third decimal that is not zero"),
        pytest.param(["0.50", "1.234"], [50, None], id="decided by the other cells"),
        pytest.param(["12,34,567.00"], [123456700], id="Indian groups"),
        pytest.param([".5", "0.5"], [50, 50], id="no zero before the mark"),
        pytest.param(["100", "7"], [10000, 700], id="no mark at all"),
        pytest.param(["1234.5000"], [123450], id="zeros beyond the cents"),
    ],
)
def test_the_styles_people_write(cells, minor):
    assert read(cells)["minor"].to_list() == minor


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        pytest.param("abc", "not_an_amount", id="a word"),
        pytest.param("12 34", "not_an_amount", id="blank at an odd place"),
        pytest.param("1.23.4", "not_an_amount", id="groups of odd sizes"),
        pytest.param("1e5", "not_an_amount", id="scientific"),
        pytest.param("=1+1", "not_an_amount", id="formula"),
        pytest.param("10,505", "too_many_decimals", id="tenths of a cent"),
        pytest.param("10000000000000,00", None, id="the largest"),
        pytest.param("10000000000000,01", "too_large", id="a cent more than the largest"),
        pytest.param("9" * 30, "too_large", id="beyond any integer"),
    ],
)
def test_what_cannot_be_read_says_why(cell, problem):
    assert read([cell, "0,50"])["problem"][0] == problem


@pytest.mark.parametrize(
    ("currency", "cell", "minor"),
    [
        pytest.param("CLP", "1.500", 1500, id="no decimals: thousands"),
        pytest.param("CLP", "10,50", None, id="half a peso is refused"),
        pytest.param("CLP", "10,00", 10, id="no half peso"),
        pytest.param("KWD", "1,2345", None, id="a fourth decimal"),
        pytest.param("KWD", "10,125", 10125, id="three decimals when another cell tells"),
    ],
)
def test_each_currency_has_its_decimals(currency, cell, minor):
    cells = [cell, "0,5"] if currency == "KWD" else [cell]
    assert read(cells, currency)["minor"][0] == minor


@pytest.mark.parametrize(
    ("cells", "currency"),
    [
        pytest.param(["1.500"], "EUR", id="one or a thousand five hundred"),
        pytest.param(["1.230", "250"], "EUR", id="zeros tell nothing"),
        pytest.param(["1.234"], "KWD", id="three decimals are possible"),
    ],
)
def test_a_doubt_about_the_mark_is_refused_and_a_wish_settles_it(cells, currency):
    with pytest.raises(AmountsUnclear) as refusal:
        read(cells, currency)
    assert cells[0] in str(refusal.value)
    digits = EXPONENTS[currency]
    figures = int(cells[0].replace(".", ""))
    as_thousands = read(cells, currency, DecimalMark.COMMA)["minor"][0]
    as_decimals = read(cells, currency, DecimalMark.POINT)["minor"][0]
    assert (as_thousands, as_decimals) == (figures * 10**digits, figures * 10**digits // 1000)


def test_a_column_of_two_styles_is_refused():
    with pytest.raises(AmountsMixed):
        read(["1,5", "1.5"])


def test_one_slip_among_many_is_a_bad_line_not_a_bad_column():
    answer = read(["12,50"] * 5 + ["12.50"])
    assert answer["problem"].to_list() == [None] * 5 + ["not_an_amount"]


def test_numbers_of_a_spreadsheet_have_a_point_whatever_the_texts_do():
    answer = read(["1234.56", "1.234,56"], numbers=pl.Series([True, False]))
    assert answer["minor"].to_list() == [123456, 123456]


def written(minor, digits, group, decimal):
    whole, part = divmod(abs(minor), 10**digits)
    text = f"{whole:,}".replace(",", group)
    if digits:
        text += f"{decimal}{part:0{digits}d}"
    return f"-{text}" if minor < 0 else text


@given(
    minors=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20),
    currency=st.sampled_from(sorted(EXPONENTS)),
    marks=st.sampled_from([(".", ","), (",", "."), ("", ","), ("", "."), (" ", ","), ("'", ".")]),
)
def test_what_is_written_in_a_style_is_read_the_same(minors, currency, marks):
    group, decimal = marks
    digits = EXPONENTS[currency]
    cells = [written(minor, digits, group, decimal) for minor in minors]
    wish = DecimalMark.COMMA if decimal == "," else DecimalMark.POINT
    assert read(cells, currency, wish)["minor"].to_list() == minors
    if digits == 2:
        # Two decimals on every line are evidence enough: nobody needs to say a word.
        assert read(cells, currency)["minor"].to_list() == minors


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_nothing_passes_through_a_float(amount):
    assert Decimal(read([str(amount)], wish=DecimalMark.POINT)["minor"][0]) / 100 == amount
