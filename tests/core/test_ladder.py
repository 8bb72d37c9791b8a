"""Which step is next and from which day: boundaries, skips, calendars."""

from datetime import date, timedelta

import pytest

from aldia.core.codes import StepAction, Tone
from aldia.core.decide import decide
from tests.facts import TODAY, days_ago, make_facts, make_portfolio, steps_of

DUE = date(2026, 3, 1)
A = steps_of({"offset": 5}, {"offset": 20, "tone": "neutral"}, {"offset": 40, "tone": "firm"})


def on(day, **changes):
    facts = make_facts(**{"due_on": DUE, "steps": A, **changes})
    return decide(facts, day).collect().row(0, named=True)


def late(days):
    return DUE + timedelta(days)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        pytest.param(late(4), "NOT_YET", id="a day early"),
        pytest.param(late(5), "STEP_DUE", id="on its day"),
        pytest.param(late(8), "STEP_DUE", id="the scheduler was down for three days"),
    ],
)
def test_a_step_is_due_from_its_day_on(day, reason):
    decided = on(day)
    assert (decided["reason"], decided["position"]) == (reason, 1)


@pytest.mark.parametrize(
    ("sent", "day", "reason"),
    [
        pytest.param(late(5), late(19), "NOT_YET", id="days past due not reached"),
        pytest.param(late(5), late(20), "STEP_DUE", id="both reached"),
        pytest.param(late(14), late(28), "NOT_YET", id="sent late: a day before the spacing"),
        pytest.param(late(14), late(29), "STEP_DUE", id="sent late: the spacing is over"),
        pytest.param(late(60), late(74), "NOT_YET", id="sixty days late: a day early"),
        pytest.param(late(60), late(75), "STEP_DUE", id="sixty days late: spacing over"),
    ],
)
def test_the_next_step_counts_from_the_day_the_last_one_was_really_done(sent, day, reason):
    decided = on(day, last_position=1, last_step_on=sent)
    assert (decided["reason"], decided["position"]) == (reason, 2)


def test_an_invoice_loaded_sixty_days_late_starts_at_the_first_step():
    decided = on(late(60))
    assert (decided["position"], decided["tone"]) == (1, "warm")


BEFORE = steps_of(
    {"offset": -10, "tone": "preventive"},
    {"offset": -3, "tone": "preventive"},
    {"offset": 0, "tone": "preventive"},
    {"offset": 1},
)


@pytest.mark.parametrize(
    ("day", "position", "reason"),
    [
        pytest.param(late(-11), 1, "NOT_YET", id="before the first notice"),
        pytest.param(late(-10), 1, "STEP_DUE", id="day of the first notice"),
        pytest.param(late(-9), 2, "NOT_YET", id="its day is over"),
        pytest.param(late(-3), 2, "STEP_DUE", id="day of the second"),
        pytest.param(late(-2), 3, "NOT_YET", id="two skipped"),
        pytest.param(late(0), 3, "STEP_DUE", id="notice on the due date"),
        pytest.param(late(1), 4, "STEP_DUE", id="all notices skipped"),
        pytest.param(late(90), 4, "STEP_DUE", id="a step after the due date never is"),
    ],
)
def test_notices_before_the_due_date_are_skipped_when_their_day_is_over(day, position, reason):
    decided = on(day, steps=BEFORE)
    assert (decided["position"], decided["reason"]) == (position, reason)


@pytest.mark.parametrize(
    ("day", "position"),
    [
        pytest.param(late(-1), 2, id="approved two days later"),
        pytest.param(late(0), 2, id="still the due date"),
        pytest.param(late(1), 4, id="now it is late: another text is needed"),
    ],
)
def test_a_notice_proposed_in_time_may_leave_until_the_due_date(day, position):
    assert on(day, steps=BEFORE, queued_position=2)["position"] == position


def test_a_warm_step_on_the_due_date_is_never_skipped():
    decided = on(late(9), steps=steps_of({"offset": 0}, {"offset": 5, "tone": "neutral"}))
    assert (decided["position"], decided["reason"]) == (1, "STEP_DUE")


@pytest.mark.parametrize(
    ("condition", "changes", "position"),
    [
        pytest.param({"minimum_minor": 10_000}, {}, 1, id="exactly the minimum"),
        pytest.param({"minimum_minor": 10_001}, {}, 2, id="below the minimum"),
        pytest.param({"maximum_minor": 10_001}, {}, 1, id="below the maximum"),
        pytest.param({"maximum_minor": 10_000}, {}, 2, id="exactly the maximum"),
        pytest.param(
            {"minimum_minor": 1, "only_currency": "EUR"}, {}, 1, id="limit in its currency"
        ),
        pytest.param(
            {"minimum_minor": 1, "only_currency": "USD"}, {}, 2, id="limit in another currency"
        ),
        pytest.param({"segments": ["vip"]}, {"segment": "vip"}, 1, id="the segment"),
        pytest.param({"segments": ["vip"]}, {"segment": ""}, 2, id="another segment"),
        pytest.param({"kinds": ["consumer"]}, {"kind": "consumer"}, 1, id="the kind"),
        pytest.param({"kinds": ["consumer"]}, {}, 2, id="another kind"),
    ],
)
def test_a_step_whose_conditions_are_not_met_is_passed_over(condition, changes, position):
    steps = steps_of({"offset": 1, **condition}, {"offset": 2, "tone": "neutral"})
    assert on(late(9), steps=steps, **changes)["position"] == position


