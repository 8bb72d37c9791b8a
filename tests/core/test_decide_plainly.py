"""Columns and the plain reading agree, whatever the portfolio."""

from datetime import date, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from aldia.core.codes import Channel, CustomerKind, StepAction, Tone
from aldia.core.decide import decide, explain
from aldia.core.facts import FOREVER, Portfolio
from aldia.core.reasons import Reason
from tests.core.plainly import Plain, plainly
from tests.facts import TODAY, make_facts, make_portfolio

CURRENCIES = ("EUR", "USD")
maybe = st.none()
near = st.integers(-12, 60).map(lambda days: TODAY - timedelta(days))
soon = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days))
small = st.integers(0, 6)
rarely = st.sampled_from([None] * 6 + [True, False])
money = st.integers(1, 30).map(lambda units: units * 500)


@st.composite
def ladders(draw: st.DrawFn, ladder_id: int) -> list[dict[str, Any]]:
    """One to five steps in order, some with conditions, some for a person."""
    offsets = sorted(draw(st.sets(st.integers(-6, 40), min_size=1, max_size=5)))
    return [
        {
            "ladder_id": ladder_id,
            "position": position,
            "offset": offset,
            "tone": draw(st.sampled_from(Tone)),
            "channels": draw(st.lists(st.sampled_from(Channel), unique=True, max_size=3)),
            "step_action": draw(st.sampled_from([StepAction.MESSAGE] * 5 + list(StepAction))),
            "ladder_gap_days": draw(small),
            "minimum_minor": draw(st.none() | money),
            "maximum_minor": draw(st.none() | money),
            "only_currency": draw(st.sampled_from([None, None, None, *CURRENCIES])),
            "segments": draw(st.sampled_from([[], [], [], ["vip"], ["vip", "obra"]])),
            "kinds": draw(st.sampled_from([[], [], [], [CustomerKind.BUSINESS]])),
        }
        for position, offset in enumerate(offsets, 1)
    ]


