"""The Jinja environment of the pages: the same template language as the messages."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Strict (a missing value is an error, not an empty hole), escaped, translated."""
    made = Environment(**{**options, "undefined": StrictUndefined, "autoescape": True}, extensions=["jinja2.ext.i18n"])
    made.install_gettext_callables(  # type: ignore[attr-defined] # added by the i18n extension
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True
    )
    made.globals.update(static=static, url=reverse)
    return made
