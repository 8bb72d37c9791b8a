"""Public holidays of a country and its regions, from the `holidays` library."""

from datetime import date
from functools import lru_cache

import holidays

from aldia.countries.registry import region_code


@lru_cache(maxsize=1024)
def holidays_in(country: str | None, region: str | None, year: int) -> frozenset[date]:
    """Return the national and, for a known region (`CN` or `ES-CN`), the regional holidays.

    A country the library does not know has none: empty, so that the company's policy decides.
    """
    code = (country or "").strip().upper()
    known = holidays.list_supported_countries(include_aliases=False)
    if code not in known:
        return frozenset()
    subdivision = region_code(code, region)
    here = subdivision if subdivision in known[code] else None
    return frozenset(holidays.country_holidays(code, subdiv=here, years=year))
