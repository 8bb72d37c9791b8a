"""Ladders in the tables: new versions, who walks which, and turning rows back into a plan."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db.models import Max, Q
from polars import col

from aldia.core.codes import Channel, StepAction, Tone
from aldia.core.ladder_plan import LadderPlan, RulePlan, StepPlan
from aldia.core.money import Money
from aldia.records.columns import is_sqlite
from aldia.records.models import Company, Invoice, Ladder, LadderRule, Step


def put_ladder(
    company: Company, plan: LadderPlan, at: datetime, *, is_built_in: bool = False
) -> Ladder:
    """Store a new version of the ladder. Invoices on their way keep the version they started.

    The rules that assign it replace those of its earlier version.
    """
    versions = Ladder.objects.filter(company=company, name=plan.name)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    was_default = versions.filter(is_default=True).exists()
    versions.update(is_current=False, is_default=False)
    ladder = Ladder.objects.create(
        company=company,
        name=plan.name,
        version=last + 1,
        minimum_gap_days=plan.minimum_gap_days,
        is_default=was_default,
        is_built_in=is_built_in,
        created_at=at,
    )
    Step.objects.bulk_create(
        Step(
            ladder=ladder,
            position=position,
            offset=step.offset,
            tone=step.tone,
            channels=[str(channel) for channel in step.channels],
            template=step.template,
            action=step.action,
            needs_approval=step.needs_approval,
            conditions=step.conditions,
        )
        for position, step in enumerate(plan.steps, 1)
    )
    _put_rules(company, plan)
    return ladder


def _put_rules(company: Company, plan: LadderPlan) -> None:
    mine = LadderRule.objects.filter(company=company)
    mine.filter(ladder_name=plan.name).delete()
    last = mine.aggregate(last=Max("order"))["last"] or 0
    LadderRule.objects.bulk_create(
        _rule_row(company, plan.name, rule, order)
        for order, rule in enumerate(plan.rules, last + 1)
    )


def _rule_row(company: Company, name: str, rule: RulePlan, order: int) -> LadderRule:
    low = Money.of(rule.from_amount) if rule.from_amount else None
    high = Money.of(rule.below_amount) if rule.below_amount else None
    currency = low.currency if low else high.currency if high else ""
    return LadderRule(
        company=company,
        ladder_name=name,
        order=order,
        segment=rule.segment,
        kind=rule.kind,
        country=rule.country,
        risk=rule.risk,
        currency=currency,
        from_minor=low.minor if low else None,
        below_minor=high.minor if high else None,
    )


def plan_of(ladder: Ladder) -> LadderPlan:
    """Return the stored ladder as a person would write it."""
    rules = LadderRule.objects.filter(company_id=ladder.company_id, ladder_name=ladder.name)
    return LadderPlan(
        name=ladder.name,
        minimum_gap_days=ladder.minimum_gap_days,
        steps=tuple(_step_plan(step) for step in ladder.steps.all()),
        rules=tuple(_rule_plan(rule) for rule in rules),
    )


def _step_plan(step: Step) -> StepPlan:
    return StepPlan(
        offset=step.offset,
        tone=Tone(step.tone),
        channels=tuple(Channel(channel) for channel in step.channels),
        template=step.template,
        action=StepAction(step.action),
        needs_approval=step.needs_approval,
        conditions=step.conditions,
    )


def _rule_plan(rule: LadderRule) -> RulePlan:
    amounts = {
        name: str(Money.from_minor(minor, rule.currency)) if minor is not None else ""
        for name, minor in (("from_amount", rule.from_minor), ("below_amount", rule.below_minor))
    }
    return RulePlan(
        segment=rule.segment, kind=rule.kind, country=rule.country, risk=rule.risk, **amounts
    )


def make_default(company: Company, ladder: Ladder) -> None:
    """Let everybody whom no rule sends elsewhere walk this ladder."""
    Ladder.objects.filter(company=company, is_default=True).update(is_default=False)
    ladder.is_default = True
    ladder.save(update_fields=["is_default"])


def ladder_of_each(company: Company, claims: pl.DataFrame) -> pl.DataFrame:
    """Add `ladder_id` to claims by the assignment rules; the first that fits wins, else default.

    `claims`: `segment`, `kind`, `country`, `risk` of the customer, `currency` and `amount_minor`
    of the invoice, and `chosen_ladder_id` (null unless a person chose one for the customer).
    """
    current = dict(
        Ladder.objects.filter(company=company, is_current=True).values_list("name", "pk")
    )
    default = Ladder.objects.filter(company=company, is_default=True).values_list("pk", flat=True)
    assigned: pl.Expr = pl.lit(default.first(), pl.Int64)
    rules: Sequence[LadderRule] = list(LadderRule.objects.filter(company=company))
    for rule in reversed(rules):
        if rule.ladder_name in current:
            chosen = pl.lit(current[rule.ladder_name], pl.Int64)
            assigned = pl.when(_fits(rule)).then(chosen).otherwise(assigned)
    return claims.with_columns(ladder_id=pl.coalesce("chosen_ladder_id", assigned))


def _fits(rule: LadderRule) -> pl.Expr:
    tests: list[pl.Expr] = [
        col(name).cast(pl.String).str.to_lowercase() == getattr(rule, name).lower()
        for name in ("segment", "kind", "country", "risk", "currency")
        if getattr(rule, name)
    ]
    if rule.from_minor is not None:
        tests.append(col("amount_minor") >= rule.from_minor)
    if rule.below_minor is not None:
        tests.append(col("amount_minor") < rule.below_minor)
    return pl.all_horizontal(tests).fill_null(value=False) if tests else pl.lit(value=False)


def reassign_unstarted(company: Company) -> int:
    """Apply the rules again to open invoices nobody has been contacted about. Returns how many.

    Invoices on their way keep their ladder: changing it is a person's choice (`assign_ladder`).
    """
    fresh = Invoice.objects.filter(
        Q(last_position=None) & Q(ladder_start=1), company=company, open_minor__gt=0
    )
    names = ["pk", "ladder_id", "currency", "amount_minor", "customer__ladder_id"]
    of_customer = ["segment", "kind", "country", "risk"]
    rows = fresh.values_list(*names, *(f"customer__{name}" for name in of_customer))
    schema = dict.fromkeys(["pk", "was_id"], pl.Int64) | {
        "currency": pl.String,
        "amount_minor": pl.Int64,
        "chosen_ladder_id": pl.Int64,
        **dict.fromkeys(of_customer, pl.String),
    }
    claims = pl.DataFrame(list(rows), schema=schema, orient="row")
    moved = ladder_of_each(company, claims).filter(col("ladder_id").ne_missing(col("was_id")))
    for (ladder_id,), group in moved.group_by("ladder_id"):
        ids = group["pk"].to_list()
        step = 500 if is_sqlite() else 10_000
        for start in range(0, len(ids), step):
            Invoice.objects.filter(pk__in=ids[start : start + step]).update(ladder_id=ladder_id)
    return moved.height
