"""One voice: one message per customer, whose tone, which invoices, which totals, which tasks."""

import json

import pytest
from hypothesis import given, settings

from aldia.core.bundle import LINE, RIDES_ALONG, bundle
from aldia.core.codes import Channel, StepAction, Tone
from aldia.core.decide import decide
from tests.core.test_decide_plainly import portfolios
from tests.facts import TODAY, amable_steps, days_ago, make_facts, make_portfolio, steps_of

AFTER = ("warm", "neutral", "firm")
A = steps_of(*({"offset": o, "tone": t} for o, t in zip((5, 20, 40), AFTER, strict=True)))


def bundled(portfolio, **options):
    return bundle(decide(portfolio, TODAY).collect(), portfolio, TODAY, **options)


def only_message(portfolio):
    (message,) = bundled(portfolio).messages.to_dicts()
    return message


def lines_of(message):
    return json.loads(message["lines"])


def done(position, days, tone):
    return {"last_position": position, "last_step_on": days_ago(days), "last_tone": tone}


# Tone


@pytest.mark.parametrize(
    ("changes", "tone"),
    [
        pytest.param({"due_on": days_ago(60)}, "warm", id="first contact, sixty days late"),
        pytest.param(
            {"due_on": days_ago(60), "ladder_start": 6}, "warm", id="a person began at the last"
        ),
        pytest.param({"due_on": days_ago(60), **done(2, 20, "warm")}, "neutral", id="one level up"),
        pytest.param(
            {"due_on": days_ago(60), **done(4, 20, "warm")}, "neutral", id="never two levels"
        ),
        pytest.param(
            {"due_on": days_ago(60), **done(4, 20, "neutral")}, "firm", id="from neutral to firm"
        ),
        pytest.param(
            {"due_on": days_ago(60), **done(1, 65, "preventive")}, "warm", id="after the notice"
        ),
        pytest.param({"due_on": days_ago(-5)}, "preventive", id="before the due date"),
        pytest.param(
            {"due_on": days_ago(60), **done(2, 20, "formal")}, "neutral", id="softer is allowed"
        ),
        pytest.param(
            {"due_on": days_ago(60), **done(5, 20, None)}, "warm", id="only calls were made"
        ),
    ],
)
def test_the_tone_rises_one_level_at_a_time(changes, tone):
    assert only_message(make_facts(**changes))["tone"] == tone


@pytest.mark.parametrize(
    ("last", "template"),
    [
        pytest.param("neutral", "our_firm", id="as the step"),
        pytest.param("warm", "neutral", id="softened"),
    ],
)
def test_a_softened_step_does_not_use_its_own_words(last, template):
    steps = amable_steps()
    steps[4]["template"] = "our_firm"
    facts = make_facts(due_on=days_ago(60), steps=steps, **done(4, 20, last))
    assert only_message(facts)["template"] == template


def test_the_oldest_invoice_whose_step_is_due_gives_the_tone():
    old = {"due_on": days_ago(40), **done(2, 30, "neutral")}
    facts = make_portfolio([{"due_on": days_ago(10)}, old], steps=A)
    message = only_message(facts)
    assert (message["tone"], message["oldest_number"]) == ("firm", "F-002")


def test_a_step_is_recorded_only_where_the_words_fit():
    """A firm text is no friendly first contact: the newer invoice rides along, and waits."""
    old = {"due_on": days_ago(40), **done(2, 30, "neutral")}
    both = bundled(make_portfolio([{"due_on": days_ago(10)}, old], steps=A))
    assert both.steps.select("invoice_id", "position").rows() == [(2, 3)]
    shown = lines_of(both.messages.row(0, named=True))
    assert {line["invoice_id"]: line["position"] for line in shown} == {1: None, 2: 3}


def test_softer_words_than_an_invoice_may_hear_do_fit():
    old = {"due_on": days_ago(41)}
    newer = {"due_on": days_ago(40), **done(1, 30, "warm")}
    both = bundled(make_portfolio([old, newer], steps=A))
    assert both.messages["tone"].to_list() == [Tone.WARM]
    assert both.steps.select("invoice_id", "position").rows() == [(1, 1), (2, 2)]


