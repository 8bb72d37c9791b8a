"""Every reason, on both sides of its boundary, and the order in which they are asked."""

import pytest

from aldia.core.codes import Channel, StepAction
from aldia.core.decide import decide, explain, rules
from aldia.core.facts import FOREVER, INVOICES, SPARSE
from aldia.core.reasons import REASON_WORDS, Reason
from tests.facts import TODAY, amable_steps, days_ago, make_facts, make_portfolio

TOMORROW = days_ago(-1)
CALLS = amable_steps(step_action=StepAction.CALL)
LETTERS = amable_steps(step_action=StepAction.LETTER)


def decided(portfolio):
    return decide(portfolio, TODAY).collect().row(0, named=True)


def reason_for(portfolio):
    return decided(portfolio)["reason"]


def point(**changes):
    return [{"customer_id": 1, **changes}]


CASES = [
    pytest.param({"open_minor": 0}, Reason.PAID, id="paid to the last cent"),
    pytest.param({"open_minor": 1}, Reason.STEP_DUE, id="one cent is open"),
    pytest.param({"is_written_off": True}, Reason.WRITTEN_OFF, id="given up"),
    pytest.param({"is_handed_over": True}, Reason.HANDED_OVER, id="invoice with a lawyer"),
    pytest.param({"is_handed_over": False}, Reason.STEP_DUE, id="came back from the lawyer"),
    pytest.param({"is_customer_handed_over": True}, Reason.HANDED_OVER, id="customer handed over"),
    pytest.param({"is_blocked": True}, Reason.CUSTOMER_BLOCKED, id="do not contact"),
    pytest.param({"held_until": TODAY}, Reason.ON_HOLD, id="last day of the pause"),
    pytest.param({"held_until": days_ago(1)}, Reason.STEP_DUE, id="the pause ended yesterday"),
    pytest.param({"customer_held_until": TODAY}, Reason.ON_HOLD, id="customer's last day of pause"),
    pytest.param({"customer_held_until": days_ago(1)}, Reason.STEP_DUE, id="customer's pause over"),
    pytest.param(
        {"held_until": days_ago(9), "customer_held_until": TODAY},
        Reason.ON_HOLD,
        id="the longer pause counts",
    ),
    pytest.param({"held_until": FOREVER}, Reason.ON_HOLD, id="pause without end"),
    pytest.param({"disputed_minor": 10_000}, Reason.DISPUTED, id="all of it disputed"),
    pytest.param({"disputed_minor": 9_999}, Reason.STEP_DUE, id="the undisputed cent goes on"),
    pytest.param(
        {"disputed_minor": 4_000, "open_minor": 4_000}, Reason.DISPUTED, id="rest was paid"
    ),
    pytest.param({"credit_minor": 10_000}, Reason.COVERED_BY_CREDIT, id="credit covers it all"),
    pytest.param({"credit_minor": 9_999}, Reason.STEP_DUE, id="credit is a cent short"),
    pytest.param(
        {"credit_minor": 6_000, "disputed_minor": 4_000},
        Reason.COVERED_BY_CREDIT,
        id="credit covers what is not disputed",
    ),
    pytest.param({"has_deposit": True}, Reason.DEPOSIT_TO_APPLY, id="bank line not applied"),
    pytest.param({"has_deposit": False}, Reason.STEP_DUE, id="bank line applied"),
    pytest.param({"has_reply": True}, Reason.REPLY_UNANSWERED, id="they wrote"),
    pytest.param({"has_reply": False}, Reason.STEP_DUE, id="they were answered"),
    pytest.param({"promised_for": days_ago(-9)}, Reason.PROMISED, id="promise to come"),
    pytest.param({"promised_for": days_ago(3)}, Reason.PROMISED, id="last day of grace"),
    pytest.param({"promised_for": days_ago(4)}, Reason.STEP_DUE, id="grace is over"),
    pytest.param(
        {"promised_for": TODAY, "grace_days": 0}, Reason.PROMISED, id="promised for today"
    ),
    pytest.param(
        {"promised_for": days_ago(1), "grace_days": 0}, Reason.STEP_DUE, id="no grace at all"
    ),
    pytest.param({"is_on_kept_plan": True}, Reason.PLAN_KEPT, id="plan is kept"),
    pytest.param({"is_on_kept_plan": False}, Reason.STEP_DUE, id="plan has a late instalment"),
    pytest.param({"minimums": {"EUR": 10_001}}, Reason.BELOW_MINIMUM, id="a cent below minimum"),
    pytest.param({"minimums": {"EUR": 10_000}}, Reason.STEP_DUE, id="exactly the minimum"),
    pytest.param({"minimums": {"USD": 99_999}}, Reason.STEP_DUE, id="another currency's minimum"),
    pytest.param({"due_on": TODAY}, Reason.NOT_YET, id="due today is not late"),
    pytest.param({"due_on": days_ago(1)}, Reason.STEP_DUE, id="one day late"),
    pytest.param(
        {"due_on": days_ago(90), "last_position": 6, "last_step_on": days_ago(1)},
        Reason.LADDER_EXHAUSTED,
        id="last step done",
    ),
    pytest.param(
        {"due_on": days_ago(90), "last_position": 5, "last_step_on": days_ago(15)},
        Reason.STEP_DUE,
        id="last step not done",
    ),
    pytest.param({"steps": CALLS, "task_position": 2}, Reason.TASK_OPEN, id="call still to do"),
    pytest.param({"steps": CALLS, "task_position": 1}, Reason.STEP_DUE, id="an older task open"),
    pytest.param({"task_position": 2}, Reason.TASK_OPEN, id="a doubt about this very message"),
    pytest.param(
        {"points": point(is_usable=False, is_opted_out=True)}, Reason.OPTED_OUT, id="opted out"
    ),
    pytest.param(
        {"points": point(is_usable=False, channel=Channel.SMS, is_opted_out=True)},
        Reason.NO_CONTACT_POINT,
        id="opted out of another channel",
    ),
    pytest.param({"points": []}, Reason.NO_CONTACT_POINT, id="no address"),
    pytest.param({"points": point(is_usable=False)}, Reason.NO_CONTACT_POINT, id="it bounced"),
    pytest.param({"points": [], "steps": LETTERS}, Reason.STEP_DUE, id="a person needs no address"),
    pytest.param(
        {"last_contact_on": days_ago(2), "gap_days": 3}, Reason.CONTACT_GAP, id="last day of gap"
    ),
    pytest.param({"last_contact_on": days_ago(3), "gap_days": 3}, Reason.STEP_DUE, id="gap over"),
    pytest.param(
        {"last_contact_on": TODAY, "contacts_day": 1, "cap_day": 1},
        Reason.CONTACT_CAP,
        id="the day is full",
    ),
    pytest.param(
        {"last_contact_on": TODAY, "contacts_day": 1, "cap_day": 2},
        Reason.STEP_DUE,
        id="one more today",
    ),
    pytest.param({}, Reason.STEP_DUE, id="nothing silences it"),
]


