"""From drafted figures to rows of the outbox: every customer's words, one broken one set aside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from aldia.channels.words import BrokenTemplate, Override, render, words_for
from aldia.core.codes import MessageStatus
from aldia.core.facts import Schema
from aldia.core.refusals import Problem
from aldia.core.words import gettext_noop as _

MOMENT = pl.Datetime("us", "UTC")
ROW: Schema = {
    "customer_id": pl.Int64,
    "channel": pl.String,
    "point_id": pl.Int64,
    "address": pl.String,
    "status": pl.String,
    "day": pl.Date,
    "tone": pl.String,
    "language": pl.String,
    "template": pl.String,
    "subject": pl.String,
    "body": pl.String,
    "lines": pl.String,
    "legal_rules": pl.String,
    "approved_at": MOMENT,
    "approved_by": pl.String,
    "attempts": pl.Int64,
    "message_id": pl.String,
    "outcome": pl.String,
    "text_hash": pl.String,
    "created_at": MOMENT,
}
"""A message as the outbox keeps it, but for its company."""


@dataclass(frozen=True, slots=True)
class House:
    """Who speaks, where the answers go, and whether a person approves first."""

    name: str
    sender: str
    reply_address: str
    needs_approval: bool


OwnTexts = Mapping[tuple[str, str], Override]
"""The company's own texts by name and language."""


def write_messages(
    drafts: pl.DataFrame,
    house: House,
    own: OwnTexts,
    today: date,
    at: datetime,
    *,
    careful: frozenset[int] = frozenset(),
) -> tuple[pl.DataFrame, dict[int, Problem]]:
    """Put drafts (rows of `Bundles.messages`) into words.

    Returns the rows for the outbox, and a problem for each customer id whose words failed: the
    others are not stopped by it. The messages of `careful` customers always wait for a person.
    """
    written: list[tuple[Any, ...]] = []
    broken: dict[int, Problem] = {}
    for draft in drafts.iter_rows(named=True):
        try:
            asks = replace(house, needs_approval=True)
            speaker = asks if draft["customer_id"] in careful else house
            step = {"needs_approval": None} if speaker is asks else {}
            written.append(_written({**draft, **step}, speaker, own, today, at))
        except BrokenTemplate as error:
            broken[draft["customer_id"]] = Problem(
                0, draft["customer_name"], str(error), _("Revise el texto y sus datos.")
            )
    return pl.DataFrame(written, schema=ROW, orient="row"), broken


def _written(
    draft: Mapping[str, Any], house: House, own: OwnTexts, today: date, at: datetime
) -> tuple[Any, ...]:
    words = words_for(
        draft,
        company=house.name,
        sender=house.sender,
        reply_address=house.reply_address,
        today=today,
    )
    override = own.get((draft["template"], draft["language"]))
    said = render(words, draft["tone"], draft["language"], override)
    waits = house.needs_approval if draft["needs_approval"] is None else draft["needs_approval"]
    return (
        draft["customer_id"],
        draft["channel"],
        draft["point_id"],
        draft["address"],
        MessageStatus.PROPOSED if waits else MessageStatus.APPROVED,
        today,
        draft["tone"],
        draft["language"],
        said.template,
        said.subject,
        said.body,
        draft["lines"],
        json.dumps(draft["legal_rules"] or []),
        None if waits else at,
        "",
        0,
        "",
        "",
        "",
        at,
    )
