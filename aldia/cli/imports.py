"""`aldia import`: invoices, customers, payments and credit notes from a file."""

import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console

from aldia.cli.answers import (
    DONE,
    WITH_PROBLEMS,
    answering,
    company_option,
    day_option,
    json_option,
    now,
    say,
    today_of,
)
from aldia.core.amounts import DecimalMark
from aldia.core.dates import DateOrder
from aldia.core.import_summary import ImportSummary
from aldia.core.intake import Choices
from aldia.core.money import exponent
from aldia.core.places import read_country
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _noop
from aldia.flows.export_problems import export_problems
from aldia.flows.import_credit_notes import import_credit_notes
from aldia.flows.import_customers import import_customers
from aldia.flows.import_invoices import import_invoices
from aldia.flows.import_payments import import_payments
from aldia.flows.save_mapping import save_mapping
from aldia.records import access
from aldia.records.mappings import with_saved
from aldia.records.models import Company

SHOWN = 20
"""Problems shown on the screen; `--problems` writes all of them."""

Flow = Callable[..., ImportSummary]


class MapUnclear(Refusal):
    code = "map_unclear"
    text = _noop('--map «%(text)s» no se entiende. Escríbalo así: --map "encabezado=campo".')


class CountryUnknown(Refusal):
    code = "country_unknown"
    text = _noop("No conocemos el país «%(country)s». Use un código como ES o MX.")


@click.group(
    "import", help=_("Importa facturas, clientes, pagos o notas de crédito desde un archivo.")
)
def bring_in() -> None:
    pass


def _writable(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a name nobody could write to before anything is brought in."""
    if path is not None and path.suffix.lower() not in (".csv", ".xlsx"):
        raise click.BadParameter(_("El nombre tiene que terminar en .csv o .xlsx."))
    if path is not None and not path.absolute().parent.is_dir():
        raise click.BadParameter(_("No existe la carpeta."))
    return path


OPTIONS = (
    click.argument("path", metavar=_("ARCHIVO"), type=click.Path(path_type=Path)),
    click.option(
        "--map",
        "maps",
        multiple=True,
        metavar=_("ENCABEZADO=CAMPO"),
        help=_("Qué campo es una columna. Se puede repetir y manda sobre lo reconocido."),
    ),
    click.option(
        "--save-map", metavar=_("NOMBRE"), help=_("Guarda con un nombre cómo se leyó el archivo.")
    ),
    click.option(
        "--use-map", metavar=_("NOMBRE"), help=_("Lee el archivo como se guardó con ese nombre.")
    ),
    click.option(
        "--dates",
        type=click.Choice([str(order) for order in DateOrder]),
        help=_("Orden de las fechas: dmy es día/mes/año."),
    ),
    click.option(
        "--decimal",
        type=click.Choice([str(mark) for mark in DecimalMark]),
        help=_("Separador decimal de los importes: comma (1.234,56) o point (1,234.56)."),
    ),
    click.option("--currency", default="", help=_("Moneda de las líneas que no dicen ninguna.")),
    click.option("--country", default="", help=_("País de los clientes que no dicen ninguno.")),
    click.option(
        "--problems",
        "problems_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=_("SALIDA.csv|.xlsx"),
        callback=_writable,
        help=_("Escribe aquí las líneas con problemas y su motivo."),
    ),
    click.option("--dry-run", is_flag=True, help=_("Comprueba todo y no guarda nada.")),
    day_option,
    company_option,
    json_option,
)
"""What all four commands understand."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    command = answering(command)
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@bring_in.command("invoices", help=_("Facturas, con sus clientes y contactos."))
@click.option(
    "--closes-missing",
    is_flag=True,
    help=_("Da por cobradas las facturas abiertas que el archivo ya no trae."),
)
@_options
def invoices(closes_missing: bool, **said: Any) -> None:
    _run("invoices", partial(import_invoices, closes_missing=closes_missing), **said)


@bring_in.command("customers", help=_("Clientes, con sus datos y contactos."))
@_options
def customers(**said: Any) -> None:
    _run("customers", import_customers, **said)


@bring_in.command("payments", help=_("Pagos de facturas, o a cuenta de clientes."))
@_options
def payments(**said: Any) -> None:
    _run("payments", import_payments, **said)


@bring_in.command("credit-notes", help=_("Notas de crédito de facturas o de clientes."))
@_options
def credit_notes(**said: Any) -> None:
    _run("credit_notes", import_credit_notes, **said)


def _run(
    kind: str,
    flow: Flow,
    *,
    path: Path,
    problems_path: Path | None,
    save_map: str | None,
    use_map: str | None,
    dry_run: bool,
    day: datetime | None,
    company_slug: str | None,
    as_json: bool,
    **words: Any,
) -> None:
    company = access.company_named(company_slug)
    choices = _choices(company, **words)
    if use_map:
        choices = with_saved(company, kind, use_map, choices)
    with Console(stderr=True).status(_("Leyendo el archivo…")):
        summary = flow(
            company, path, choices, today=today_of(company, day), at=now(), dry_run=dry_run
        )
    if save_map and not dry_run:
        save_mapping(company, kind, save_map, choices)
    if problems_path:
        export_problems(summary, problems_path, _)
    say(_result(summary), as_json=as_json, lines=lambda: _lines(summary, problems_path))
    sys.exit(WITH_PROBLEMS if summary.problems else DONE)


def _choices(
    company: Company,
    *,
    maps: tuple[str, ...],
    dates: str | None,
    decimal: str | None,
    currency: str,
    country: str,
) -> Choices:
    headings = {}
    for text in maps:
        heading, equals, field = text.rpartition("=")
        if not equals or not heading.strip():
            raise MapUnclear(text=text)
        headings[heading.strip()] = field.strip()
    if currency:
        exponent(currency.upper())
    own_country = read_country(country) if country else company.country
    if own_country is None:
        raise CountryUnknown(country=country)
    return Choices(
        own_currency=company.currency,
        own_country=own_country,
        headings=headings,
        dates=DateOrder(dates) if dates else None,
        decimal=DecimalMark(decimal) if decimal else None,
        currency=currency.upper(),
        habit=DateOrder(company.date_order) if company.date_order else None,
    )


def _result(summary: ImportSummary) -> dict[str, Any]:
    left_out = ("table", "problems", "skipped_lines", "notes")
    figures = {
        field.name: getattr(summary, field.name)
        for field in fields(summary)
        if field.name not in left_out
    }
    return {
        **figures,
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "what": _(problem.what),
                "how_to_mend": _(problem.how_to_mend),
                "skipped": problem.line in summary.skipped_lines,
            }
            for problem in summary.problems
        ],
        "notes": [_(note.text) % note.values for note in summary.notes],
    }


