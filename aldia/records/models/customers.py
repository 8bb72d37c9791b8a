"""Who owes, and how to reach them."""

from django.db import models
from django.db.models import Q

from aldia.core.codes import Channel, CustomerKind, Risk
from aldia.records.models.company import Company


class Customer(models.Model):
    """The debtor: never called one in a text."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="customers")
    name = models.CharField(max_length=250)
    name_key = models.CharField(max_length=250)
    """The name without accents, case and company form, to find it again in another file."""
    external_id = models.CharField(max_length=80, blank=True, default="")
    tax_id = models.CharField(max_length=32, blank=True, default="")
    kind = models.CharField(
        max_length=12,
        choices=[(k.value, k.value) for k in CustomerKind],
        default=CustomerKind.UNKNOWN.value,
    )
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True, default="")
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="es")
    """`es` (usted), `es_tu`, `en` or `pt`."""
    segment = models.CharField(max_length=40, blank=True, default="")
    risk = models.CharField(
        max_length=8, choices=[(r.value, r.value) for r in Risk], default=Risk.NORMAL.value
    )
    sales_owner = models.CharField(max_length=120, blank=True, default="")
    payer = models.ForeignKey("self", models.SET_NULL, null=True, related_name="pays_for")
    credit_limit_minor = models.BigIntegerField(null=True)
    credit_limit_currency = models.CharField(max_length=3, blank=True, default="")
    is_blocked = models.BooleanField(default=False)
    blocked_reason = models.CharField(max_length=200, blank=True, default="")
    minimum_gap_days = models.PositiveSmallIntegerField(null=True)
    """The customer's own wish: null when there is none."""
    average_days_late = models.FloatField(null=True)
    """Of the invoices paid so far, weighted by amount; null when none is paid. Not money."""
    ladder = models.ForeignKey("records.Ladder", models.SET_NULL, null=True, related_name="+")
    """Chosen by hand; null means the assignment rules speak."""
    timeline_length = models.PositiveIntegerField(default=0)
    timeline_hash = models.CharField(max_length=64, blank=True, default="")
    """Length and last hash of the chain, so that a cut tail is noticed."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "tax_id"],
                condition=~Q(tax_id=""),
                name="one_customer_per_tax_id",
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~Q(external_id=""),
                name="one_customer_per_external_id",
            ),
        ]
        indexes = [models.Index(fields=["company", "name_key"], name="customer_by_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person, or a department, at the customer's."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=160, blank=True, default="")
    role = models.CharField(max_length=40, blank=True, default="payables")

    def __str__(self) -> str:
        return self.name or self.role


class PointStatus(models.TextChoices):
    OK = "ok"
    BOUNCED = "bounced"


class ContactPoint(models.Model):
    """One address on one channel, with what its owner allows."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="points")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="points")
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=8, choices=PointStatus, default=PointStatus.OK.value)
    status_reason = models.CharField(max_length=200, blank=True, default="")
    consent_on = models.DateField(null=True)
    opted_out_on = models.DateField(null=True)
    opt_out_reason = models.CharField(max_length=200, blank=True, default="")
    opt_out_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "channel", "address"], name="one_point_per_address"
            )
        ]
        indexes = [models.Index(fields=["company", "channel"], name="points_of_a_company")]

    def __str__(self) -> str:
        return self.address