@pytest.mark.parametrize(("changes", "reason"), CASES)
def test_the_reason_of_the_day(changes, reason):
    assert reason_for(make_facts(**changes)) == reason


def test_every_reason_has_a_row_that_fails_without_its_rule():
    assert {case.values[1] for case in CASES} == set(Reason)


@pytest.mark.parametrize(
    ("changes", "look_again_on"),
    [
        pytest.param({"held_until": days_ago(-4)}, days_ago(-5), id="the day after the pause"),
        pytest.param({"held_until": FOREVER}, None, id="a pause without end"),
        pytest.param({"promised_for": TODAY}, days_ago(-4), id="promise, three days of grace"),
        pytest.param({"due_on": days_ago(-4)}, days_ago(-5), id="first step after the due date"),
        pytest.param({"due_on": days_ago(-9)}, days_ago(-4), id="the notice before it"),
        pytest.param({"open_minor": 0}, None, id="paid"),
        pytest.param({"disputed_minor": 10_000}, None, id="until the dispute is closed"),
        pytest.param({}, None, id="today is the day"),
        pytest.param({"last_contact_on": TODAY, "gap_days": 5}, days_ago(-5), id="gap"),
        pytest.param(
            {"last_contact_on": TODAY, "contacts_day": 1, "cap_day": 1}, TOMORROW, id="day cap"
        ),
    ],
)
def test_when_to_look_again(changes, look_again_on):
    assert decided(make_facts(**changes))["look_again_on"] == look_again_on


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        pytest.param({}, "contact", id="a message"),
        pytest.param({"steps": CALLS}, "task", id="a call"),
        pytest.param({"steps": LETTERS}, "task", id="a letter"),
        pytest.param({"points": []}, "task", id="find an address"),
        pytest.param({"points": point(is_usable=False, is_opted_out=True)}, "wait", id="opt-out"),
        pytest.param({"ladder_start": 7}, "task", id="end of the ladder"),
        pytest.param({"open_minor": 0}, "wait", id="paid"),
        pytest.param({"due_on": TODAY}, "wait", id="not yet"),
    ],
)
def test_what_is_done(changes, action):
    assert decided(make_facts(**changes))["action"] == action


