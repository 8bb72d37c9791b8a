"""One voice: the decisions of a day become one message per customer, and tasks for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from polars import col

from aldia.core.codes import Action, StepAction, TaskKind, Tone
from aldia.core.facts import STEP_ACTIONS, TONE_CODES, Portfolio
from aldia.core.ladder import is_before_due
from aldia.core.reasons import Reason

RIDES_ALONG = (
    Reason.NOT_YET,
    Reason.STEP_DUE,
    Reason.TASK_OPEN,
    Reason.CONTACT_GAP,
    Reason.CONTACT_CAP,
    Reason.OPTED_OUT,
    Reason.NO_CONTACT_POINT,
)
"""Invoices waiting for one of these are owed and undisputed: they are shown, as information."""

LINE = {
    "invoice_id": pl.Int64,
    "number": pl.String,
    "issued_on": pl.String,
    "due_on": pl.String,
    "currency": pl.String,
    "amount_minor": pl.Int64,
    "open_minor": pl.Int64,
    "asked_minor": pl.Int64,  # what is asked now: net of what is disputed and of credit
    "later_minor": pl.Int64,  # instalments not asked for yet: shown as not yet due; null: none
    "later_due_on": pl.String,  # of the first of them
    "is_due": pl.Boolean,  # past due on the day of the message
    "ladder_id": pl.Int64,  # the ladder the invoice is on
    "position": pl.Int16,  # the step this message is for the invoice; null: it rides along
}
"""One row of a message's table, as kept in `Message.lines`."""


@dataclass(frozen=True, slots=True)
class Bundles:
    """What leaves today, before any words.

    `messages`: one row per customer: `customer_id`, `customer_name`, `language`, `channel`,
    `address`, `point_id`, `contact_name`, `tone`, `template`, `needs_approval` (null: as the
    company says), `is_before_due`, `legal_rules`, `lines` (JSON text), `totals` (list of
    `currency`, `minor`), `invoice_count`, `oldest_number`, `oldest_due_on`, `upcoming_due_on`.
    `steps`: `customer_id`, `invoice_id`, `ladder_id`, `position`, `asked_minor`: the steps the
    messages are. `tasks`: `customer_id`, `invoice_id`, `ladder_id`, `position`, `kind`.
    """

    messages: pl.DataFrame
    steps: pl.DataFrame
    tasks: pl.DataFrame


def bundle(
    decided: pl.DataFrame, portfolio: Portfolio, today: date, silent: Sequence[int] = ()
) -> Bundles:
    """Gather what is to be said today, one message per customer.

    The tone is the one of the oldest invoice whose step is due, and never more than one level
    above what that invoice has heard before. A step is recorded for the other invoices only when
    these words fit them too; the rest ride along as information. `silent` names customers to whom
    nothing new is said now, because a good message of theirs waits or has left today.
    """
    contacts = decided.lazy().filter(col("action") == Action.CONTACT)
    if silent:
        contacts = contacts.filter(~col("customer_id").is_in(list(silent)))
    leaders = _leaders(contacts)
    lines = _lines(decided.lazy(), leaders, today).collect()
    steps = lines.filter(col("position").is_not_null()).select(
        "customer_id", "invoice_id", "ladder_id", "position", "asked_minor"
    )
    messages = _messages(leaders.collect(), lines, portfolio)
    return Bundles(messages, steps, _tasks(decided))


def allowed_tone() -> pl.Expr:
    """Return the level of the step's tone, but one above the last heard at most; first is warm."""
    heard = col("last_tone").to_physical().cast(pl.Int16) + 1
    most = pl.coalesce(heard, pl.lit(Tone.WARM.level, pl.Int16))
    return pl.min_horizontal(col("tone").to_physical().cast(pl.Int16), most)


def _leaders(contacts: pl.LazyFrame) -> pl.LazyFrame:
    """Pick, per customer, the oldest invoice whose step is due: it gives tone and channel."""
    return (
        contacts.sort("due_on", "invoice_id")
        .group_by("customer_id", maintain_order=True)
        .first()
        .select(
            "customer_id",
            "channel",
            "country",
            "kind",
            "ladder_id",
            "position",
            level=allowed_tone(),
            is_softened=allowed_tone() < col("tone").to_physical(),
            is_before_due=is_before_due(),
            leader_id="invoice_id",
            oldest_number="number",
            oldest_due_on="due_on",
        )
    )


