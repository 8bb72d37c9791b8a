"""The command `aldia`: translates the words of the shell into one flow or report, and back."""

import importlib
import os
import sys

import click

from aldia.core.words import gettext_noop as _

WHAT = _("Aldía: cobranza amistosa de facturas vencidas.")

COMMANDS = {
    "init": "aldia.cli.setup:init",
    "config": "aldia.cli.setup:config",
    "user": "aldia.cli.setup:user",
    "import": "aldia.cli.imports:bring_in",
    "run": "aldia.cli.run:run",
    "explain": "aldia.cli.run:explain",
    "preview": "aldia.cli.run:preview",
    "messages": "aldia.cli.messages:messages",
    "approve": "aldia.cli.messages:approve",
    "withdraw": "aldia.cli.messages:withdraw",
    "send": "aldia.cli.messages:send",
    "worker": "aldia.cli.work:worker",
    "web": "aldia.cli.work:web",
    "tasks": "aldia.cli.tasks:tasks",
    "done": "aldia.cli.tasks:done",
    "hold": "aldia.cli.facts:hold",
    "unhold": "aldia.cli.facts:unhold",
    "dispute": "aldia.cli.facts:dispute",
    "resolve": "aldia.cli.facts:resolve",
    "promise": "aldia.cli.facts:promise",
    "block": "aldia.cli.facts:block",
    "unblock": "aldia.cli.facts:unblock",
    "pay": "aldia.cli.money:pay",
    "unpay": "aldia.cli.money:unpay",
    "credit": "aldia.cli.money:credit",
    "ladder": "aldia.cli.ladders:ladder",
    "check": "aldia.cli.check:check",
    "demo": "aldia.cli.demo:demo",
}
"""Each command and where it lives. Only the one that is called is loaded."""


class Aldia(click.Group):
    """Loads a command when it is called, so that `aldia --version` answers at once."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Choose the language before anything is said, a wrong argument included."""
        if args[:1] != ["--version"]:
            _set_up()
            _translate(self)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a typo in the list above
        return command


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aldia.config.settings")
    import django
    from django.conf import settings
    from django.utils import translation

    django.setup()
    wanted = os.environ.get("ALDIA_LANGUAGE") or settings.LANGUAGE_CODE
    translation.activate(wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def _translate(group: click.Group) -> None:
    """Say in the language chosen what stood here before there was one."""
    from django.utils.translation import gettext

    from aldia.cli import click_words

    click_words.speak_for_click()
    group.help = gettext(WHAT)
    for option in group.params:
        if isinstance(option, click.Option):
            option.help = click_words.said("Show the version and exit.")


@click.group(cls=Aldia, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aldia", prog_name="aldia")
def cli() -> None:
    """Friendly collection of overdue invoices; `WHAT` says it in the reader's language."""


def main() -> None:
    """Run the command. Exit codes: 0 done, 1 done with problems, 2 refused or wrong arguments."""
    sys.exit(cli())
