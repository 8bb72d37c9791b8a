"""A person sends a customer along another ladder. What was done stays; nothing is sent silently."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from aldia.core.codes import TaskKind
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import limits_for
from aldia.records import facts_version
from aldia.records.changes import conclude
from aldia.records.models import Customer, Hold, Invoice, Ladder, Task, TaskInvoice
from aldia.records.timeline import Event

HOLD_REASON = _("Cambio de estrategia: falta decir desde qué paso sigue.")


class NoSuchLadder(Refusal):
    code = "no_such_ladder"
    text = _("No hay ninguna estrategia «%(name)s».")


class NoSuchStep(Refusal):
    code = "no_such_step"
    text = _("La estrategia «%(name)s» tiene %(count)s pasos.")


@transaction.atomic
def assign_ladder(
    customer: Customer,
    ladder_name: str,
    *,
    today: date,
    at: datetime,
    start_at: int | None = None,
    author: str = "",
) -> int:
    """Put the customer's open invoices on the ladder. Returns how many wait for a person's word.

    Invoices nobody was contacted about start at the beginning. Those on their way keep their
    history and go on at step `start_at`; without it they wait, and a person is asked.
    """
    company = customer.company
    facts_version.lock(company)
    ladder = Ladder.objects.filter(company=company, name=ladder_name, is_current=True).first()
    if ladder is None:
        raise NoSuchLadder(name=ladder_name)
    if start_at is not None and not 1 <= start_at <= ladder.steps.count():
        raise NoSuchStep(name=ladder_name, count=ladder.steps.count())
    customer.ladder = ladder
    customer.save(update_fields=["ladder"])
    mine = Invoice.objects.filter(company=company, customer=customer, open_minor__gt=0)
    moving = mine.exclude(ladder=ladder)
    on_the_way = list(moving.exclude(Q(last_position=None) & Q(last_step_on=None)))
    asked = on_the_way if start_at is None else []
    moving.update(ladder=ladder, ladder_start=start_at or 1, last_position=None)
    if start_at is not None:
        _release(customer, mine, start_at, today, at)
    if asked:
        _ask(customer, asked, today, at)
    detail = {"ladder": ladder_name, "start_at": start_at or 0, "waiting": len(asked)}
    detail["on"] = today.isoformat()
    event = Event(customer.pk, "ladder_assigned", detail, author)
    conclude(company, event, today, at, limits_for)
    return len(asked)


def _ask(customer: Customer, invoices: list[Invoice], today: date, at: datetime) -> None:
    """Pause each invoice and ask a person where on the new ladder it goes on."""
    Hold.objects.bulk_create(
        Hold(
            company=customer.company,
            invoice=invoice,
            reason=HOLD_REASON,
            author="",
            from_on=today,
        )
        for invoice in invoices
    )
    open_task = Task.objects.filter(
        company=customer.company,
        customer=customer,
        kind=TaskKind.CHOOSE_LADDER_START,
        done_at=None,
    ).first()
    task = open_task or Task.objects.create(
        company=customer.company,
        customer=customer,
        kind=TaskKind.CHOOSE_LADDER_START,
        key=f"{TaskKind.CHOOSE_LADDER_START}:{customer.pk}:{at.isoformat()}",
        due_on=today,
        made_at=at,
    )
    TaskInvoice.objects.bulk_create(
        [TaskInvoice(task=task, invoice=invoice) for invoice in invoices], ignore_conflicts=True
    )


def _release(
    customer: Customer, mine: QuerySet[Invoice], start_at: int, today: date, at: datetime
) -> None:
    """A person has said where to go on: end the pauses of the change, and its task."""
    waiting = Hold.objects.filter(
        company=customer.company, invoice__customer=customer, reason=HOLD_REASON, ended_on=None
    )
    held = list(waiting.values_list("invoice_id", flat=True))
    mine.filter(pk__in=held).update(ladder_start=start_at)
    waiting.update(ended_on=today)
    Task.objects.filter(
        company=customer.company,
        customer=customer,
        kind=TaskKind.CHOOSE_LADDER_START,
        done_at=None,
    ).update(done_at=at)
