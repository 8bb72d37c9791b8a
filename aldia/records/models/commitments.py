"""What both sides have agreed, objected or put aside. Each one silences its invoices."""

from django.db import models
from django.db.models import Q

from aldia.core.codes import DisputeReason
from aldia.records.models.company import Company
from aldia.records.models.customers import Customer
from aldia.records.models.invoices import Invoice


class Promise(models.Model):
    """A date and an amount the customer has given. Kept or broken is decided by payments."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="promises")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="promises")
    promised_for = models.DateField()
    amount_minor = models.BigIntegerField()
    grace_days = models.PositiveSmallIntegerField()
    made_on = models.DateField()
    made_by = models.CharField(max_length=120, blank=True, default="")
    channel = models.CharField(max_length=10, blank=True, default="")
    replaced_on = models.DateField(null=True)
    """Cancelled, or replaced by a newer one: it no longer counts."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(replaced_on__isnull=True),
                name="one_promise_in_force_per_invoice",
            )
        ]

    def __str__(self) -> str:
        return f"{self.promised_for}: {self.amount_minor}"


class PlanStatus(models.TextChoices):
    ACTIVE = "active"
    BROKEN = "broken"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Plan(models.Model):
    """Dated instalments over one or more invoices, accepted by both."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="plans")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="plans")
    invoices = models.ManyToManyField(Invoice, related_name="plans")
    status = models.CharField(max_length=10, choices=PlanStatus, default=PlanStatus.ACTIVE.value)
    currency = models.CharField(max_length=3)
    made_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField(default=3)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.status}"


class PlanInstallment(models.Model):
    """One date and amount of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="installments")
    due_on = models.DateField()
    amount_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="one_plan_installment_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount_minor}"


class Dispute(models.Model):
    """The customer objects to the whole invoice or a part. The rest goes on."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="disputes")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="disputes")
    reason = models.CharField(max_length=14, choices=[(r.value, r.value) for r in DisputeReason])
    amount_minor = models.BigIntegerField()
    text = models.TextField(blank=True, default="")
    owner = models.CharField(max_length=120, blank=True, default="")
    opened_on = models.DateField()
    deadline_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    resolution = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_dispute_is_about_money")
        ]
        indexes = [
            models.Index(
                fields=["company", "invoice"],
                condition=Q(closed_on__isnull=True),
                name="open_disputes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.amount_minor}"


class Hold(models.Model):
    """A pause somebody asked for, on an invoice or a whole customer, with a reason and an end."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="holds")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="holds")
    invoice = models.ForeignKey(Invoice, models.CASCADE, null=True, related_name="holds")
    reason = models.CharField(max_length=200)
    author = models.CharField(max_length=120)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    """Last day of the pause; null until somebody ends it."""
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None, invoice__isnull=False)
                | Q(customer__isnull=False, invoice=None),
                name="a_hold_is_on_one_thing",
            )
        ]
        indexes = [
            models.Index(
                fields=["company"], condition=Q(ended_on__isnull=True), name="holds_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Handover(models.Model):
    """The case is with an agency or a lawyer: Aldía is silent until it comes back."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="handovers")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="handovers")
    invoice = models.ForeignKey(Invoice, models.CASCADE, null=True, related_name="handovers")
    """Null: the whole customer."""
    handed_to = models.CharField(max_length=120)
    handed_on = models.DateField()
    returned_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.handed_to} {self.handed_on}"
