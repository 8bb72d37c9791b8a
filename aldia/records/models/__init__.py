"""The tables, one file per part of the house's memory. Rows remember; they decide nothing."""

from aldia.records.models.commitments import Dispute, Handover, Hold, Plan, PlanInstallment, Promise
from aldia.records.models.company import Company, ContactPolicy, Membership, Minimum, SavedMapping
from aldia.records.models.conversation import (
    CallNote,
    InboundMessage,
    Message,
    MessageInvoice,
    Task,
    TaskInvoice,
)
from aldia.records.models.customers import Contact, ContactPoint, Customer
from aldia.records.models.invoices import Installment, Invoice
from aldia.records.models.memory import DecisionChange, DecisionRow, Run, TimelineEvent
from aldia.records.models.movements import (
    Allocation,
    BankLine,
    Charge,
    CreditNote,
    Payment,
    Withholding,
    WriteOff,
)
from aldia.records.models.policy import Ladder, LadderRule, Step, Template

__all__ = [
    "Allocation",
    "BankLine",
    "CallNote",
    "Charge",
    "Company",
    "Contact",
    "ContactPoint",
    "ContactPolicy",
    "CreditNote",
    "Customer",
    "DecisionChange",
    "DecisionRow",
    "Dispute",
    "Handover",
    "Hold",
    "InboundMessage",
    "Installment",
    "Invoice",
    "Ladder",
    "LadderRule",
    "Membership",
    "Message",
    "MessageInvoice",
    "Minimum",
    "Payment",
    "Plan",
    "PlanInstallment",
    "Promise",
    "Run",
    "SavedMapping",
    "Step",
    "Task",
    "TaskInvoice",
    "Template",
    "TimelineEvent",
    "Withholding",
    "WriteOff",
]
