"""The morning: decides once for every open invoice, proposes messages and tasks, records why."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db import transaction
from polars import col

from aldia import __version__
from aldia.channels.drafting import House, write_messages
from aldia.channels.words import Override
from aldia.core import facts as core
from aldia.core.bundle import Bundles, bundle
from aldia.core.codes import UNSENT, Action, MessageStatus, TaskKind
from aldia.core.decide import decide
from aldia.core.priority import critical_amounts
from aldia.core.recheck import BY_HAND, no_longer_right
from aldia.core.refusals import Problem, Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import decisions, facts_version, outbox
from aldia.records.facts import portfolio_of
from aldia.records.models import Company, Message, Run, Template
from aldia.records.tasks import put_tasks

TRIES = 3
"""How often a run reads the facts again because somebody changed them meanwhile, before it asks
everybody else to wait."""


CAREFUL_DAYS = 30
"""How long after a person took a message back the customer's next one needs approval."""


class DayIsPast(Refusal):
    code = "day_is_past"
    text = _("Ya se trabajó el %(last)s. Un día anterior solo se puede simular: añada --dry-run.")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. `messages` and `tasks` are the new ones, `decided` every open invoice."""

    date: date
    decided: int
    contact: int
    wait: int
    task: int
    reasons: dict[str, int]
    messages: int = 0
    withdrawn: int = 0
    tasks: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything worked out before the first row is written."""

    version: int
    decided: pl.DataFrame
    was: pl.DataFrame
    bundles: Bundles
    wrong: pl.DataFrame
    messages: pl.DataFrame
    critical: dict[str, int]
    problems: list[Problem]


def run_day(
    company: Company, today: date, *, at: datetime, dry_run: bool = False, afresh: bool = False
) -> RunSummary:
    """Decide for every open invoice of the company, and propose what is due. Nothing is sent here.

    Safe to repeat: a second run on the same day, or two at once, change nothing more. When
    nothing has changed since the day's last run it says so without reading the portfolio again,
    unless `afresh`. Refuses a day before the last one worked (`DayIsPast`), except as `dry_run`.
    """
    if dry_run:
        return _summary(today, _plan(company, today, at), dry_run=True)
    last = Run.objects.filter(company=company).order_by("-day", "-pk").first()
    if last and last.day > today:
        raise DayIsPast(last=last.day.isoformat())
    company.refresh_from_db()
    if last and not afresh and _is_unchanged(company, last, today):
        return _nothing_new(today, last.summary)
    for _attempt in range(TRIES):
        plan = _plan(company, today, at)
        with transaction.atomic():
            if facts_version.lock(company) == plan.version:
                return _store(company, today, plan, at)
    with transaction.atomic():
        facts_version.lock(company)
        return _store(company, today, _plan(company, today, at), at)


def _is_unchanged(company: Company, last: Run, today: date) -> bool:
    """Say whether the same program has already worked this very day on these very facts."""
    same_facts = last.day == today and last.facts_version == company.facts_version
    return same_facts and last.summary.get("program") == __version__


def _plan(company: Company, today: date, at: datetime) -> Plan:
    company.refresh_from_db()
    version = company.facts_version
    portfolio = portfolio_of(company, today, limits_for)
    portfolio, problems = set_aside_broken(portfolio)
    critical = critical_amounts(portfolio.invoices, today, company.critical_share_percent)
    rows = pl.DataFrame(list(critical.items()), schema=core.CRITICAL, orient="row")
    portfolio = replace(portfolio, critical=rows)
    decided = decide(portfolio, today).collect()
    unsent = outbox.unsent(company)
    wrong = no_longer_right(unsent, decided, portfolio.points, today)
    kept = unsent.join(wrong, on="message_id", how="anti")
    silent = _already_spoken_to(company, kept, today)
    bundles = bundle(decided, portfolio, today, silent)
    house = House(company.name, company.sender_name, company.email, company.needs_approval)
    careful = _taken_back_lately(company, today)
    messages, broken = write_messages(
        bundles.messages, house, _own_texts(company), today, at, careful=careful
    )
    return Plan(
        version=version,
        decided=decided,
        was=decisions.current(company),
        bundles=replace(bundles, tasks=_with_broken(bundles, list(broken))),
        wrong=wrong,
        messages=messages,
        critical=critical,
        problems=problems + list(broken.values()),
    )


