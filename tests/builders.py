"""Rows of a database for tests, through the real flows where there is one; and the core's facts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from aldia.core.codes import Channel, CustomerKind, StepAction, Tone
from aldia.core.money import Money
from tests.facts import (
    LADDER,
    MADRID,
    TODAY,
    Row,
    amable_steps,
    customer_row,
    days_ago,
    invoice_row,
    limit_row,
    make_facts,
    make_portfolio,
    moment,
    point_row,
    step_row,
    steps_of,
)

if TYPE_CHECKING:
    from aldia.records.models import Company, Customer, Invoice, Ladder

__all__ = [
    "LADDER", "MADRID", "TODAY", "amable_steps", "approve", "customer_row", "days_ago",
    "invoice_row", "limit_row", "make_company", "make_customer", "make_facts", "make_invoice",
    "make_ladder", "make_portfolio", "moment", "point_row", "run", "send", "step_row", "steps_of",
]  # fmt: skip

TEN_DAYS_AGO = days_ago(10)
WARMEST = (Tone.WARM, Tone.NEUTRAL, Tone.FIRM, Tone.FORMAL)


def make_company(name: str = "Maderas del Sur SL", **changes: Any) -> "Company":
    """Start a company in Spain. `changes` may name fields of `Company` or of its contact policy."""
    from aldia.flows.start_company import start_company
    from aldia.records.models import ContactPolicy

    country, currency = changes.pop("country", "ES"), changes.pop("currency", "EUR")
    zone, at = changes.pop("timezone", "Europe/Madrid"), changes.pop("at", moment(days_ago(400)))
    company = start_company(name, country=country, currency=currency, zone=zone, at=at)
    of_policy = {field.name for field in ContactPolicy._meta.concrete_fields}
    for field, value in changes.items():
        target = company.contact_policy if field in of_policy else company
        assert hasattr(target, field), field
        setattr(target, field, value)
    company.contact_policy.save()
    company.save()
    return company


def make_customer(
    company: "Company",
    name: str = "Ferretería Aluche SL",
    email: str | None = "pagos@aluche.example",
    **changes: Any,
) -> "Customer":
    """Make a business customer with one e-mail address; `email=None`: nobody can be reached."""
    from aldia.core.names import name_key
    from aldia.records.models import Contact, ContactPoint, Customer

    usual: Row = {"kind": CustomerKind.BUSINESS, "country": company.country}
    usual |= {"timezone": company.timezone, "name_key": name_key(name)}
    customer = Customer.objects.create(company=company, name=name, **{**usual, **changes})
    if email is not None:
        contact = Contact.objects.create(company=company, customer=customer)
        ContactPoint.objects.create(
            company=company,
            customer=customer,
            contact=contact,
            channel=Channel.EMAIL,
            address=email,
        )
    return customer


def make_invoice(
    customer: "Customer",
    number: str = "F-001",
    due_on: date = TEN_DAYS_AGO,
    amount: str = "100.00 EUR",
    *,
    ladder: "Ladder | None" = None,
    installments: Sequence[tuple[date, str]] = (),
    **changes: Any,
) -> "Invoice":
    """Make an open invoice on the company's default ladder, issued 30 days before its due date.

    `installments`: when each part falls due and how much it is; the invoice is due with the last.
    """
    from aldia.records.models import Installment, Invoice, Ladder

    money = Money.of(amount)
    due_on = installments[-1][0] if installments else due_on
    first_due_on = installments[0][0] if installments else due_on
    usual: Row = {"issued_on": first_due_on - timedelta(days=30), "open_minor": money.minor}
    usual |= {"next_due_on": first_due_on}
    invoice = Invoice.objects.create(
        company=customer.company,
        customer=customer,
        number=number,
        due_on=due_on,
        currency=money.currency,
        amount_minor=money.minor,
        ladder=ladder or Ladder.objects.filter(company=customer.company, is_default=True).first(),
        has_installments=bool(installments),
        **{**usual, **changes},
    )
    for place, (day, part) in enumerate(installments, 1):
        Installment.objects.create(
            invoice=invoice, position=place, due_on=day, amount_minor=Money.of(part).minor
        )
    return invoice


def make_ladder(
    company: "Company",
    offsets: Sequence[int] = (5, 20, 40),
    tones: Sequence[Tone] = (),
    gap: int = 0,
    *,
    name: str = "A",
    actions: Mapping[int, StepAction] | None = None,
    as_default: bool = True,
) -> "Ladder":
    """Bring in a ladder as a person would. `actions`: by position; the other steps write."""
    from aldia.core.ladder_plan import LadderPlan, StepPlan
    from aldia.flows.import_ladder import import_ladder
    from aldia.sources.ladder_file.reading import write_ladder

    usual = [Tone.PREVENTIVE if offset < 0 else WARMEST[min(place, 3)]
             for place, offset in enumerate(offsets)]  # fmt: skip
    steps = tuple(
        StepPlan(offset, tone, action=(actions or {}).get(place, StepAction.MESSAGE))
        for place, (offset, tone) in enumerate(zip(offsets, tones or usual, strict=True), 1)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ladder.yaml"
        path.write_text(write_ladder(LadderPlan(name, steps, gap)), encoding="utf-8")
        return import_ladder(company, path, at=moment(days_ago(300)), as_default=as_default)


def run(company: "Company", day: date = TODAY, **options: Any) -> Any:
    """Do the morning of a day, at six o'clock."""
    from aldia.flows.run_day import run_day

    return run_day(company, day, at=moment(day, 6), **options)


def approve(company: "Company", day: date = TODAY) -> Any:
    """Let a person approve all that is proposed, at nine."""
    from aldia.flows.approve_messages import approve_messages

    return approve_messages(company, None, author="Marta", at=moment(day, 9))


def send(company: "Company", now: datetime | date = TODAY, **options: Any) -> Any:
    """Empty the queue at a moment, or at ten in the morning of a day."""
    from aldia.flows.send_messages import send_messages

    at = now if isinstance(now, datetime) else moment(now)
    return send_messages(company, at, **options)
