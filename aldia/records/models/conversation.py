"""What we say, what they say, and what a person must do."""

from django.db import models
from django.db.models import Q

from aldia.core.codes import UNSENT, Channel, MessageStatus, TaskKind, Tone
from aldia.records.models.company import Company
from aldia.records.models.customers import ContactPoint, Customer
from aldia.records.models.invoices import Invoice

IN_FLIGHT = (*UNSENT, MessageStatus.SENDING)


class Message(models.Model):
    """The outbox: one message for one customer, channel and day, with its exact words."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="messages", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=10, choices=[(s.value, s.value) for s in MessageStatus])
    day = models.DateField()
    """The customer's local day on which it was proposed; once sent, the day on which it left."""
    tone = models.CharField(max_length=10, choices=[(t.value, t.value) for t in Tone])
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=120)
    """Name and version of the words used, as `warm.v1`."""
    subject = models.CharField(max_length=250)
    body = models.TextField()
    """The exact words; `[[invoices]]` and `[[reply]]` stand for the table and the links."""
    lines = models.JSONField()
    """The table: one object per invoice, as `core.bundle.LINE` describes."""
    legal_rules = models.JSONField(default=list)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True, default="")
    not_before = models.DateTimeField(null=True)
    """When `waiting`: the next allowed moment. When queued again: the next try."""
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True, default="")
    outcome = models.CharField(max_length=300, blank=True, default="")
    """Why it was withdrawn, failed or is doubtful."""
    text_hash = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "channel"],
                condition=Q(status__in=[str(s) for s in IN_FLIGHT]),
                name="one_unsent_message_per_customer_and_channel",
            ),
            models.UniqueConstraint(
                fields=["customer", "channel", "day"],
                condition=~Q(status__in=["withdrawn", "failed"]),
                name="one_message_per_customer_channel_and_day",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "status"], name="messages_by_status"),
            models.Index(fields=["company", "day"], name="messages_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"


class MessageInvoice(models.Model):
    """An invoice for which the message is a step. Others only ride along in `lines`."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="invoices")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="messages")
    ladder = models.ForeignKey("records.Ladder", models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    asked_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "invoice"], name="an_invoice_once_a_message")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.invoice_id}"


class InboundMessage(models.Model):
    """What a customer told us. Until a person has dealt with it, nothing automatic is said."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="inbound")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="inbound")
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    sender = models.CharField(max_length=254)
    text = models.TextField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    dealt_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "customer"],
                condition=Q(dealt_on__isnull=True),
                name="replies_to_deal_with",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.text[:40]}"


class Task(models.Model):
    """Something only a person can do. The key keeps the same task from being asked twice."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="tasks")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="tasks")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in TaskKind])
    key = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    """The figures of its title and text; the words are in `core/tasks.py`."""
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    """The day on which it was done, as the person says: a step counts from it."""
    done_by = models.CharField(max_length=120, blank=True, default="")
    outcome = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="the_same_task_once")
        ]
        indexes = [
            models.Index(
                fields=["company", "due_on"],
                condition=Q(done_at__isnull=True),
                name="open_tasks",
            )
        ]

    def __str__(self) -> str:
        return self.key


class TaskInvoice(models.Model):
    """An invoice a task is about; with a `position` when doing the task is that step of it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="invoices")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="tasks")
    ladder = models.ForeignKey("records.Ladder", models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "invoice"], name="an_invoice_once_a_task")
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.invoice_id}"


class CallNote(models.Model):
    """A call that was made, and what came of it. It counts as a contact."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="calls")
    called_on = models.DateField()
    called_at = models.DateTimeField()
    author = models.CharField(max_length=120)
    outcome = models.CharField(max_length=20)
    text = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["company", "called_on"], name="calls_by_day")]

    def __str__(self) -> str:
        return f"{self.called_on} {self.outcome}"
