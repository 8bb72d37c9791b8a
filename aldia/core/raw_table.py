"""What a file says before anybody believes it, and the reasons why a file is refused."""

from dataclasses import dataclass, field

import polars as pl

from aldia.core.refusals import Problem, Refusal
from aldia.core.words import gettext_noop as _

LARGEST_FILE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was written.

    `frame` has one String column per heading, named by its place (`"0"`, `"1"`, …), stripped of
    outer blanks; an empty cell is `""`, never null. `lines` holds the 1-based line (or row) of the
    file for each row of the frame. `numbers` tells, for the columns of a spreadsheet that hold
    any, which cells were true numbers: those are written with a decimal point whatever the rest of
    the column does. Dates of a spreadsheet arrive as ISO texts.
    """

    frame: pl.DataFrame
    lines: pl.Series
    headings: tuple[str, ...]
    kind: str
    """`csv`, `xlsx`, `xls` or `ods`."""
    delimiter: str = ""
    encoding: str = ""
    numbers: dict[str, pl.Series] = field(default_factory=dict)
    counts_from_1904: bool = False
    left_out: dict[int, str] = field(default_factory=dict)
    """Lines that could not be cut into columns, as written. They are not in `frame`."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the lines left out, and with unreadable characters."""

    @property
    def height(self) -> int:
        """How many lines could be read."""
        return self.frame.height


class FileMissing(Refusal):
    code = "file_missing"
    text = _("No se encuentra el archivo «%(path)s».")


class FileTooLarge(Refusal):
    code = "file_too_large"
    text = _(
        "El archivo ocupa %(megabytes)s MB y el límite es de %(limit)s MB. "
        "Divídalo en partes e impórtelas una por una."
    )


class EmptyFile(Refusal):
    code = "empty_file"
    text = _("El archivo está vacío. Expórtelo de nuevo desde su programa.")


class OnlyHeadings(Refusal):
    code = "only_headings"
    text = _("El archivo solo tiene el encabezado, sin ninguna línea debajo.")


class NotATable(Refusal):
    code = "not_a_table"
    text = _(
        "El archivo no es una tabla que se pueda leer (parece %(looks_like)s). "
        "Guárdelo como CSV, XLSX u ODS."
    )
    marked = ("looks_like",)


class TruncatedFile(Refusal):
    code = "truncated_file"
    text = _(
        "El archivo está incompleto o dañado: no se puede abrir. "
        "Vuelva a copiarlo o a exportarlo desde su programa."
    )


class ZipBomb(Refusal):
    code = "zip_bomb"
    text = _(
        "El archivo, al abrirse, ocuparía más de lo que se admite. "
        "Guarde solo la hoja con los datos, o expórtela como CSV."
    )


class EncryptedFile(Refusal):
    code = "encrypted_file"
    text = _("El archivo está protegido con contraseña. Guárdelo sin contraseña y repita.")
