"""Writes a ladder as a file a person can read, change and bring back."""

from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records.ladders import plan_of
from aldia.records.models import Company, Ladder
from aldia.sources.ladder_file.reading import write_ladder


class NoLadderToExport(Refusal):
    code = "no_such_ladder"
    text = _("No hay ninguna estrategia «%(name)s».")


def export_ladder(company: Company, name: str) -> str:
    """Return the current version of the ladder as YAML; `import_ladder` reads it back the same."""
    ladder = Ladder.objects.filter(company=company, name=name, is_current=True).first()
    if ladder is None:
        raise NoLadderToExport(name=name)
    return write_ladder(plan_of(ladder))