TOGETHER = {
    Reason.PAID: {"open_minor": 0},
    Reason.WRITTEN_OFF: {"is_written_off": True},
    Reason.HANDED_OVER: {"is_handed_over": True},
    Reason.CUSTOMER_BLOCKED: {"is_blocked": True},
    Reason.ON_HOLD: {"held_until": TODAY},
    Reason.DISPUTED: {"disputed_minor": 10_000},
    Reason.COVERED_BY_CREDIT: {"credit_minor": 10_000},
    Reason.DEPOSIT_TO_APPLY: {"has_deposit": True},
    Reason.REPLY_UNANSWERED: {"has_reply": True},
    Reason.PROMISED: {"promised_for": TODAY},
    Reason.PLAN_KEPT: {"is_on_kept_plan": True},
    Reason.BELOW_MINIMUM: {"minimums": {"EUR": 10**9}},
    Reason.NOT_YET: {"due_on": TODAY},
}
IN_ORDER = list(TOGETHER)


@pytest.mark.parametrize("place", range(len(IN_ORDER) - 1))
def test_of_two_rules_that_apply_the_first_of_the_table_wins(place):
    first, second = IN_ORDER[place], IN_ORDER[place + 1]
    assert reason_for(make_facts(**TOGETHER[second])) == second
    assert reason_for(make_facts(**{**TOGETHER[second], **TOGETHER[first]})) == first


@pytest.mark.parametrize(
    ("first", "changes"),
    [
        pytest.param(
            Reason.CONTACT_GAP,
            {"last_contact_on": TODAY, "gap_days": 2, "contacts_day": 1, "cap_day": 1},
            id="the gap before the cap",
        ),
        pytest.param(
            Reason.OPTED_OUT,
            {
                "points": point(is_usable=False, is_opted_out=True),
                "last_contact_on": TODAY,
                "gap_days": 2,
            },
            id="no way to reach them before how often",
        ),
        pytest.param(
            Reason.LADDER_EXHAUSTED,
            {"ladder_start": 7, "points": []},
            id="the end of the ladder before a missing address",
        ),
        pytest.param(
            Reason.NOT_YET, {"due_on": TODAY, "points": []}, id="nobody looks for addresses early"
        ),
    ],
)
def test_the_order_further_down(first, changes):
    assert reason_for(make_facts(**changes)) == first


def test_the_table_holds_every_reason_once_in_the_order_of_the_list():
    assert [rule.reason for rule in rules(TODAY)] == list(Reason)
    assert list(REASON_WORDS) == list(Reason)


def test_silence_never_counts_as_yes():
    unknown = ["is_written_off", *(name for name in SPARSE)]
    nothing = {name: None for name in unknown if name in {**INVOICES, **SPARSE}}
    customer = dict.fromkeys(["is_blocked", "has_deposit", "has_reply", "customer_held_until"])
    facts = make_facts(**nothing, **customer)
    answers = explain(facts, TODAY, 1)
    assert [reason for reason, applies in answers if applies] == [Reason.STEP_DUE]


def test_explaining_answers_every_rule_not_only_the_winner():
    facts = make_facts(promised_for=TODAY, has_reply=True)
    applying = [reason for reason, applies in explain(facts, TODAY, 1) if applies]
    assert applying == [Reason.REPLY_UNANSWERED, Reason.PROMISED, Reason.STEP_DUE]


def test_the_minimum_is_of_the_customers_total_in_the_currency():
    rows = [{"open_minor": 6_000}, {"open_minor": 6_000}, {"currency": "USD"}]
    facts = make_portfolio(rows, minimums={"EUR": 12_000, "USD": 20_000})
    reasons = decide(facts, TODAY).collect().sort("invoice_id")["reason"].to_list()
    assert reasons == ["STEP_DUE", "STEP_DUE", "BELOW_MINIMUM"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"promised_for": TODAY}, id="promised"),
        pytest.param({"disputed_minor": 10_000}, id="disputed"),
        pytest.param({"is_written_off": True}, id="given up"),
        pytest.param({"customer_id": 2}, id="another customer's"),
    ],
)
def test_what_would_not_be_asked_does_not_help_to_reach_the_minimum(other):
    facts = make_portfolio([{}, other], minimums={"EUR": 10_001})
    decisions = decide(facts, TODAY).collect().sort("invoice_id")
    assert decisions["reason"][0] == Reason.BELOW_MINIMUM


def test_a_company_without_invoices_decides_nothing():
    assert decide(make_portfolio([]), TODAY).collect().height == 0
