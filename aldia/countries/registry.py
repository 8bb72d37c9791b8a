"""The countries Aldía knows: one folder and one line here each. See `docs/countries.md`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from aldia.core.money import exponent
from aldia.countries.rules import ContactRule, read_rule

CODES = ("ES", "MX", "CO", "CL", "PE", "AR", "EC", "BR", "US")

_ROOM = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class CountryPack:
    """What we know of a country. `region_zones` holds only regions that differ from `zone`."""

    code: str
    name_es: str
    currency: str
    language: str
    zone: ZoneInfo
    region_zones: MappingProxyType[str, ZoneInfo]
    phone_region: str
    summary: str
    rules: tuple[ContactRule, ...]

    def zone_of(self, region: str | None) -> ZoneInfo:
        """The zone of a region, as `CN` or `ES-CN`; the country's own when it is not special."""
        return self.region_zones.get(region_code(self.code, region) or "", self.zone)


def country_pack(code: str | None) -> CountryPack | None:
    """Return the pack of an ISO 3166-1 code in any case, or None when we have none for it."""
    upper = (code or "").strip().upper()
    return _read(upper) if upper in CODES else None


def region_code(country: str, region: str | None) -> str | None:
    """Return what stands after the hyphen of ISO 3166-2: `ES-CN` and `cn` are both `CN`."""
    return (region or "").strip().upper().removeprefix(f"{country.upper()}-") or None


@cache
def _read(code: str) -> CountryPack:
    folder = _ROOM / code.lower()
    facts, law = _yaml(folder / "country.yaml"), _yaml(folder / "rules.yaml")
    exponent(facts["currency"])
    zones = {region: ZoneInfo(zone) for region, zone in facts.get("region_zones", {}).items()}
    return CountryPack(
        code=facts["code"],
        name_es=facts["name_es"],
        currency=facts["currency"],
        language=facts["language"],
        zone=ZoneInfo(facts["zone"]),
        region_zones=MappingProxyType(zones),
        phone_region=facts.get("phone_region", facts["code"]),
        summary=law["summary"],
        rules=tuple(read_rule(row) for row in law["rules"]),
    )


def _yaml(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
