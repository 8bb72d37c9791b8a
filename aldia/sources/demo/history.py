"""Makes up the life of each invoice: when it is paid, promised or objected to."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from aldia.core.money import rounded
from aldia.sources.demo import words
from aldia.sources.demo.people import DemoCustomer

MONTHS_BACK = 18
OLDEST_DEBT = 240
"""Days after which even the slowest have paid, or somebody has given it up."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    """One invoice, and the day its money arrives (null: not before today, or never)."""

    number: str
    customer: str
    issued_on: date
    due_on: date
    currency: str
    amount_minor: int
    terms: str
    po_number: str
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class DemoPayment:
    """Money that arrives. More than the invoice's amount leaves credit; less, an open rest."""

    key: str
    invoice: str
    customer: str
    received_on: date
    currency: str
    amount_minor: int
    reference: str


@dataclass(frozen=True, slots=True)
class DemoPromise:
    invoice: str
    made_on: date
    promised_for: date


@dataclass(frozen=True, slots=True)
class DemoDispute:
    """An objection, to the whole invoice or a part; closed on a day, or still open (null)."""

    invoice: str
    opened_on: date
    closed_on: date | None
    reason: str
    amount_minor: int
    text: str


@dataclass(frozen=True, slots=True)
class DemoHold:
    """A pause somebody asked for, up to and including its last day."""

    invoice: str
    from_on: date
    until_on: date
    reason: str
    author: str


def make_invoices(
    customers: list[DemoCustomer], count: int, today: date, chance: Random
) -> list[DemoInvoice]:
    """Return `count` invoices in the order of their issue, numbered within each year.

    The last ones are from yesterday; each customer has at least one.
    """
    more = max(0, count - len(customers))
    extra = chance.choices(customers, [c.volume for c in customers], k=more)
    buyers = (customers + extra)[:count]
    span = MONTHS_BACK * 30
    dated = sorted(
        ((today - timedelta(days=_age(span, chance)), i) for i, _buyer in enumerate(buyers))
    )
    numbers: dict[int, int] = {}
    made = []
    for issued_on, i in dated:
        place = numbers[issued_on.year] = numbers.get(issued_on.year, 0) + 1
        made.append(_invoice(f"F{issued_on:%y}-{place:05}", issued_on, buyers[i], today, chance))
    return made


def _age(span: int, chance: Random) -> int:
    """Return how many days ago: business has grown a little over the year."""
    return 1 + int((span - 1) * chance.betavariate(1.0, 1.15))


def _invoice(
    number: str, issued_on: date, buyer: DemoCustomer, today: date, chance: Random
) -> DemoInvoice:
    days = 15 if buyer.kind == "consumer" else chance.choice(buyer.market.terms)
    has_order = buyer.segment in ("clave", "obra")
    due_on = issued_on + timedelta(days=days)
    return DemoInvoice(
        number=number,
        customer=buyer.key,
        issued_on=issued_on,
        due_on=due_on,
        currency=buyer.currency,
        amount_minor=_amount_minor(buyer, chance),
        terms=f"{days} días",
        po_number=f"OC-{chance.randrange(10000, 99999)}" if has_order else "",
        paid_on=_paid_on(due_on, issued_on, buyer, today, chance),
    )


def _amount_minor(buyer: DemoCustomer, chance: Random) -> int:
    """Return a believable total: a few hundred to some thousand euros, with its taxes, exact."""
    scale = {"consumer": 0.35, "sole_trader": 0.5}.get(buyer.kind, 1.0)
    scale *= 2.6 if buyer.segment == "clave" else 1.0
    euros = Decimal(round(scale * chance.lognormvariate(6.9, 0.95) * 100)) / 100 + 18
    tax = Decimal(1) if buyer.currency == "USD" else buyer.market.tax
    rate = Decimal("1.1") if buyer.currency == "USD" else buyer.market.per_euro
    if rate > 100:  # nobody quotes centavos of a Colombian or Chilean peso
        return rounded((euros * rate).quantize(Decimal("1E2")) * tax, buyer.currency).minor
    return rounded((euros * rate).quantize(Decimal("0.01")) * tax, buyer.currency).minor


def _paid_on(
    due_on: date, issued_on: date, buyer: DemoCustomer, today: date, chance: Random
) -> date | None:
    """Return the working day the money arrives; null when that is today or later, or never."""
    habit = buyer.habit
    late = round(chance.gauss(habit.days_late, habit.spread))
    age = (today - due_on).days
    if age < OLDEST_DEBT and chance.random() < 0.01 + habit.never * min(1.0, 90 / max(30, age)):
        return None
    paid_on = max(issued_on + DAY, due_on + timedelta(days=late))
    while paid_on.weekday() > 4:
        paid_on += DAY
    return paid_on if paid_on < today else None


