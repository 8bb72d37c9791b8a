"""What the law of a customer's country allows, and what it only advises."""

from datetime import date, time
from functools import lru_cache

from aldia.core.codes import Channel, CustomerKind
from aldia.core.windows import Limits, tightest, working_days
from aldia.countries.registry import country_pack
from aldia.countries.rules import ContactRule


@lru_cache(maxsize=4096)
def limits_for(country: str | None, kind: CustomerKind, channel: Channel, on: date) -> Limits:
    """Return what the law enforces that day on that channel, with the ids of the rules used.

    Only rules that were read, are law and are in force count. Those for consumers also protect
    sole traders and customers whose kind we do not know. Rules that bind only some firms (say,
    agencies) are applied to everybody: the careful choice. No pack, no legal limits: the
    company's own policy still holds.
    """
    rules = _matching(country, kind, channel, on)
    return tightest(*(rule.limits for rule in rules if rule.is_enforceable))


@lru_cache(maxsize=4096)
def advice_for(
    country: str | None, kind: CustomerKind, channel: Channel | None, on: date
) -> tuple[ContactRule, ...]:
    """Return what a person should know and no machine enforces: to show, never to stop a message.

    Unverified rules, practice that is not law, and rules of conduct. `channel` None: of any.
    """
    return tuple(r for r in _matching(country, kind, channel, on) if not r.is_enforceable)


@lru_cache(maxsize=1)
def product_default() -> Limits:
    """Our own cautious policy, not law: working days from 9 to 20, and no pattern of insistence."""
    return Limits(
        windows=working_days(time(9), time(20)),
        holidays_blocked=True,
        min_gap_days=2,
        per_day=1,
        per_week=2,
        per_month=6,
    )


def _matching(
    country: str | None, kind: CustomerKind, channel: Channel | None, on: date
) -> list[ContactRule]:
    pack = country_pack(country)
    protected = "business" if kind == CustomerKind.BUSINESS else "consumer"
    return [
        rule
        for rule in (pack.rules if pack else ())
        if rule.applies_to in ("all", protected)
        and (channel is None or "any" in rule.channels or channel in rule.channels)
        and (rule.effective_from is None or rule.effective_from <= on)
    ]
