"""The two polite ways to say no: a `Problem` with a line of a file, a `Refusal` to a person."""

from collections.abc import Callable
from dataclasses import dataclass

from aldia.core.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing nobody can read, shown next to where it stands. The rest goes on.

    `line` is the 1-based line of the file (the header is line 1), 0 when it is about the whole
    file or about no file. `column` is the heading as written in the file, or empty.
    """

    line: int
    column: str
    what: str
    how_to_mend: str


class Refusal(Exception):  # noqa: N818 - it is a polite answer, not an error
    """A "no" to a person, with a stable code and a Spanish text that says why and what to do.

    `values` fill the placeholders of the text after it is translated. Those named in `marked` are
    texts to translate too, or tuples of them, which are listed with commas.
    """

    code = "refused"
    text = _("No se puede hacer.")
    marked: tuple[str, ...] = ()

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.told(_))

    def told(self, translate: Callable[[str], str]) -> str:
        """Return the whole sentence in a reader's language; `translate` is the door's gettext."""
        if not self.values:
            return translate(self.text)
        return translate(self.text) % {
            name: _told(value, translate) if name in self.marked else value
            for name, value in self.values.items()
        }


def _told(value: object, translate: Callable[[str], str]) -> str:
    several = value if isinstance(value, tuple) else (value,)
    # An empty text is the header of a catalogue, never a word.
    return ", ".join(translate(str(each)) for each in several if each)
