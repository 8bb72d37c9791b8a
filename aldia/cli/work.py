"""`aldia worker` and `aldia web`: what keeps running."""

import importlib
import logging
import os
import sys
from typing import Any

import click
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _

from aldia.cli.answers import DONE, WITH_PROBLEMS, answering, json_option, say
from aldia.records import access


@click.command(help=_("Trabaja por su cuenta: decide cada mañana y envía lo aprobado cada minuto."))
@click.option("--once", is_flag=True, help=_("Hace cada trabajo una vez, ahora, y termina."))
@json_option
@answering
def worker(once: bool, as_json: bool) -> None:
    companies = len(access.every_company())
    # The worker is a door like this one: it is opened by its name, as the commands are.
    engine = importlib.import_module("aldia.worker.engine")
    if once:
        failed = engine.work_once()
        say(
            {"companies": companies, "failed": failed},
            as_json=as_json,
            lines=lambda: [_("Hecho.") if not failed else _("Hecho, con fallos: vea el registro.")],
        )
        sys.exit(WITH_PROBLEMS if failed else DONE)
    logging.getLogger("aldia").setLevel(os.environ.get("ALDIA_LOG", "INFO").upper())
    click.echo(_("En marcha. Empresas: %(n)s. Ctrl+C para terminar.") % {"n": companies})
    engine.work()


@click.command(help=_("Abre la web del equipo."))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=_("Dirección en la que escucha.")
)
@click.option("--port", default=8000, show_default=True, help=_("Puerto."))
@click.option("--workers", default=2, show_default=True, help=_("Procesos."))
@answering
def web(host: str, port: int, workers: int) -> None:
    access.every_company()
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # has no types

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": 4,
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    click.echo(_("La web está en http://%(host)s:%(port)s") % {"host": host, "port": port})
    Server().run()
