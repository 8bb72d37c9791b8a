"""Says what was approved: claims, reads the facts once more, speaks, and records the end."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from aldia.channels.contract import ChannelError, Speaker, Spoken
from aldia.channels.registry import open_channel
from aldia.channels.words import BrokenTemplate
from aldia.core.backoff import CHANNEL_REST, wait_after
from aldia.core.codes import Channel, CustomerKind, MessageStatus, TaskKind
from aldia.core.windows import next_slot, tightest
from aldia.core.words import gettext_noop as _
from aldia.countries.calendar import holidays_in
from aldia.countries.limits import limits_for
from aldia.records import failing, sending
from aldia.records.limits import policy_limits
from aldia.records.models import Company, ContactPolicy, Message
from aldia.records.outgoing import outgoing_of

log = logging.getLogger(__name__)

LOST_SENDER = _("El envío se interrumpió: no se sabe si el mensaje salió.")


@dataclass(slots=True)
class SendSummary:
    """What came of it. `waiting`: all that is approved and has not left.

    `is_stopped`: the company's switch lets nothing out. `problem`: why the channel is down.
    """

    sent: int = 0
    withdrawn: int = 0
    failed: int = 0
    doubtful: int = 0
    waiting: int = 0
    is_stopped: bool = False
    problem: str = ""


@dataclass(slots=True)
class Pace:
    """The clock of one sending, and the company's rate: so many in any sixty seconds."""

    start: datetime
    per_minute: int
    sleep: Callable[[float], None] = time.sleep
    ticks: Callable[[], float] = time.monotonic
    _began: float = 0.0
    _last: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._began = self.ticks()

    def now(self) -> datetime:
        """Return the moment given at the start, moved on by the time that has passed since."""
        return self.start + timedelta(seconds=self.ticks() - self._began)

    def remember(self, moments: list[datetime]) -> None:
        """Count what others have said in the last minute."""
        self._last.extend(self._began + (moment - self.start).total_seconds() for moment in moments)

    def wait(self) -> None:
        """Wait until one more may leave."""
        while self._last and self._last[0] <= self.ticks() - 60:
            self._last.popleft()
        if len(self._last) >= self.per_minute:
            self.sleep(max(0.0, self._last.popleft() + 60 - self.ticks()))

    def count(self) -> None:
        """Count one that leaves now."""
        self._last.append(self.ticks())


def send_messages(
    company: Company,
    now: datetime,
    *,
    speaker: Speaker | None = None,
    limit: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
    ticks: Callable[[], float] = time.monotonic,
) -> SendSummary:
    """Send what was approved and may leave at `now` (an aware moment), at most `limit`.

    Safe to repeat and to run in several places at once: the claim is a conditional update, and
    what was claimed and has no known end becomes a doubt for a person, never a second message.
    Opens no transaction while it speaks.
    """
    company.refresh_from_db()
    summary = SendSummary()
    _leave_doubts(company, now, summary)
    ready = [] if company.is_stopped else sending.to_send(company, now)[:limit]
    if ready:
        channel = speaker or open_channel(Channel.EMAIL, settings.EMAIL_URL, settings.MAILBOX)
        with channel as opened:
            pace = Pace(now, company.sends_per_minute, sleep, ticks)
            pace.remember(_said_lately(company, now))
            _Sending(company, opened, pace, summary).all_of(ready)
    summary.is_stopped = summary.is_stopped or company.is_stopped
    summary.waiting = sending.still_to_send(company)
    return summary


def _leave_doubts(company: Company, now: datetime, summary: SendSummary) -> None:
    for message in sending.stuck(company, now):
        if failing.mark_doubtful(company, message, LOST_SENDER, now, limits_for):
            summary.doubtful += 1


def _said_lately(company: Company, now: datetime) -> list[datetime]:
    minute_ago = now - timedelta(seconds=60)
    said = Message.objects.filter(company=company, sent_at__gt=minute_ago, sent_at__lte=now)
    return [at for at in said.order_by("sent_at").values_list("sent_at", flat=True) if at]


