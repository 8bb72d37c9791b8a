"""Figures before the rules: credit, instalments, channels, and how often somebody is contacted."""

import pytest

from aldia.core.codes import Channel, StepAction
from aldia.core.decide import decide
from tests.facts import TODAY, amable_steps, days_ago, make_facts, make_portfolio, steps_of

CALLS = amable_steps(step_action=StepAction.CALL)


def decided(portfolio):
    return decide(portfolio, TODAY).collect().sort("invoice_id")


def chargeable(portfolio):
    return decided(portfolio)["chargeable_minor"].to_list()


# Credit


def test_credit_covers_the_oldest_invoices_first():
    rows = [{"due_on": days_ago(5)}, {"due_on": days_ago(9)}, {"due_on": days_ago(7)}]
    assert chargeable(make_portfolio(rows, credits={(1, "EUR"): 15_000})) == [10_000, 0, 5_000]


def test_of_two_as_old_the_first_one_is_covered():
    assert chargeable(make_portfolio([{}, {}], credits={(1, "EUR"): 1}))[0] == 9_999


@pytest.mark.parametrize("owner", [(1, "USD"), (2, "EUR")], ids=["currency", "customer"])
def test_credit_never_crosses(owner):
    rows = [{}, {"customer_id": 2, "currency": "USD"}]
    assert chargeable(make_portfolio(rows, credits={owner: 99_999})) == [10_000, 10_000]


def test_credit_is_not_spent_on_what_is_disputed_or_given_up():
    rows = [
        {"due_on": days_ago(30), "disputed_minor": 4_000},
        {"due_on": days_ago(20), "is_written_off": True},
        {"due_on": days_ago(10)},
    ]
    assert chargeable(make_portfolio(rows, credits={(1, "EUR"): 7_000}))[::2] == [0, 9_000]


# Instalments


@pytest.mark.parametrize(
    ("open_minor", "scheduled", "asked"),
    [
        pytest.param(9_000, 3_000, 3_000, id="nothing paid, one part due"),
        pytest.param(9_000, 6_000, 6_000, id="two parts due"),
        pytest.param(8_000, 3_000, 2_000, id="a third of it paid"),
        pytest.param(6_000, 6_000, 3_000, id="the first part paid"),
        pytest.param(1_000, 9_000, 1_000, id="never more than is open"),
        pytest.param(9_000, None, 9_000, id="no parts: all of it"),
    ],
)
def test_of_an_invoice_in_parts_only_what_is_due_is_asked(open_minor, scheduled, asked):
    facts = make_facts(amount_minor=9_000, open_minor=open_minor, scheduled_minor=scheduled)
    assert chargeable(facts) == [asked]


def test_what_is_disputed_is_never_asked_even_in_parts():
    facts = make_facts(amount_minor=9_000, scheduled_minor=6_000, disputed_minor=5_000)
    assert chargeable(facts) == [4_000]


# Channels


BOTH = (Channel.WHATSAPP, Channel.EMAIL)


@pytest.mark.parametrize(
    ("listed", "usable", "speaking", "channel"),
    [
        pytest.param(BOTH, BOTH, BOTH, "whatsapp", id="the first of the list"),
        pytest.param(BOTH[::-1], BOTH, BOTH, "email", id="the list's order counts"),
        pytest.param(BOTH, [Channel.EMAIL], BOTH, "email", id="the next one that reaches"),
        pytest.param(BOTH, BOTH, [Channel.EMAIL], "email", id="only channels that can speak"),
        pytest.param([], [Channel.EMAIL], BOTH, "email", id="an empty list means e-mail"),
        pytest.param(BOTH, [Channel.SMS], BOTH, None, id="none of the list reaches"),
    ],
)
def test_the_first_channel_of_the_step_that_reaches_the_customer(listed, usable, speaking, channel):
    facts = make_facts(
        steps=steps_of({"channels": list(listed)}),
        points=[{"channel": way} for way in usable],
        channels=tuple(speaking),
    )
    assert decided(facts)["channel"][0] == channel


