"""What to do with every open invoice, and why: an ordered table of rules, the first wins.

The same table serves the morning run, the preview, the explanation, the last gate and the
simulation. There is no second implementation.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from polars import col

from aldia.core.codes import Action, StepAction
from aldia.core.facts import Portfolio
from aldia.core.prepare import prepare
from aldia.core.priority import with_priority
from aldia.core.reasons import Reason

ALWAYS = pl.lit(True)
NEVER = pl.lit(None, pl.Date)
DAY = pl.duration(days=1)
REASONS = pl.Enum(Reason)
ACTIONS = pl.Enum(Action)


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason, when it applies, and when to look again (null: when the facts change)."""

    reason: Reason
    applies: pl.Expr
    look_again_on: pl.Expr = NEVER
    action: pl.Expr | Action = Action.WAIT


def silences(today: date) -> tuple[Rule, ...]:
    """Whatever has been settled, agreed or asked: nobody is chased for it."""
    held = pl.max_horizontal("held_until", "customer_held_until")
    trusted_until = col("promised_for") + pl.duration(days=col("grace_days"))
    return (
        Rule(Reason.PAID, col("open_minor") <= 0),
        Rule(Reason.WRITTEN_OFF, col("is_written_off")),
        Rule(Reason.HANDED_OVER, col("is_handed_over") | col("is_customer_handed_over")),
        Rule(Reason.CUSTOMER_BLOCKED, col("is_blocked")),
        Rule(Reason.ON_HOLD, held >= today, look_again_on=_after_a_pause(held)),
        Rule(Reason.DISPUTED, (col("disputed_minor") > 0) & (col("undisputed_minor") <= 0)),
        Rule(
            Reason.COVERED_BY_CREDIT,
            (col("undisputed_minor") > 0) & (col("chargeable_minor") <= 0),
        ),
        Rule(Reason.DEPOSIT_TO_APPLY, col("has_deposit")),
        Rule(Reason.REPLY_UNANSWERED, col("has_reply")),
        Rule(Reason.PROMISED, trusted_until >= today, look_again_on=trusted_until + DAY),
        Rule(Reason.PLAN_KEPT, col("is_on_kept_plan")),
    )


def steps_due(today: date) -> tuple[Rule, ...]:
    """Nothing silences the invoice: the ladder speaks, within every limit."""
    by_message = col("step_action") == StepAction.MESSAGE
    reaches = by_message | (col("step_action") == StepAction.CALL)
    tomorrow = today + timedelta(days=1)
    return (
        Rule(Reason.BELOW_MINIMUM, col("customer_total_minor") < col("minimum_total_minor")),
        Rule(Reason.NOT_YET, col("next_step_on") > today, look_again_on=col("next_step_on")),
        Rule(Reason.LADDER_EXHAUSTED, col("position").is_null(), action=Action.TASK),
        Rule(Reason.TASK_OPEN, col("task_position") == col("position")),
        Rule(Reason.OPTED_OUT, by_message & col("channel").is_null() & col("has_opted_out")),
        Rule(Reason.NO_CONTACT_POINT, by_message & col("channel").is_null(), action=Action.TASK),
        Rule(Reason.CONTACT_GAP, reaches & (col("gap_until") > today), col("gap_until")),
        Rule(
            Reason.CONTACT_CAP,
            reaches & (col("cap_until") > today),
            pl.max_horizontal("cap_until", pl.lit(tomorrow)),
        ),
        Rule(
            Reason.STEP_DUE,
            ALWAYS,
            action=pl.when(by_message)
            .then(pl.lit(Action.CONTACT, ACTIONS))
            .otherwise(pl.lit(Action.TASK, ACTIONS)),
        ),
    )


def _after_a_pause(last_day: pl.Expr) -> pl.Expr:
    """Return the day after a pause; null when it has no end."""
    return pl.when(last_day.dt.year() < 9999).then(last_day + DAY)


def rules(today: date) -> tuple[Rule, ...]:
    """The whole table, in its order. The order is the product."""
    return silences(today) + steps_due(today)


def answers(portfolio: Portfolio, today: date) -> pl.LazyFrame:
    """Return the prepared facts with one yes/no column per reason: every rule's answer."""
    prepared = prepare(portfolio, today)
    silenced = prepared.with_columns(_answer(rule) for rule in silences(today))
    total = pl.when(~pl.any_horizontal(*(r.reason for r in silences(today)))).then(
        "chargeable_minor"
    )
    if portfolio.minimums.height:
        whole = total.sum().over("customer_id", "currency")
        silenced = silenced.join(portfolio.minimums.lazy(), on="currency", how="left").with_columns(
            customer_total_minor=whole
        )
    else:
        silenced = silenced.with_columns(
            customer_total_minor=total, minimum_total_minor=pl.lit(None, pl.Int64)
        )
    return silenced.with_columns(_answer(rule) for rule in steps_due(today))


def _answer(rule: Rule) -> pl.Expr:
    """Silence (null) never counts as yes."""
    return rule.applies.fill_null(value=False).alias(rule.reason)


def decide(portfolio: Portfolio, today: date) -> pl.LazyFrame:
    """Add `reason`, `action` and `look_again_on` to each invoice; the first rule that applies wins.

    Returns the prepared facts with `position`, `tone` and `channel` of the step when there is
    one to do, `at_risk_minor` (the invoice's currency) and `is_critical`.
    """
    table = rules(today)
    first = pl.coalesce(
        pl.when(col(rule.reason)).then(pl.lit(i, pl.UInt8)) for i, rule in enumerate(table)
    )
    decided = answers(portfolio, today).with_columns(rule=first)
    decided = decided.with_columns(
        reason=_by_rule([pl.lit(rule.reason, REASONS) for rule in table]),
        action=_by_rule([_action(rule) for rule in table]),
        look_again_on=_by_rule([rule.look_again_on for rule in table]),
    )
    return with_priority(decided, portfolio, today)


def _action(rule: Rule) -> pl.Expr:
    return rule.action if isinstance(rule.action, pl.Expr) else pl.lit(rule.action, ACTIONS)


def _by_rule(values: list[pl.Expr]) -> pl.Expr:
    return pl.coalesce(pl.when(col("rule") == i).then(value) for i, value in enumerate(values))


def explain(portfolio: Portfolio, today: date, invoice_id: int) -> list[tuple[Reason, bool]]:
    """Answer every rule for one invoice, in order: the «¿por qué?» of the screens."""
    row = answers(portfolio, today).filter(col("invoice_id") == invoice_id).collect()
    found = row.select(*(rule.reason for rule in rules(today))).row(0, named=True)
    return [(rule.reason, found[rule.reason]) for rule in rules(today)]
