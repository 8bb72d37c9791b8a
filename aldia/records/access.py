"""The only way in for the doors: everything is fetched for one company, or not at all."""

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records.models import (
    Company,
    Customer,
    Invoice,
    Membership,
    Message,
    Payment,
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
    text = _("Hay varios clientes «%(name)s». Use su NIF o su código.")


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


def memberships_of(user: object) -> list[Membership]:
    """Return the companies a person belongs to, with the role in each, by name."""
    mine = Membership.objects.filter(user=user).select_related("company")
    return list(mine.order_by("company__name", "pk"))
