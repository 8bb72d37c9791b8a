"""Money at risk, what is critical, and a fair share for the small debts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.decide import decide
from aldia.core.priority import critical_amounts, fair_order
from tests.facts import TODAY, days_ago, make_facts, make_portfolio


def ranked(**changes):
    return decide(make_facts(**changes), TODAY).collect().row(0, named=True)


@pytest.mark.parametrize(
    ("late", "percent"),
    [
        pytest.param(0, 5, id="due today"),
        pytest.param(1, 20, id="a day late"),
        pytest.param(30, 20, id="thirty days"),
        pytest.param(31, 40, id="thirty-one"),
        pytest.param(60, 40, id="sixty"),
        pytest.param(61, 60, id="sixty-one"),
        pytest.param(90, 60, id="ninety"),
        pytest.param(91, 85, id="ninety-one"),
    ],
)
def test_the_older_the_less_likely_to_be_paid(late, percent):
    found = ranked(due_on=days_ago(late))
    assert (found["unpaid_percent"], found["at_risk_minor"]) == (percent, percent * 100)


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        pytest.param({"risk": "low"}, 15, id="low risk"),
        pytest.param({"risk": "high"}, 30, id="high risk"),
        pytest.param({"risk": None}, 20, id="unknown risk"),
        pytest.param({"average_days_late": 15.0}, 20, id="pays fifteen days late"),
        pytest.param({"average_days_late": 15.5}, 30, id="pays later than that"),
        pytest.param({"due_on": days_ago(-9), "risk": "low"}, 1, id="never nothing"),
        pytest.param(
            {"due_on": days_ago(99), "risk": "high", "average_days_late": 90.0}, 99, id="never all"
        ),
    ],
)
def test_what_we_know_of_the_customer_counts(changes, percent):
    assert ranked(**changes)["unpaid_percent"] == percent


def test_money_at_risk_is_whole_and_rounded_down():
    assert ranked(open_minor=9_999)["at_risk_minor"] == 1_999


@pytest.mark.parametrize(
    ("changes", "is_critical"),
    [
        pytest.param({"due_on": days_ago(89)}, False, id="eighty-nine days late"),
        pytest.param({"due_on": days_ago(90)}, True, id="ninety days late"),
        pytest.param({"due_on": days_ago(90), "open_minor": 0}, False, id="old and paid"),
        pytest.param({"critical": {"EUR": 10_001}}, False, id="a cent below"),
        pytest.param({"critical": {"EUR": 10_000}}, True, id="exactly the amount"),
        pytest.param({"critical": {"USD": 1}}, False, id="another currency's amount"),
        pytest.param({"due_on": days_ago(20), "critical_days": 20}, True, id="the company's days"),
    ],
)
def test_what_is_critical(changes, is_critical):
    assert ranked(**changes)["is_critical"] is is_critical


def amounts(*minors, **changes):
    rows = [{"open_minor": minor, "amount_minor": minor, **changes} for minor in minors]
    return make_portfolio(rows).invoices


@pytest.mark.parametrize(
    ("minors", "top"),
    [
        pytest.param(range(100, 1001, 100), 1000, id="one of ten"),
        pytest.param(range(100, 2001, 100), 1900, id="two of twenty"),
        pytest.param((5, 7), 7, id="the larger of two"),
        pytest.param((7,), 7, id="the only one"),
        pytest.param((10**15, 10**15 - 1), 10**15, id="exact, however large"),
    ],
)
def test_the_top_tenth_of_the_open_amounts(minors, top):
    assert critical_amounts(amounts(*minors), TODAY, 1000) == {"EUR": top}


@pytest.mark.parametrize(
    ("due_on", "amount"),
    [
        pytest.param(days_ago(30), 200, id="thirty days late: expected"),
        pytest.param(days_ago(31), 1000, id="older: not expected next month"),
        pytest.param(days_ago(-30), 200, id="due in thirty days: expected"),
        pytest.param(days_ago(-31), 1000, id="due later: not yet expected"),
    ],
)
def test_or_a_share_of_the_cash_expected_in_a_month(due_on, amount):
    assert critical_amounts(amounts(1000, 1000, due_on=due_on), TODAY, 10) == {"EUR": amount}


def test_each_currency_has_its_own():
    rows = [{"open_minor": 5}, {"currency": "USD", "open_minor": 9}]
    found = critical_amounts(make_portfolio(rows).invoices, TODAY, 1000)
    assert found == {"EUR": 5, "USD": 9}


entries = st.lists(st.integers(), max_size=30)


@given(entries, entries, st.integers(1, 100))
def test_the_small_ones_keep_their_share_of_every_stretch(large, small, share):
    first, second = [("large", e) for e in large], [("small", e) for e in small]
    merged = fair_order(first, second, share)
    assert [entry for entry in merged if entry[0] == "large"] == first
    assert [entry for entry in merged if entry[0] == "small"] == second
    for length in range(len(merged) + 1):
        seen = sum(1 for kind, _entry in merged[:length] if kind == "small")
        assert seen >= min(len(second), length * share // 100)
