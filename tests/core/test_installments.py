"""Payments fill the parts of an invoice from the first to the last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.installments import next_due_on, split_evenly

MARCH, APRIL, MAY = (date(2026, month, 1) for month in (3, 4, 5))
PARTS = [(MARCH, 100), (APRIL, 100), (MAY, 50)]


@pytest.mark.parametrize(
    ("settled", "due_on"),
    [
        pytest.param(0, MARCH, id="nothing paid"),
        pytest.param(99, MARCH, id="the first part a cent short"),
        pytest.param(100, APRIL, id="the first part paid"),
        pytest.param(199, APRIL, id="the second a cent short"),
        pytest.param(200, MAY, id="two parts paid"),
        pytest.param(250, MAY, id="all paid: the last day"),
    ],
)
def test_when_the_first_part_not_covered_falls_due(settled, due_on):
    assert next_due_on(PARTS, settled) == due_on


@given(st.integers(0, 10**12), st.integers(1, 60))
def test_parts_add_up_exactly_and_are_even(amount, count):
    parts = split_evenly(amount, count)
    assert (sum(parts), len(parts)) == (amount, count)
    assert max(parts) - min(parts) <= 1


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=9), st.integers(0, 9999))
def test_paying_more_never_brings_the_date_forward(amounts, settled):
    parts = [(MARCH + timedelta(30 * place), amount) for place, amount in enumerate(amounts)]
    assert next_due_on(parts, settled) <= next_due_on(parts, settled + 1)
