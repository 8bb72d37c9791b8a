"""What is owed. The open amount on the row always equals the amount minus its movements."""

from django.db import models
from django.db.models import F, Q

from aldia.core.codes import Tone
from aldia.records.models.company import Company
from aldia.records.models.customers import Customer


class Invoice(models.Model):
    """One claim with its number. The row also keeps where it stands on its ladder.

    `last_position`, `last_step_on` and `last_tone` repeat what the sent messages and done tasks
    say, so that a million rows are read in one sweep; `aldia check` compares both.
    """

    # The unique number already is an index that starts with the company.
    company = models.ForeignKey(Company, models.CASCADE, related_name="invoices", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=80)
    issued_on = models.DateField()
    due_on = models.DateField()
    next_due_on = models.DateField()
    """When the part asked for now falls due: the next unpaid instalment, or `due_on`."""
    delivered_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    said_minor = models.BigIntegerField(default=0, db_default=0)
    """How much the latest file that told called settled: only another figure is news."""
    is_written_off = models.BooleanField(default=False)
    has_installments = models.BooleanField(default=False)
    po_number = models.CharField(max_length=80, blank=True, default="")
    terms = models.CharField(max_length=80, blank=True, default="")

    ladder = models.ForeignKey(
        "records.Ladder", models.PROTECT, null=True, related_name="+", db_index=False
    )
    ladder_start = models.PositiveSmallIntegerField(default=1)
    last_position = models.PositiveSmallIntegerField(null=True)
    last_step_on = models.DateField(null=True)
    last_tone = models.CharField(  # noqa: DJ001 - null is "never contacted"
        max_length=10, choices=[(t.value, t.value) for t in Tone], null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="one_invoice_per_number"),
            models.CheckConstraint(
                condition=Q(open_minor__gte=0) & Q(open_minor__lte=F("amount_minor")),
                name="open_amount_between_nothing_and_all",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="an_invoice_asks_for_money"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")), name="due_on_or_after_issue"
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer"],
                condition=Q(open_minor__gt=0),
                name="open_invoices_of_a_customer",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Installment(models.Model):
    """A dated part of an invoice. Payments fill instalments from the first to the last."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="installments")
    position = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="one_installment_per_place"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="an_installment_asks_for_money"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.position}"
