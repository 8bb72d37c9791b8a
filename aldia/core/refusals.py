"""The two polite ways to say no: a `Problem` with a line of a file, a `Refusal` to a person."""

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

    `values` fill the placeholders of the text after it is translated: `text % values`.
    """

    code = "refused"
    text = _("No se puede hacer.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.text % values if values else self.text)
