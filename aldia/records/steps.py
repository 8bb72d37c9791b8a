"""The ladders' steps as the columns the core reads."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from aldia.core import facts as core
from aldia.core.money import Money
from aldia.records.models import Step


def step_frame(steps: Iterable[Step]) -> pl.DataFrame:
    """Return one row per step, columns as in `core.facts.STEPS`."""
    return pl.DataFrame([_row(step) for step in steps], schema=core.STEPS, orient="row")


def _row(step: Step) -> dict[str, Any]:
    minimum, maximum = step.conditions.get("minimum"), step.conditions.get("maximum")
    low, high = (Money.of(text) if text else None for text in (minimum, maximum))
    currency = (low or high).currency if (low or high) else None  # type: ignore[union-attr] # just tested
    return {
        "ladder_id": step.ladder_id,
        "position": step.position,
        "offset": step.offset,
        "tone": step.tone,
        "channels": step.channels,
        "step_action": step.action,
        "template": step.template,
        "needs_approval": step.needs_approval,
        "ladder_gap_days": step.ladder.minimum_gap_days,
        "minimum_minor": low.minor if low else None,
        "maximum_minor": high.minor if high else None,
        "only_currency": currency,
        "segments": step.conditions.get("segments") or [],
        "kinds": step.conditions.get("kinds") or [],
    }
