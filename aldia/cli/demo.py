"""`aldia demo`: a made-up company, its last thirty days, and the web to look at it."""

import secrets
import socket
import threading
import time
from datetime import datetime, timedelta
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import click
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.translation import gettext as _

from aldia.cli.answers import answering, day_option, json_option, now, plain, say, today_of
from aldia.cli.demo_days import live_through, moment
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop
from aldia.flows.make_demo import forget_demo, make_demo, welcome
from aldia.flows.run_day import run_day
from aldia.flows.send_messages import send_messages
from aldia.flows.start_company import start_company
from aldia.records import access
from aldia.records.models import Company
from aldia.reports.company_counts import company_counts

NAME = "Brisaval Cerámica SL"
DAYS = 30
VISITOR = "demo"
WORDS = ("azahar", "brisa", "faro", "junco", "limonero", "marea", "nube", "olivo", "senda", "vega")
SECONDS_BETWEEN_SENDINGS = 5


class NotAlone(Refusal):
    code = "not_alone"
    text = gettext_noop(
        "En esta carpeta ya hay una empresa de verdad y no se mezclan. "
        "Pruebe en otra: ALDIA_HOME=~/.aldia-demo aldia demo"
    )


class PortTaken(Refusal):
    code = "port_taken"
    text = gettext_noop("El puerto %(port)s está ocupado. Pruebe con --port 8001.")


@click.command(help=_("Crea una empresa de ejemplo, recorre sus últimos 30 días y abre la web."))
@click.option("--once", is_flag=True, help=_("Solo la crea, sin abrir la web."))
@click.option("--fresh", is_flag=True, help=_("Borra la de antes y empieza otra vez."))
@click.option("--port", default=8000, show_default=True, help=_("Puerto de la web."))
@day_option
@json_option
@answering
def demo(once: bool, fresh: bool, port: int, day: datetime | None, as_json: bool) -> None:
    if not once:
        _check_port(port)
    settings.EMAIL_URL = ""  # whatever is set up: the demo writes to its mailbox, and to nobody
    call_command("migrate", verbosity=0, interactive=False)
    began = time.monotonic()
    company, is_new = _demo_company(day, fresh=fresh, quiet=as_json)
    password = "-".join(secrets.choice(WORDS) for _n in range(3)) + f"-{secrets.randbelow(90) + 10}"
    welcome(company, VISITOR, password)
    result = {"company": company.slug, "name": company.name, "is_new": is_new}
    result |= plain(company_counts(company)) | {"seconds": round(time.monotonic() - began, 1)}
    say(result, as_json=as_json, lines=lambda: _lines(result, is_new=is_new))
    if not once:
        _serve(company, port, password)


def _demo_company(day: datetime | None, *, fresh: bool, quiet: bool) -> tuple[Company, bool]:
    """Return the demo company of this home, and whether it was made just now."""
    here = access.every_company()
    if any(not company.is_demo for company in here):
        raise NotAlone
    if here and not fresh:
        return here[0], False
    for company in here:
        forget_demo(company)
    return _make(day, quiet=quiet), True


def _make(day: datetime | None, *, quiet: bool) -> Company:
    started = now()
    company = start_company(NAME, country="ES", currency="EUR", zone="Europe/Madrid", at=started)
    today = today_of(company, day, started)
    before = moment(company, today - timedelta(days=DAYS + 1), 9)
    days = make_demo(company, today, days=DAYS, at=before)
    if quiet:
        for one in days:
            live_through(company, one)
    else:
        label = _("Recorriendo los últimos %(days)s días") % {"days": DAYS}
        with click.progressbar(days, label=label) as watched:
            for one in watched:
                live_through(company, one)
    run_day(company, today, at=moment(company, today, 8, 30))
    return company


def _lines(result: dict[str, Any], *, is_new: bool) -> list[str]:
    waiting = result["messages"].get("proposed", 0)
    first = _("Lista: %(name)s.") if is_new else _("Ya estaba: %(name)s. Con --fresh se rehace.")
    return [
        first % {"name": result["name"]},
        _("%(customers)s clientes, %(invoices)s facturas, %(waiting)s mensajes por aprobar.")
        % {**result, "waiting": waiting},
    ]


class _Server(ThreadingMixIn, WSGIServer):
    """Threads, not processes: a fork would cut the libraries' own threads in half."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request: the console is for the address and the password."""


def _check_port(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port=port) from None


def _serve(company: Company, port: int, password: str) -> None:
    """Serve the web on this machine only, and send what is approved, until Ctrl+C."""
    threading.Thread(target=_keep_sending, args=(company,), daemon=True).start()
    server = make_server(
        "127.0.0.1", port, get_wsgi_application(), server_class=_Server, handler_class=_Quiet
    )
    click.echo("")
    click.secho(f"  http://127.0.0.1:{port}/", bold=True)
    click.echo(
        _("  Usuario: %(user)s   Contraseña: %(password)s")
        % {"user": VISITOR, "password": password}
    )
    click.echo(_("  Ctrl+C para terminar."))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.server_close()


def _keep_sending(company: Company) -> None:
    """Send what somebody approves on the web, when its hours allow."""
    while True:
        try:
            send_messages(company, now())
        finally:
            connections.close_all()
        time.sleep(SECONDS_BETWEEN_SENDINGS)
