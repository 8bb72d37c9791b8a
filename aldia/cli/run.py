"""`aldia run`, `aldia explain` and `aldia preview`: which day, which company."""

import sys
from dataclasses import replace
from datetime import datetime

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import (
    DONE,
    WITH_PROBLEMS,
    answering,
    company_option,
    day_option,
    json_option,
    now,
    say,
    today_of,
)
from aldia.core.reasons import REASON_WORDS, Reason
from aldia.core.refusals import Problem
from aldia.flows.run_day import RunSummary, run_day
from aldia.records import access
from aldia.reports.explain_invoice import Explanation, explain_invoice
from aldia.reports.preview_days import PreviewDay, preview_days


@click.command(help=_("Decide qué hacer hoy con cada factura y propone los mensajes del día."))
@company_option
@day_option
@click.option("--dry-run", is_flag=True, help=_("Solo dice qué haría; no guarda nada."))
@json_option
@answering
def run(company_slug: str | None, day: datetime | None, dry_run: bool, as_json: bool) -> None:
    company = access.company_named(company_slug)
    moment = now()
    summary = run_day(company, today_of(company, day, moment), at=moment, dry_run=dry_run)
    summary = replace(summary, problems=[_translated(each) for each in summary.problems])
    say(summary, as_json=as_json, lines=lambda: _run_lines(summary))
    sys.exit(WITH_PROBLEMS if summary.problems else DONE)


def _run_lines(summary: RunSummary) -> list[str]:
    figures = {
        "date": summary.date.isoformat(),
        "decided": summary.decided,
        "messages": summary.messages,
        "tasks": summary.tasks,
    }
    head = _("%(date)s · facturas: %(decided)s · mensajes: %(messages)s · tareas: %(tasks)s")
    reasons = [
        f"  {count:>7}  {_(REASON_WORDS[Reason(reason)])}"
        for reason, count in summary.reasons.items()
    ]
    problems = [f"  ! {p.column}: {p.what} {p.how_to_mend}" for p in summary.problems]
    return [head % figures, *reasons, *problems]


def _translated(problem: Problem) -> Problem:
    return replace(problem, what=_(problem.what), how_to_mend=_(problem.how_to_mend))


@click.command(help=_("Explica por qué se decide eso con una factura: cada regla y su respuesta."))
@click.argument("number")
@company_option
@day_option
@json_option
@answering
def explain(number: str, company_slug: str | None, day: datetime | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    invoice = access.invoice_for(company, number)
    found = explain_invoice(invoice, today_of(company, day))
    say(found, as_json=as_json, lines=lambda: _explain_lines(found))


def _explain_lines(found: Explanation) -> list[str]:
    again = found.look_again_on
    return [
        f"{found.invoice}, {found.date}: {_(REASON_WORDS[Reason(found.reason)])}",
        *([_("Se vuelve a mirar el %(day)s.") % {"day": again}] if again else []),
        *(
            f"  {'●' if rule.applies else '○'} {_(REASON_WORDS[Reason(rule.reason)])}"
            for rule in found.rules
        ),
        *(f"  {name}: {value}" for name, value in found.facts.items()),
        *([f"  § {', '.join(found.legal_rules)}"] if found.legal_rules else []),
    ]


@click.command(help=_("Muestra qué saldría cada día si nadie pagara."))
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True)
@company_option
@day_option
@json_option
@answering
def preview(days: int, company_slug: str | None, day: datetime | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    found = preview_days(company, today_of(company, day), days)
    say({"days": found}, as_json=as_json, lines=lambda: [_preview_line(day) for day in found])


def _preview_line(day: PreviewDay) -> str:
    return _("%(date)s · mensajes: %(messages)s · tareas: %(tasks)s") % {
        "date": day.date.isoformat(),
        "messages": day.messages,
        "tasks": day.tasks,
    }
