"""The only way in for the doors: everything is fetched for one company, or not at all."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import User

from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records.models import (
    Company,
    CreditNote,
    Customer,
    Invoice,
    Ladder,
    Membership,
    Message,
    Payment,
    Run,
    Task,
)


class NotInitialised(Refusal):
    code = "not_initialised"
    text = _("Todavía no hay ninguna empresa. Empiece con «aldia init».")


class NoSuchCompany(Refusal):
    code = "no_such_company"
    text = _("No hay ninguna empresa «%(slug)s».")


class WhichCompany(Refusal):
    code = "which_company"
    text = _("Hay varias empresas. Diga cuál con --company: %(slugs)s.")


class NoSuchInvoice(Refusal):
    code = "no_such_invoice"
    text = _("No hay ninguna factura con el número «%(number)s».")


class NoSuchCustomer(Refusal):
    code = "no_such_customer"
    text = _("No hay ningún cliente «%(name)s».")


class SeveralCustomers(Refusal):
    code = "several_customers"
    text = _("Hay varios clientes «%(name)s». Use su identificación fiscal o su código.")


class NoSuchMessage(Refusal):
    code = "no_such_message"
    text = _("No hay ningún mensaje con el número %(id)s.")


class NoSuchTask(Refusal):
    code = "no_such_task"
    text = _("No hay ninguna tarea con el número %(id)s.")


class NoSuchPayment(Refusal):
    code = "no_such_payment"
    text = _("No hay ningún pago «%(key)s».")


def company_named(slug: str | None) -> Company:
    """Return the company with this short name, or the only one there is."""
    if slug:
        found = Company.objects.filter(slug=slug).first()
        if found is None:
            raise NoSuchCompany(slug=slug)
        return found
    some = list(Company.objects.order_by("pk")[:20])
    if not some:
        raise NotInitialised
    if len(some) > 1:
        raise WhichCompany(slugs=", ".join(company.slug for company in some))
    return some[0]


def invoice_for(company: Company, number: str) -> Invoice:
    """Return the company's invoice with this number."""
    if "\0" in number:  # no database can even look for it
        raise NoSuchInvoice(number=number.replace("\0", ""))
    found = (
        Invoice.objects.select_related("customer", "company")
        .filter(company=company, number=number)
        .first()
    )
    if found is None:
        raise NoSuchInvoice(number=number)
    return found


def customer_for(company: Company, name: str) -> Customer:
    """Return the company's customer by tax id, then by its code, then by name."""
    mine = Customer.objects.filter(company=company)
    for field in ("tax_id", "external_id", "name__iexact"):
        found = list(mine.filter(**{field: name})[:2]) if name else []
        if len(found) == 1:
            return found[0]
        if found:
            raise SeveralCustomers(name=name)
    raise NoSuchCustomer(name=name)


def message_for(company: Company, message_id: int) -> Message:
    """Return the company's message with this id."""
    found = Message.objects.filter(company=company, pk=message_id).first()
    if found is None:
        raise NoSuchMessage(id=message_id)
    return found


def task_for(company: Company, task_id: int) -> Task:
    """Return the company's task with this id."""
    found = Task.objects.filter(company=company, pk=task_id).first()
    if found is None:
        raise NoSuchTask(id=task_id)
    return found


def payment_for(company: Company, key: str) -> Payment:
    """Return the company's payment by its key."""
    found = Payment.objects.filter(company=company, key=key).first()
    if found is None:
        raise NoSuchPayment(key=key)
    return found


def memberships_of(user: User) -> list[Membership]:
    """Return the companies a person belongs to, with the role in each, by name."""
    mine = Membership.objects.filter(user=user).select_related("company")
    return list(mine.order_by("company__name", "pk"))


def payment_of(invoice: Invoice, key: str, *, reversed_ones: bool = False) -> Payment:
    """Return the payment with this key, or the last one that covers (or covered) the invoice."""
    mine = Payment.objects.filter(company_id=invoice.company_id, allocations__invoice=invoice)
    mine = mine.filter(reversed_on__isnull=not reversed_ones)
    if key:
        mine = mine.filter(key=key)
    found = mine.order_by("-pk").first()
    if found is None:
        raise NoSuchPayment(key=key or invoice.number)
    return found


def credit_of(customer: Customer) -> dict[str, str]:
    """Return the customer's unapplied money, one exact amount per currency."""
    totals: dict[str, int] = {}
    for model in (Payment, CreditNote):
        mine = model.objects.filter(customer=customer, unapplied_minor__gt=0)
        for currency, minor in mine.values_list("currency", "unapplied_minor"):
            totals[currency] = totals.get(currency, 0) + minor
    return {
        currency: str(Money.from_minor(minor, currency).amount)
        for currency, minor in sorted(totals.items())
    }


def target_for(company: Company, name: str, *, is_customer: bool) -> Invoice | Customer:
    """Return a customer or an invoice of the company, as the person said."""
    return customer_for(company, name) if is_customer else invoice_for(company, name)


def ladders_of(company: Company) -> list[Ladder]:
    """Return the current ladders with their steps, the default first."""
    mine = Ladder.objects.filter(company=company, is_current=True)
    return list(mine.prefetch_related("steps").order_by("-is_default", "name"))


def open_tasks_of(company: Company) -> list[Task]:
    """Return the open tasks with their customer and invoices, the oldest first."""
    mine = Task.objects.filter(company=company, done_at=None).select_related("customer")
    return list(mine.prefetch_related("invoices__invoice").order_by("due_on", "pk"))


def settings_of(company: Company) -> dict[str, str]:
    """Return what the company has decided for itself, by the names `aldia config set` uses."""
    policy = company.contact_policy
    return {
        "approval": "on" if company.needs_approval else "off",
        "stop": "on" if company.is_stopped else "off",
        "minimum": ", ".join(
            str(Money.from_minor(minor, currency))
            for currency, minor in company.minimums.order_by("currency").values_list(
                "currency", "minimum_minor"
            )
        ),
        "email": company.email,
        "sender": company.sender_name,
        "timezone": company.timezone,
        "grace-days": str(company.grace_days),
        "minimum-age-days": str(company.minimum_age_days),
        "minimum-gap-days": str(policy.minimum_gap_days),
        "per-week": str(policy.per_week),
        "per-month": str(policy.per_month),
        "sends-per-minute": str(company.sends_per_minute),
    }


def every_company() -> list[Company]:
    """Return all the companies of this installation, in the order they came."""
    return list(Company.objects.order_by("pk"))


def messages_of(company: Company, statuses: Sequence[str] = ()) -> list[Message]:
    """Return the company's messages with their customer, the newest first; of some states, or all.

    What the customer reads (`body`) is left in the table: a list does not show it.
    """
    mine = Message.objects.filter(company=company).select_related("customer").defer("body")
    return list((mine.filter(status__in=statuses) if statuses else mine).order_by("-pk"))


def has_run_on(company: Company, day: date) -> bool:
    """Say whether the company's morning of that day, or a later one, is done."""
    return Run.objects.filter(company=company, day__gte=day).exists()