@st.composite
def invoices(draw: st.DrawFn, customer_id: int) -> dict[str, Any]:
    due_on, amount = draw(near), draw(money)
    done = draw(st.none() | st.integers(1, 5))
    promised_for = draw(st.none() | st.none() | soon)
    return {
        "customer_id": customer_id,
        "currency": draw(st.sampled_from(CURRENCIES)),
        "amount_minor": amount,
        "open_minor": draw(st.sampled_from([amount, amount, amount, amount // 2, 0])),
        "issued_on": due_on - timedelta(draw(st.integers(0, 30))),
        "delivered_on": draw(st.none() | soon),
        "due_on": due_on,
        "ladder_id": draw(st.sampled_from([None, 1, 2])),
        "ladder_start": draw(st.sampled_from([1, 1, 1, 2, 6])),
        "last_position": done,
        "last_step_on": TODAY - timedelta(draw(st.integers(0, 20))) if done else None,
        "is_written_off": draw(st.sampled_from([False] * 9 + [True])),
        "scheduled_minor": draw(st.none() | st.none() | money),
        "held_until": draw(st.none() | st.none() | soon | st.just(FOREVER)),
        "disputed_minor": draw(st.none() | st.none() | money),
        "promised_for": promised_for,
        "grace_days": draw(small) if promised_for else None,
        "is_handed_over": draw(rarely),
        "is_on_kept_plan": draw(rarely),
        "queued_position": draw(st.none() | st.integers(1, 3)),
        "task_position": draw(st.none() | st.integers(1, 3)),
    }


@st.composite
def customers(draw: st.DrawFn, customer_id: int) -> dict[str, Any]:
    """A customer, contacted lately or not: the counts are as a database would give them."""
    days = sorted(TODAY - timedelta(d) for d in draw(st.lists(st.integers(0, 30), max_size=4)))
    week = [day for day in days if day > TODAY - timedelta(7)]
    return {
        "customer_id": customer_id,
        "kind": draw(st.sampled_from(CustomerKind)),
        "segment": draw(st.sampled_from(["", "vip"])),
        "wished_gap_days": draw(st.none() | small),
        "is_blocked": draw(st.sampled_from([False] * 9 + [True])),
        "customer_held_until": draw(st.none() | st.none() | st.none() | soon),
        "is_customer_handed_over": draw(rarely),
        "has_deposit": draw(rarely),
        "has_reply": draw(rarely),
        "last_contact_on": days[-1] if days else None,
        "contacts_day": days.count(TODAY) if days else None,
        "contacts_week": len(week) if days else None,
        "contacts_month": len(days) if days else None,
        "week_from": week[0] if week else None,
        "month_from": days[0] if days else None,
        "calls_week": draw(st.integers(0, len(week))) if days else None,
        "channel_week": draw(st.sampled_from(Channel)) if week else None,
    }


def caps(kind: CustomerKind, channel: Channel) -> st.SearchStrategy[dict[str, Any]]:
    cap = st.none() | st.integers(1, 3)
    return st.fixed_dictionaries(
        {
            "kind": st.just(kind),
            "channel": st.just(channel),
            "gap_days": st.none() | small,
            "cap_day": cap,
            "cap_week": cap,
            "cap_month": cap,
            "cap_calls_week": cap,
            "one_channel_a_week": st.booleans(),
        }
    )


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    """Up to three customers with up to three invoices each, on two ladders."""
    people = [draw(customers(pk)) for pk in range(1, draw(st.integers(1, 3)) + 1)]
    rows = [
        draw(invoices(person["customer_id"]))
        for person in people
        for _each in range(draw(st.integers(1, 3)))
    ]
    points = [
        {
            "customer_id": person["customer_id"],
            "channel": channel,
            "is_usable": draw(st.sampled_from([True, True, False])),
            "is_opted_out": draw(st.sampled_from([False, False, True])),
        }
        for person in people
        for channel in draw(st.sets(st.sampled_from(Channel), max_size=3))
    ]
    credit_keys = st.tuples(st.integers(1, 3), st.sampled_from(CURRENCIES))
    kinds = {person["kind"] for person in people}
    return make_portfolio(
        draw(st.permutations(rows)),
        customers=people,
        points=points,
        steps=draw(ladders(1)) + draw(ladders(2)),
        limits=[draw(caps(k, c)) for k in sorted(kinds) for c in Channel if draw(st.booleans())],
        credits=draw(st.dictionaries(credit_keys, money, max_size=2)),
        minimums=draw(st.dictionaries(st.sampled_from(CURRENCIES), money, max_size=2)),
        minimum_age_days=draw(small),
        default_ladder_id=draw(st.sampled_from([1, 2, None])),
        channels=draw(st.sampled_from([(Channel.EMAIL,), (Channel.EMAIL, Channel.WHATSAPP)])),
    )


def by_columns(portfolio: Portfolio, today: date = TODAY) -> list[Plain]:
    decided = decide(portfolio, today).collect()
    order = dict(zip(portfolio.invoices["invoice_id"], range(10**6), strict=False))
    rows = sorted(decided.iter_rows(named=True), key=lambda row: order[row["invoice_id"]])
    assert len(rows) == len(order)
    return [
        Plain(row["reason"], row["action"], row["look_again_on"], row["position"]) for row in rows
    ]


@given(portfolios())
@example(make_facts())
@example(make_portfolio([]))
def test_columns_and_the_plain_reading_agree(portfolio):
    assert by_columns(portfolio) == plainly(portfolio, TODAY)


@given(portfolios())
def test_every_open_invoice_has_one_decision_and_its_first_applying_rule_is_the_reason(portfolio):
    decided = decide(portfolio, TODAY).collect()
    assert sorted(decided["invoice_id"]) == sorted(portfolio.invoices["invoice_id"])
    row = decided.row(0, named=True)
    answers = explain(portfolio, TODAY, row["invoice_id"])
    assert [reason for reason, _applies in answers] == list(Reason)
    assert next(reason for reason, applies in answers if applies) == row["reason"]


@given(portfolios())
def test_the_order_of_the_rows_changes_nothing(portfolio):
    turned = make_portfolio([])
    turned = Portfolio(
        **{
            name: getattr(portfolio, name).reverse()
            if name in ("invoices", "customers", "points", "limits")
            else getattr(portfolio, name)
            for name in turned.__dataclass_fields__
        }
    )
    assert by_columns(turned)[::-1] == by_columns(portfolio)
