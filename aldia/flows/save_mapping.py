"""Keeps how a file is to be read under a name, to be used again with the next one."""

from dataclasses import asdict

from aldia.core.headings import field_named
from aldia.core.intake import Choices
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records.models import Company, SavedMapping


class MappingNameTooLong(Refusal):
    code = "mapping_name_too_long"
    text = _("El nombre de la correspondencia de columnas debe tener entre 1 y 80 letras.")


def save_mapping(company: Company, kind: str, name: str, choices: Choices) -> SavedMapping:
    """Store what a person said about a file; the same name again replaces it.

    `kind` is a key of `core.heading_words.WORDS`. Raises `FieldUnknown` for a field that is none.
    """
    if not 0 < len(name) <= 80:
        raise MappingNameTooLong
    headings = {
        heading: field_named(wish, kind) if wish not in ("", "-") else ""
        for heading, wish in choices.headings.items()
    }
    options = {
        key: str(value)
        for key, value in asdict(choices).items()
        if key in ("dates", "decimal", "currency") and value
    }
    saved, _created = SavedMapping.objects.update_or_create(
        company=company,
        kind=kind,
        name=name,
        defaults={"headings": headings, "options": options},
    )
    return saved
