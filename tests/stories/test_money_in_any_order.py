"""Whatever happens to money, in whatever order: every amount is explained by its movements."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from aldia.core.money import Money
from aldia.flows.apply_credit import apply_credit
from aldia.flows.record_payment import record_payment
from aldia.flows.reverse_payment import reverse_payment
from aldia.records.models import Allocation, Invoice, Payment
from aldia.reports.check_invariants import check_invariants
from tests.flows.imports import NOW, TODAY, Desk, desk

__all__ = ["desk"]
NUMBERS = ("F-1", "F-2", "F-3")
WHEN: dict[str, Any] = {"today": TODAY, "at": NOW}


class Days:
    """One customer whose money comes, goes and is told of by files, as the dice say."""

    def __init__(self, desk: Desk, seed: int):
        self.desk, self.dice = desk, Random(seed)

    def brings(self) -> None:
        """Bring in a file of some of the invoices, with or without what is open of them."""
        tells = self.dice.random() < 0.7
        headings = "Número;Cliente;Vencimiento;Importe" + (";Pendiente" if tells else "")
        lines = []
        for number in self.dice.sample(NUMBERS, self.dice.randint(1, 3)):
            amount = self.dice.choice((100, 100, 100, 120, 200))
            pending = self.dice.choice((0, amount // 2, amount - 30, amount))
            lines.append(f"{number};Ana SL;2026-02-09;{amount}" + (f";{pending}" if tells else ""))
        closes = self.dice.random() < 0.3
        self.desk.bring("invoices", headings, *lines, closes_missing=closes)

    def pays(self) -> None:
        invoices = list(Invoice.objects.order_by("number"))
        some = self.dice.sample(invoices, self.dice.randint(0, len(invoices)))
        amount = Money.of(f"{self.dice.choice((30, 50, 100, 150))} EUR")
        customer = invoices[0].customer
        record_payment(customer, amount, received_on=TODAY, invoices=some, **WHEN)

    def takes_back(self) -> None:
        self._turn(undo=False)

    def brings_back(self) -> None:
        self._turn(undo=True)

    def _turn(self, *, undo: bool) -> None:
        found = list(Payment.objects.filter(reversed_on__isnull=not undo).order_by("pk"))
        if found:
            reverse_payment(self.dice.choice(found), reason="", undo=undo, **WHEN)

    def applies_credit(self) -> None:
        apply_credit(Invoice.objects.earliest("pk").customer, **WHEN)


STEPS: tuple[Callable[[Days], None], ...] = (
    Days.brings,
    Days.brings,
    Days.pays,
    Days.takes_back,
    Days.brings_back,
    Days.applies_credit,
)


@pytest.mark.parametrize("seed", range(4))
def test_every_amount_is_explained_after_every_step(desk, seed):
    days = Days(desk, seed)
    days.brings()
    for place in range(30):
        step = days.dice.choice(STEPS)
        step(days)
        report = check_invariants(desk.company, at=NOW)
        assert report.ok, (place, step.__name__, report.broken)
        for invoice in Invoice.objects.all():
            live = Allocation.objects.filter(invoice=invoice, reversed_on=None)
            said = sum(live.filter(kind="imported").values_list("amount_minor", flat=True))
            assert said >= 0, (place, step.__name__)


@pytest.mark.parametrize("seed", range(4))
def test_a_payment_that_goes_and_comes_back_at_once_changes_no_open_amount(desk, seed):
    days = Days(desk, seed)
    days.brings()
    for _place in range(12):
        days.dice.choice(STEPS)(days)
    for payment in Payment.objects.filter(reversed_on=None):
        before = list(Invoice.objects.order_by("pk").values("number", "open_minor"))
        for undo in (False, True, False, True):
            reverse_payment(payment, reason="", undo=undo, **WHEN)
        assert list(Invoice.objects.order_by("pk").values("number", "open_minor")) == before
