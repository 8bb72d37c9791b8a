"""Dates: many ways to write them, one order per column, and no guessing."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.dates import (
    DateOrder,
    DatesMixed,
    DatesUnclear,
    DateTexts,
    decide_orders,
    glimpse,
    read_cell,
)

DAY = dt.date(2025, 12, 31)


def read(*columns, wish=None, pair=None):
    seen = [glimpse(DateTexts("Fecha", pl.Series(cells))) for cells in columns]
    orders = decide_orders(seen, wish, pair)
    return [s.read(order).to_list() for s, order in zip(seen, orders, strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-31",
        "2025/12/31",
        "20251231",
        "31/12/2025",
        "31.12.2025",
        "31-12-25",
        "31 12 2025",
        "31-12-2025 11:50",
        "2025-12-31T23:59:59Z",
        "2025-12-31 10:00:00.000",
        "31/12/2025, 9:05 p. m.",
        "31-Dec-25",
        "31-dic-2025",
        "31 de diciembre de 2025",
        "31 diciembre 2025",
        "31 dez. 2025",
        "31 de dezembro de 2025",
        "December 31, 2025",
        "Dec 31 2025",
        "miércoles, 31 de diciembre de 2025",
        "12/31/2025",
        "46022",
        "46022.75",
    ],
)
def test_the_ways_to_write_one_day(text):
    assert read([text]) == [[DAY]]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("Mar 5, 2026", dt.date(2026, 3, 5), id="a month that looks like a weekday"),
        pytest.param("mar 3 mar 2026", dt.date(2026, 3, 3), id="both at once"),
        pytest.param("5-Set-2026", dt.date(2026, 9, 5), id="September in Peru"),
        pytest.param("1-ene-69", dt.date(2069, 1, 1), id="the last year of this century"),
        pytest.param("1-ene-70", dt.date(1970, 1, 1), id="the first of the last"),
        pytest.param("30-feb-2026", None, id="no such day"),
        pytest.param("5-foo-2026", None, id="no such month"),
        pytest.param("1899-12-31", None, id="before anybody was owed"),
        pytest.param("2150-01-01", None, id="after everybody has paid"),
        pytest.param("19999", None, id="a small number is no date"),
        pytest.param("mañana", None, id="a word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_cells_that_need_no_order(text, day):
    assert read_cell(text) == day


def test_a_workbook_may_count_from_1904():
    assert read_cell("44560", from_1904=True) == DAY
    assert read_cell("46022", from_1904=False) == DAY


@pytest.mark.parametrize(
    ("columns", "pair", "month"),
    [
        pytest.param([["02/03/2026", "31/01/2026"]], None, 3, id="a 31 in the column"),
        pytest.param([["02/03/2026", "01/31/2026"]], None, 2, id="a 31 in the middle"),
        pytest.param([["02/03/2026"], ["31/05/2026"]], None, 3, id="another column says it"),
        pytest.param([["02/03/2026"], ["01/04/2026"]], (0, 1), 3, id="due before issue otherwise"),
        pytest.param([["02/03/2026"], ["03/01/2026"]], (0, 1), 2, id="and the other way round"),
        pytest.param([["01/05/2025"], ["02/04/2026"]], (0, 1), 5, id="no term lasts over a year"),
    ],
)
def test_the_order_is_decided_by_what_the_file_shows(columns, pair, month):
    assert read(*columns, pair=pair)[0][0].month == month


@pytest.mark.parametrize(
    ("columns", "pair"),
    [
        pytest.param([["02/03/2026"]], None, id="one date"),
        pytest.param([["02/03/2026"], ["04/05/2026"]], (0, 1), id="both orders make sense"),
        pytest.param([["02-03-2026"], ["31/05/2026"]], None, id="the other is written otherwise"),
        pytest.param([["02/03/2026"], ["02/01/2025"]], (0, 1), id="neither order makes sense"),
    ],
)
def test_a_doubt_is_refused_with_its_reason_and_a_wish_settles_it(columns, pair):
    with pytest.raises(DatesUnclear) as refusal:
        read(*columns, pair=pair)
    assert columns[0][0] in str(refusal.value)
    assert read(*columns, wish=DateOrder.DMY)[0][0] == dt.date(2026, 3, 2)
    assert read(*columns, wish=DateOrder.MDY)[0][0] == dt.date(2026, 2, 3)


def test_a_day_equal_to_its_month_is_no_doubt():
    assert read(["02/02/2026", ""]) == [[dt.date(2026, 2, 2), None]]


def test_year_first_with_two_figures_only_when_asked():
    assert read(["25-12-31"], wish=DateOrder.YMD) == [[DAY]]


def test_half_a_column_each_way_is_refused():
    with pytest.raises(DatesMixed):
        read(["31/12/2025", "12/31/2025"])


def test_one_impossible_date_among_many_is_only_a_bad_cell():
    cells = [f"{day}/01/2026" for day in range(1, 32)] + ["01/31/2026"]
    assert read(cells)[0][-1] is None


@given(
    days=st.lists(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)), min_size=1, max_size=15),
    style=st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y%m%d"]),
)
def test_what_is_written_in_a_style_is_read_the_same(days, style):
    cells = [day.strftime(style) for day in days]
    wish = DateOrder.MDY if style.startswith("%m") else DateOrder.DMY
    assert read(cells, wish=wish) == [days]
    if any(day.day > 12 for day in days):
        assert read(cells) == [days]
