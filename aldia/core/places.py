"""Reads which country, language and kind of customer a cell means."""

import unicodedata

from aldia.core.codes import CustomerKind

_COUNTRIES = """
AD AND andorra | AE ARE emiratos arabes unidos, united arab emirates | AR ARG argentina
AT AUT austria | AU AUS australia | BE BEL belgica, belgium | BG BGR bulgaria
BO BOL bolivia | BR BRA brasil, brazil | CA CAN canada | CH CHE suiza, switzerland
CL CHL chile | CN CHN china | CO COL colombia | CR CRI costa rica | CU CUB cuba
CY CYP chipre, cyprus | CZ CZE chequia, republica checa, czech republic, czechia
DE DEU alemania, germany, alemanha | DK DNK dinamarca, denmark
DO DOM republica dominicana, dominican republic, rep dominicana | EC ECU ecuador
EE EST estonia | ES ESP espana, spain, espanha | FI FIN finlandia, finland
FR FRA francia, france, franca | GB GBR reino unido, united kingdom, uk, inglaterra, great britain
GI GIB gibraltar | GQ GNQ guinea ecuatorial | GR GRC grecia, greece | GT GTM guatemala
HK HKG hong kong | HN HND honduras | HR HRV croacia, croatia | HU HUN hungria, hungary
IE IRL irlanda, ireland | IL ISR israel | IN IND india | IT ITA italia, italy | JP JPN japon, japan
KR KOR corea del sur, south korea | LT LTU lituania, lithuania | LU LUX luxemburgo, luxembourg
LV LVA letonia, latvia | MA MAR marruecos, morocco | MT MLT malta
MX MEX mexico, estados unidos mexicanos | NI NIC nicaragua
NL NLD paises bajos, netherlands, holanda | NO NOR noruega, norway
NZ NZL nueva zelanda, new zealand | PA PAN panama | PE PER peru | PL POL polonia, poland
PR PRI puerto rico | PT PRT portugal | PY PRY paraguay | RO ROU rumania, romania
SE SWE suecia, sweden | SG SGP singapur, singapore | SI SVN eslovenia, slovenia
SK SVK eslovaquia, slovakia | SV SLV el salvador, salvador | TR TUR turquia, turkey
US USA estados unidos, united states, eeuu, ee uu, usa, united states of america, eua
UY URY uruguay | VE VEN venezuela | ZA ZAF sudafrica, south africa
"""

# Where most of a country's business sits: a country pack, when there is one, knows its regions.
_ZONES = """
AD Andorra, AT Vienna, BE Brussels, BG Sofia, CH Zurich, CY Nicosia, CZ Prague, DE Berlin,
DK Copenhagen, EE Tallinn, ES Madrid, FI Helsinki, FR Paris, GB London, GI Gibraltar, GR Athens,
HR Zagreb, HU Budapest, IE Dublin, IT Rome, LT Vilnius, LU Luxembourg, LV Riga, MT Malta,
NL Amsterdam, NO Oslo, PL Warsaw, PT Lisbon, RO Bucharest, SE Stockholm, SI Ljubljana,
SK Bratislava, TR Istanbul
| AR Argentina/Buenos_Aires, BO La_Paz, BR Sao_Paulo, CA Toronto, CL Santiago, CO Bogota,
CR Costa_Rica, CU Havana, DO Santo_Domingo, EC Guayaquil, GT Guatemala, HN Tegucigalpa,
MX Mexico_City, NI Managua, PA Panama, PE Lima, PR Puerto_Rico, PY Asuncion, SV El_Salvador,
US New_York, UY Montevideo, VE Caracas
| AE Dubai, CN Shanghai, HK Hong_Kong, IL Jerusalem, IN Kolkata, JP Tokyo, KR Seoul, SG Singapore
| GQ Malabo, MA Casablanca, ZA Johannesburg
| AU Sydney | NZ Auckland
"""
_CONTINENTS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific")
MAIN_ZONES = {
    entry.split()[0]: f"{continent}/{entry.split()[1]}"
    for continent, group in zip(_CONTINENTS, _ZONES.split("|"), strict=True)
    for entry in group.split(",")
}
"""Country to the name of the time zone used when nothing more is known."""

# fmt: off
_SPANISH = frozenset({
    "AD", "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GQ",
    "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE",
})
# fmt: on
_PORTUGUESE = frozenset(["BR", "PT"])

_LANGUAGES = {
    "es": "es", "spa": "es", "espanol": "es", "castellano": "es", "spanish": "es",
    "es tu": "es_tu", "en": "en", "eng": "en", "ingles": "en", "english": "en",
    "pt": "pt", "por": "pt", "portugues": "pt", "portuguese": "pt",
}  # fmt: skip

_KINDS = {
    CustomerKind.BUSINESS: """business, company, empresa, sociedad, persona juridica, juridica,
        persona moral, moral, corporation, b2b, pessoa juridica""",
    CustomerKind.SOLE_TRADER: """sole trader, autonomo, profesional, freelance, freelancer,
        empresario individual, persona fisica con actividad empresarial, mei""",
    CustomerKind.CONSUMER: """consumer, particular, consumidor, consumidor final, persona natural,
        persona fisica, natural, fisica, individual, person, b2c, pessoa fisica""",
    CustomerKind.UNKNOWN: "unknown, desconocido",
}


def plain_words(text: str) -> str:
    """Return the text in lower case, without accents or punctuation, single blanks between words.

    >>> plain_words(" Rep. Dominicana ")
    'rep dominicana'
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _country_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for entry in _COUNTRIES.replace("\n", "|").split("|"):
        if entry.strip():
            two, three, names = entry.strip().split(" ", 2)
            keys = [two.lower(), three.lower(), *(name.strip() for name in names.split(","))]
            index |= dict.fromkeys(keys, two)
    return index


_BY_WORD = _country_index()
_KIND_BY_WORD = {w.strip(): kind for kind, words in _KINDS.items() for w in words.split(",")}


def read_country(text: str) -> str | None:
    """Return the two-letter code of a country written as a code or a name, or None.

    >>> read_country("España"), read_country("mex"), read_country("391")
    ('ES', 'MX', None)
    """
    return _BY_WORD.get(plain_words(text))


def read_language(text: str) -> str | None:
    """Return `es`, `es_tu`, `en` or `pt`, or None.

    >>> read_language("Español"), read_language("es_ES"), read_language("pt-BR")
    ('es', 'es', 'pt')
    """
    words = plain_words(text)
    return _LANGUAGES.get(words) or _LANGUAGES.get(words.split(" ")[0] if words else "")


def language_of(country: str) -> str:
    """Return the language of ours best understood in a country: `es`, `pt`, or else `en`.

    >>> language_of("UY"), language_of("BR"), language_of("FR")
    ('es', 'pt', 'en')
    """
    if country in _SPANISH:
        return "es"
    return "pt" if country in _PORTUGUESE else "en"


def read_kind(text: str) -> str | None:
    """Return a `CustomerKind`, or None.

    >>> read_kind("Persona jurídica"), read_kind("Autónomo")
    (<CustomerKind.BUSINESS: 'business'>, <CustomerKind.SOLE_TRADER: 'sole_trader'>)
    """
    return _KIND_BY_WORD.get(plain_words(text))
