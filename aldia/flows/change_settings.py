"""Changes what the company has decided for itself. Every change is checked before it is kept."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from aldia.core.codes import MessageStatus
from aldia.core.money import Money
from aldia.core.refusals import Refusal
from aldia.core.words import gettext_noop as _
from aldia.records import facts_version
from aldia.records.models import Company, ContactPolicy, Message, Minimum

ON = {"on", "sí", "si", "yes", "true", "1"}
OFF = {"off", "no", "false", "0"}
IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
LARGEST_LOGO = 300_000


class UnknownSetting(Refusal):
    code = "unknown_setting"
    text = _("No existe el ajuste «%(name)s». Hay estos: %(names)s.")


class BadSetting(Refusal):
    code = "bad_setting"
    text = _("«%(value)s» no vale para «%(name)s»: %(why)s")
    marked = ("why",)


def _switch(name: str, value: str) -> bool:
    if value.lower() in ON | OFF:
        return value.lower() in ON
    raise BadSetting(name=name, value=value, why="on, off")


def _whole(name: str, value: str, low: int, high: int) -> int:
    if value.isdecimal() and low <= int(value) <= high:
        return int(value)
    raise BadSetting(name=name, value=value, why=f"{low} … {high}")


def _approval(company: Company, value: str) -> None:
    """Turned on, it also holds for what no person has approved and has not left yet."""
    company.needs_approval = _switch("approval", value)
    if company.needs_approval:
        waiting = [MessageStatus.APPROVED, MessageStatus.QUEUED, MessageStatus.WAITING]
        Message.objects.filter(
            company=company, status__in=waiting, approved_by="", attempts=0
        ).update(status=MessageStatus.PROPOSED, approved_at=None, not_before=None)


def _stop(company: Company, value: str) -> None:
    company.is_stopped = _switch("stop", value)


def _minimum(company: Company, value: str) -> None:
    amount = Money.of(value)
    if amount.minor < 0:
        raise BadSetting(name="minimum", value=value, why="≥ 0")
    Minimum.objects.update_or_create(
        company=company, currency=amount.currency, defaults={"minimum_minor": amount.minor}
    )


def _email(company: Company, value: str) -> None:
    try:
        validate_email(value)
    except ValidationError:
        raise BadSetting(name="email", value=value, why="cobros@empresa.es") from None
    company.email = value


def _sender(company: Company, value: str) -> None:
    company.sender_name = value[:120]


def _zone(company: Company, value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(name="timezone", value=value, why="Europe/Madrid") from None
    company.timezone = value


def _grace(company: Company, value: str) -> None:
    company.grace_days = _whole("grace-days", value, 0, 60)


def _age(company: Company, value: str) -> None:
    company.minimum_age_days = _whole("minimum-age-days", value, 0, 60)


def _rate(company: Company, value: str) -> None:
    company.sends_per_minute = _whole("sends-per-minute", value, 1, 10_000)


def _gap(company: Company, value: str) -> None:
    days = _whole("minimum-gap-days", value, 0, 90)
    ContactPolicy.objects.filter(company=company).update(minimum_gap_days=days)


def _per_week(company: Company, value: str) -> None:
    count = _whole("per-week", value, 1, 7)
    ContactPolicy.objects.filter(company=company).update(per_week=count)


def _per_month(company: Company, value: str) -> None:
    count = _whole("per-month", value, 1, 31)
    ContactPolicy.objects.filter(company=company).update(per_month=count)


def _logo(company: Company, value: str) -> None:
    path = Path(value)
    if not path.is_file() or path.stat().st_size > LARGEST_LOGO:
        raise BadSetting(name="logo", value=value, why=_("PNG, JPEG o GIF de hasta 300 KB."))
    picture = path.read_bytes()
    kinds = [kind for start, kind in IMAGES.items() if picture.startswith(start)]
    if not kinds:
        raise BadSetting(name="logo", value=value, why=_("PNG, JPEG o GIF de hasta 300 KB."))
    company.logo, company.logo_type = picture, kinds[0]


SETTINGS: dict[str, Callable[[Company, str], None]] = {
    "approval": _approval,
    "stop": _stop,
    "minimum": _minimum,
    "email": _email,
    "sender": _sender,
    "timezone": _zone,
    "logo": _logo,
    "grace-days": _grace,
    "minimum-age-days": _age,
    "minimum-gap-days": _gap,
    "per-week": _per_week,
    "per-month": _per_month,
    "sends-per-minute": _rate,
}


@transaction.atomic
def change_settings(company: Company, name: str, value: str, *, at: datetime) -> None:
    """Set one of `SETTINGS`; refuses an unknown name or a value that makes no sense.

    The facts count as changed: the next run decides anew with the new policy.
    """
    if name not in SETTINGS:
        raise UnknownSetting(name=name, names=", ".join(SETTINGS))
    facts_version.lock(company)
    company.refresh_from_db()
    SETTINGS[name](company, value.strip())
    company.save()
    facts_version.bump(company)
