"""The mailbox, and the closed page in which any letter is shown."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aldia.reports.mailbox import PAGE, OpenLetter, letter_in, letters
from aldia.web.middleware import Request
from aldia.web.numbers import number_from, page_from

# A letter may hold anything a customer's name can hold: it runs nothing and loads nothing.
CLOSED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
)


def letter_page(html: str) -> HttpResponse:
    """Return a letter's HTML as a page that may only be looked at."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = CLOSED
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def mailbox(request: Request) -> HttpResponse:
    """List what the customers would have received; `carta` opens one."""
    page = page_from(request.GET.get("pagina"))
    listed, count = letters(request.company, page=page)
    wanted = number_from(request.GET.get("carta"), 0)
    opened = _opened(request, wanted) if wanted else None
    shown = {
        "letters": listed,
        "count": count,
        "page": page,
        "pages": -(-count // PAGE),
        "opened": opened,
        "as_text": request.GET.get("ver") == "texto",
    }
    return render(request, "mailbox.html", shown)


@require_GET
def letter_view(request: Request, message_id: int) -> HttpResponse:
    """Answer with the letter itself, for the frame that shows it."""
    return letter_page(_opened(request, message_id).html)


def _opened(request: Request, message_id: int) -> OpenLetter:
    found = letter_in(request.company, message_id, settings.MAILBOX)
    if found is None:
        raise Http404
    return found
