"""Every country pack can be read, names its sources and speaks Spanish."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from aldia.countries import registry
from aldia.countries.registry import CODES, country_pack
from aldia.countries.rules import read_rule

ROOM = Path(registry.__file__).parent
RULE = {
    "id": "XX-1",
    "kind": "time_window",
    "applies_to": "consumer",
    "channels": ["phone"],
    "windows": {day: ["08:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    "norm": "Law 1",
    "text": "Hours.",
    "texto": "Horario.",
    "verified": True,
    "evidence": "secondary",
    "sources": ["https://example.org"],
}


def test_every_folder_has_its_line_in_the_registry():
    folders = {path.parent.name.upper() for path in ROOM.glob("*/country.yaml")}
    assert folders == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_pack_is_complete(code):
    pack = country_pack(code)
    assert pack.code == code
    assert pack.phone_region == code
    assert pack.language in ("es", "pt", "en")
    assert pack.rules
    assert all(rule.id.startswith(f"{code}-") for rule in pack.rules)


@pytest.mark.parametrize("code", CODES)
def test_what_is_called_verified_names_where_it_was_read(code):
    for rule in country_pack(code).rules:
        assert rule.sources or not rule.verified, rule.id
        assert rule.verified == (rule.evidence != "general_knowledge"), rule.id
        assert all(source.startswith("http") for source in rule.sources), rule.id
        assert rule.texto.endswith("."), rule.id


def test_rule_ids_are_unique():
    ids = [rule.id for code in CODES for rule in country_pack(code).rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("code", CODES)
def test_the_files_hold_no_field_nobody_reads(code):
    known = {*RULE, "is_law", "caps", "cap_group", "holidays_blocked", "min_gap_days"}
    known |= {"effective_from", "region", "actors", "disputed", "exception"}
    for row in yaml.safe_load((ROOM / code.lower() / "rules.yaml").read_text())["rules"]:
        assert set(row) <= known, row["id"]


def test_a_country_without_pack_is_none():
    assert country_pack("GB") is None
    assert country_pack(None) is None


def test_codes_are_read_in_any_case():
    assert country_pack(" es ") is country_pack("ES")


@pytest.mark.parametrize(
    ("code", "region", "zone"),
    [
        ("ES", None, "Europe/Madrid"),
        ("ES", "CN", "Atlantic/Canary"),
        ("ES", "es-cn", "Atlantic/Canary"),
        ("ES", "VC", "Europe/Madrid"),
        ("MX", "BCN", "America/Tijuana"),
        ("MX", "ROO", "America/Cancun"),
        ("BR", "AM", "America/Manaus"),
        ("CL", "MA", "America/Punta_Arenas"),
        ("EC", "W", "Pacific/Galapagos"),
        ("US", "CA", "America/Los_Angeles"),
        ("US", "OR", "America/Los_Angeles"),
        ("US", "NY", "America/New_York"),
    ],
)
def test_the_zone_of_a_region(code, region, zone):
    assert country_pack(code).zone_of(region) == ZoneInfo(zone)


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param({"applies_to": "everyone"}, id="unknown people"),
        pytest.param({"channels": ["fax"]}, id="unknown channel"),
        pytest.param({"windows": {"mon": []}}, id="days missing"),
        pytest.param({"windows": RULE["windows"] | {"mon": ["9-8"]}}, id="not a time"),
        pytest.param({"caps": {"per_year": 1}}, id="unknown cap"),
        pytest.param({"verified": "yes"}, id="neither true nor false"),
        pytest.param({"sources": []}, id="enforced without a source"),
        pytest.param({"norm": None, "texto": 1, "channels": None}, id="nothing where something"),
    ],
)
def test_a_slip_in_the_file_names_the_rule(slip):
    with pytest.raises(ValueError, match="XX-1"):
        read_rule(RULE | slip)


def test_a_day_may_end_at_24():
    assert read_rule(RULE).limits.windows[0][0].end.hour == 0
