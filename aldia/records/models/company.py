"""The tenant, who may enter, and what the company has decided for itself."""

from django.conf import settings
from django.db import models


class Company(models.Model):
    """One creditor. Every other row belongs to exactly one."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="es")
    tax_id = models.CharField(max_length=32, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    sender_name = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=32, blank=True, default="")

    needs_approval = models.BooleanField(default=True)
    is_stopped = models.BooleanField(default=False)
    grace_days = models.PositiveSmallIntegerField(default=3)
    minimum_age_days = models.PositiveSmallIntegerField(default=2)
    """No first contact before the customer has had the invoice this long (F19)."""
    critical_days = models.PositiveSmallIntegerField(default=90)
    critical_share_percent = models.PositiveSmallIntegerField(default=10)
    small_share_percent = models.PositiveSmallIntegerField(default=20)
    sends_per_minute = models.PositiveIntegerField(default=60)

    facts_version = models.BigIntegerField(default=0)
    """Goes up with every change of the facts, so that a run knows it has read old ones."""
    critical_minor = models.JSONField(default=dict)
    """Per currency, the amount from which an invoice is critical; measured by the last run."""
    date_order = models.CharField(max_length=3, blank=True, default="")
    """How its files write dates, `dmy` or `mdy`, once one has left no doubt."""
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner"
    MANAGER = "manager"
    COLLECTOR = "collector"
    SALES = "sales"
    READ_ONLY = "read_only"
    AGENCY = "agency"
    LAWYER = "lawyer"


class Membership(models.Model):
    """A person in a company, with a role. A person may belong to several companies."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="one_role_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Minimum(models.Model):
    """Below this total, per currency, nobody is written to."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="minimums")
    currency = models.CharField(max_length=3)
    minimum_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "currency"], name="one_minimum_per_currency")
        ]

    def __str__(self) -> str:
        return f"{self.minimum_minor} {self.currency}"


class ContactPolicy(models.Model):
    """The company's own limits. They may only tighten the law."""

    company = models.OneToOneField(Company, models.CASCADE, related_name="contact_policy")
    windows = models.JSONField()
    """Seven lists of "HH:MM-HH:MM", Monday first."""
    holidays_blocked = models.BooleanField(default=True)
    minimum_gap_days = models.PositiveSmallIntegerField(default=2)
    per_day = models.PositiveSmallIntegerField(default=1)
    per_week = models.PositiveSmallIntegerField(default=2)
    per_month = models.PositiveSmallIntegerField(default=6)

    def __str__(self) -> str:
        return f"{self.company}: {self.per_week} / {self.per_month}"


class SavedMapping(models.Model):
    """Which heading means which field, kept under a name to be used again."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="mappings")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    headings = models.JSONField()
    options = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "name"], name="one_mapping_per_name")
        ]

    def __str__(self) -> str:
        return self.name
