"""When and how often somebody may be contacted: windows of the week, and limits that tighten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
_DAY = timedelta(days=1)
_NO_DAYS: frozenset[date] = frozenset()

CapGroup = Literal["calls", "messages"]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one local day: `start` counts, `end` no longer does.

    An `end` of midnight is the midnight that closes the day, so `Window(time(0), time(0))` is
    the whole day. Anything else that does not start before it ends is a `ValueError`.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end != MIDNIGHT and self.start >= self.end:
            raise ValueError(f"a window must start before it ends: {self.start}–{self.end}")

    def __contains__(self, moment: time) -> bool:
        return self.start <= moment and (self.end == MIDNIGHT or moment < self.end)


DayWindows = tuple[Window, ...]
WeekWindows = tuple[DayWindows, ...] | None
"""Seven tuples, Monday first; an empty one closes the day. None: no limit at all."""

_WHOLE_DAY = (Window(MIDNIGHT, MIDNIGHT),)


def working_days(start: time, end: time) -> WeekWindows:
    """The same window from Monday to Friday, and nothing on the weekend."""
    return ((Window(start, end),),) * 5 + ((), ())


def intersect(a: WeekWindows, b: WeekWindows) -> WeekWindows:
    """Return what both allow, each day's windows in order and without overlaps."""
    if a is None or b is None:
        return a if b is None else b
    return tuple(_both(one, other) for one, other in zip(a, b, strict=True))


def _both(one: DayWindows, other: DayWindows) -> DayWindows:
    shared = (_overlap(first, second) for first in one for second in other)
    return _joined(sorted((w for w in shared if w), key=lambda window: window.start))


def _overlap(one: Window, other: Window) -> Window | None:
    start = max(one.start, other.start)
    ends = [window.end for window in (one, other) if window.end != MIDNIGHT]
    end = min(ends, default=MIDNIGHT)
    return Window(start, end) if end == MIDNIGHT or start < end else None


def _joined(windows: list[Window]) -> DayWindows:
    """Windows that touch or overlap become one; the list comes sorted by start."""
    joined: list[Window] = []
    for window in windows:
        last = joined[-1] if joined else None
        if last is None or (last.end != MIDNIGHT and last.end < window.start):
            joined.append(window)
        elif last.end != MIDNIGHT and (window.end == MIDNIGHT or window.end > last.end):
            joined[-1] = Window(last.start, window.end)
    return tuple(joined)


def is_allowed(
    moment: datetime,
    windows: WeekWindows,
    zone: ZoneInfo,
    blocked_days: frozenset[date] = _NO_DAYS,
) -> bool:
    """Say whether an aware `moment`, read on a clock in `zone`, is inside a window."""
    local = _aware(moment).astimezone(zone)
    if local.date() in blocked_days:
        return False
    return windows is None or any(local.time() in window for window in windows[local.weekday()])


def next_slot(
    moment: datetime,
    windows: WeekWindows,
    zone: ZoneInfo,
    blocked_days: frozenset[date] = _NO_DAYS,
    horizon_days: int = 60,
) -> datetime | None:
    """Return the first allowed moment at or after an aware `moment`, in UTC.

    None when nothing opens on `moment`'s local day or the `horizon_days` after it. Right also on
    the days when clocks change: an hour that does not exist is never returned, one that happens
    twice counts both times.
    """
    if is_allowed(moment, windows, zone, blocked_days):
        return moment.astimezone(UTC)
    first = moment.astimezone(zone).date()
    for day in (first + i * _DAY for i in range(horizon_days + 1)):
        if day in blocked_days:
            continue
        openings = _WHOLE_DAY if windows is None else windows[day.weekday()]
        for opening in _openings(day, openings, zone):
            if opening >= moment and is_allowed(opening, windows, zone, blocked_days):
                return opening
    return None


def _openings(day: date, windows: DayWindows, zone: ZoneInfo) -> list[datetime]:
    """Every UTC moment of that local day at which a window may open, in order."""
    if not windows:
        return []
    starts = {
        datetime.combine(day, window.start, zone).replace(fold=fold).astimezone(UTC)
        for window in windows
        for fold in (0, 1)
    }
    moments = starts | _clock_changes(day, zone)
    return sorted(moment for moment in moments if moment.astimezone(zone).date() == day)


@lru_cache(maxsize=4096)
def _clock_changes(day: date, zone: ZoneInfo) -> frozenset[datetime]:
    """The UTC second at which the zone's offset changes around that local day, if it does."""
    midnight = datetime.combine(day, MIDNIGHT, UTC)
    before, after = midnight - _DAY, midnight + 2 * _DAY
    changes: set[datetime] = set()
    while before < after:
        probe = min(before + _DAY, after)
        if before.astimezone(zone).utcoffset() != probe.astimezone(zone).utcoffset():
            changes.add(_first_second_of_the_new_offset(before, probe, zone))
        before = probe
    return frozenset(changes)


def _first_second_of_the_new_offset(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment


@dataclass(frozen=True, slots=True)
class Limits:
    """How often and when one customer may be contacted. Falsy or None sets no limit.

    `per_day` counts one local day, `per_week` any 7 days in a row, `per_month` any 31: the
    strictest reading of day, week and month. `min_gap_days`: days between two contacts.
    `channels_per_week`: different channels used in 7 days. `cap_group` says which contacts the
    caps and the gap count: only calls and visits, only messages, or (None) every contact.
    """

    windows: WeekWindows = None
    holidays_blocked: bool = False
    min_gap_days: int = 0
    per_day: int | None = None
    per_week: int | None = None
    per_month: int | None = None
    channels_per_week: int | None = None
    cap_group: CapGroup | None = None
    rule_ids: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """True when there is something to count: a cap or a gap."""
        caps = (self.per_day, self.per_week, self.per_month, self.channels_per_week)
        return self.min_gap_days > 0 or any(cap is not None for cap in caps)


NO_LIMITS = Limits()


def tightest(*limits: Limits) -> Limits:
    """Return limits that break none of those given: the strictest of every field wins.

    Counting everything is stricter than counting a group, so the group survives only when all
    that count agree on it. Rule ids are kept, in order and once.
    """
    windows: WeekWindows = None
    for each in limits:
        windows = intersect(windows, each.windows)
    groups = {each.cap_group for each in limits if each.counts}
    return Limits(
        windows=windows,
        holidays_blocked=any(each.holidays_blocked for each in limits),
        min_gap_days=max((each.min_gap_days for each in limits), default=0),
        per_day=_lowest(each.per_day for each in limits),
        per_week=_lowest(each.per_week for each in limits),
        per_month=_lowest(each.per_month for each in limits),
        channels_per_week=_lowest(each.channels_per_week for each in limits),
        cap_group=groups.pop() if len(groups) == 1 else None,
        rule_ids=tuple(dict.fromkeys(rule for each in limits for rule in each.rule_ids)),
    )


def _lowest(caps: Iterable[int | None]) -> int | None:
    return min((cap for cap in caps if cap is not None), default=None)
