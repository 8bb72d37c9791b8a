"""Makes up the customers: name, tax id, place, the person who pays, and how they pay."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from aldia.core.names import name_key
from aldia.core.places import plain_words
from aldia.sources.demo import words
from aldia.sources.demo.places import HABITS, MARKETS, Habit, Market
from aldia.sources.demo.tax_ids import make_tax_id

OUT_OF = sum(market.customers_of_400 for market in MARKETS)


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """One customer. `key` is its code in the company's own books. Empty texts mean "not known"."""

    key: str
    name: str
    tax_id: str
    kind: str
    country: str
    region: str
    timezone: str
    currency: str
    language: str
    segment: str
    risk: str
    sales_owner: str
    contact_name: str
    contact_role: str
    email: str
    phone: str
    is_blocked: bool
    has_opted_out: bool
    market: Market
    habit: Habit
    volume: float
    """How often it buys, next to the others."""


def make_customers(count: int, chance: Random) -> list[DemoCustomer]:
    """Return `count` customers spread over the markets, no two with the same name or tax id."""
    seen: set[str] = set()
    markets = [market for market in MARKETS for _ in range(market.customers_of_400)]
    picked = [markets[i * OUT_OF // count] for i in range(count)]
    chance.shuffle(picked)
    return [_customer(i, market, chance, seen) for i, market in enumerate(picked, start=1)]


def _customer(position: int, market: Market, chance: Random, seen: set[str]) -> DemoCustomer:
    kind = chance.choices(("business", "sole_trader", "consumer"), (84, 12, 4))[0]
    person = _person(chance)
    is_business = kind == "business"
    name = _fresh(seen, lambda: _business(market, chance) if is_business else _person(chance))
    tax_id = _fresh(seen, lambda: make_tax_id(market.country, chance, is_business=is_business))
    _city, region, timezone = chance.choice(market.cities)
    habit = chance.choices(HABITS, [habit.weight for habit in HABITS])[0]
    volume = chance.paretovariate(1.3)
    is_key = is_business and volume > 5
    return DemoCustomer(
        key=f"C{position:04}",
        name=name,
        tax_id=tax_id,
        kind=kind,
        country=market.country,
        region=region,
        timezone=timezone,
        currency="USD" if market.country == "MX" and chance.random() < 0.15 else market.currency,
        language="es_tu" if market.country == "ES" and chance.random() < 0.2 else "es",
        segment="clave" if is_key else chance.choice(("tienda", "obra", "estudio", "mayorista")),
        risk=habit.risk,
        sales_owner=words.SALES_OWNERS[position % len(words.SALES_OWNERS)],
        contact_name=person if is_business else name,
        contact_role=chance.choice(words.ROLES) if is_business else "Titular",
        email="" if chance.random() < 0.03 else _email(name, person, chance, is_business),
        phone="".join(str(chance.randrange(10)) if c == "#" else c for c in market.mobile),
        is_blocked=chance.random() < 0.007,
        has_opted_out=chance.random() < 0.012,
        market=market,
        habit=habit,
        volume=min(volume, 14.0),
    )


def _fresh(seen: set[str], make: Callable[[], str]) -> str:
    """Make one until it is new: two customers that look alike would be merged by any import."""
    while True:
        made = make()
        if name_key(made) not in seen:
            seen.add(name_key(made))
            return made


def _person(chance: Random) -> str:
    surnames = chance.sample(words.SURNAMES, 2)
    return f"{chance.choice(words.FIRST_NAMES)} {surnames[0]} {surnames[1]}"


def _business(market: Market, chance: Random) -> str:
    """Put together a trade, a place, a surname or an invented word, and the form of the company."""
    trade, form = chance.choice(words.TRADES), chance.choice(words.FORMS[market.country])
    match chance.randrange(4):
        case 0:
            return f"{trade} {chance.choice(words.SURNAMES)} {form}"
        case 1:
            one, other = chance.sample(words.SURNAMES, 2)
            return f"{one} y {other} {form}"
        case 2:
            made = "".join(map(chance.choice, (words.ONSETS, words.MIDDLES, words.CODAS)))
            return f"{trade} {made} {form}"
        case _:
            return f"{trade} {chance.choice(words.PLACES[market.country])} {form}"


def _email(name: str, person: str, chance: Random, is_business: bool) -> str:
    """Return an address under `example.com`, which belongs to nobody (RFC 2606)."""
    if not is_business:
        return f"{'.'.join(plain_words(name).split()[:2])}@correo.example.com"
    who = chance.choice(("administracion", "pagos", "contabilidad", "facturas", "tesoreria", ""))
    host = "-".join(name_key(name).split())
    return f"{who or plain_words(person).split()[0]}@{host}.example.com"
