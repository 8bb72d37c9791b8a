"""`aldia pay`, `aldia unpay` and `aldia credit`: money that arrives, and money that goes back."""

from datetime import date, datetime

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import (
    answering,
    company_option,
    day_option,
    deciding_day,
    json_option,
    now,
    say,
    today_of,
)
from aldia.core.money import Money, amount_from_text
from aldia.flows.apply_credit import apply_credit
from aldia.flows.record_payment import PaidBeforeToday, record_payment
from aldia.flows.reverse_payment import reverse_payment
from aldia.records import access
from aldia.records.models import Company
from aldia.records.runs import worked_until


@click.command(
    help=_("Registra un pago de una factura: aldia pay F-001 100.00"),
    context_settings={"ignore_unknown_options": True},  # "-5" is an amount, to be refused as such
)
@click.argument("number")
@click.argument("amount")
@click.option("--reference", default="", help=_("Referencia del banco."))
@click.option("--key", default="", help=_("Identifica el pago, para no registrarlo dos veces."))
@company_option
@day_option
@json_option
@answering
def pay(
    number: str,
    amount: str,
    reference: str,
    key: str,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    invoice = access.invoice_for(company, number)
    today, received_on = deciding_day(company, day), _received_on(company, day)
    payment = record_payment(
        invoice.customer,
        amount_from_text(amount, invoice.currency),
        received_on=received_on,
        today=today,
        at=now(),
        invoices=[invoice],
        reference=reference,
        key=key,
    )
    invoice.refresh_from_db()
    result = {
        "invoice": number,
        "payment": payment.key,
        "amount": Money.from_minor(payment.amount_minor, payment.currency).amount,
        "currency": payment.currency,
        "open": Money.from_minor(invoice.open_minor, invoice.currency).amount,
        "credit": Money.from_minor(payment.unapplied_minor, payment.currency).amount,
    }
    say(result, as_json=as_json, lines=lambda: [_pay_line(result)])


def _received_on(company: Company, day: datetime | None) -> date:
    """Return the bank's day of a payment; one that has not come yet is refused."""
    asked, today = today_of(company, day), today_of(company)
    if asked > max(today, worked_until(company) or today):
        raise PaidBeforeToday(day=asked.isoformat())
    return asked


def _pay_line(result: dict[str, object]) -> str:
    return _("%(invoice)s: quedan %(open)s %(currency)s por pagar. Pago «%(payment)s».") % result


@click.command(help=_("Anula un pago devuelto: la factura vuelve a estar donde estaba."))
@click.argument("number")
@click.option("--key", default="", help=_("Qué pago; sin él, el último de la factura."))
@click.option("--reason", default="", help=_("Por qué se devuelve."))
@click.option("--undo", is_flag=True, help=_("Recupera un pago anulado por error."))
@company_option
@day_option
@json_option
@answering
def unpay(
    number: str,
    key: str,
    reason: str,
    undo: bool,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    invoice = access.invoice_for(company, number)
    payment = access.payment_of(invoice, key, reversed_ones=undo)
    today = deciding_day(company, day)
    reverse_payment(payment, reason=reason, today=today, at=now(), undo=undo)
    invoice.refresh_from_db()
    result = {
        "invoice": number,
        "payment": payment.key,
        "currency": invoice.currency,
        "open": Money.from_minor(invoice.open_minor, invoice.currency).amount,
    }
    say(result, as_json=as_json, lines=lambda: [_pay_line(result)])


@click.command(
    help=_("Anota dinero a cuenta de un cliente: aldia credit 'Maderas SL' '100.00 EUR'")
)
@click.argument("customer_name")
@click.argument("amount", default="")
@click.option(
    "--apply", "is_applied", is_flag=True, help=_("Lo aplica a sus facturas más antiguas.")
)
@click.option("--reference", default="")
@click.option("--key", default="")
@company_option
@day_option
@json_option
@answering
def credit(
    customer_name: str,
    amount: str,
    is_applied: bool,
    reference: str,
    key: str,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    customer = access.customer_for(company, customer_name)
    today, moment = deciding_day(company, day), now()
    if amount:
        money = Money.of(amount)
        record_payment(
            customer,
            money,
            received_on=_received_on(company, day),
            today=today,
            at=moment,
            reference=reference,
            key=key,
        )
    applied = apply_credit(customer, today=today, at=moment) if is_applied else {}
    result = {"customer": customer.name, "applied": applied, "credit": access.credit_of(customer)}
    say(result, as_json=as_json, lines=lambda: [f"{customer.name}: {result['credit']}"])
