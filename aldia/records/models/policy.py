"""The ladders, their steps, who walks which, and the company's own texts."""

from django.db import models
from django.db.models import Q

from aldia.core.codes import StepAction, Tone
from aldia.records.models.company import Company


class Ladder(models.Model):
    """An ordered strategy. A change makes a new version; invoices on the way keep theirs."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="ladders")
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    minimum_gap_days = models.PositiveSmallIntegerField(default=0)
    is_current = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    is_built_in = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name", "version"], name="one_ladder_version"
            ),
            models.UniqueConstraint(
                fields=["company"], condition=Q(is_default=True), name="one_default_ladder"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """What is done when the invoice is `offset` days past due (negative: before)."""

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    """1 is the first."""
    offset = models.SmallIntegerField()
    tone = models.CharField(max_length=10, choices=[(t.value, t.value) for t in Tone])
    channels = models.JSONField(default=list)
    template = models.CharField(max_length=80, blank=True, default="")
    action = models.CharField(
        max_length=12,
        choices=[(a.value, a.value) for a in StepAction],
        default=StepAction.MESSAGE.value,
    )
    needs_approval = models.BooleanField(null=True)
    """Null: as the company says."""
    conditions = models.JSONField(default=dict)
    """`minimum`, `maximum` (as "100 EUR"), `segments`, `kinds`: what is not there fits all."""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "position"], name="one_step_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.ladder_id}/{self.position}: {self.offset:+d} {self.tone}"


class LadderRule(models.Model):
    """Customers like this walk that ladder. The first that fits wins; empty fields fit all."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="ladder_rules")
    ladder_name = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    segment = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=12, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    risk = models.CharField(max_length=8, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    from_minor = models.BigIntegerField(null=True)
    below_minor = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["company", "order"], name="one_rule_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.ladder_name}"


class Template(models.Model):
    """The company's own words for a step; without one, Aldía's are used."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="templates")
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name", "language", "version"], name="one_template_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}) v{self.version}"