def set_aside_broken(portfolio: core.Portfolio) -> tuple[core.Portfolio, list[Problem]]:
    """Take out the invoices whose facts cannot be read, so that the others get their decision."""
    needed = ["currency", "due_on", "issued_on", "open_minor", "amount_minor"]
    known = portfolio.customers.select("customer_id", is_known=pl.lit(value=True))
    seen = portfolio.invoices.join(known, on="customer_id", how="left")
    is_broken = pl.any_horizontal(pl.col(needed).is_null()) | pl.col("is_known").is_null()
    problems = [
        Problem(
            0,
            row["number"] or str(row["invoice_id"]),
            _("Faltan datos de la factura: moneda, fechas, importe o cliente."),
            _("Corríjala e impórtela de nuevo."),
        )
        for row in seen.filter(is_broken).select("number", "invoice_id").iter_rows(named=True)
    ]
    if not problems:
        return portfolio, []
    return replace(portfolio, invoices=seen.filter(~is_broken).drop("is_known")), problems


def _already_spoken_to(company: Company, kept: pl.DataFrame, today: date) -> list[int]:
    """Name the customers who have a good message waiting, on its way or said today.

    And those whose message of today a person took back: no machine says it after all.
    """
    said = Message.objects.filter(company=company).exclude(
        status__in=[MessageStatus.WITHDRAWN, MessageStatus.FAILED]
    )
    of_today = said.filter(day=today).exclude(status__in=[str(status) for status in UNSENT])
    by_hand = Message.objects.filter(company=company, day=today, outcome=BY_HAND)
    leaving = said.filter(status=MessageStatus.SENDING)
    spoken_to = set(kept["customer_id"].to_list())
    spoken_to |= set(of_today.values_list("customer_id", flat=True))
    spoken_to |= set(by_hand.values_list("customer_id", flat=True))
    return sorted(spoken_to | set(leaving.values_list("customer_id", flat=True)))


def _taken_back_lately(company: Company, today: date) -> frozenset[int]:
    """Name the customers for whom a person took a message back: the next one waits for a yes."""
    since = today - timedelta(days=CAREFUL_DAYS)
    taken = Message.objects.filter(company=company, outcome=BY_HAND, day__gte=since)
    return frozenset(taken.values_list("customer_id", flat=True))


def _with_broken(bundles: Bundles, customers: list[int]) -> pl.DataFrame:
    """Add a task for each customer whose words could not be written."""
    broken = bundles.steps.filter(col("customer_id").is_in(customers)).select(
        "customer_id",
        "invoice_id",
        "ladder_id",
        position=pl.lit(None, pl.Int16),
        kind=pl.lit(str(TaskKind.MEND_MESSAGE)),
    )
    return pl.concat([bundles.tasks, broken])


def _own_texts(company: Company) -> dict[tuple[str, str], Override]:
    """Return the company's own texts by name and language, the newest version of each."""
    return {
        (text.name, text.language): Override(text.name, text.version, text.subject, text.body)
        for text in Template.objects.filter(company=company).order_by("version")
    }


def _store(company: Company, today: date, plan: Plan, at: datetime) -> RunSummary:
    changed = decisions.store(company, plan.decided, plan.was, today)
    withdrawn = outbox.withdraw(company, dict(plan.wrong.iter_rows()), at)
    said = plan.messages.select("customer_id")
    messages = outbox.put(company, plan.messages, plan.bundles.steps.join(said, on="customer_id"))
    tasks = put_tasks(company, plan.bundles.tasks, today, at)
    summary = replace(
        _summary(today, plan),
        messages=messages,
        withdrawn=withdrawn,
        tasks=tasks,
        changed=changed,
    )
    company.critical_minor = plan.critical
    company.save(update_fields=["critical_minor"])
    Run.objects.create(
        company=company,
        day=today,
        started_at=at,
        finished_at=at,
        facts_version=facts_version.bump(company),
        summary=_as_json(summary),
    )
    return summary


def _as_json(summary: RunSummary) -> dict[str, Any]:
    return {**asdict(summary), "date": summary.date.isoformat(), "program": __version__}


def _summary(today: date, plan: Plan, *, dry_run: bool = False) -> RunSummary:
    by_action = dict(plan.decided["action"].cast(pl.String).value_counts().iter_rows())
    by_reason = plan.decided["reason"].cast(pl.String).value_counts(sort=True)
    kinds = plan.bundles.tasks.select("customer_id", "kind").unique()
    return RunSummary(
        date=today,
        decided=plan.decided.height,
        contact=by_action.get(Action.CONTACT, 0),
        wait=by_action.get(Action.WAIT, 0),
        task=by_action.get(Action.TASK, 0),
        reasons=dict(by_reason.iter_rows()),
        messages=plan.messages.height,
        withdrawn=plan.wrong.height,
        tasks=kinds.height,
        problems=plan.problems,
        dry_run=dry_run,
    )


def _nothing_new(today: date, stored: dict[str, Any]) -> RunSummary:
    """Say again what the day's last run decided, with nothing new proposed."""
    kept = {name: stored[name] for name in ("decided", "contact", "wait", "task", "reasons")}
    problems = [Problem(**problem) for problem in stored.get("problems", [])]
    return RunSummary(date=today, **kept, problems=problems)
