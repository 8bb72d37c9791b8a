"""Which company, which day, and who may: the only place of the web that asks the clock."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from aldia.records import access
from aldia.records.models import Company, Membership
from aldia.records.models.company import Role

MAY_ACT = frozenset({Role.OWNER, Role.MANAGER, Role.COLLECTOR})
"""Roles that may approve, withdraw and record. The others read."""

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """What a view of the team receives, once the door has let the person in."""

    company: Company
    membership: Membership
    companies: list[Company]
    today: date
    now: datetime
    may_act: bool


def public(view: View) -> View:
    """Mark a view that anybody may open. Every other one asks who it is."""
    view.is_public = True  # type: ignore[attr-defined] # read by the middleware below
    return view


def for_readers(view: View) -> View:
    """Mark a view that writes nothing of the company's: whoever may read may post to it."""
    view.is_for_readers = True  # type: ignore[attr-defined] # read by the middleware below
    return view


class CompanyAndClock:
    """Give the request its company, its day and its moment. Closed unless a view says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined] # see `Request`
        return self.get_response(request)

    def process_view(
        self, request: Any, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the person in, or answer in the view's place."""
        if getattr(view, "is_public", False):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        mine = access.memberships_of(request.user)
        if not mine:
            return render(request, "no_company.html", status=403)
        chosen = [m for m in mine if m.company_id == request.session.get("company")]
        self._enter(request, (chosen or mine)[0], mine)
        is_safe = request.method in ("GET", "HEAD") or getattr(view, "is_for_readers", False)
        if not is_safe and not request.may_act:
            return render(request, "read_only.html", status=403)
        return None

    def _enter(self, request: Any, membership: Membership, mine: list[Membership]) -> None:
        request.membership = membership
        request.company = membership.company
        request.companies = [one.company for one in mine]
        request.today = request.now.astimezone(ZoneInfo(membership.company.timezone)).date()
        request.may_act = membership.role in MAY_ACT
