"""Reads the contact rules of a country's `rules.yaml`. It only reads; `limits.py` applies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from aldia.core.windows import MIDNIGHT, CapGroup, Limits, WeekWindows, Window

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
APPLIES_TO = ("consumer", "business", "all")
CHANNELS = ("any", "phone", "visit", "email", "sms", "whatsapp", "instant_message", "post")
EVIDENCE = ("statute_text", "official_page", "secondary", "general_knowledge")


@dataclass(frozen=True, slots=True)
class ContactRule:
    """One rule of a country, as somebody read it. `docs/countries.md` explains every field."""

    id: str
    kind: str
    applies_to: str
    channels: tuple[str, ...]
    norm: str
    text: str
    texto: str
    verified: bool
    is_law: bool
    evidence: str
    sources: tuple[str, ...]
    effective_from: date | None
    region: str | None
    actors: str
    disputed: str
    exception: str
    limits: Limits

    @property
    def is_enforceable(self) -> bool:
        """True when it was read, is law, and sets something a machine can keep."""
        sets_something = self.limits.counts or self.limits.windows is not None
        return self.verified and self.is_law and (sets_something or self.limits.holidays_blocked)


def read_rule(row: Mapping[str, Any]) -> ContactRule:
    """Turn one entry of the file into a rule; a slip is a `ValueError` that names the rule."""
    try:
        rule = ContactRule(
            id=row["id"],
            kind=row["kind"],
            applies_to=_one_of(APPLIES_TO, row["applies_to"]),
            channels=tuple(_one_of(CHANNELS, channel) for channel in row["channels"]),
            norm=row["norm"],
            text=row["text"],
            texto=row["texto"],
            verified=_yes_or_no(row["verified"]),
            is_law=_yes_or_no(row.get("is_law", True)),
            evidence=_one_of(EVIDENCE, row["evidence"]),
            sources=tuple(row["sources"]),
            effective_from=row.get("effective_from"),
            region=row.get("region"),
            actors=row.get("actors", ""),
            disputed=row.get("disputed", ""),
            exception=row.get("exception", ""),
            limits=_limits(row),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"rule {row.get('id', '?')}: {error!r}") from error
    if rule.is_enforceable and not rule.sources:
        raise ValueError(f"rule {rule.id}: what is enforced needs its source")
    return rule


def _limits(row: Mapping[str, Any]) -> Limits:
    caps = dict(row.get("caps") or {})
    group: CapGroup | None = row.get("cap_group")
    limits = Limits(
        windows=_week(row.get("windows")),
        holidays_blocked=_yes_or_no(row.get("holidays_blocked", False)),
        min_gap_days=row.get("min_gap_days", 0),
        per_day=caps.pop("per_day", None),
        per_week=caps.pop("per_week", None),
        per_month=caps.pop("per_month", None),
        channels_per_week=caps.pop("channels_per_week", None),
        cap_group=group,
        rule_ids=(row["id"],),
    )
    if caps:
        raise ValueError(f"unknown caps {sorted(caps)}")
    return limits


def _week(days: Mapping[str, list[str]] | None) -> WeekWindows:
    if days is None:
        return None
    if set(days) != set(WEEK):
        raise ValueError("windows name the seven days, mon to sun")
    return tuple(tuple(_window(text) for text in days[day]) for day in WEEK)


def _window(text: str) -> Window:
    start, end = text.split("-")
    last = MIDNIGHT if end == "24:00" else time.fromisoformat(end)
    return Window(time.fromisoformat(start), last)


def _one_of(allowed: tuple[str, ...], value: str) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {allowed}")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} must be true or false")
    return value
