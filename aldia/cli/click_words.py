"""The words click itself says (usage, wrong arguments), in the language of whoever asks."""

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types
from django.utils.translation import gettext

from aldia.core.words import gettext_noop as _

SPANISH = {
    "Usage:": _("Uso:"),
    "Options": _("Opciones"),
    "Commands": _("Comandos"),
    "Positional arguments": _("Argumentos"),
    "Show this message and exit.": _("Muestra esta ayuda y termina."),
    "Show the version and exit.": _("Muestra la versión y termina."),
    "default: {default}": _("por defecto: {default}"),
    "required": _("obligatorio"),
    "Aborted!": _("Interrumpido."),
    "Error: {message}": _("Error: {message}"),
    "Try '{command} {option}' for help.": _("Pruebe «{command} {option}» para ver la ayuda."),
    "Missing command.": _("Falta el comando."),
    "Missing argument": _("Falta el argumento"),
    "Missing option": _("Falta la opción"),
    "Missing parameter": _("Falta el dato"),
    "Invalid value: {message}": _("Valor no válido: {message}"),
    "Invalid value for {param_hint}: {message}": _("Valor no válido de {param_hint}: {message}"),
    "No such option {name!r}.": _("No existe la opción {name!r}."),
    "No such command {name!r}.": _("No existe el comando {name!r}."),
    "Did you mean {possibility}?": _("¿Quizá {possibility}?"),
    "(Did you mean one of: {possibilities}?)": _("(¿Quizá una de estas: {possibilities}?)"),
    "Option {name!r} requires an argument.": _("La opción {name!r} necesita un valor."),
    "Option {name!r} does not take a value.": _("La opción {name!r} no lleva ningún valor."),
    "Got unexpected extra argument ({args})": _("Sobra un argumento ({args})"),
    "Got unexpected extra arguments ({args})": _("Sobran argumentos ({args})"),
    "Choose from:\n\t{choices}": _("Elija entre:\n\t{choices}"),
    "{value!r} is not {choice}.": _("{value!r} no es {choice}."),
    "{value!r} is not one of {choices}.": _("{value!r} no es ninguno de estos: {choices}."),
    "{value!r} does not match the format {format}.": _("{value!r} no tiene la forma {format}."),
    "{value!r} does not match the formats {formats}.": _(
        "{value!r} no tiene ninguna de estas formas: {formats}."
    ),
    "{value!r} is not a valid {number_type}.": _("{value!r} no es un número válido."),
    "{value} is not in the range {range}.": _("{value} está fuera de {range}."),
    "{name} {filename!r} does not exist.": _("No existe {filename!r} ({name})."),
    "{name} {filename!r} is a file.": _("{filename!r} es un archivo."),
    "{name} {filename!r} is a directory.": _("{filename!r} es una carpeta."),
    "{name} {filename!r} is not readable.": _("{filename!r} no se puede leer."),
    "{name} {filename!r} is not writable.": _("En {filename!r} no se puede escribir."),
    "file": _("archivo"),
    "directory": _("carpeta"),
    "path": _("ruta"),
    "Repeat for confirmation": _("Otra vez, para confirmar"),
    "Error: The two entered values do not match.": _("Las dos veces no coinciden."),
}
"""What click says in English, and what Aldía says instead."""

SPEAKERS = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.termui,
    click.types,
)


def said(text: str) -> str:
    """Return one of click's texts in the active language; what is not listed stays as it is."""
    return gettext(SPANISH[text]) if text in SPANISH else text


def said_of(one: str, several: str, count: int) -> str:
    """Return the text for this many."""
    return said(one if count == 1 else several)


def speak_for_click() -> None:
    """Let click say its texts through ours. It offers no other way but a catalogue of its own."""
    for speaker in SPEAKERS:
        if hasattr(speaker, "_"):
            setattr(speaker, "_", said)  # noqa: B010 - a private name of another library
        if hasattr(speaker, "ngettext"):
            setattr(speaker, "ngettext", said_of)  # noqa: B010 - the same