def make_payments(invoices: list[DemoInvoice], today: date, chance: Random) -> list[DemoPayment]:
    """Return the money that arrives before today: most in full, some in two parts, few too much."""
    made: list[DemoPayment] = []
    for invoice in invoices:
        if invoice.paid_on is None:
            continue
        whole = DemoPayment(
            key=f"{invoice.number}/1",
            invoice=invoice.number,
            customer=invoice.customer,
            received_on=invoice.paid_on,
            currency=invoice.currency,
            amount_minor=invoice.amount_minor,
            reference=f"Transferencia {chance.randrange(10**7, 10**8)}",
        )
        made += _parts(whole, today, chance)
    return sorted(made, key=lambda payment: (payment.received_on, payment.key))


def _parts(whole: DemoPayment, today: date, chance: Random) -> list[DemoPayment]:
    dice = chance.random()
    if dice < 0.02:
        return [replace(whole, amount_minor=whole.amount_minor * 103 // 100)]
    if dice > 0.06:
        return [whole]
    half = whole.amount_minor // 2
    later = _working(whole.received_on + timedelta(days=chance.randrange(15, 45)))
    rest = replace(
        whole,
        key=whole.key.replace("/1", "/2"),
        amount_minor=whole.amount_minor - half,
        received_on=later,
    )
    first = replace(whole, amount_minor=half)
    return [first, rest] if later < today else [first]


def make_promises(
    invoices: list[DemoInvoice], today: date, days: int, chance: Random
) -> list[DemoPromise]:
    """Return promises of the last `days` days; some are kept, some broken, some still running."""
    made = []
    for invoice in invoices:
        if not _is_late_in(invoice, today, days) or chance.random() > 0.26:
            continue
        first = max(invoice.due_on + 3 * DAY, today - timedelta(days=days))
        last = min(invoice.paid_on or today, today) - DAY
        if first > last:
            continue
        made_on = _working(first + timedelta(days=chance.randrange((last - first).days + 1)))
        promised_for = _working(made_on + timedelta(days=chance.randrange(3, 13)))
        if invoice.paid_on and chance.random() < 0.7:
            promised_for = max(invoice.paid_on, made_on + DAY)
        if made_on < today:
            made.append(DemoPromise(invoice.number, made_on, promised_for))
    return sorted(made, key=lambda promise: (promise.made_on, promise.invoice))


def _is_late_in(invoice: DemoInvoice, today: date, days: int) -> bool:
    """Say whether the invoice is late and open on some day of the last `days`."""
    start = today - timedelta(days=days)
    is_open = invoice.paid_on is None or invoice.paid_on > max(start, invoice.due_on + 3 * DAY)
    return is_open and invoice.due_on + 3 * DAY < today


def _working(day: date) -> date:
    while day.weekday() > 4:
        day += DAY
    return day


def make_disputes(
    invoices: list[DemoInvoice], today: date, days: int, chance: Random
) -> list[DemoDispute]:
    """Return objections of the last `days` days to invoices that stay open."""
    made = []
    reasons = list(words.DISPUTE_TEXTS)
    for invoice in invoices:
        age = (today - invoice.issued_on).days
        if invoice.paid_on or age < 8 or chance.random() > 0.12:
            continue
        first = min(days, age - 3)
        opened_on = _working(today - timedelta(days=chance.randrange(min(4, first), first + 1)))
        reason = chance.choice(reasons)
        part = chance.choice((25, 40)) if reason in ("QTY", "PRICE", "DISCOUNT") else 100
        closed_on = _working(opened_on + timedelta(days=chance.randrange(4, 12)))
        made.append(
            DemoDispute(
                invoice=invoice.number,
                opened_on=min(opened_on, today - DAY),
                closed_on=closed_on if closed_on < today and chance.random() < 0.5 else None,
                reason=reason,
                amount_minor=max(1, invoice.amount_minor * part // 100),
                text=words.DISPUTE_TEXTS[reason],
            )
        )
    return sorted(made, key=lambda dispute: (dispute.opened_on, dispute.invoice))


def make_holds(
    invoices: list[DemoInvoice], today: date, days: int, chance: Random
) -> list[DemoHold]:
    """Return a few pauses asked for by the sales people."""
    late = [i for i in invoices if i.paid_on is None and i.due_on < today - 5 * DAY]
    made = []
    for invoice in chance.sample(late, min(6, len(late))):
        from_on = today - timedelta(days=chance.randrange(1, max(2, min(12, days))))
        made.append(
            DemoHold(
                invoice=invoice.number,
                from_on=from_on,
                until_on=from_on + timedelta(days=chance.randrange(8, 25)),
                reason=chance.choice(words.HOLD_REASONS),
                author=chance.choice(words.SALES_OWNERS),
            )
        )
    return sorted(made, key=lambda hold: (hold.from_on, hold.invoice))
