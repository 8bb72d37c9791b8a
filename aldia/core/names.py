"""Makes two spellings of one customer's name meet: accents, case and company form aside."""

import re

from aldia.core.places import plain_words

# As they stand after accents, points and case are gone, the longest first.
_FORMS = """
sociedad anonima promotora de inversion de capital variable | sociedad anonima de capital variable
sociedad de responsabilidad limitada de capital variable | sociedad de responsabilidad limitada
sociedad por acciones simplificada | sociedad limitada unipersonal | sociedad limitada laboral
sociedad limitada nueva empresa | sociedad anonima cerrada | sociedad anonima abierta
sociedad anonima unipersonal | sociedad cooperativa | comunidad de bienes | sociedad anonima
sociedad limitada | compania limitada | sociedade limitada
s a p i de c v | sapi de cv | s de r l de c v | s de rl de cv | s de rl | s de r l
s a b de c v | sab de cv | s a de c v | sa de cv | s en c
s coop v | s coop | scoop | s l n e | slne | s l u | slu | s l l | sll | s l p | slp | s l | sl
s a u | sau | s a s | sas | s a c | sac | s a a | saa | s a l | sal | s a | sa | s p a | spa
s r l | srl | s c p | scp | s c | e i r l | eirl | c por a | c x a | c a
c b | cb | a i e | aie | u t e | ute | ltda me | limitada | ltda | lda | eireli | me | epp
cia ltda | y cia | e hijos | incorporated | inc | corporation | corp | l l c | llc | ltd | limited
co | company | plc | gmbh | ag | b v | bv | n v | nv | s a r l | sarl
"""
_FORM = re.compile(
    "(?: (?:"
    + "|".join(
        sorted(
            (form.strip() for form in _FORMS.replace("\n", "|").split("|") if form.strip()),
            key=lambda form: -len(form),
        )
    )
    + "))+$"
)


# Two names with forms of different families are two companies; the one-partner forms are no family.
_FAMILIES = {
    "sociedadlimitada": "sl", "sociedadlimitadaunipersonal": "sl", "slu": "sl", "sll": "sl",
    "slne": "sl", "sln": "sl", "sociedadlimitadalaboral": "sl", "sociedadanonima": "sa",
    "sociedadanonimaunipersonal": "sa", "sau": "sa", "sal": "sa", "limitada": "ltda",
    "lda": "ltda", "sociedadanonimadecapitalvariable": "sadecv", "sabdecv": "sadecv",
    "limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co",
    "sociedadporaccionessimplificada": "sas",
    "sociedadderesponsabilidadlimitada": "srl",
    "sociedadderesponsabilidadlimitadadecapitalvariable": "sderldecv",
}  # fmt: skip


def company_form(name: str) -> str:
    """Return the form of the company written in the name, or `""`.

    >>> company_form("Muebles Peña, S.L.U."), company_form("Muebles Peña SA"), company_form("Ana")
    ('sl', 'sa', '')
    """
    found = _FORM.search(plain_words(name.replace("&", " y ")))
    compact = found[0].replace(" ", "") if found else ""
    return _FAMILIES.get(compact, compact)


def name_key(name: str) -> str:
    """Return the name reduced to what tells one customer from another.

    >>> name_key("Muebles Peña, S.L."), name_key("MUEBLES PENA SL")
    ('muebles pena', 'muebles pena')
    >>> name_key("Aceros del Norte S.A. de C.V."), name_key("S.A.")
    ('aceros del norte', 's a')
    """
    words = plain_words(name.replace("&", " y "))
    return _FORM.sub("", words) or words or " ".join(name.lower().split())
