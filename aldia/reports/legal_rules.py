"""Says which rules of a country stand behind a decision, with their words and sources."""

from collections.abc import Iterable

from aldia.countries.registry import country_pack
from aldia.countries.rules import ContactRule


def legal_rules(country: str, ids: Iterable[str]) -> list[ContactRule]:
    """Return the country's rules with these ids, in the order of its file."""
    pack, wanted = country_pack(country), set(ids)
    return [rule for rule in pack.rules if rule.id in wanted] if pack else []