class _Sending:
    """One pass over the messages that are ready, on one open channel."""

    def __init__(
        self, company: Company, speaker: Speaker, pace: Pace, summary: SendSummary
    ) -> None:
        self.company = company
        self.speaker = speaker
        self.pace = pace
        self.summary = summary
        self.policy = policy_limits(ContactPolicy.objects.get(company=company))

    def all_of(self, ready: list[int]) -> None:
        """Send one after the other, until the channel is down or somebody stops everything."""
        for message_id in ready:
            if self.summary.problem or self.summary.is_stopped:
                return
            self._one(message_id)

    def _one(self, message_id: int) -> None:
        # Any waiting comes first: between the last gate and the word no time may pass.
        if self.speaker.is_paced:
            self.pace.wait()
        message = sending.leaving(self.company, message_id)
        if message is None:
            return
        spoken = self._written(message)
        if spoken is None:
            return
        claim = sending.claim(
            self.company,
            message_id,
            self.pace.now(),
            name=spoken.message_id,
            next_slot=self._next_slot,
            law=limits_for,
        )
        if claim.message is not None and claim.outcome == "claimed":
            self._say(claim, claim.message, spoken)
        elif claim.outcome == "withdrawn":
            self.summary.withdrawn += 1
        elif claim.outcome == "stopped":
            self.summary.is_stopped = True

    def _written(self, message: Message) -> Spoken | None:
        """Write it before it is claimed: a message that cannot be written stops only itself."""
        try:
            return self.speaker.compose(outgoing_of(message, self.pace.now()))
        except ChannelError as error:
            self._fail(message, error)
        except (BrokenTemplate, ValueError, TypeError, LookupError, AttributeError) as error:
            log.exception("message %s cannot be written", message.pk)
            why = str(error) or type(error).__name__
            if failing.mark_failed(
                self.company,
                message,
                why,
                self.pace.now(),
                limits_for,
                kind=TaskKind.MEND_MESSAGE,
            ):
                self.summary.failed += 1
        return None

    def _say(self, claim: sending.Claim, message: Message, spoken: Spoken) -> None:
        self.pace.count()
        try:
            self.speaker.speak(outgoing_of(message, self.pace.now()), spoken)
        except ChannelError as error:
            self._after_failure(claim, message, error)
        else:
            detail = evidence(message, spoken)
            now = self.pace.now()
            self.summary.sent += sending.mark_sent(self.company, message, detail, now, limits_for)

    def _after_failure(self, claim: sending.Claim, message: Message, error: ChannelError) -> None:
        now, why = self.pace.now(), error.reason
        if error.unknown:
            if failing.mark_doubtful(self.company, message, why, now, limits_for):
                self.summary.doubtful += 1
        elif error.down:
            sending.put_back(self.company, claim, now + CHANNEL_REST, why, counts=False)
            self.summary.problem = why
        elif error.permanent or wait_after(message.attempts) is None:
            self._fail(message, error)
        else:
            rest = wait_after(message.attempts) or CHANNEL_REST
            sending.put_back(self.company, claim, now + rest, why, counts=True)

    def _fail(self, message: Message, error: ChannelError) -> None:
        is_wording = error.permanent and not error.bad_address
        self.summary.failed += failing.mark_failed(
            self.company,
            message,
            error.reason,
            self.pace.now(),
            limits_for,
            kind=TaskKind.MEND_MESSAGE if is_wording else TaskKind.FIND_CONTACT,
            bad_address=error.bad_address,
        )

    def _next_slot(self, message: Message, moment: datetime) -> datetime:
        """Return when company, law, hours and holidays of the customer's place let it leave."""
        customer = message.customer
        zone = ZoneInfo(customer.timezone)
        on = moment.astimezone(zone).date()
        kind, channel = CustomerKind(customer.kind), Channel(message.channel)
        limits = tightest(self.policy, limits_for(customer.country, kind, channel, on))
        blocked = (
            holidays_in(customer.country, customer.region, on.year)
            | holidays_in(customer.country, customer.region, on.year + 1)
            if limits.holidays_blocked
            else frozenset()
        )
        found = next_slot(moment, limits.windows, zone, blocked)
        return found or moment + timedelta(days=1)


def evidence(message: Message, spoken: Spoken) -> dict[str, Any]:
    """Return what the timeline keeps of a message that has left: the exact words and their seal."""
    return {
        "message": message.pk,
        "message_id": message.message_id,
        "channel": message.channel,
        "address": message.address,
        "subject": message.subject,
        "text": spoken.text,
        "mime_sha256": sha256(spoken.raw).hexdigest(),
        "template": message.template,
        "tone": message.tone,
        "legal_rules": list(message.legal_rules),
        "status": str(MessageStatus.SENT),
    }
