"""`aldia tasks` and `aldia done`: what only a person can do."""

from datetime import datetime

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import (
    ID,
    answering,
    company_option,
    day_option,
    deciding_day,
    json_option,
    now,
    say,
)
from aldia.core.codes import TaskKind
from aldia.core.task_words import TASK_WORDS
from aldia.flows.finish_task import finish_task
from aldia.records import access


@click.command(help=_("Enumera las tareas abiertas."))
@company_option
@json_option
@answering
def tasks(company_slug: str | None, as_json: bool) -> None:
    found = access.open_tasks_of(access.company_named(company_slug))
    rows = [
        {
            "id": task.pk,
            "kind": task.kind,
            "customer": task.customer.name if task.customer else "",
            "due_on": task.due_on,
            "invoices": [named.invoice.number for named in task.invoices.all()],
        }
        for task in found
    ]
    say(
        {"tasks": rows},
        as_json=as_json,
        lines=lambda: [
            f"{task.pk:>6}  {task.customer or ''}: {_(TASK_WORDS[TaskKind(task.kind)])}"
            for task in found
        ],
    )


@click.command(help=_("Marca una tarea como hecha."))
@click.argument("task_id", type=ID)
@click.option("--outcome", default="", help=_("Con qué resultado."))
@company_option
@day_option
@json_option
@answering
def done(
    task_id: int, outcome: str, company_slug: str | None, day: datetime | None, as_json: bool
) -> None:
    company = access.company_named(company_slug)
    task = access.task_for(company, task_id)
    finish_task(task, today=deciding_day(company, day), at=now(), outcome=outcome)
    say({"task": task_id, "done": True}, as_json=as_json, lines=lambda: [_("Hecho.")])
