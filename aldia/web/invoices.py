"""The page of one invoice: its money, its story and every «¿por qué?»."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aldia.records import access
from aldia.reports.explain_invoice import explain_invoice
from aldia.reports.invoice_story import invoice_story
from aldia.reports.legal_rules import legal_rules
from aldia.web.middleware import Request
from aldia.web.timeline_words import said


@dataclass(frozen=True, slots=True)
class Answer:
    """One rule as it is shown: its answer, and whether it is the one that decides."""

    reason: str
    applies: bool
    decides: bool


@require_GET
def invoice(request: Request, number: str) -> HttpResponse:
    """Show one invoice of the company; another company's is not found."""
    try:
        found = access.invoice_for(request.company, number)
    except access.NoSuchInvoice as error:
        raise Http404 from error
    story = invoice_story(found, request.today)
    why = explain_invoice(found, request.today)
    shown = {
        "invoice": found,
        "story": story,
        "why": why,
        "answers": [Answer(r.reason, r.applies, r.reason == why.reason) for r in why.rules],
        "laws": legal_rules(found.customer.country, why.legal_rules),
        "events": [said(event) for event in story.events],
        "days_late": (request.today - found.next_due_on).days,
    }
    return render(request, "invoice.html", shown)
