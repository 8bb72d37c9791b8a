"""Lays a message out twice: as plain text and as calm HTML. The same message, the same bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from aldia.channels.email.table import Part, as_text, parts_of
from aldia.channels.words import INVOICES, REPLY, small_words, ways_out
from aldia.core.outgoing import Brand, Outgoing

LOGO = "logo"
"""The name under which the HTML part asks for the picture of the company."""

_PICTURES = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
"""What every mail program shows."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The two readings of one message."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text: a `paragraph`, a `list`, the `table` or the ways out (`reply`)."""

    kind: str
    lines: tuple[str, ...] = ()
    inner: tuple["Block", ...] = ()


def lay_out(message: Outgoing) -> Laid:
    """Write both parts. Every value is escaped in the HTML one."""
    reply = ways_out(message.language, message.brand.address, message.brand.company, message.name)
    parts = parts_of(message)
    return Laid(_text(message, reply, parts), _html(message, reply, parts))


def picture_of(brand: Brand) -> str:
    """Return the kind of the company's picture (`png`), or "" when there is none to show."""
    return _PICTURES.get(brand.logo_type, "") if brand.logo else ""


def _text(message: Outgoing, reply: str, parts: tuple[Part, ...]) -> str:
    words = small_words(message.language)
    stand_ins = {INVOICES: as_text(parts, message.language), REPLY: reply}
    body = "\n".join(
        stand_ins.get(line.strip(), line.rstrip()) for line in message.body.splitlines()
    )
    return f"{body}\n\n-- \n{_footer(message)}\n{words['opt_out']}\n"


def _footer(message: Outgoing) -> str:
    # Not `format`: a name with braces in it must not ask for anything.
    return (
        small_words(message.language)["footer"]
        .replace("{company_name}", message.brand.company)
        .replace("{customer_name}", message.name)
    )


def _html(message: Outgoing, reply: str, parts: tuple[Part, ...]) -> str:
    brand = message.brand
    page = _template().render(
        subject=message.subject,
        language=message.language[:2],
        blocks=_blocks(message.body, reply),
        parts=parts,
        words=small_words(message.language),
        brand=brand,
        logo=f"cid:{LOGO}" if picture_of(brand) else "",
        footer=_footer(message),
        linked=_Links(message),
    )
    return _inliner().inline(page)


def _blocks(body: str, reply: str) -> tuple[Block, ...]:
    return tuple(_read_blocks(body, reply))


def _read_blocks(body: str, reply: str) -> Iterator[Block]:
    """Cut the text at its blank lines, and at the marks, which stand on lines of their own."""
    marked = re.sub(r"(?m)^\s*(\[\[(?:invoices|reply)\]\])\s*$", r"\n\1\n", body)
    for piece in re.split(r"\n\s*\n", marked):
        lines = tuple(line.strip() for line in piece.strip().splitlines())
        if not lines:
            continue
        if lines == (INVOICES,):
            yield Block("table")
        elif lines == (REPLY,):
            yield Block("reply", inner=_blocks(reply, ""))
        elif all(line.startswith("- ") for line in lines):
            yield Block("list", tuple(line[2:] for line in lines))
        else:
            yield Block("paragraph", lines)


class _Links:
    """Turns the reply address inside a line into a link that already says who writes."""

    def __init__(self, message: Outgoing) -> None:
        brand = message.brand
        self.address = brand.address
        target = f"mailto:{quote(brand.reply_to, safe='@+')}?subject={quote(message.subject)}"
        self.link = Markup('<a href="{}">{}</a>').format(target, brand.address)

    def __call__(self, line: str) -> Markup:
        pieces = line.split(self.address) if self.address else [line]
        return self.link.join(escape(piece) for piece in pieces)


@lru_cache(maxsize=1)
def _template() -> Template:
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("message.html")


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    # Mail programs drop <style>; those that keep it use it for the dark and the narrow screen.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