# One voice


def test_one_message_per_customer_with_all_its_invoices():
    rows = [
        {"due_on": days_ago(30)},
        {"due_on": days_ago(10)},
        {"due_on": days_ago(-20)},
        {"customer_id": 2},
    ]
    made = bundled(make_portfolio(rows))
    assert made.messages["customer_id"].to_list() == [1, 2]
    first = made.messages.row(0, named=True)
    assert [(line["number"], line["is_due"]) for line in lines_of(first)] == [
        ("F-001", True),
        ("F-002", True),
        ("F-003", False),
    ]
    assert (first["invoice_count"], first["has_not_yet_due"]) == (2, True)
    assert first["upcoming_due_on"] == days_ago(-20)
    assert set(lines_of(first)[0]) == set(LINE)


@pytest.mark.parametrize(
    "silenced",
    [
        pytest.param({"promised_for": TODAY}, id="promised"),
        pytest.param({"disputed_minor": 10_000}, id="disputed"),
        pytest.param({"held_until": TODAY}, id="paused"),
        pytest.param({"is_handed_over": True}, id="handed over"),
        pytest.param({"is_on_kept_plan": True}, id="on a plan"),
        pytest.param({"open_minor": 0}, id="paid"),
        pytest.param({"ladder_start": 9}, id="at the end of its ladder"),
    ],
)
def test_what_is_settled_does_not_even_ride_along(silenced):
    message = only_message(make_portfolio([{}, silenced]))
    assert [line["number"] for line in lines_of(message)] == ["F-001"]


@pytest.mark.parametrize(
    "waiting",
    [
        pytest.param(done(2, 1, "warm"), id="between two steps"),
        pytest.param({"due_on": days_ago(0)}, id="due today"),
        pytest.param({"ladder_id": 2, "task_position": 1}, id="a task open"),
        pytest.param({"ladder_id": 2}, id="a task today"),
    ],
)
def test_what_is_owed_rides_along_as_information(waiting):
    steps = amable_steps() + steps_of({"step_action": StepAction.CALL}, ladder_id=2)
    message = only_message(make_portfolio([{}, waiting], steps=steps))
    assert [line["position"] for line in lines_of(message)][-2:].count(None) == 1
    assert message["invoice_count"] in (1, 2)


def test_nothing_is_said_of_the_customers_that_are_left_in_peace_today():
    facts = make_portfolio([{}, {"customer_id": 2}])
    made = bundled(facts, silent=[1])
    assert made.messages["customer_id"].to_list() == [2]
    assert made.steps["customer_id"].to_list() == [2]


def test_another_channel_than_the_messages_is_not_recorded():
    steps = amable_steps() + steps_of({"channels": [Channel.SMS]}, ladder_id=2)
    points = [{"channel": Channel.EMAIL}, {"channel": Channel.SMS}]
    facts = make_portfolio(
        [{}, {"due_on": days_ago(5), "ladder_id": 2}],
        steps=steps,
        points=points,
        channels=(Channel.EMAIL, Channel.SMS),
    )
    made = bundled(facts)
    assert made.messages["channel"].to_list() == ["email"]
    assert made.steps["invoice_id"].to_list() == [1]


# Totals


def totals(message):
    return {total["currency"]: total["minor"] for total in message["totals"]}


def test_one_total_per_currency_of_what_is_due():
    rows = [
        {"open_minor": 100, "amount_minor": 100},
        {"open_minor": 50, "disputed_minor": 20},
        {"currency": "USD", "open_minor": 7},
        {"due_on": days_ago(-30), "open_minor": 1_000},
    ]
    assert totals(only_message(make_portfolio(rows))) == {"EUR": 130, "USD": 7}


