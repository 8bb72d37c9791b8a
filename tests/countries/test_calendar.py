"""Holidays of countries and regions."""

from datetime import date

import pytest

from aldia.countries.calendar import holidays_in
from aldia.countries.registry import CODES


@pytest.mark.parametrize(
    ("country", "region", "day", "expected"),
    [
        pytest.param("ES", None, date(2026, 10, 12), True, id="national"),
        pytest.param("ES", None, date(2026, 3, 19), False, id="not in all of Spain"),
        pytest.param("ES", "VC", date(2026, 3, 19), True, id="San José in Valencia"),
        pytest.param("ES", "ES-VC", date(2026, 3, 19), True, id="written in full"),
        pytest.param("ES", "XX", date(2026, 10, 12), True, id="unknown region: national ones"),
        pytest.param("CO", None, date(2026, 1, 12), True, id="moved to a Monday"),
        pytest.param("CL", None, date(2026, 9, 18), True, id="Chile"),
        pytest.param("BR", "SP", date(2026, 7, 9), True, id="São Paulo"),
        pytest.param("MX", None, date(2026, 11, 16), True, id="third Monday of November"),
    ],
)
def test_a_holiday_is_known(country, region, day, expected):
    assert (day in holidays_in(country, region, day.year)) is expected


@pytest.mark.parametrize("country", CODES)
def test_every_pack_has_holidays(country):
    days = holidays_in(country, None, 2026)
    assert len(days) > 5
    assert {day.year for day in days} == {2026}


@pytest.mark.parametrize("country", ["ZZ", "", None])
def test_an_unknown_country_has_none(country):
    assert holidays_in(country, None, 2026) == frozenset()
