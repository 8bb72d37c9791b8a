"""A person has done a task: when it was a step of a ladder, the step is done too."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from aldia.core.codes import TaskKind
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.decisions import redecide
from aldia.records.models import CallNote, Invoice, Task
from aldia.records.timeline import Event, append


class TaskDone(Refusal):
    code = "task_done"
    text = _("Esa tarea ya estaba hecha.")


class DoubtToSettle(Refusal):
    code = "doubt_to_settle"
    text = _(
        "Diga si el mensaje %(message)s salió o no: «aldia messages settle %(message)s sent» o "
        "«aldia messages settle %(message)s not-sent»."
    )


NOT_A_STEP = (TaskKind.FIND_CONTACT, TaskKind.MEND_MESSAGE)
"""Doing these is not doing the step: once mended, the message itself still has to leave."""


@transaction.atomic
def finish_task(
    task: Task, *, today: date, at: datetime, outcome: str = "", author: str = ""
) -> Task:
    """Close the task; a call counts as a contact, and the ladder's next step counts from today."""
    company = task.company
    facts_version.lock(company)
    task = Task.objects.select_for_update().get(company=company, pk=task.pk)
    if task.done_at is not None:
        raise TaskDone
    if task.kind == TaskKind.SETTLE_DOUBT:
        raise DoubtToSettle(message=task.detail.get("message"))
    task.done_at, task.done_on, task.done_by, task.outcome = at, today, author, outcome
    task.save(update_fields=["done_at", "done_on", "done_by", "outcome"])
    steps = task.invoices.exclude(position=None)
    for step in steps if task.kind not in NOT_A_STEP else ():
        on_it = Q(ladder=step.ladder) | Q(ladder=None)  # without one, the default is walked
        mine = Invoice.objects.filter(on_it, company=company, pk=step.invoice_id)
        mine.update(last_position=step.position, last_step_on=today)
    if task.customer_id is not None:
        _tell(task, today, at, outcome, author)
        redecide(company, [task.customer_id], today, at, limits_for)
    return task


def _tell(task: Task, today: date, at: datetime, outcome: str, author: str) -> None:
    if task.customer is None:
        return
    if task.kind == TaskKind.CALL:
        CallNote.objects.create(
            company=task.company,
            customer=task.customer,
            called_on=today,
            called_at=at,
            author=author,
            outcome=outcome[:20],
            text=outcome,
        )
    detail = {"task": task.pk, "kind": task.kind, "outcome": outcome}
    append(task.company, [Event(task.customer.pk, "task_done", detail, author)], at)