def test_before_the_due_date_only_what_it_is_about_is_asked():
    rows = [{"due_on": days_ago(-5)}, {"due_on": days_ago(-30), "open_minor": 500}]
    message = only_message(make_portfolio(rows))
    assert (message["is_before_due"], totals(message)) == (True, {"EUR": 10_000})


def test_a_warm_step_on_the_due_date_asks_for_its_invoice():
    facts = make_facts(due_on=TODAY, steps=steps_of({"offset": 0}))
    message = only_message(facts)
    assert (totals(message), message["invoice_count"]) == ({"EUR": 10_000}, 1)


def test_minimums_and_counters_are_of_each_currency():
    """EUR below its minimum waits while USD is asked for; later both, each at its own step."""
    steps = steps_of({"offset": 1}, {"offset": 4, "tone": "neutral"})
    minimums = {"EUR": 15_000, "USD": 10_000}
    eur = {"open_minor": 14_900, "amount_minor": 20_000}
    usd = {"currency": "USD", "open_minor": 12_000, "amount_minor": 12_000}
    first = bundled(make_portfolio([eur, usd], steps=steps, minimums=minimums))
    assert first.steps.select("invoice_id", "position").rows() == [(2, 1)]
    assert totals(first.messages.row(0, named=True)) == {"USD": 12_000}
    eur, usd = {**eur, "open_minor": 15_900}, {**usd, **done(1, 3, "warm")}
    later = bundled(make_portfolio([eur, usd], steps=steps, minimums=minimums))
    assert later.steps.select("invoice_id", "position").rows() == [(1, 1), (2, 2)]
    assert totals(later.messages.row(0, named=True)) == {"EUR": 15_900, "USD": 12_000}


def test_only_the_instalment_that_is_due_is_asked_for():
    facts = make_facts(amount_minor=9_000, open_minor=9_000, scheduled_minor=3_000)
    message = only_message(facts)
    (line,) = lines_of(message)
    assert (line["open_minor"], line["asked_minor"]) == (9_000, 3_000)
    assert totals(message) == {"EUR": 3_000}


# Tasks


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        pytest.param({"ladder_start": 7}, ["end_of_ladder"], id="the end of the ladder"),
        pytest.param({"ladder_start": 7, "is_with_person": True}, [], id="told once, never again"),
        pytest.param({"points": []}, ["find_contact"], id="no address"),
        pytest.param({}, [], id="a message is no task"),
        *(
            pytest.param({"steps": amable_steps(step_action=action)}, [str(action)], id=action)
            for action in StepAction
            if action != StepAction.MESSAGE
        ),
    ],
)
def test_what_a_person_is_asked(changes, kinds):
    assert bundled(make_facts(**changes)).tasks["kind"].to_list() == kinds


# Always


@settings(max_examples=40)
@given(portfolios())
def test_whatever_the_portfolio_one_voice_speaks_and_never_too_loud(portfolio):
    decided = decide(portfolio, TODAY).collect()
    made = bundle(decided, portfolio, TODAY)
    assert made.messages["customer_id"].is_unique().all()
    rows = {row["invoice_id"]: row for row in decided.iter_rows(named=True)}
    levels = {row["customer_id"]: Tone(row["tone"]).level for row in made.messages.to_dicts()}
    for invoice_id, customer_id in made.steps.select("invoice_id", "customer_id").rows():
        row = rows[invoice_id]
        heard = row["last_tone"]
        assert row["reason"] == "STEP_DUE"
        assert levels[customer_id] <= (Tone(heard).level + 1 if heard else Tone.WARM.level)
    for message in made.messages.to_dicts():
        lines = lines_of(message)
        assert {rows[line["invoice_id"]]["customer_id"] for line in lines} == {
            message["customer_id"]
        }
        assert all(rows[line["invoice_id"]]["reason"] in RIDES_ALONG for line in lines)
        assert all(line["asked_minor"] > 0 for line in lines)
        assert len({total["currency"] for total in message["totals"]}) == len(message["totals"])
        assert message["invoice_count"] >= 1
