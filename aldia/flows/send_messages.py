"""Says what was approved: claims, reads the facts once more, speaks, and records the end."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from aldia.channels.contract import ChannelError, Speaker, Spoken
from aldia.channels.registry import open_channel
from aldia.channels.words import BrokenTemplate
from aldia.core.backoff import CHANNEL_REST, wait_after
from aldia.core.codes import Channel, CustomerKind, TaskKind
from aldia.core.pace import Pace
from aldia.core.windows import next_slot, tightest
from aldia.core.words import gettext_noop as _
from aldia.countries.calendar import holidays_in
from aldia.countries.limits import limits_for
from aldia.records import failing, sending
from aldia.records.limits import policy_limits
from aldia.records.models import Company, ContactPolicy, Message
from aldia.records.outgoing import evidence, outgoing_of

log = logging.getLogger(__name__)

LOST_SENDER = _("El envío se interrumpió: no se sabe si el mensaje salió.")
UNRECORDED = _("El servidor aceptó el mensaje, pero no se pudo anotar que salió.")
UNEXPECTED = _("Lo detuvo un error inesperado del programa, antes de salir.")

PATIENCE = (1.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds between the tries to write down how a message ended, while the database is busy."""


@dataclass(slots=True)
class SendSummary:
    """What came of it. `waiting`: all that is approved and has not left.

    `is_stopped`: the company's switch lets nothing out. `problem`: why the channel is down.
    `errors`: what nobody expected, by message: each is tried again, or in doubt, or failed.
    """

    sent: int = 0
    withdrawn: int = 0
    failed: int = 0
    doubtful: int = 0
    waiting: int = 0
    is_stopped: bool = False
    problem: str = ""
    errors: dict[int, str] = field(default_factory=dict)


def _drop_dead_connection() -> None:
    """Let the next query open a connection anew if this one is broken."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


@dataclass(slots=True)
class _Way:
    """How far one message came, to leave it truthfully when an error nobody expected stops it.

    `doubt`: from the moment it may have left, what to tell the person who looks at it.
    """

    message_id: int
    claim: sending.Claim | None = None
    doubt: str = ""


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
        try:
            if failing.mark_doubtful(company, message, LOST_SENDER, now, limits_for):
                summary.doubtful += 1
        except Exception as error:  # it stays `sending`, and is never sent again
            _note(message.pk, error, summary)


def _note(message_id: int, error: Exception, summary: SendSummary) -> None:
    """Keep an error nobody expected in sight: all of it in the log, its name in the summary."""
    log.exception("message %s met an error nobody expected", message_id)
    summary.errors[message_id] = type(error).__name__
    _drop_dead_connection()


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
            way = _Way(message_id)
            try:
                self._one(way)
            except Exception as error:  # one message never stops the others
                _note(message_id, error, self.summary)
                self._leave(way)

    def _leave(self, way: _Way) -> None:
        """Leave a message that an error stopped as it truly is: in doubt, or to try again."""
        try:
            self._leave_as_it_is(way)
        except Exception:  # the row stays as it was: unsent, or `sending` until it is in doubt
            log.exception("message %s stays as it was", way.message_id)
            _drop_dead_connection()

    def _leave_as_it_is(self, way: _Way) -> None:
        now, claim = self.pace.now(), way.claim
        claimed = claim.message if claim else None
        message = claimed or sending.leaving(self.company, way.message_id)
        if message is None:
            return
        if way.doubt:
            self._doubt(message, way.doubt)
            return
        rest = wait_after(message.attempts if claimed else message.attempts + 1)
        if rest is None:
            self._mend(message, UNEXPECTED)
        elif claim is not None:
            self._put_back(claim, now + rest, UNEXPECTED)
        else:
            sending.postpone(self.company, message, now + rest, UNEXPECTED)

    def _one(self, way: _Way) -> None:
        # Any waiting comes first: between the last gate and the word no time may pass.
        if self.speaker.is_paced:
            self.pace.wait()
        message = sending.leaving(self.company, way.message_id)
        if message is None:
            return
        spoken = self._written(message)
        if spoken is None:
            return
        claim = sending.claim(
            self.company,
            way.message_id,
            self.pace.now(),
            name=spoken.message_id,
            next_slot=self._next_slot,
            law=limits_for,
        )
        if claim.message is not None and claim.outcome == "claimed":
            way.claim = claim
            self._say(way, claim, claim.message, spoken)
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
            self._mend(message, str(error) or type(error).__name__)
        return None

    def _say(self, way: _Way, claim: sending.Claim, message: Message, spoken: Spoken) -> None:
        outgoing = outgoing_of(message, self.pace.now())
        self.pace.count()
        way.doubt = LOST_SENDER
        try:
            self.speaker.speak(outgoing, spoken)
        except ChannelError as error:
            way.doubt = error.reason if error.unknown else ""
            self._after_failure(claim, message, error)
        else:
            way.doubt = UNRECORDED
            detail, now = evidence(message, spoken.text, spoken.raw), self.pace.now()
            self.summary.sent += self._patiently(
                lambda: sending.mark_sent(self.company, message, detail, now, limits_for)
            )

    def _after_failure(self, claim: sending.Claim, message: Message, error: ChannelError) -> None:
        now, why = self.pace.now(), error.reason
        rest = wait_after(message.attempts)
        if error.unknown:
            self._doubt(message, why)
        elif error.down:
            self.summary.problem = why
            self._put_back(claim, now + CHANNEL_REST, why, counts=False)
        elif error.permanent or rest is None:
            self._fail(message, error)
        else:
            self._put_back(claim, now + rest, why)

    def _patiently(self, write: Callable[[], bool]) -> bool:
        """Write down how a message ended, again and again while the database is busy."""
        for rest in PATIENCE:
            try:
                return write()
            except (OperationalError, InterfaceError):
                log.warning("the end of a message could not be written yet", exc_info=True)
                _drop_dead_connection()
                self.pace.sleep(rest)
        return write()

    def _put_back(
        self, claim: sending.Claim, until: datetime, why: str, *, counts: bool = True
    ) -> None:
        self._patiently(lambda: sending.put_back(self.company, claim, until, why, counts=counts))

    def _doubt(self, message: Message, why: str) -> None:
        now = self.pace.now()
        self.summary.doubtful += self._patiently(
            lambda: failing.mark_doubtful(self.company, message, why, now, limits_for)
        )

    def _mend(self, message: Message, why: str) -> None:
        self._fail(message, ChannelError(why, permanent=True))

    def _fail(self, message: Message, error: ChannelError) -> None:
        now, is_wording = self.pace.now(), error.permanent and not error.bad_address
        kind = TaskKind.MEND_MESSAGE if is_wording else TaskKind.FIND_CONTACT
        self.summary.failed += self._patiently(
            lambda: failing.mark_failed(
                self.company,
                message,
                error.reason,
                now,
                limits_for,
                kind=kind,
                bad_address=error.bad_address,
            )
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
