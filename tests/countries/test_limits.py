"""What each country enforces, what it only advises, and who is protected."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from aldia.core.codes import Channel, CustomerKind
from aldia.core.windows import NO_LIMITS, Limits, is_allowed, next_slot, tightest
from aldia.countries.calendar import holidays_in
from aldia.countries.limits import advice_for, limits_for, product_default
from aldia.countries.registry import CODES

TODAY = date(2026, 11, 20)
C, B, S, U = (
    CustomerKind.CONSUMER,
    CustomerKind.BUSINESS,
    CustomerKind.SOLE_TRADER,
    CustomerKind.UNKNOWN,
)
EMAIL, PHONE, POST, WHATSAPP = Channel.EMAIL, Channel.PHONE, Channel.POST, Channel.WHATSAPP


def hours(limits: Limits) -> list[str]:
    week = limits.windows or ()
    return [" ".join(f"{w.start:%H}-{w.end:%H}" for w in day) for day in week]


@pytest.mark.parametrize(
    ("country", "channel", "ids"),
    [
        pytest.param("ES", EMAIL, (), id="Spain sets no numbers"),
        pytest.param("ES", PHONE, (), id="hours of sales calls are not for reminders"),
        pytest.param("MX", PHONE, ("MX-CONDUSEF-HOURS", "MX-PROFECO-HOURS"), id="Mexico calls"),
        pytest.param("MX", EMAIL, (), id="Mexico e-mail"),
        pytest.param("CO", EMAIL, ("CO-2300-HOURS", "CO-2300-FREQUENCY"), id="Colombia: any"),
        pytest.param("CL", PHONE, ("CL-HOURS", "CL-CALLS-VISITS-CAP"), id="Chile calls"),
        pytest.param("CL", POST, ("CL-MESSAGES-CAP",), id="Chile letters"),
        pytest.param("PE", PHONE, ("PE-HOURS",), id="Peru calls"),
        pytest.param("PE", WHATSAPP, (), id="Peru messages"),
        pytest.param("AR", PHONE, (), id="Argentina"),
        pytest.param("EC", EMAIL, ("EC-HOURS", "EC-FREQUENCY"), id="Ecuador e-mail"),
        pytest.param("EC", POST, (), id="Ecuador letters"),
        pytest.param("BR", PHONE, (), id="Brazil: practice is not law"),
        pytest.param("US", EMAIL, ("US-REGF-HOURS",), id="US e-mail"),
        pytest.param(
            "US",
            PHONE,
            ("US-REGF-HOURS", "US-REGF-7IN7", "US-REGF-AFTER-A-CONVERSATION"),
            id="US calls",
        ),
    ],
)
def test_the_rules_enforced_for_a_consumer(country, channel, ids):
    assert limits_for(country, C, channel, TODAY).rule_ids == ids


@pytest.mark.parametrize("kind", [S, U], ids=str)
@pytest.mark.parametrize("country", CODES)
@pytest.mark.parametrize("channel", Channel)
def test_sole_traders_and_unknown_customers_are_protected_as_consumers(country, kind, channel):
    assert limits_for(country, kind, channel, TODAY) == limits_for(country, C, channel, TODAY)


@pytest.mark.parametrize("country", CODES)
@pytest.mark.parametrize("channel", Channel)
def test_no_law_sets_numbers_for_companies(country, channel):
    assert limits_for(country, B, channel, TODAY) == NO_LIMITS


@pytest.mark.parametrize("country", ["GB", "", None, "ZZ"])
def test_a_country_without_pack_has_no_legal_limits(country):
    assert limits_for(country, C, EMAIL, TODAY) == NO_LIMITS
    assert advice_for(country, C, EMAIL, TODAY) == ()


@pytest.mark.parametrize(
    ("country", "channel", "expected"),
    [
        ("MX", PHONE, ["07-22"] * 7),
        ("CO", EMAIL, ["07-19"] * 5 + ["08-15", ""]),
        ("CL", PHONE, ["08-20"] * 6 + [""]),
        ("PE", PHONE, ["07-20"] * 5 + ["", ""]),
        ("EC", WHATSAPP, ["07-20"] * 5 + ["", ""]),
        ("US", EMAIL, ["08-21"] * 7),
    ],
)
def test_the_hours_of_each_country(country, channel, expected):
    assert hours(limits_for(country, C, channel, TODAY)) == expected


@pytest.mark.parametrize(
    ("country", "channel", "blocked"),
    [("CO", EMAIL, True), ("CL", PHONE, True), ("CL", EMAIL, False), ("PE", PHONE, True),
     ("EC", EMAIL, True), ("MX", PHONE, False), ("US", PHONE, False)],
)  # fmt: skip
def test_where_holidays_are_blocked(country, channel, blocked):
    assert limits_for(country, C, channel, TODAY).holidays_blocked is blocked


def test_colombia_allows_one_contact_a_day_and_one_channel_a_week():
    limits = limits_for("CO", C, WHATSAPP, TODAY)
    assert (limits.per_day, limits.channels_per_week, limits.cap_group) == (1, 1, None)


def test_chile_counts_calls_apart_from_messages():
    calls, messages = (limits_for("CL", C, channel, TODAY) for channel in (PHONE, EMAIL))
    assert (calls.per_week, calls.min_gap_days, calls.cap_group) == (1, 0, "calls")
    assert (messages.per_week, messages.min_gap_days, messages.cap_group) == (2, 2, "messages")


def test_ecuador_allows_one_contact_a_day_over_all_channels():
    limits = limits_for("EC", C, EMAIL, TODAY)
    assert (limits.per_day, limits.cap_group) == (1, None)


def test_the_us_counts_calls_over_seven_days_and_rests_after_one():
    limits = limits_for("US", C, PHONE, TODAY)
    assert (limits.per_week, limits.min_gap_days, limits.cap_group) == (7, 7, "calls")


@pytest.mark.parametrize(
    ("on", "ids"),
    [
        pytest.param(date(2023, 10, 9), (), id="the day before"),
        pytest.param(date(2023, 10, 10), ("CO-2300-HOURS", "CO-2300-FREQUENCY"), id="first day"),
    ],
)
def test_a_rule_counts_from_the_day_it_is_in_force(on, ids):
    assert limits_for("CO", C, EMAIL, on).rule_ids == ids


@pytest.mark.parametrize(
    ("country", "kind", "rule_id"),
    [
        pytest.param("ES", C, "ES-COMMERCIAL-CALL-WINDOW", id="law, but not for reminders"),
        pytest.param("BR", C, "BR-HOURS-PRACTICE", id="practice"),
        pytest.param("AR", C, "AR-BCRA", id="unverified"),
        pytest.param("CL", B, "CL-MICRO-SMALL", id="unverified, for companies"),
        pytest.param("CO", C, "CO-2300-THIRD-PARTY", id="law, but no machine can count it"),
        pytest.param("ES", B, "ES-CRIMINAL", id="for everybody"),
    ],
)
def test_what_is_shown_and_never_enforced(country, kind, rule_id):
    assert rule_id in [rule.id for rule in advice_for(country, kind, None, TODAY)]
    for channel in Channel:
        assert rule_id not in limits_for(country, kind, channel, TODAY).rule_ids


@pytest.mark.parametrize("country", CODES)
@pytest.mark.parametrize("kind", CustomerKind)
@pytest.mark.parametrize("channel", Channel)
def test_nothing_is_both_enforced_and_advised(country, kind, channel):
    advised = {rule.id for rule in advice_for(country, kind, channel, TODAY)}
    assert not advised & set(limits_for(country, kind, channel, TODAY).rule_ids)


def test_our_own_default_is_cautious_and_names_no_law():
    default = product_default()
    assert hours(default) == ["09-20"] * 5 + ["", ""]
    assert (default.per_day, default.per_week, default.per_month) == (1, 2, 6)
    assert (default.min_gap_days, default.holidays_blocked, default.rule_ids) == (2, True, ())


def test_law_and_policy_together_find_the_first_lawful_moment():
    limits = tightest(limits_for("CO", C, EMAIL, TODAY), product_default())
    bogota = ZoneInfo("America/Bogota")
    friday_evening = datetime.combine(date(2026, 1, 9), time(19), bogota)
    slot = next_slot(friday_evening, limits.windows, bogota, holidays_in("CO", None, 2026))
    # Monday 12 January is Reyes in Colombia.
    assert slot == datetime.combine(date(2026, 1, 13), time(9), bogota)
    assert not is_allowed(friday_evening, limits.windows, bogota)
    assert is_allowed(friday_evening - timedelta(seconds=1), limits.windows, bogota)


def test_the_page_on_countries_names_every_rule_that_is_enforced():
    page = (Path(__file__).parents[2] / "docs" / "countries.md").read_text(encoding="utf-8")
    enforced = {
        rule_id
        for country in CODES
        for kind in CustomerKind
        for channel in Channel
        for rule_id in limits_for(country, kind, channel, TODAY).rule_ids
    }
    assert enforced
    assert {rule_id for rule_id in enforced if f"`{rule_id}`" not in page} == set()


def test_codes_from_a_table_are_as_good_as_their_enumeration():
    assert limits_for("CO", "business", "email", date(2026, 1, 2)) == NO_LIMITS
    assert limits_for("CO", "consumer", "email", date(2026, 1, 3)).per_day == 1
