"""Puts the words of a message together. A missing value stops it before it is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from aldia.channels.formats import long_date, money, near_date
from aldia.core.codes import Tone
from aldia.core.outgoing import answer_day
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("es", "es_tu", "en", "pt")
INVOICES, REPLY = "[[invoices]]", "[[reply]]"
LONGEST_SUBJECT = 250

_CALM_FILTERS = ("default", "first", "join", "last", "length", "lower", "trim", "upper")


class BrokenTemplate(Refusal):
    code = "broken_template"
    text = _("El texto «%(template)s» no se puede escribir: %(what)s.")


class MissingValue(BrokenTemplate):
    text = _("El texto «%(template)s» no se puede escribir: falta el valor «%(what)s».")


@dataclass(frozen=True, slots=True)
class Words:
    """All a text may name. Dates and amounts come already written in the customer's language."""

    customer_name: str
    contact_name: str
    company_name: str
    sender_name: str
    totals: tuple[str, ...]
    invoice_count: int
    oldest_number: str
    oldest_due_on: str
    asked_by: str
    reply_address: str
    has_not_yet_due: bool
    upcoming_due_on: str


@dataclass(frozen=True, slots=True)
class Override:
    """A company's own text, used instead of Aldía's."""

    name: str
    version: int
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The exact words, with the marks of the table and the ways out on lines of their own."""

    subject: str
    body: str
    template: str


class _Sandbox(ImmutableSandboxedEnvironment):
    """Values, conditions and loops; nothing can be called, raised to a power or repeated."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise TemplateError(f"«{operator}»")

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def _sandbox() -> _Sandbox:
    sandbox = _Sandbox(undefined=StrictUndefined, autoescape=False)
    sandbox.globals.clear()
    sandbox.filters = {name: sandbox.filters[name] for name in _CALM_FILTERS}
    return sandbox


_SANDBOX = _sandbox()
_NAMES = tuple(field.name for field in fields(Words))


def words_for(
    draft: Mapping[str, Any], *, company: str, sender: str, reply_address: str, today: date
) -> Words:
    """Write the figures of one drafted message (a row of `Bundles.messages`) in its language."""
    language = draft["language"]
    is_before_due, upcoming = draft["is_before_due"], draft["upcoming_due_on"]
    by = draft["oldest_due_on"] if is_before_due else answer_day(today)
    return Words(
        customer_name=draft["customer_name"],
        contact_name=draft["contact_name"] or "",
        company_name=company,
        sender_name=sender or company,
        totals=tuple(money(t["minor"], t["currency"], language) for t in draft["totals"] or ()),
        invoice_count=draft["invoice_count"],
        oldest_number=draft["oldest_number"],
        oldest_due_on=long_date(draft["oldest_due_on"], language),
        asked_by=near_date(by, language),
        reply_address=reply_address,
        has_not_yet_due=bool(draft["has_not_yet_due"]),
        upcoming_due_on=long_date(upcoming, language) if upcoming else "",
    )


def render(
    words: Words, tone: Tone | str, language: str, override: Override | None = None
) -> Rendered:
    """Write subject and body for a tone and a language, or with the company's own text.

    Raises `BrokenTemplate`, which names what is missing. Line breaks inside a value never survive,
    so that a name cannot become a header or a mark.
    """
    name, template = _own(override) if override else _built_in(str(tone), language)
    values = {name: _calm(getattr(words, name)) for name in _NAMES}
    text = _written(name, template, values)
    subject, _break, body = text.partition("\n")
    subject = " ".join(subject.removeprefix("Subject:").split())[:LONGEST_SUBJECT]
    while "\n\n\n" in body:
        body = body.replace("\n\n\n", "\n\n")
    return Rendered(subject, body.strip(), name)


def ways_out(language: str, reply_address: str, company: str, customer: str) -> str:
    """Write what stands for the mark `[[reply]]`: every way the customer can answer."""
    name, template = _plain(_known(language), "_ways_out")
    return _written(
        name,
        template,
        {"reply_address": reply_address, "company_name": company, "customer_name": customer},
    ).strip()


@lru_cache(maxsize=16)
def small_words(language: str) -> Mapping[str, str]:
    """Return the headings and short remarks around a message, by their key."""
    text = (TEXTS / _known(language) / "words.yaml").read_text(encoding="utf-8")
    return {str(key): str(value) for key, value in yaml.safe_load(text).items()}


def _known(language: str) -> str:
    return language if language in LANGUAGES else "es"


def _calm(value: object) -> object:
    """Let no value break a line or look like a mark."""
    if not isinstance(value, str) or (value.isprintable() and "[[" not in value):
        return value
    return "".join(c if c.isprintable() or c == "\u00a0" else " " for c in value).replace(
        "[[", "[ ["
    )


def _written(name: str, template: Template, values: dict[str, Any]) -> str:
    try:
        return template.render(values)
    except UndefinedError as error:
        what = str(error.message).removesuffix(" is undefined").strip("'")
        what = what.split("' has no attribute '")[-1]
        raise MissingValue(template=name, what=what) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise BrokenTemplate(template=name, what=str(error).rstrip(".")) from error


@lru_cache(maxsize=64)
def _built_in(tone: str, language: str) -> tuple[str, Template]:
    return _plain(_known(language), tone)


@lru_cache(maxsize=64)
def _plain(language: str, tone: str) -> tuple[str, Template]:
    """Read one of Aldía's own texts. Its version is its content: eight digits of its hash."""
    text = (TEXTS / language / f"{tone}.txt").read_text(encoding="utf-8")
    version = sha256(text.encode()).hexdigest()[:8]
    name = f"{tone}.{language}.{version}"
    return name, _compiled(name, text)


@lru_cache(maxsize=1024)
def _own(override: Override) -> tuple[str, Template]:
    """Compile a company's text; the table and the ways out are added when it forgot them."""
    name = f"{override.name}.v{override.version}"
    subject = " ".join(override.subject.split())
    body = override.body.replace("\r\n", "\n")
    for mark in (INVOICES, REPLY):
        if mark not in (line.strip() for line in body.splitlines()):
            body = f"{body.rstrip()}\n\n{mark}\n"
    return name, _compiled(name, f"Subject: {subject}\n\n{body}")


def _compiled(name: str, text: str) -> Template:
    try:
        return _SANDBOX.from_string(text)
    except TemplateError as error:
        raise BrokenTemplate(template=name, what=str(error).rstrip(".")) from error
