"""`aldia ladder`: bring in, write out, list and assign strategies."""

from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from aldia.cli.answers import (
    answering,
    company_option,
    day_option,
    deciding_day,
    json_option,
    now,
    say,
)
from aldia.flows.assign_ladder import assign_ladder
from aldia.flows.export_ladder import export_ladder
from aldia.flows.import_ladder import import_ladder
from aldia.records import access

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=_("Estrategias de cobro: los pasos y cuándo se dan."))
def ladder() -> None:
    pass


@ladder.command("import", help=_("Importa una estrategia de un archivo YAML."))
@click.argument("path", type=FILE)
@click.option("--default", "as_default", is_flag=True, help=_("Para todos los clientes sin otra."))
@company_option
@json_option
@answering
def ladder_import(path: Path, as_default: bool, company_slug: str | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    made = import_ladder(company, path, at=now(), as_default=as_default)
    result = {
        "ladder": made.name,
        "version": made.version,
        "steps": made.steps.count(),
        "default": made.is_default,
    }
    line = _("«%(name)s», versión %(version)s.") % {"name": made.name, "version": made.version}
    say(result, as_json=as_json, lines=lambda: [line])


@ladder.command("export", help=_("Escribe una estrategia en YAML."))
@click.argument("name")
@click.option("--output", type=click.Path(path_type=Path), default=None)
@company_option
@answering
def ladder_export(name: str, output: Path | None, company_slug: str | None) -> None:
    text = export_ladder(access.company_named(company_slug), name)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


@ladder.command("list", help=_("Enumera las estrategias."))
@company_option
@json_option
@answering
def ladder_list(company_slug: str | None, as_json: bool) -> None:
    found = access.ladders_of(access.company_named(company_slug))
    rows = [
        {
            "name": each.name,
            "version": each.version,
            "default": each.is_default,
            "built_in": each.is_built_in,
            "minimum_gap_days": each.minimum_gap_days,
            "offsets": [step.offset for step in each.steps.all()],
        }
        for each in found
    ]
    say(
        {"ladders": rows},
        as_json=as_json,
        lines=lambda: [
            f"{'*' if row['default'] else ' '} {row['name']} v{row['version']}: {row['offsets']}"
            for row in rows
        ],
    )


@ladder.command("assign", help=_("Pone a un cliente en otra estrategia."))
@click.argument("customer_name")
@click.argument("ladder_name")
@click.option("--start-at", type=int, default=None, help=_("Paso desde el que sigue lo empezado."))
@company_option
@day_option
@json_option
@answering
def ladder_assign(
    customer_name: str,
    ladder_name: str,
    start_at: int | None,
    company_slug: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    company = access.company_named(company_slug)
    customer = access.customer_for(company, customer_name)
    today = deciding_day(company, day)
    waiting = assign_ladder(customer, ladder_name, today=today, at=now(), start_at=start_at)
    result = {"customer": customer.name, "ladder": ladder_name, "waiting": waiting}
    say(result, as_json=as_json, lines=lambda: [_assign_line(result)])


def _assign_line(result: dict[str, object]) -> str:
    if result["waiting"]:
        return (
            _(
                "%(customer)s → %(ladder)s. %(waiting)s facturas esperan a que diga desde qué paso "
                "siguen (--start-at)."
            )
            % result
        )
    return f"{result['customer']} → {result['ladder']}"
