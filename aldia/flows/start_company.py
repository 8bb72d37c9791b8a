"""Starts a company: its name, its calm defaults and the three ladders Aldía brings."""

import re
import unicodedata
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction

from aldia.core.money import exponent
from aldia.core.refusals import Refusal
from aldia.core.windows import WeekWindows, Window
from aldia.core.words import gettext_noop as _
from aldia.countries.limits import product_default
from aldia.records.ladders import make_default, put_ladder
from aldia.records.models import Company, ContactPolicy
from aldia.sources.ladder_file.reading import built_in


class CompanyExists(Refusal):
    code = "company_exists"
    text = _("Ya hay una empresa «%(slug)s».")


class UnknownZone(Refusal):
    code = "unknown_zone"
    text = _("No existe la zona horaria «%(zone)s». Pruebe con «Europe/Madrid».")


class BadCountry(Refusal):
    code = "bad_country"
    text = _("«%(country)s» no es un código de país. Use dos letras, como ES o MX.")


class NameMissing(Refusal):
    code = "name_missing"
    text = _("Falta el nombre de la empresa.")


def start_company(
    name: str,
    *,
    country: str,
    currency: str,
    zone: str,
    at: datetime,
    email: str = "",
    language: str = "es",
) -> Company:
    """Create a company with its cautious contact policy and the built-in ladders.

    Refuses an unknown country, currency or time zone, and a name already taken.
    """
    slug = slug_of(name)
    _refuse_nonsense(slug, country, currency, zone)
    try:
        with transaction.atomic():
            company = Company.objects.create(
                name=name.strip(),
                slug=slug,
                country=country.upper(),
                currency=currency.upper(),
                timezone=zone,
                language=language,
                email=email or f"cobros@{slug}.example",
                sender_name=name.strip(),
                created_at=at,
            )
            _write_policy(company)
            ladders = [put_ladder(company, plan, at, is_built_in=True) for plan in built_in()]
            make_default(company, ladders[0])
    except IntegrityError:
        raise CompanyExists(slug=slug) from None
    return company


def _refuse_nonsense(slug: str, country: str, currency: str, zone: str) -> None:
    if not slug:
        raise NameMissing
    if not re.fullmatch(r"[A-Za-z]{2}", country):
        raise BadCountry(country=country)
    exponent(currency.upper())
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(zone=zone) from None


def slug_of(name: str) -> str:
    """Return the short name used in commands.

    >>> slug_of("Maderas del Sur, S.L.")
    'maderas-del-sur-s-l'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]


def _write_policy(company: Company) -> None:
    careful = product_default()
    ContactPolicy.objects.create(
        company=company,
        windows=_as_text(careful.windows),
        holidays_blocked=careful.holidays_blocked,
        minimum_gap_days=careful.min_gap_days,
        per_day=careful.per_day or 1,
        per_week=careful.per_week or 2,
        per_month=careful.per_month or 6,
    )


def _as_text(week: WeekWindows) -> list[list[str]]:
    return [[_window(window) for window in day] for day in week or ()]


def _window(window: Window) -> str:
    end = "00:00" if window.end == time(0) else f"{window.end:%H:%M}"
    return f"{window.start:%H:%M}-{end}"
