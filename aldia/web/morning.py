"""Hoy: what is proposed and why, approved or withdrawn one by one or all at once."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from aldia.core.refusals import Refusal
from aldia.flows.approve_messages import approve_messages
from aldia.flows.withdraw_messages import withdraw_messages
from aldia.records import access
from aldia.reports.message_preview import Preview, message_preview
from aldia.reports.today import PAGE, today_of
from aldia.web.letters import letter_page
from aldia.web.middleware import Request
from aldia.web.numbers import number_from, page_from

WORDS = ("aprobar", "aprobar_todos", "retirar")


@require_GET
def today(request: Request) -> HttpResponse:
    """Show the morning; `mensaje` opens one message beside the list."""
    page = page_from(request.GET.get("pagina"))
    morning = today_of(request.company, request.today, page=page)
    wanted = request.GET.get("mensaje")
    shown = {
        "morning": morning,
        "page": page,
        "pages": -(-morning.proposed_count // PAGE),
        "opened": _opened(request, number_from(wanted, 0)) if wanted else None,
    }
    return render(request, "today.html", shown)


@require_GET
def message_view(request: Request, message_id: int) -> HttpResponse:
    """Answer with the letter itself, for the frame that shows it."""
    return letter_page(_opened(request, message_id).html)


@require_POST
def decide_messages(request: Request) -> HttpResponseRedirect:
    """Approve or withdraw what was marked, or approve everything the page has shown."""
    what = request.POST.get("que", "")
    marked = [number_from(text, 0) for text in request.POST.getlist("mensaje")]
    if what == "aprobar_todos":
        marked = [number_from(text, 0) for text in request.POST.get("vistos", "").split(",")]
    if not any(marked) or what not in WORDS:
        flash.info(request, gettext("No se marcó ningún mensaje."))
        return redirect("today")
    try:
        flash.success(request, _decide(request, what, [pk for pk in marked if pk]))
    except Refusal as error:
        flash.error(request, error.told(gettext))
    return redirect("today")


def _decide(request: Request, what: str, ids: list[int]) -> str:
    author = request.user.get_username()
    if what == "retirar":
        done = withdraw_messages(request.company, ids, author=author, at=request.now).withdrawn
        return ngettext("%(n)s mensaje retirado.", "%(n)s mensajes retirados.", done) % {"n": done}
    done = approve_messages(request.company, ids, author=author, at=request.now).approved
    return ngettext(
        "%(n)s mensaje aprobado. Saldrá en su horario.",
        "%(n)s mensajes aprobados. Saldrán en su horario.",
        done,
    ) % {"n": done}


def _opened(request: Request, message_id: int) -> Preview:
    try:
        message = access.message_for(request.company, message_id)
    except access.NoSuchMessage as error:
        raise Http404 from error
    return message_preview(message, request.today, request.now)