@pytest.mark.parametrize(
    ("start", "last", "position"),
    [
        pytest.param(1, None, 1, id="from the beginning"),
        pytest.param(2, None, 2, id="a person said: from the second"),
        pytest.param(2, 2, 3, id="and goes on after it"),
        pytest.param(4, None, None, id="after the last"),
    ],
)
def test_where_the_ladder_starts(start, last, position):
    decided = on(
        late(99), ladder_start=start, last_position=last, last_step_on=late(50) if last else None
    )
    assert decided["position"] == position


@pytest.mark.parametrize(
    ("known_on", "reason"),
    [
        pytest.param(days_ago(1), "NOT_YET", id="got it yesterday"),
        pytest.param(days_ago(2), "STEP_DUE", id="has had it two days"),
    ],
)
@pytest.mark.parametrize("fact", ["issued_on", "delivered_on"])
def test_no_first_contact_before_the_customer_has_had_the_invoice_a_while(fact, known_on, reason):
    facts = make_facts(due_on=days_ago(9), minimum_age_days=2, **{fact: known_on})
    assert decide(facts, TODAY).collect()["reason"][0] == reason


def test_the_minimum_age_is_about_the_first_contact_only():
    facts = make_facts(
        due_on=days_ago(30),
        issued_on=days_ago(1),
        minimum_age_days=2,
        last_position=2,
        last_step_on=days_ago(20),
    )
    assert decide(facts, TODAY).collect()["reason"][0] == "STEP_DUE"


@pytest.mark.parametrize(
    ("due_on", "offset", "first_day"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 1), id="end of January"),
        pytest.param(date(2028, 2, 28), 1, date(2028, 2, 29), id="leap day"),
        pytest.param(date(2027, 2, 28), 1, date(2027, 3, 1), id="no leap day"),
        pytest.param(date(2027, 12, 31), 1, date(2028, 1, 1), id="end of the year"),
        pytest.param(date(2028, 3, 1), -1, date(2028, 2, 29), id="back over a leap day"),
        pytest.param(date(2026, 3, 28), 1, date(2026, 3, 29), id="clocks change that night"),
    ],
)
def test_days_are_calendar_days(due_on, offset, first_day):
    tone = Tone.PREVENTIVE if offset < 0 else Tone.WARM
    facts = make_facts(due_on=due_on, steps=steps_of({"offset": offset, "tone": tone}))
    before, then = (
        decide(facts, day).collect()["reason"][0] for day in (first_day - timedelta(1), first_day)
    )
    assert (before, then) == ("NOT_YET", "STEP_DUE")


def test_the_ladder_of_each_invoice_or_else_the_companys_default():
    steps = steps_of({"offset": 1}, ladder_id=1) + steps_of({"offset": 50}, ladder_id=2)
    rows = [{"ladder_id": 1}, {"ladder_id": 2}, {"ladder_id": None}]
    facts = make_portfolio(rows, steps=steps, default_ladder_id=2)
    decided = decide(facts, TODAY).collect().sort("invoice_id")
    assert decided["reason"].to_list() == ["STEP_DUE", "NOT_YET", "NOT_YET"]
    assert decided["ladder_id"].to_list() == [1, 2, 2]


def test_without_any_ladder_a_person_is_asked():
    facts = make_facts(ladder_id=None, default_ladder_id=None)
    assert decide(facts, TODAY).collect()["reason"][0] == "LADDER_EXHAUSTED"


@pytest.mark.parametrize(
    ("due_on", "reason"),
    [
        pytest.param(TODAY, "NOT_YET", id="not late yet"),
        pytest.param(days_ago(1), "LADDER_EXHAUSTED", id="late"),
    ],
)
def test_no_person_is_called_for_an_invoice_that_is_not_late(due_on, reason):
    steps = steps_of({"offset": -5, "tone": "preventive"})
    facts = make_facts(due_on=due_on, steps=steps)
    assert decide(facts, TODAY).collect()["reason"][0] == reason


@pytest.mark.parametrize("action", [a for a in StepAction if a != StepAction.MESSAGE])
def test_a_step_for_a_person_counts_like_any_other(action):
    steps = steps_of({"offset": 1, "step_action": action}, {"offset": 8, "tone": "neutral"})
    first = on(late(1), steps=steps)
    assert (first["reason"], first["action"]) == ("STEP_DUE", "task")
    after = on(late(9), steps=steps, last_position=1, last_step_on=late(4))
    assert (after["reason"], after["look_again_on"]) == ("NOT_YET", late(11))
