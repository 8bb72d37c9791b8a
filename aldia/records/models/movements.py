"""Everything that makes an invoice smaller, and the charges that never make it larger."""

from django.db import models
from django.db.models import F, Q

from aldia.records.models.company import Company
from aldia.records.models.customers import Customer
from aldia.records.models.invoices import Invoice


class Payment(models.Model):
    """Money received. What is not allocated is credit of the customer."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="payments")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="payments")
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField()
    reference = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=120)
    """Says which real payment this is, so that the same one is never recorded twice."""
    reversed_on = models.DateField(null=True)
    reversal_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="one_payment_per_key"),
            models.CheckConstraint(
                condition=Q(unapplied_minor__gte=0) & Q(unapplied_minor__lte=F("amount_minor")),
                name="payment_never_applied_twice",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_payment_brings_money"),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer"],
                condition=Q(unapplied_minor__gt=0),
                name="unapplied_payments",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.key} {self.amount_minor} {self.currency}"


class CreditNote(models.Model):
    """Lowers a named invoice, or stays as credit of the customer."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="credit_notes")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="credit_notes")
    invoice = models.ForeignKey(Invoice, models.SET_NULL, null=True, related_name="credit_notes")
    number = models.CharField(max_length=80)
    issued_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], name="one_credit_note_per_number"
            ),
            models.CheckConstraint(
                condition=Q(unapplied_minor__gte=0) & Q(unapplied_minor__lte=F("amount_minor")),
                name="credit_note_never_applied_twice",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_credit_note_gives"),
        ]
        indexes = [
            models.Index(
                fields=["company", "customer"],
                condition=Q(unapplied_minor__gt=0),
                name="unapplied_credit_notes",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Withholding(models.Model):
    """A part the customer paid to the tax office in our name."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="withholdings")
    kind = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    withheld_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class WriteOff(models.Model):
    """A person gave it up, with a reason. The claim may survive elsewhere."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="write_offs")
    written_off_on = models.DateField()
    reason = models.CharField(max_length=200)
    author = models.CharField(max_length=120)
    undone_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.reason


class AllocationKind(models.TextChoices):
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    WITHHOLDING = "withholding"
    IMPORTED = "imported"
    """Settled before Aldía knew of it, as a file says; may be taken back (negative)."""
    MISSING = "missing"
    """Closed because a complete file did not bring it; reversed when a later file does."""


class Allocation(models.Model):
    """A movement: which money covers which invoice. Reversed, never deleted."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="allocations")
    kind = models.CharField(max_length=12, choices=AllocationKind)
    payment = models.ForeignKey(Payment, models.CASCADE, null=True, related_name="allocations")
    credit_note = models.ForeignKey(
        CreditNote, models.CASCADE, null=True, related_name="allocations"
    )
    withholding = models.ForeignKey(
        Withholding, models.CASCADE, null=True, related_name="allocations"
    )
    amount_minor = models.BigIntegerField()
    made_on = models.DateField()
    reversed_on = models.DateField(null=True)
    comes_back = models.BooleanField(default=False, db_default=False)
    """Taken back by the latest reversal of its payment: covers again if that is undone."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) | (Q(kind="imported") & ~Q(amount_minor=0)),
                name="an_allocation_covers_something",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="payment", payment__isnull=False, credit_note=None, withholding=None)
                    | Q(
                        kind="credit_note",
                        payment=None,
                        credit_note__isnull=False,
                        withholding=None,
                    )
                    | Q(
                        kind="withholding",
                        payment=None,
                        credit_note=None,
                        withholding__isnull=False,
                    )
                    | Q(
                        kind__in=["imported", "missing"],
                        payment=None,
                        credit_note=None,
                        withholding=None,
                    )
                ),
                name="an_allocation_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class Charge(models.Model):
    """Late interest or a fee: apart from the invoice, off unless the company turns it on."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="charges")
    kind = models.CharField(max_length=10, choices=[("interest", "interest"), ("fee", "fee")])
    amount_minor = models.BigIntegerField()
    computed_on = models.DateField()
    waived_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class BankLine(models.Model):
    """A line of a bank statement. While it is not applied, its customer is left in peace."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="bank_lines")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="bank_lines")
    booked_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    text = models.TextField(blank=True, default="")
    is_applied = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "customer"],
                condition=Q(is_applied=False),
                name="bank_lines_to_apply",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount_minor} {self.currency}"