def _lines(summary: ImportSummary, problems_path: Path | None) -> list[str]:
    figures = (
        (_("Líneas leídas: %(count)s."), summary.read),
        (_("Nuevas: %(count)s."), summary.created),
        (_("Cambiadas: %(count)s."), summary.updated),
        (_("Sin cambios: %(count)s."), summary.unchanged),
        (_("Sin importar, por problemas: %(count)s."), summary.skipped),
        (_("Facturas cerradas: %(count)s."), summary.closed),
        (_("Clientes nuevos: %(count)s."), summary.customers_created),
        (_("Direcciones y teléfonos nuevos: %(count)s."), summary.points_created),
        (_("Con saldo a favor del cliente: %(count)s."), summary.unapplied),
        (_("Mensajes retirados porque algo cambió: %(count)s."), summary.withdrawn),
    )
    lines = [" ".join(text % {"count": count} for text, count in figures if count)]
    lines += [_(note.text) % note.values for note in summary.notes]
    lines += _problem_lines(summary, problems_path)
    if summary.dry_run:
        lines.append(_("Era una prueba: no se ha guardado nada."))
    return lines


def _problem_lines(summary: ImportSummary, problems_path: Path | None) -> list[str]:
    lines = []
    for problem in summary.problems[:SHOWN]:
        where = _("Línea %(line)s") % {"line": problem.line}
        where += f", «{problem.column}»" if problem.column else ""
        lines.append(f"  {where}: {_(problem.what)} {_(problem.how_to_mend)}")
    rest = len(summary.problems) - SHOWN
    if rest > 0:
        lines.append(_("  … y %(count)s problemas más.") % {"count": rest})
    if problems_path:
        lines.append(_("Las líneas con problemas están en %(path)s.") % {"path": problems_path})
    elif summary.problems:
        lines.append(_("Con --problems archivo.csv se guardan todas para corregirlas."))
    return lines
