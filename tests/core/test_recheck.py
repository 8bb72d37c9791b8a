"""What was about to be said is taken back as soon as one of its words is no longer right."""

import polars as pl
import pytest

from aldia.core.bundle import bundle
from aldia.core.decide import decide
from aldia.core.recheck import STALE_DAYS, UNSENT, no_longer_right
from tests.facts import TODAY, days_ago, make_portfolio, point_row

STEP = {"due_on": days_ago(10)}
RIDER = {"due_on": days_ago(-20)}


def waiting(portfolio, day=TODAY):
    """The messages a run proposes from these facts, as they lie in the outbox."""
    made = bundle(decide(portfolio, TODAY).collect(), portfolio, TODAY).messages
    return made.select(
        message_id="customer_id",
        customer_id="customer_id",
        channel=pl.col("channel").cast(pl.String),
        address="address",
        day=pl.lit(day),
        lines="lines",
    )


def why(before, after, today=TODAY, day=TODAY, **changes):
    unsent = waiting(make_portfolio(before), day)
    now = make_portfolio(after, **changes)
    decided = decide(now, today).collect()
    return dict(no_longer_right(unsent, decided, now.points, today).iter_rows())


def test_a_message_that_is_still_right_stays():
    assert why([STEP, RIDER], [STEP, RIDER]) == {}


def test_nothing_waiting_means_nothing_to_take_back():
    portfolio = make_portfolio([STEP])
    decided = decide(portfolio, TODAY).collect()
    nothing = pl.DataFrame(schema=UNSENT)
    assert no_longer_right(nothing, decided, portfolio.points, TODAY).height == 0


def test_a_corrected_address_takes_back_what_would_go_to_the_old_one():
    corrected = [point_row(address="nueva@cliente.example")]
    assert why([STEP], [STEP], points=corrected) == {1: "ADDRESS_CHANGED"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"open_minor": 0}, "PAID", id="paid"),
        pytest.param({"open_minor": 9_000}, "AMOUNT_CHANGED", id="paid in part"),
        pytest.param({"disputed_minor": 10_000}, "DISPUTED", id="disputed"),
        pytest.param({"disputed_minor": 1}, "AMOUNT_CHANGED", id="disputed in part"),
        pytest.param({"promised_for": TODAY}, "PROMISED", id="promised"),
        pytest.param({"held_until": TODAY}, "ON_HOLD", id="paused"),
        pytest.param({"is_on_kept_plan": True}, "PLAN_KEPT", id="on a plan"),
        pytest.param({"is_handed_over": True}, "HANDED_OVER", id="handed over"),
        pytest.param({"is_written_off": True}, "WRITTEN_OFF", id="given up"),
    ],
)
@pytest.mark.parametrize("place", [0, 1], ids=["the step", "a rider"])
def test_what_silences_any_of_its_invoices_takes_it_back(change, reason, place):
    after = [STEP, RIDER]
    after[place] = {**after[place], **change}
    assert why([STEP, RIDER], after) == {1: reason}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"is_blocked": True}, "CUSTOMER_BLOCKED", id="blocked"),
        pytest.param({"has_reply": True}, "REPLY_UNANSWERED", id="they wrote"),
        pytest.param({"has_deposit": True}, "DEPOSIT_TO_APPLY", id="a deposit"),
    ],
)
def test_what_silences_the_customer_takes_it_back(change, reason):
    after = {"customers": [{"customer_id": 1, **change}]}
    assert why([STEP], [STEP], **after) == {1: reason}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"points": []}, "NO_CONTACT_POINT", id="the address bounced"),
        pytest.param({"credits": {(1, "EUR"): 10_000}}, "COVERED_BY_CREDIT", id="credit came"),
        pytest.param({"credits": {(1, "EUR"): 1}}, "AMOUNT_CHANGED", id="a cent of credit"),
        pytest.param({"minimums": {"EUR": 99_999}}, "BELOW_MINIMUM", id="a new minimum"),
    ],
)
def test_other_changes_take_it_back(changes, reason):
    assert why([STEP], [STEP], **changes) == {1: reason}


def test_an_invoice_that_is_no_longer_there_counts_as_paid():
    after = [{"invoice_id": 9, **STEP}]
    assert why([STEP], after) == {1: "PAID"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"ladder_start": 3}, "STEP_CHANGED", id="another step is next"),
        pytest.param({"last_position": 2, "last_step_on": TODAY}, "NOT_YET", id="it was done"),
        pytest.param({"due_on": days_ago(11)}, "AMOUNT_CHANGED", id="another due date"),
    ],
)
def test_another_step_or_date_takes_it_back(change, reason):
    assert why([STEP], [{**STEP, **change}]) == {1: reason}


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        pytest.param(STALE_DAYS, {}, id="still fresh"),
        pytest.param(STALE_DAYS + 1, {1: "STALE"}, id="its dates are old"),
    ],
)
def test_an_old_text_is_written_anew(age, expected):
    assert why([STEP], [STEP], day=days_ago(age)) == expected


def test_only_the_customers_message_is_taken_back():
    other = {"customer_id": 2, **STEP}
    assert why([STEP, other], [{**STEP, "open_minor": 0}, other]) == {1: "PAID"}


def test_a_new_invoice_does_not_take_back_what_is_right():
    assert why([STEP], [STEP, RIDER]) == {}
