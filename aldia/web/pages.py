"""The Jinja environment of the pages: the same template language as the messages."""

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from aldia.web import formats, wording


def environment(**options: Any) -> Environment:
    """Strict (a missing value is an error, not an empty hole), escaped, translated."""
    options.pop("autoescape", None)
    made = Environment(
        autoescape=True,
        **{**options, "undefined": StrictUndefined},
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined] # added by the i18n extension
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True
    )
    made.globals.update(static=static, url=_url, get_messages=get_messages, say=wording.say)
    made.globals.update(language=translation.get_language)
    made.filters.update(
        money=formats.money,
        figure=formats.figure,
        totals=formats.totals,
        date=formats.date_of,
        weekday=formats.weekday,
        moment=formats.moment,
    )
    return made


def _url(name: str, **values: object) -> str:
    return reverse(name, kwargs=values or None)
