"""What can happen to a company on a day, by the public jobs; and when an invoice must be silent."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q, Sum

from aldia.core.codes import DisputeReason
from aldia.core.money import Money
from aldia.flows.apply_credit import apply_credit
from aldia.flows.assign_ladder import assign_ladder
from aldia.flows.block_customer import block_customer
from aldia.flows.close_dispute import close_dispute
from aldia.flows.end_hold import end_hold
from aldia.flows.finish_task import finish_task
from aldia.flows.open_dispute import open_dispute
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_payment import record_payment
from aldia.flows.record_promise import record_promise
from aldia.flows.reverse_payment import reverse_payment
from aldia.records import facts_version
from aldia.records.models import (
    BankLine,
    Company,
    CreditNote,
    Customer,
    Dispute,
    Handover,
    Hold,
    InboundMessage,
    Invoice,
    Payment,
    Promise,
    Task,
)
from tests.builders import make_invoice, moment


class Happenings:
    """Things that happen to `company` on `today`. A number picks one of what there is."""

    def __init__(self, company: Company, people: Sequence[Customer], today: date) -> None:
        self.company, self.people, self.today = company, people, today

    @property
    def when(self) -> dict:
        """Return the day and moment a flow is told."""
        return {"today": self.today, "at": moment(self.today, 8)}

    def _invoice(self, pick: int) -> Invoice:
        mine = list(self.company.invoices.select_related("customer").order_by("pk"))
        return mine[pick % len(mine)]

    def _share(self, invoice: Invoice, percent: int) -> Money:
        minor = max(1, invoice.open_minor * percent // 100)
        return Money.from_minor(minor, invoice.currency)

    def _rows_came_in(self) -> None:
        """Say that the facts have changed, as the jobs that bring in such rows do."""
        facts_version.bump(self.company)

    def invoice(self, pick: int, due_in: int, minor: int) -> None:
        number = f"F-{self.company.invoices.count() + 1:03d}"
        currency = ("EUR", "USD")[pick % 2]
        due_on = self.today + timedelta(days=due_in)
        amount = str(Money.from_minor(minor, currency))
        make_invoice(self.people[pick % len(self.people)], number, due_on, amount)
        self._rows_came_in()

    def pay(self, pick: int, percent: int) -> None:
        invoice = self._invoice(pick)
        amount = self._share(invoice, percent)
        record_payment(
            invoice.customer, amount, received_on=self.today, invoices=[invoice], **self.when
        )

    def pay_on_account(self, pick: int, percent: int) -> None:
        invoice = self._invoice(pick)
        amount = self._share(invoice, percent)
        record_payment(invoice.customer, amount, received_on=self.today, **self.when)

    def credit_note(self, pick: int, percent: int) -> None:
        invoice = self._invoice(pick)
        minor = self._share(invoice, percent).minor
        CreditNote.objects.create(
            company=self.company,
            customer=invoice.customer,
            number=f"NC-{CreditNote.objects.count() + 1}",
            issued_on=self.today,
            currency=invoice.currency,
            amount_minor=minor,
            unapplied_minor=minor,
        )
        self._rows_came_in()

    def apply_credit(self, pick: int) -> None:
        apply_credit(self._invoice(pick).customer, **self.when)

    def _payment(self, pick: int) -> Payment | None:
        mine = list(self.company.payments.order_by("pk"))
        return mine[pick % len(mine)] if mine else None

    def reverse(self, pick: int) -> None:
        if payment := self._payment(pick):
            reverse_payment(payment, reason="devuelto", **self.when)

    def restore(self, pick: int) -> None:
        if payment := self._payment(pick):
            reverse_payment(payment, reason="", undo=True, **self.when)

    def promise(self, pick: int, days: int) -> None:
        record_promise(self._invoice(pick), self.today + timedelta(days=days), **self.when)

    def dispute(self, pick: int, percent: int) -> None:
        invoice = self._invoice(pick)
        amount = self._share(invoice, percent)
        open_dispute(invoice, DisputeReason.PRICE, amount=amount, **self.when)

    def resolve(self, pick: int) -> None:
        close_dispute(self._invoice(pick), "hablado", **self.when)

    def hold(self, pick: int, days: int, of_customer: bool) -> None:
        invoice = self._invoice(pick)
        until = self.today + timedelta(days=days) if days else None
        target = invoice.customer if of_customer else invoice
        put_on_hold(target, reason="feria", until=until, **self.when)

    def unhold(self, pick: int) -> None:
        end_hold(self._invoice(pick), **self.when)

    def block(self, pick: int) -> None:
        block_customer(self._invoice(pick).customer, **self.when)

    def unblock(self, pick: int) -> None:
        block_customer(self._invoice(pick).customer, undo=True, **self.when)

    def reply(self, pick: int) -> None:
        InboundMessage.objects.create(
            company=self.company,
            customer=self._invoice(pick).customer,
            channel="email",
            sender="ana@uno.example",
            text="Un momento",
            received_at=moment(self.today, 8),
            received_on=self.today,
        )
        self._rows_came_in()

    def deal_with(self, _pick: int) -> None:
        self.company.inbound.update(dealt_on=self.today)
        self.company.bank_lines.update(is_applied=True)
        self._rows_came_in()

    def deposit(self, pick: int) -> None:
        BankLine.objects.create(
            company=self.company,
            customer=self._invoice(pick).customer,
            booked_on=self.today,
            currency="EUR",
            amount_minor=100,
        )
        self._rows_came_in()

    def hand_over(self, pick: int) -> None:
        invoice = self._invoice(pick)
        mine = {"company": self.company, "customer": invoice.customer, "invoice": invoice}
        Handover.objects.create(**mine, handed_to="Agencia", handed_on=self.today)
        self._rows_came_in()

    def change_ladder(self, pick: int) -> None:
        customer = self.people[pick % len(self.people)]
        start_at = (None, 1, 2)[pick % 3]
        assign_ladder(customer, ("A", "Otra")[pick % 2], start_at=start_at, **self.when)

    def task_done(self, pick: int) -> None:
        mine = list(Task.objects.filter(company=self.company, done_at=None).order_by("pk"))
        if mine:
            finish_task(mine[pick % len(mine)], outcome="hecho", **self.when)


def why_silent(invoice: Invoice, today: date) -> str | None:
    """Say, in plain words and one row at a time, why nobody may speak of this invoice today."""
    customer = invoice.customer
    held = Q(invoice=invoice) | Q(customer=customer)
    lasts = Q(until_on=None) | Q(until_on__gte=today)
    disputed = _sum(Dispute.objects.filter(invoice=invoice, closed_on=None), "amount_minor")
    promises = Promise.objects.filter(invoice=invoice, replaced_on=None)
    answers = {
        "paid": invoice.open_minor <= 0,
        "written off": invoice.is_written_off,
        "handed over": Handover.objects.filter(invoice=invoice, returned_on=None).exists(),
        "of a blocked customer": customer.is_blocked,
        "on hold": Hold.objects.filter(held & lasts, ended_on=None, from_on__lte=today).exists(),
        "disputed": disputed >= invoice.open_minor,
        "covered by credit": _credit(customer, invoice.currency) >= _older(invoice),
        "waiting for a deposit": customer.bank_lines.filter(is_applied=False).exists(),
        "waiting for an answer": customer.inbound.filter(dealt_on=None).exists(),
        "promised": any(p.promised_for + timedelta(days=p.grace_days) >= today for p in promises),
    }
    return next((why for why, applies in answers.items() if applies), None)


def _sum(rows, field: str) -> int:
    return rows.aggregate(sum=Sum(field))["sum"] or 0


def _credit(customer: Customer, currency: str) -> int:
    mine = {"customer": customer, "currency": currency}
    notes = CreditNote.objects.filter(**mine)
    payments = Payment.objects.filter(**mine, reversed_on=None)
    return _sum(notes, "unapplied_minor") + _sum(payments, "unapplied_minor")


def _older(invoice: Invoice) -> int:
    """Add up what is open and undisputed of this invoice and of all the customer's older ones."""
    total = 0
    mine = {"customer": invoice.customer, "currency": invoice.currency, "is_written_off": False}
    for each in Invoice.objects.filter(**mine, open_minor__gt=0):
        if (each.next_due_on, each.pk) <= (invoice.next_due_on, invoice.pk):
            disputed = _sum(Dispute.objects.filter(invoice=each, closed_on=None), "amount_minor")
            total += max(0, each.open_minor - disputed)
    return total
