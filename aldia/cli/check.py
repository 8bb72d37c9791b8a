"""`aldia check`: is everything that must always be true still true?"""

import sys
from typing import Any

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import DONE, WITH_PROBLEMS, answering, company_option, json_option, now, say
from aldia.records import access
from aldia.records.models import Company
from aldia.reports.check_invariants import CheckReport, check_all


@click.command(help=_("Comprueba los importes, los pasos, los mensajes y el historial sellado."))
@company_option
@json_option
@answering
def check(company_slug: str | None, as_json: bool) -> None:
    every = [] if company_slug else access.every_company()
    companies = every or [access.company_named(company_slug)]
    found = list(check_all(companies, at=now()))
    result = _together(found)
    say(result, as_json=as_json, lines=lambda: _lines(result))
    sys.exit(DONE if result["ok"] else WITH_PROBLEMS)


def _together(found: list[tuple[Company, CheckReport]]) -> dict[str, Any]:
    """Add the companies up: one answer, however many there are."""
    checked: dict[str, int] = {}
    broken: list[dict[str, Any]] = []
    for company, report in found:
        for name, count in report.checked.items():
            checked[name] = checked.get(name, 0) + count
        for one in report.broken:
            what = _(one.what) % one.values if one.values else _(one.what)
            place = {"where": one.where, "company": company.slug}
            broken.append({"invariant": one.invariant, "what": what, **place})
    return {"ok": not broken, "checked": checked, "broken": broken}


def _lines(result: dict[str, Any]) -> list[str]:
    if result["ok"]:
        total = sum(result["checked"].values())
        return [_("Todo está en orden: %(count)s comprobaciones.") % {"count": total}]
    head = _("Hay algo que no cuadra (%(count)s):") % {"count": len(result["broken"])}
    return [head, *(f"  ! {one['where']}: {one['what']}" for one in result["broken"])]
