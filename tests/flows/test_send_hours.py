"""Sending at the right moment: hours, holidays, days, clocks, and never in a hurry."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aldia.core.codes import MessageStatus
from aldia.flows.change_settings import change_settings
from aldia.records.models import (
    Message,
)
from tests.builders import (
    TODAY,
    approve,
    make_customer,
    make_invoice,
    moment,
    run,
    send,
)
from tests.flows.speakers import FakeSpeaker, counts, only_message

pytestmark = pytest.mark.django_db
S = MessageStatus


MADRID, BOGOTA, SANTIAGO, CANARIAS = (
    "Europe/Madrid",
    "America/Bogota",
    "America/Santiago",
    "Atlantic/Canary",
)


def at(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("country", "zone", "asked", "leaves"),
    [
        pytest.param("ES", MADRID, "2026-03-09T08:59", "2026-03-09T09:00", id="before nine"),
        pytest.param("ES", MADRID, "2026-03-09T09:00", None, id="nine o'clock"),
        pytest.param("ES", MADRID, "2026-03-09T19:59", None, id="one minute to eight"),
        pytest.param("ES", MADRID, "2026-03-09T20:00", "2026-03-10T09:00", id="night"),
        pytest.param("ES", MADRID, "2026-03-07T11:00", "2026-03-09T09:00", id="saturday"),
        pytest.param("ES", MADRID, "2026-04-03T11:00", "2026-04-06T09:00", id="good friday"),
        pytest.param("ES", MADRID, "2026-03-28T11:00", "2026-03-30T09:00", id="clocks change"),
        pytest.param("ES", CANARIAS, "2026-03-09T08:30", "2026-03-09T09:00", id="an hour later"),
        pytest.param("CO", BOGOTA, "2026-03-09T08:00", "2026-03-09T09:00", id="bogota, early"),
        pytest.param("CO", BOGOTA, "2026-03-23T11:00", "2026-03-24T09:00", id="bogota, holiday"),
        pytest.param("CO", BOGOTA, "2026-03-09T18:59", None, id="bogota, by seven"),
        pytest.param("CO", BOGOTA, "2026-03-09T19:00", "2026-03-10T09:00", id="bogota, law closes"),
        pytest.param("CL", SANTIAGO, "2026-04-03T21:00", "2026-04-06T09:00", id="santiago, winter"),
        pytest.param("CL", SANTIAGO, "2026-03-09T09:30", None, id="santiago, open"),
    ],
)  # fmt: skip
def test_a_message_waits_for_the_hours_of_its_reader(company, country, zone, asked, leaves):
    now = at(asked, zone)
    day = now.astimezone(ZoneInfo(MADRID)).date()
    customer = make_customer(company, country=country, timezone=zone, kind="consumer")
    make_invoice(customer, due_on=day - timedelta(days=10))
    run(company, day)
    approve(company, day)
    speaker = FakeSpeaker()
    summary = send(company, now, speaker=speaker)
    if leaves is None:
        assert counts(summary) == {"sent": 1}
        return
    opening = at(leaves, zone)
    assert counts(summary) == {"waiting": 1}
    assert (only_message().status, only_message().not_before) == (S.WAITING, opening)
    assert counts(send(company, opening - timedelta(seconds=1), speaker=speaker)) == {"waiting": 1}
    assert speaker.tried == []
    assert counts(send(company, opening, speaker=speaker)) == {"sent": 1}
    assert only_message().day == opening.astimezone(ZoneInfo(zone)).date()


def test_a_clock_that_goes_back_sends_nothing_twice(company, ready):
    speaker = FakeSpeaker()
    send(company, moment(), speaker=speaker)
    make_invoice(ready, "F-002")
    for earlier in (timedelta(minutes=5), timedelta(hours=5), timedelta(days=1)):
        send(company, moment() - earlier, speaker=speaker)
    assert len(speaker.said) == 1


def test_one_customer_hears_at_most_once_a_day(company, ready):
    """The database would refuse a second one; the sender lets it wait for the next day."""
    company.contact_policy.minimum_gap_days = 0
    company.contact_policy.per_day = 2
    company.contact_policy.save()
    speaker = FakeSpeaker()
    send(company, moment(), speaker=speaker)
    first = only_message()
    second = Message.objects.get(pk=first.pk)
    second.pk = None
    second.status, second.attempts, second.day = S.APPROVED, 0, TODAY - timedelta(days=1)
    second.save()
    send(company, moment() + timedelta(hours=1), speaker=speaker)
    second.refresh_from_db()
    assert len(speaker.said) == 1
    assert second.status in (S.WAITING, S.WITHDRAWN)


def test_the_rate_of_the_company_is_kept_over_any_minute(company):
    change_settings(company, "sends-per-minute", "3", at=moment())
    for number in range(7):
        customer = make_customer(company, f"Cliente {number} SL", f"c{number}@x.example")
        make_invoice(customer, f"F-{number}")
    run(company)
    approve(company)
    clock, left = [1000.0], []

    class Timed(FakeSpeaker):
        def speak(self, message, spoken):
            left.append(clock[0])
            clock[0] += 1
            super().speak(message, spoken)

    def sleep(seconds):
        clock[0] += seconds

    summary = send(
        company, moment(), speaker=Timed(is_paced=True), sleep=sleep, ticks=lambda: clock[0]
    )
    assert counts(summary) == {"sent": 7}
    assert [round(at - 1000) for at in left] == [0, 1, 2, 60, 61, 62, 120]
    times = Message.objects.order_by("sent_at").values_list("sent_at", flat=True)
    assert times[6] - times[0] >= timedelta(seconds=120)


def test_the_rate_counts_what_another_sender_said(company):
    change_settings(company, "sends-per-minute", "1", at=moment())
    for number in range(2):
        make_invoice(make_customer(company, f"C{number} SL", f"c{number}@x.example"), f"F-{number}")
    run(company)
    approve(company)
    slept = []
    options = {"sleep": slept.append, "ticks": lambda: 0.0}
    send(company, moment(), speaker=FakeSpeaker(is_paced=True), limit=1, **options)
    send(company, moment() + timedelta(seconds=20), speaker=FakeSpeaker(is_paced=True), **options)
    assert slept == [40.0]


def test_the_day_on_the_message_is_the_day_of_its_reader(company):
    customer = make_customer(company, country="MX", timezone="America/Tijuana", kind="business")
    make_invoice(customer)
    run(company)
    approve(company)
    now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)  # still the 9th in Tijuana
    assert counts(send(company, now, speaker=FakeSpeaker())) == {"sent": 1}
    assert only_message().day == date(2026, 3, 9)
