"""Windows of the week and limits: the strictest wins, and clocks that change do not fool us."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.windows import (
    NO_LIMITS,
    Limits,
    Window,
    intersect,
    is_allowed,
    next_slot,
    tightest,
    working_days,
)

MADRID, SANTIAGO = ZoneInfo("Europe/Madrid"), ZoneInfo("America/Santiago")
OFFICE = working_days(time(9), time(20))
ZONES = (MADRID, SANTIAGO, ZoneInfo("America/Bogota"), ZoneInfo("America/New_York"))


def at(text: str, zone: ZoneInfo = MADRID) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@st.composite
def windows_of_a_day(draw: st.DrawFn) -> tuple[Window, ...]:
    hours = draw(st.lists(st.integers(0, 47), max_size=4, unique=True).map(sorted))
    times = [time(h // 2, 30 * (h % 2)) for h in hours]
    pairs = list(zip(times[::2], times[1::2], strict=False))
    if len(times) % 2:
        pairs.append((times[-1], time(0)))
    return tuple(Window(start, end) for start, end in pairs)


weeks = st.none() | st.tuples(*[windows_of_a_day()] * 7)
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
caps = st.none() | st.integers(0, 9)
limits = st.builds(
    Limits,
    windows=weeks,
    holidays_blocked=st.booleans(),
    min_gap_days=st.integers(0, 9),
    per_day=caps,
    per_week=caps,
    per_month=caps,
    channels_per_week=caps,
    cap_group=st.sampled_from([None, "calls", "messages"]),
    rule_ids=st.lists(st.sampled_from("ABCD"), max_size=2).map(tuple),
)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        pytest.param("2026-03-09T08:59:59", False, id="a second before it opens"),
        pytest.param("2026-03-09T09:00:00", True, id="opens"),
        pytest.param("2026-03-09T19:59:59", True, id="last second"),
        pytest.param("2026-03-09T20:00:00", False, id="closes"),
        pytest.param("2026-03-08T12:00:00", False, id="Sunday"),
        pytest.param("2026-03-19T12:00:00", False, id="blocked day"),
    ],
)
def test_a_window_opens_at_its_start_and_is_closed_at_its_end(local, expected):
    assert is_allowed(at(local), OFFICE, MADRID, frozenset({date(2026, 3, 19)})) is expected


def test_a_window_that_ends_at_midnight_closes_the_day():
    evening = ((Window(time(22), time(0)),),) * 7
    assert is_allowed(at("2026-03-09T23:59:59"), evening, MADRID)
    assert not is_allowed(at("2026-03-10T00:00:00"), evening, MADRID)


def test_a_window_must_start_before_it_ends():
    with pytest.raises(ValueError, match="start before"):
        Window(time(9), time(9))


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        is_allowed(at("2026-03-09T10:00:00").replace(tzinfo=None), OFFICE, MADRID)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        pytest.param("2026-03-09T10:15:00", "2026-03-09T10:15:00", id="inside: now"),
        pytest.param("2026-03-09T07:00:00", "2026-03-09T09:00:00", id="before: the same day"),
        pytest.param("2026-03-13T20:00:00", "2026-03-16T09:00:00", id="Friday evening: Monday"),
        pytest.param("2026-03-18T21:00:00", "2026-03-20T09:00:00", id="over a holiday"),
        # Clocks go forward in the night of 29 March: 09:00 is an hour earlier in UTC.
        pytest.param("2026-03-27T21:00:00", "2026-03-30T09:00:00", id="over a clock change"),
    ],
)
def test_the_next_slot_is_the_first_allowed_moment(local, expected):
    slot = next_slot(at(local), OFFICE, MADRID, frozenset({date(2026, 3, 19)}))
    assert slot == at(expected).astimezone(UTC)
    assert slot.tzinfo is UTC


def test_an_hour_that_does_not_exist_opens_when_the_clock_jumps():
    night = ((Window(time(2, 30), time(5)),),) * 7
    slot = next_slot(at("2026-03-29T01:00:00"), night, MADRID)
    assert slot == datetime(2026, 3, 29, 1, tzinfo=UTC)  # 03:00 in Madrid, the first real minute


def test_a_midnight_that_does_not_exist_in_santiago_opens_at_one():
    whole = ((),) * 6 + ((Window(time(0), time(0)),),)
    slot = next_slot(at("2026-09-05T12:00:00", SANTIAGO), whole, SANTIAGO)
    assert slot == at("2026-09-06T01:00:00", SANTIAGO)


def test_an_hour_that_happens_twice_counts_twice():
    night = ((Window(time(2, 15), time(2, 30)),),) * 7
    first_time_over = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45, summer
    slot = next_slot(first_time_over, night, MADRID)
    assert slot == datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15, winter


def test_no_slot_when_everything_is_closed():
    assert next_slot(at("2026-03-09T10:00:00"), ((),) * 7, MADRID) is None


@pytest.mark.parametrize(("horizon", "found"), [(1, False), (2, True)])
def test_the_horizon_counts_days_after_the_first(horizon, found):
    saturday = at("2026-03-14T10:00:00")
    assert (next_slot(saturday, OFFICE, MADRID, horizon_days=horizon) is not None) is found


@given(moments, weeks, st.sampled_from(ZONES), st.sets(st.integers(0, 3)))
def test_the_slot_is_allowed_and_nothing_before_it_was(moment, week, zone, blocked):
    days = frozenset((moment + timedelta(days=n)).date() for n in blocked)
    slot = next_slot(moment, week, zone, days, horizon_days=4)
    until = slot or moment + timedelta(days=3)
    if slot:
        assert slot >= moment
        assert is_allowed(slot, week, zone, days)
    quarter = moment.replace(minute=0, second=0, microsecond=0)
    while quarter < until:
        assert quarter < moment or not is_allowed(quarter, week, zone, days)
        quarter += timedelta(minutes=30)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@given(st.data())
def test_around_a_clock_change_the_slot_is_exact(zone, data):
    day = data.draw(
        st.sampled_from(
            ["2026-03-29", "2026-10-25", "2026-04-05", "2026-09-06", "2026-03-08", "2026-11-01"]
        )
    )
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(hours=6)
    moment = midnight + timedelta(minutes=5 * data.draw(st.integers(0, 36 * 12)))
    week = data.draw(weeks)
    minutes = (moment + timedelta(minutes=n) for n in range(0, 12 * 60, 5))
    plain = next((m for m in minutes if is_allowed(m, week, zone)), None)
    slot = next_slot(moment, week, zone)
    assert slot == plain if plain else slot is None or slot >= moment + timedelta(hours=12)


@given(weeks, weeks, moments)
def test_both_windows_hold_exactly_where_each_holds(a, b, moment):
    both = is_allowed(moment, a, MADRID) and is_allowed(moment, b, MADRID)
    assert is_allowed(moment, intersect(a, b), MADRID) is both


@given(weeks, weeks)
def test_the_order_of_windows_does_not_matter(a, b):
    assert intersect(a, b) == intersect(b, a)


def _no_looser(cap: int | None, than: int | None) -> bool:
    return than is None or (cap is not None and cap <= than)


@given(st.lists(limits, max_size=4), moments)
def test_the_tightest_is_never_looser_than_any(several, moment):
    result = tightest(*several)
    for each in several:
        assert _no_looser(result.per_day, each.per_day)
        assert _no_looser(result.per_week, each.per_week)
        assert _no_looser(result.per_month, each.per_month)
        assert _no_looser(result.channels_per_week, each.channels_per_week)
        assert result.min_gap_days >= each.min_gap_days
        assert result.holidays_blocked or not each.holidays_blocked
        assert not each.counts or result.cap_group in (None, each.cap_group)
        assert set(each.rule_ids) <= set(result.rule_ids)
        allowed = is_allowed(moment, result.windows, MADRID)
        assert not allowed or is_allowed(moment, each.windows, MADRID)


def test_nothing_given_limits_nothing():
    assert tightest() == NO_LIMITS


def test_rule_ids_are_kept_in_order_and_once():
    one, two = Limits(rule_ids=("CO-1", "CO-2")), Limits(rule_ids=("CO-2", "CO-3"))
    assert tightest(one, two).rule_ids == ("CO-1", "CO-2", "CO-3")


def test_a_limit_that_counts_nothing_leaves_the_group_alone():
    hours, calls = Limits(windows=OFFICE), Limits(per_week=1, cap_group="calls")
    assert tightest(hours, calls).cap_group == "calls"
    assert tightest(hours, calls, Limits(per_week=2)).cap_group is None
