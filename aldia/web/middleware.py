"""Which company, which day: the only place of the web that asks the clock."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class CompanyAndClock:
    """Give the request its company, its day and its moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
