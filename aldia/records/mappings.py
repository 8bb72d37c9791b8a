"""How a company's files are to be read, kept under a name."""

from dataclasses import replace

from aldia.core.amounts import DecimalMark
from aldia.core.dates import DateOrder
from aldia.core.intake import Choices
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records.models import Company, SavedMapping


class MappingUnknown(Refusal):
    code = "mapping_unknown"
    text = _("No hay ninguna correspondencia de columnas «%(name)s» para este tipo de archivo.")


def with_saved(company: Company, kind: str, name: str, said: Choices) -> Choices:
    """Return the saved choices completed by what is said now, which wins.

    `kind` is a key of `core.heading_words.WORDS`. Raises `MappingUnknown`.
    """
    saved = SavedMapping.objects.filter(company=company, kind=kind, name=name).first()
    if saved is None:
        raise MappingUnknown(name=name)
    options: dict[str, str] = saved.options
    return replace(
        said,
        headings={**saved.headings, **said.headings},
        dates=said.dates or (DateOrder(options["dates"]) if "dates" in options else None),
        decimal=said.decimal or (DecimalMark(options["decimal"]) if "decimal" in options else None),
        currency=said.currency or options.get("currency", ""),
    )


def remember_dates(company: Company, order: DateOrder | None) -> None:
    """Keep how the company's files write their dates, for the next one that leaves a doubt."""
    if order is not None and company.date_order != order:
        Company.objects.filter(pk=company.pk).update(date_order=order)
        company.date_order = order
