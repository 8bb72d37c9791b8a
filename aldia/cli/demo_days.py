"""Lives the last days of the made-up company, one after the other, through the ordinary flows."""

from contextlib import suppress
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from aldia.core.codes import DisputeReason, TaskKind
from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.flows.approve_messages import approve_messages
from aldia.flows.close_dispute import close_dispute
from aldia.flows.finish_task import finish_task
from aldia.flows.make_demo import DemoDay, bring_in
from aldia.flows.open_dispute import open_dispute
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.flows.record_promise import record_promise
from aldia.flows.run_day import run_day
from aldia.flows.send_messages import send_messages
from aldia.records import access
from aldia.records.models import Company

PERSON = "Clara Ferrer"
SENT_AT = 17
"""On the company's clock: an hour at which people work in Spain and in America."""
CALLS_A_DAY = 4
DONE_BY_PERSON = {
    str(TaskKind.CALL): "Hablé con la persona de pagos; lo revisa esta semana.",
    str(TaskKind.ASK_SALES): "Ventas confirma que no hay nada pendiente con el pedido.",
}
SETTLED = "Se revisó con el cliente y quedó aclarado."


def live_through(company: Company, day: DemoDay) -> None:
    """Live one day: what arrives, the morning run, and on working days a person who approves."""
    arrive(company, day)
    run_day(company, day.day, at=moment(company, day.day, 8, 30))
    if day.day.weekday() > 4:
        return
    _work(company, day.day)
    approve_messages(company, None, author=PERSON, at=moment(company, day.day, 9))
    send_messages(company, moment(company, day.day, SENT_AT))


def arrive(company: Company, day: DemoDay) -> None:
    """Record what arrives by itself on a day, before anybody looks."""
    at = moment(company, day.day, 8)
    bring_in(company, day, at)
    for payment in day.payments:
        invoice = access.invoice_for(company, payment.invoice)
        record_payment(
            invoice.customer,
            Money.from_minor(payment.amount_minor, payment.currency),
            received_on=day.day,
            today=day.day,
            at=at,
            invoices=[invoice],
            reference=payment.reference,
            key=payment.key,
        )
    for attempt in (_promises, _objections, _settlements, _pauses):
        attempt(company, day, at)


def moment(company: Company, day: date, hour: int, minute: int = 0) -> datetime:
    """Return the moment of a day on the company's clock."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(company.timezone))


def _promises(company: Company, day: DemoDay, at: datetime) -> None:
    for promise in day.promises:
        invoice = access.invoice_for(company, promise.invoice)
        with suppress(Refusal):  # it was paid meanwhile: nothing is left to promise
            record_promise(
                invoice,
                promise.promised_for,
                today=day.day,
                at=at,
                made_by=invoice.customer.name,
            )


def _objections(company: Company, day: DemoDay, at: datetime) -> None:
    for dispute in day.disputes:
        invoice = access.invoice_for(company, dispute.invoice)
        amount = min(dispute.amount_minor, invoice.open_minor)
        if amount:
            open_dispute(
                invoice,
                DisputeReason(dispute.reason),
                today=day.day,
                at=at,
                amount=Money.from_minor(amount, invoice.currency),
                text=dispute.text,
                owner=PERSON,
                author=invoice.customer.name,
            )


def _settlements(company: Company, day: DemoDay, at: datetime) -> None:
    for dispute in day.settled:
        invoice = access.invoice_for(company, dispute.invoice)
        with suppress(Refusal):  # it was never opened: nothing was left to object to
            close_dispute(invoice, SETTLED, today=day.day, at=at, author=PERSON)


def _pauses(company: Company, day: DemoDay, at: datetime) -> None:
    for hold in day.holds:
        invoice = access.invoice_for(company, hold.invoice)
        until, by = hold.until_on, hold.author
        put_on_hold(invoice, reason=hold.reason, today=day.day, at=at, until=until, author=by)


def _work(company: Company, day: date) -> None:
    """Make the calls and ask the sales people; the heavier decisions wait for somebody."""
    waited = [task for task in access.open_tasks_of(company) if task.kind in DONE_BY_PERSON]
    for task in waited[:CALLS_A_DAY]:
        at = moment(company, day, 9, 30)
        finish_task(task, today=day, at=at, outcome=DONE_BY_PERSON[task.kind], author=PERSON)
