"""What was decided, when, and what happened: the company's memory."""

from django.db import models

from aldia.core.codes import Action, Channel, Tone
from aldia.core.reasons import Reason
from aldia.records.models.company import Company
from aldia.records.models.customers import Customer
from aldia.records.models.invoices import Invoice


class DecisionFields(models.Model):
    """What a decision says. Shared by the current one and by those it replaced.

    The references are not enforced by the database: a million decisions are written every
    morning, and checking each one against its parents takes longer than writing it.
    `aldia check` looks after them instead.
    """

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    reason = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Reason])
    action = models.CharField(max_length=8, choices=[(a.value, a.value) for a in Action])
    look_again_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(null=True)
    tone = models.CharField(  # noqa: DJ001 - null is "no step"
        max_length=10, choices=[(t.value, t.value) for t in Tone], null=True
    )
    channel = models.CharField(  # noqa: DJ001 - null is "no contact"
        max_length=10, choices=[(c.value, c.value) for c in Channel], null=True
    )
    at_risk_minor = models.BigIntegerField()
    is_critical = models.BooleanField()
    since_on = models.DateField()
    """The first day on which the decision was this one."""

    class Meta:
        abstract = True


class DecisionRow(DecisionFields):
    """The current decision of an open invoice. A run writes only the rows that changed."""

    invoice = models.OneToOneField(
        Invoice, models.CASCADE, primary_key=True, related_name="decision", db_constraint=False
    )

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.reason}"


class DecisionChange(DecisionFields):
    """A decision that is no longer current, kept when another took its place."""

    invoice = models.ForeignKey(
        Invoice, models.CASCADE, related_name="past_decisions", db_constraint=False
    )
    until_on = models.DateField()
    """The day on which the next decision took its place."""

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.reason} until {self.until_on}"


class Run(models.Model):
    """One pass of the engine over a company on a date."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="runs")
    day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    facts_version = models.BigIntegerField()
    """The version of the facts this run has left behind."""
    summary = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["company", "day"], name="runs_by_day")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.day}"


class TimelineEvent(models.Model):
    """One thing that happened with a customer. Append-only; each event seals the one before."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="timeline", db_index=False)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    author = models.CharField(max_length=120, blank=True, default="")
    detail = models.JSONField()
    """Figures and texts, canonical: the words around them are in `core/timeline.py`."""
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "sequence"], name="one_event_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.kind}"
