"""`aldia hold`, `dispute`, `promise`, `block` and their opposites: what a person tells Aldía."""

from datetime import date, datetime

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import (
    Day,
    answering,
    company_option,
    day_option,
    deciding_day,
    json_option,
    now,
    say,
)
from aldia.core.codes import DisputeReason
from aldia.core.money import Money
from aldia.flows.block_customer import block_customer
from aldia.flows.close_dispute import close_dispute
from aldia.flows.end_hold import end_hold
from aldia.flows.open_dispute import open_dispute
from aldia.flows.put_on_hold import put_on_hold
from aldia.flows.record_promise import record_promise
from aldia.records import access

DAY = Day()
amount_option = click.option("--amount", default="", help=_("Solo una parte, como «50.00 EUR»."))
whole_customer = click.option(
    "--customer", "is_customer", is_flag=True, help=_("El nombre es de un cliente, no una factura.")
)


def _only_date(day: datetime | None) -> date | None:
    return day.date() if day else None


@click.command(help=_("Pone en pausa una factura, o un cliente con --customer."))
@click.argument("name")
@click.option("--reason", required=True, help=_("Por qué."))
@click.option("--until", type=DAY, default=None, help=_("Último día de la pausa."))
@whole_customer
@company_option
@day_option
@json_option
@answering
def hold(
    name: str,
    reason: str,
    until: datetime | None,
    is_customer: bool,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    target = access.target_for(company, name, is_customer=is_customer)
    made = put_on_hold(
        target,
        reason=reason,
        until=_only_date(until),
        today=deciding_day(company, day),
        at=now(),
    )
    result = {"target": name, "reason": reason, "until": made.until_on}
    say(result, as_json=as_json, lines=lambda: [_("%(name)s está en pausa.") % {"name": name}])


@click.command(help=_("Termina la pausa de una factura o de un cliente."))
@click.argument("name")
@whole_customer
@company_option
@day_option
@json_option
@answering
def unhold(
    name: str, is_customer: bool, company_slug: str | None, day: datetime | None, as_json: bool
) -> None:
    company = access.company_named(company_slug)
    target = access.target_for(company, name, is_customer=is_customer)
    ended = end_hold(target, today=deciding_day(company, day), at=now())
    line = _("%(name)s ya no está en pausa.") % {"name": name}
    say({"target": name, "ended": ended}, as_json=as_json, lines=lambda: [line])


@click.command(help=_("Anota una reclamación del cliente sobre una factura."))
@click.argument("number")
@click.option(
    "--reason",
    type=click.Choice([str(reason) for reason in DisputeReason], case_sensitive=False),
    default=str(DisputeReason.OTHER),
    show_default=True,
)
@amount_option
@click.option("--text", default="", help=_("Lo que dice el cliente."))
@company_option
@day_option
@json_option
@answering
def dispute(
    number: str,
    reason: str,
    amount: str,
    text: str,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    made = open_dispute(
        access.invoice_for(company, number),
        DisputeReason(reason.upper()),
        today=deciding_day(company, day),
        at=now(),
        amount=Money.of(amount) if amount else None,
        text=text,
    )
    result = {"invoice": number, "reason": made.reason, "deadline": made.deadline_on}
    line = _("Reclamación de %(number)s anotada: conviene resolverla antes del %(day)s.") % {
        "number": number,
        "day": made.deadline_on,
    }
    say(result, as_json=as_json, lines=lambda: [line])


@click.command(help=_("Marca como resuelta la reclamación de una factura."))
@click.argument("number")
@click.option("--text", required=True, help=_("Qué se ha acordado."))
@company_option
@day_option
@json_option
@answering
def resolve(
    number: str, text: str, company_slug: str | None, day: datetime | None, as_json: bool
) -> None:
    company = access.company_named(company_slug)
    invoice = access.invoice_for(company, number)
    closed = close_dispute(invoice, text, today=deciding_day(company, day), at=now())
    line = _("%(number)s: reclamación resuelta.") % {"number": number}
    say({"invoice": number, "closed": closed}, as_json=as_json, lines=lambda: [line])


@click.command(help=_("Anota una promesa de pago: aldia promise F-001 2026-04-15"))
@click.argument("number")
@click.argument("promised_for", type=DAY)
@amount_option
@click.option("--by", "made_by", default="", help=_("Quién lo ha prometido."))
@company_option
@day_option
@json_option
@answering
def promise(
    number: str,
    promised_for: datetime,
    amount: str,
    made_by: str,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    made = record_promise(
        access.invoice_for(company, number),
        promised_for.date(),
        today=deciding_day(company, day),
        at=now(),
        amount=Money.of(amount) if amount else None,
        made_by=made_by,
    )
    result = {"invoice": number, "promised_for": made.promised_for, "grace_days": made.grace_days}
    line = _("%(number)s: prometida para el %(day)s.") % {
        "number": number,
        "day": made.promised_for,
    }
    say(result, as_json=as_json, lines=lambda: [line])


@click.command(help=_("Deja de contactar con un cliente, por ninguna vía."))
@click.argument("customer_name")
@click.option("--reason", required=True, help=_("Por qué."))
@company_option
@day_option
@json_option
@answering
def block(
    customer_name: str, reason: str, company_slug: str | None, day: datetime | None, as_json: bool
) -> None:
    company = access.company_named(company_slug)
    customer = access.customer_for(company, customer_name)
    block_customer(customer, today=deciding_day(company, day), at=now(), reason=reason)
    line = _("No se contactará con %(name)s.") % {"name": customer.name}
    say({"customer": customer.name, "blocked": True}, as_json=as_json, lines=lambda: [line])


@click.command(help=_("Permite otra vez contactar con un cliente."))
@click.argument("customer_name")
@company_option
@day_option
@json_option
@answering
def unblock(
    customer_name: str, company_slug: str | None, day: datetime | None, as_json: bool
) -> None:
    company = access.company_named(company_slug)
    customer = access.customer_for(company, customer_name)
    block_customer(customer, today=deciding_day(company, day), at=now(), undo=True)
    line = _("Se puede contactar otra vez con %(name)s.") % {"name": customer.name}
    say({"customer": customer.name, "blocked": False}, as_json=as_json, lines=lambda: [line])