# How often


def contacted(days, **changes):
    """The customer was contacted so many days ago, once."""
    usual = {"contacts_day": int(days == 0), "contacts_week": 1, "contacts_month": 1}
    usual |= {"last_contact_on": days_ago(days), "week_from": days_ago(days)}
    usual |= {"month_from": days_ago(days), "calls_week": 0, "channel_week": "email"}
    return make_facts(**{**usual, **changes})


@pytest.mark.parametrize(
    ("gaps", "days"),
    [
        pytest.param({"gap_days": 3}, 3, id="the law's or the company's"),
        pytest.param({"gap_days": 3, "wished_gap_days": 5}, 5, id="the customer's wish"),
        pytest.param({"gap_days": 3, "wished_gap_days": 1}, 3, id="a wish loosens nothing"),
        pytest.param({"steps": amable_steps(ladder_gap_days=4)}, 4, id="the ladder's"),
        pytest.param({"gap_days": 10}, 10, id="ten days after the first of a month"),
    ],
)
def test_the_longest_gap_counts(gaps, days):
    assert decided(contacted(days - 1, **gaps))["reason"][0] == "CONTACT_GAP"
    assert decided(contacted(days - 1, **gaps))["look_again_on"][0] == days_ago(-1)
    assert decided(contacted(days, **gaps))["reason"][0] == "STEP_DUE"


def test_who_was_never_contacted_is_not_limited():
    facts = make_facts(gap_days=30, wished_gap_days=30, cap_day=1, cap_week=1, cap_month=1)
    assert decided(facts)["reason"][0] == "STEP_DUE"


@pytest.mark.parametrize(
    ("changes", "look_again_on"),
    [
        pytest.param({"cap_week": 1}, days_ago(-3), id="week: seven days from the first of it"),
        pytest.param({"cap_month": 1}, days_ago(-27), id="month: thirty-one days"),
        pytest.param({"cap_week": 1, "cap_month": 1}, days_ago(-27), id="the later one"),
        pytest.param(
            {"one_channel_a_week": True, "channel_week": "sms"}, days_ago(-3), id="other channel"
        ),
        pytest.param(
            {"steps": CALLS, "cap_calls_week": 1, "calls_week": 1}, days_ago(-3), id="calls"
        ),
        pytest.param({"steps": CALLS, "cap_week": 1}, days_ago(-3), id="a call is a contact"),
    ],
)
def test_a_cap_makes_it_wait(changes, look_again_on):
    found = decided(contacted(4, **changes)).row(0, named=True)
    assert (found["reason"], found["look_again_on"]) == ("CONTACT_CAP", look_again_on)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"cap_week": 2}, id="one more this week"),
        pytest.param({"cap_month": 2}, id="one more this month"),
        pytest.param({"one_channel_a_week": True}, id="the same channel"),
        pytest.param({"cap_calls_week": 1, "calls_week": 1}, id="a cap of calls is for calls"),
        pytest.param({"steps": CALLS, "cap_calls_week": 1}, id="a message is no call"),
        pytest.param(
            {"steps": amable_steps(step_action=StepAction.ASK_SALES), "cap_week": 1},
            id="asking the sales owner reaches nobody outside",
        ),
    ],
)
def test_below_the_cap_it_goes_on(changes):
    assert decided(contacted(4, **changes))["reason"][0] == "STEP_DUE"


def test_limits_are_those_of_the_customers_own_place():
    limits = [{"country": "MX", "gap_days": 30}, {"kind": "consumer", "gap_days": 30}]
    facts = make_portfolio(
        [{}], customers=[{"customer_id": 1, "last_contact_on": days_ago(1)}], limits=limits
    )
    assert decided(facts)["reason"][0] == "STEP_DUE"
