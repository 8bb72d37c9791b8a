"""Coming in, going out and choosing the company."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from aldia.web.middleware import Request, for_readers, public

log_in = public(LoginView.as_view(template_name="login.html", redirect_authenticated_user=True))
log_out = public(LogoutView.as_view())


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer somebody who has guessed too often."""
    return render(request, "locked.html", status=429)


@for_readers
@require_POST
def choose_company(request: Request) -> HttpResponseRedirect:
    """Work in another of the person's own companies; any other name changes nothing."""
    for company in request.companies:
        if company.slug == request.POST.get("empresa"):
            request.session["company"] = company.pk
    return redirect("today")
