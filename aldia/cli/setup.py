"""`aldia init`, `aldia config` and `aldia user`: a company starts, and says how it wants things."""

import click
from django.core.management import call_command
from django.utils.translation import gettext as _

from aldia.cli.answers import answering, company_option, json_option, now, say
from aldia.flows.add_user import add_user
from aldia.flows.change_settings import change_settings
from aldia.flows.start_company import start_company
from aldia.records import access


@click.command(help=_("Crea la base de datos, si hace falta, y una empresa."))
@click.option("--company", "name", required=True, help=_("Nombre de la empresa."))
@click.option("--country", required=True, help=_("País, como ES o MX."))
@click.option("--currency", required=True, help=_("Moneda habitual, como EUR."))
@click.option("--timezone", "zone", required=True, help=_("Zona horaria, como Europe/Madrid."))
@click.option("--email", default="", help=_("Dirección desde la que se escribe."))
@json_option
@answering
def init(name: str, country: str, currency: str, zone: str, email: str, as_json: bool) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    company = start_company(
        name, country=country, currency=currency, zone=zone, email=email, at=now()
    )
    result = {
        "company": company.slug,
        "name": company.name,
        "country": company.country,
        "currency": company.currency,
        "timezone": company.timezone,
        "email": company.email,
    }
    say(
        result,
        as_json=as_json,
        lines=lambda: [
            _("%(name)s está lista («%(slug)s»).") % {"name": company.name, "slug": company.slug},
            _("Ahora importe sus facturas: aldia import invoices facturas.xlsx"),
        ],
    )


@click.group(help=_("Ajustes de la empresa."))
def config() -> None:
    pass


@config.command("set", help=_("Cambia un ajuste: aldia config set approval off"))
@click.argument("name")
@click.argument("value")
@company_option
@json_option
@answering
def config_set(name: str, value: str, company_slug: str | None, as_json: bool) -> None:
    company = access.company_named(company_slug)
    change_settings(company, name, value, at=now())
    say(
        {"company": company.slug, "setting": name, "value": value},
        as_json=as_json,
        lines=lambda: [f"{name}: {value}"],
    )


@config.command("show", help=_("Muestra los ajustes."))
@company_option
@json_option
@answering
def config_show(company_slug: str | None, as_json: bool) -> None:
    settings = access.settings_of(access.company_named(company_slug))
    say(
        settings,
        as_json=as_json,
        lines=lambda: [f"{name}: {value}" for name, value in settings.items()],
    )


@click.group(help=_("Personas con acceso a la web."))
def user() -> None:
    pass


@user.command("add", help=_("Da acceso a una persona; pide la contraseña."))
@click.argument("username")
@click.option("--role", default="owner", help=_("owner, manager, collector, sales o read_only."))
@click.password_option(prompt=_("Contraseña"))
@company_option
@json_option
@answering
def user_add(
    username: str, role: str, password: str, company_slug: str | None, as_json: bool
) -> None:
    company = access.company_named(company_slug)
    add_user(company, username, password, role)
    say(
        {"company": company.slug, "user": username, "role": role},
        as_json=as_json,
        lines=lambda: [_("%(user)s ya puede entrar.") % {"user": username}],
    )
