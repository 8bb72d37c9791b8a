"""How every command speaks: one JSON object or a few calm lines, and the three exit codes."""

import functools
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _

from aldia.core.refusals import Refusal
from aldia.records import access
from aldia.records.models import Company
from aldia.records.runs import worked_until

P = ParamSpec("P")
R = TypeVar("R")

DONE, WITH_PROBLEMS, REFUSED = 0, 1, 2

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)
"""The days with which anything is worked out: far from where calendars end."""

ID = click.IntRange(1, 2**63 - 1)
"""The number of a message or a task: what a table can hold."""


class Day(click.DateTime):
    """A day as `2026-03-09`, between `FIRST_DAY` and `LAST_DAY`."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the day; the one who wrote any other is told so."""
        day: datetime = super().convert(value, param, ctx)
        if not is_workable(day.date()):
            self.fail(out_of_days(), param, ctx)
        return day


def is_workable(day: date) -> bool:
    """Say whether a day lies where dates can be worked out."""
    return FIRST_DAY <= day <= LAST_DAY


def out_of_days() -> str:
    """Return what is said to somebody who names a day beyond all calendars."""
    text = _("Las fechas van del %(first)s al %(last)s.")
    return text % {"first": FIRST_DAY, "last": LAST_DAY}


json_option = click.option(
    "--json", "as_json", is_flag=True, help=_("Responde con un objeto JSON.")
)
company_option = click.option(
    "--company", "company_slug", default=None, help=_("Nombre corto de la empresa.")
)
day_option = click.option(
    "--date",
    "day",
    type=Day(),
    default=None,
    help=_("Día, como 2026-03-09. Sin él, hoy en la zona horaria de la empresa."),
)


def plain(value: Any) -> Any:
    """Return what JSON can carry: dates as ISO text, exact amounts as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def say(result: Any, *, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print the result: as JSON when asked, otherwise the lines, made only if needed."""
    if as_json:
        click.echo(json.dumps(plain(result), ensure_ascii=False))
    else:
        for line in lines():
            click.echo(line)


def refuse(error: Refusal, *, as_json: bool) -> NoReturn:
    """Say no, kindly, with exit code 2."""
    text = error.told(_)
    if as_json:
        click.echo(json.dumps({"refused": error.code, "text": text}, ensure_ascii=False))
    else:
        click.secho(text, fg="yellow", err=True)
    sys.exit(REFUSED)


def answering(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a `Refusal` into exit code 2 with its text, and an empty home into plain advice."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        as_json = bool(kwargs.get("as_json"))
        try:
            return command(*args, **kwargs)
        except Refusal as error:
            refuse(error, as_json=as_json)
        except (OperationalError, ProgrammingError) as error:
            if "no such table" in str(error) or "does not exist" in str(error):
                refuse(access.NotInitialised(), as_json=as_json)
            raise

    return wrapped


def now() -> datetime:
    """Return this moment. The doors are the only ones that ask."""
    return timezone.now()


def deciding_day(company: Company, day: datetime | None = None) -> date:
    """Return the day on which to decide after a person has told something.

    It is the day that was asked for, or today; but never before the last day worked: what the
    bank dates last week changes what is decided now, and nothing is decided in the past.
    """
    asked = today_of(company, day)
    return max(asked, worked_until(company) or asked)


def today_of(company: Company, day: datetime | None = None, moment: datetime | None = None) -> date:
    """Return the day that was asked for, or today on the company's own calendar."""
    if day is not None:
        return day.date()
    return (moment or now()).astimezone(ZoneInfo(company.timezone)).date()