def _lines(decided: pl.LazyFrame, leaders: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """Return the invoices of each message's table, due ones first, with the step if it fits."""
    voice = leaders.select("customer_id", "level", "is_before_due", said_by="channel")
    shown = col("reason").is_in([str(r) for r in RIDES_ALONG]) & (col("chargeable_minor") > 0)
    fits = (
        (col("action") == Action.CONTACT)
        & (col("channel") == col("said_by"))
        & (is_before_due() == col("is_before_due"))
        & (allowed_tone() >= col("level"))
    )
    return (
        decided.filter(shown)
        .join(voice, on="customer_id")
        .select(
            "customer_id",
            "invoice_id",
            "number",
            col("issued_on").dt.to_string("%Y-%m-%d"),
            "due_on",
            "currency",
            "amount_minor",
            "open_minor",
            "ladder_id",
            "is_before_due",
            asked_minor="chargeable_minor",
            later_minor=pl.when(col("later_minor") > 0).then("later_minor"),
            later_due_on="later_due_on",
            is_due=col("due_on") < today,
            position=pl.when(fits).then("position"),
        )
        .sort("customer_id", "due_on", "invoice_id")
    )


def _messages(leaders: pl.DataFrame, lines: pl.DataFrame, portfolio: Portfolio) -> pl.DataFrame:
    asked = col("position").is_not_null() | (col("is_due") & ~col("is_before_due"))
    lines = lines.with_columns(is_asked=asked)
    text = pl.struct(
        col(name).dt.to_string("%Y-%m-%d") if name.endswith("due_on") else col(name)
        for name in LINE
    ).struct.json_encode()
    by_customer = lines.group_by("customer_id", maintain_order=True).agg(
        lines=pl.concat_str(pl.lit("["), text.str.join(","), pl.lit("]")).first(),
        invoice_count=col("is_asked").sum(),
        has_not_yet_due=(
            (~col("is_due") & ~col("is_asked")) | (col("is_due") & (col("later_minor") > 0))
        ).any(),
        upcoming_due_on=pl.min_horizontal(
            col("due_on").filter(~col("is_due")).min(), col("later_due_on").min()
        ),
    )
    people = portfolio.customers.select(
        "customer_id", "customer_name", "language", "region", "timezone"
    )
    points = portfolio.points.filter("is_usable").drop("is_usable", "is_opted_out")
    words = portfolio.steps.select("ladder_id", "position", "template", "needs_approval")
    rules = portfolio.limits.select("country", "kind", "channel", "legal_rules")
    levels = {tone.level: str(tone) for tone in Tone}
    tone = col("level").replace_strict(levels, return_dtype=TONE_CODES)
    return (
        leaders.join(by_customer, on="customer_id")
        .join(_totals(lines), on="customer_id", how="left")
        .join(people, on="customer_id")
        .join(points, on=["customer_id", "channel"])
        .join(words, on=["ladder_id", "position"], how="left")
        .join(rules, on=["country", "kind", "channel"], how="left")
        .with_columns(tone=tone)
        # The words of a step that would sound harder than allowed are not used: the tone's are.
        .with_columns(
            template=pl.when("is_softened").then(col("tone").cast(pl.String)).otherwise("template")
        )
        .sort("customer_id")
    )


def _totals(lines: pl.DataFrame) -> pl.DataFrame:
    """Sum what is asked, one total per currency: never a sum across currencies."""
    each = lines.filter("is_asked").group_by("customer_id", "currency", maintain_order=True)
    return (
        each.agg(minor=col("asked_minor").sum())
        .sort("customer_id", "currency")
        .group_by("customer_id", maintain_order=True)
        .agg(totals=pl.struct(col("currency").cast(pl.String), "minor"))
    )


TASK_OF_STEP = {
    StepAction.CALL: TaskKind.CALL,
    StepAction.LETTER: TaskKind.LETTER,
    StepAction.ASK_SALES: TaskKind.ASK_SALES,
    StepAction.PROPOSE_PLAN: TaskKind.PROPOSE_PLAN,
    StepAction.HAND_OVER: TaskKind.HAND_OVER,
}


def _tasks(decided: pl.DataFrame) -> pl.DataFrame:
    """Return what only a person can do: the end of a ladder is told once, and never again."""
    by_step = (
        col("step_action")
        .cast(STEP_ACTIONS)
        .cast(pl.String)
        .replace({str(action): str(kind) for action, kind in TASK_OF_STEP.items()})
    )
    kind = (
        pl.when(col("reason") == Reason.LADDER_EXHAUSTED)
        .then(pl.lit(str(TaskKind.END_OF_LADDER)))
        .when(col("reason") == Reason.NO_CONTACT_POINT)
        .then(pl.lit(str(TaskKind.FIND_CONTACT)))
        .otherwise(by_step)
    )
    was_told = (col("reason") == Reason.LADDER_EXHAUSTED) & col("is_with_person").fill_null(
        value=False
    )
    return (
        decided.filter((col("action") == Action.TASK) & ~was_told)
        .select("customer_id", "invoice_id", "ladder_id", "position", kind=kind)
        .sort("customer_id", "invoice_id")
    )
