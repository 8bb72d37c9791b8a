"""Keeps the translations whole: collects the Spanish texts, checks the English ones, compiles them.

Spanish is the source, so it needs no catalogue. `python -m aldia.config.catalogues extract`,
`check` (exit code 1 when a text has no good English twin) or `compile`.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
LANGUAGES = ("en",)

METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
OPTIONS = {
    "**/templates/**.html": {"encoding": "utf-8", "silent": "false"},
    "**/templates/**.txt": {"encoding": "utf-8", "silent": "false"},
}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A date that changes at each extraction would make every branch conflict with every other.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def catalogue_path(language: str) -> Path:
    """Return where Django looks for the language's texts."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def source_texts() -> Catalog:
    """Collect every marked text of the program, with the files it comes from."""
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(
        PACKAGE, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=["Translators:"]
    )
    for name, _line, text, comments, context in sorted(found, key=lambda entry: entry[:2]):
        catalogue.add(text, None, [(f"aldia/{name}", 1)], auto_comments=comments, context=context)
    return catalogue


def read_catalogue(language: str) -> Catalog:
    """Return the language's catalogue; an empty one where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extract() -> None:
    """Bring new texts into the catalogues and drop those that are gone; nothing is guessed."""
    source = source_texts()
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        catalogue.update(source, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _sign(catalogue)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)


def _sign(catalogue: Catalog) -> None:
    """Write a header that says what is true, and the same at each extraction."""
    catalogue.header_comment = "# The English texts of Aldía. Written with `make translate`."
    catalogue.project, catalogue.version = "aldia", ""
    catalogue.last_translator = catalogue.language_team = "The Aldía authors"
    catalogue.msgid_bugs_address = ""
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    catalogue.fuzzy = False


def compile_catalogues() -> None:
    """Write the binary catalogues Django reads."""
    for language in LANGUAGES:
        path = catalogue_path(language)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read_catalogue(language))


def faults(language: str, source: Catalog) -> Iterator[str]:
    """Yield one sentence per text that is missing, unsure, wrong or no longer used."""
    catalogue = read_catalogue(language)
    for text in _texts(source):
        twin = catalogue.get(text.id, text.context)
        name = text.id if isinstance(text.id, str) else text.id[0]
        if twin is None or not all(_translations(twin)):
            yield f"{language}: no translation of {name!r}"
        elif twin.fuzzy:
            yield f"{language}: the translation of {name!r} is marked as unsure (fuzzy)"
        else:
            yield from (f"{language}: {name!r}: {error}" for error in twin.check(catalogue))
    for text in _texts(catalogue):
        if source.get(text.id, text.context) is None:
            yield f"{language}: {text.id!r} is no longer a text of the program"


def _texts(catalogue: Catalog) -> Iterator[Message]:
    """Yield the texts without the catalogue's header, whose id is empty."""
    return (message for message in catalogue if message.id)


def _translations(message: Message) -> tuple[str, ...]:
    """Return the text in all its plural forms."""
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string or ("",))


def check() -> int:
    """Print what is not whole; return 0 when every text of the program has its good twins."""
    source = source_texts()
    found = [fault for language in LANGUAGES for fault in faults(language, source)]
    print(*found, sep="\n", end="\n" if found else "")
    languages = ", ".join(("es", *LANGUAGES))
    print(f"{len(list(_texts(source)))} texts ({languages}), {len(found)} faults")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Do what the one argument says."""
    match arguments:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_catalogues()
        case ["check"]:
            return check()
        case _:
            print("usage: python -m aldia.config.catalogues extract|check|compile", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
