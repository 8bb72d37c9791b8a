"""Spanish phrases to avoid. Patterns have no accents or capitals."""

from aldia.core.tone_words.phrase import (
    ASK_KINDLY,
    ASK_WHAT_IS_WRONG,
    CITE_LATER,
    GIVE_A_DATE,
    LEAVE_LAW_OUT,
    OFFER_A_DATE,
    SAY_CUSTOMER,
    SAY_NOT_RECEIVED,
    SAY_PENDING,
    Kind,
    phrase,
)

# "si todavía no ha pagado" leaves the question open; "todavía no ha pagado" points a finger.
_NOT_IF = r"(?<!si )(?<!si aun )(?<!si todavia )(?<!si usted )(?<!si usted aun )"
_THEM = r"(?:(?:la|las|lo|los|le|les|nos|me|se) )*"

PHRASES = (
    phrase(
        Kind.FORBIDDEN_WORD, SAY_CUSTOMER,
        r"moros[oa]s?", r"morosidad", r"deudor(?:a|as|es)?", r"incumplidor(?:a|as|es)?",
    ),
    phrase(
        Kind.FORBIDDEN_WORD, SAY_PENDING,
        r"incumplid[oa]s?", r"incumplimientos?", r"incumpl(?:e|es|en|ir|iendo)",
        r"impag(?:o|os|ad[oa]s?)", r"en mora", r"deudas?",
    ),
    phrase(
        Kind.ACCUSATION, SAY_NOT_RECEIVED,
        rf"{_NOT_IF}no {_THEM}ha[sn]? "
        r"(?:pagado|abonado|cumplido|liquidado|respondido|contestado|atendido|querido)",
        r"(?:sigue[ns]?|continua[ns]?) sin (?:pagar|abonar|responder|contestar|cumplir)",
        r"(?:su|tu) falta de (?:pago|respuesta|compromiso|seriedad|formalidad|interes)",
        r"nos (?:debe[ns]?|adeuda[ns]?)",
    ),
    phrase(
        Kind.ACCUSATION, ASK_WHAT_IS_WRONG,
        rf"por que (?:motivo |razon )?(?:aun |todavia )?no {_THEM}"
        r"(?:ha[sn]?|paga\w*|pago|abona\w*|hemos recibido|realiz\w+)",
        r"(?:motivos?|razon(?:es)?|causas?) (?:del?|de la|de su|de tu|por (?:el|la) que) "
        r"(?:no pag\w+|no ha\w* pagado|retraso|atraso|demora|falta de pago)",
    ),
    phrase(
        Kind.ACCUSATION, ASK_WHAT_IS_WRONG,
        r"se (?:ha[sn]? )?(?:nieg|neg)(?:a|an|ado|o) a", r"ha[sn]? ignorado",
        r"ignora(?:n|s|ndo)? (?:nuestr|mis|los )\w*", r"haciendo caso omiso",
        r"a pesar de (?:nuestros|los|mis|todos|tantos)", r"pese a (?:nuestros|los|mis|todos)",
        r"(?:reiterad|repetid|multipl|numeros)[oae]s (?:avisos|recordatorios|intentos|mensajes)",
        r"mala fe", r"irresponsab\w+", r"(?:por|es) (?:su|tu) culpa", r"inaceptable",
        r"intolerable", r"inadmisible", r"vergonzos[oa]", r"(?:sin|mas) excusas",
    ),
    phrase(
        Kind.THREAT, OFFER_A_DATE,
        r"de lo contrario", r"en caso contrario", r"atengase", r"atenganse", r"atente a",
        r"consecuencias", r"represalias", r"so pena de", r"bajo pena de",
        r"si no (?:\w+ ){0,2}(?:paga[ns]?|abona[ns]?|cumple[ns]?|liquida[ns]?|regulariza[ns]?)",
        r"si no recibimos (?:el|su|tu) (?:pago|abono)",
        r"nos ver(?:emos|iamos) (?:en la obligacion|obligad[oa]s|forzad[oa]s)",
        r"nos obliga(?:n|ra|ria|ran)? a", r"no nos deja[ns]? (?:otra|mas) \w+",
        r"no tendremos (?:otra|mas) \w+ que",
        r"(?:tomar|adoptar|emprender)(?:emos)? (?:\w+ ){0,2}medidas",
        r"medidas (?:mas )?(?:severas|drasticas|contundentes|oportunas|pertinentes|necesarias)",
        r"(?:suspend|cort|bloque|cancel)(?:er|ar|eremos|aremos) "
        r"(?:el|la|los|su|sus|tu|tus|todos) (?:\w+ )?"
        r"(?:servicios?|suministros?|cuentas?|pedidos|entregas|despachos)",
        r"lista(?:s)? negra(?:s)?", r"ultimatum", r"ultim[oa] (?:advertencia|aviso|requerimiento)",
    ),
    phrase(
        Kind.THREAT, ASK_KINDLY,
        r"exig(?:imos|e|ir|iremos|encia)", r"exij(?:o|a|amos)", r"advert(?:imos|encias?|ido|ir)",
        r"(?:le|les|te) advierto", r"apercib\w+", r"reclamamos",
        r"(?:debe[ns]?|tiene[ns]? que|esta[ns]? obligad[oa]s? a) "
        r"(?:pagar|abonar|liquidar|cancelar)",
    ),
    phrase(
        Kind.LEGAL_MENACE, LEAVE_LAW_OUT,
        r"(?:acci(?:on|ones)|medidas?|procedimientos?|procesos?|actuaciones|reclamaci(?:on|ones)"
        r"|via|vias|cobro|cobranza|gestion|demanda) "
        r"(?:legal(?:es)?|judicial(?:es)?|prejudicial(?:es)?|juridic[oa]s?|penal(?:es)?|ejecutiv[oa])",
        r"(?:interpon|present)\w+ (?:una )?(?:demanda|denuncia|querella)",
        r"(?:le|les|lo|los|te) (?:demandar|denunciar|embargar)\w*", r"juzgados?",
        r"tribunal(?:es)?",
        r"(?:a|en) juicio", r"juicio (?:monitorio|ejecutivo|mercantil|verbal|ordinario|oral)",
        r"monitorio", r"abogad[oa]s?", r"bufete", r"notario", r"querella", r"delito", r"burofax",
        r"(?:asesoria|departamento|servicios?|equipo|area) (?:legal(?:es)?|juridic[oa]s?)",
        r"(?<!sin )embarg(?:o|os|ar|aremos|aran|ad[oa]s?)", r"carta (?:documento|notarial)",
        r"requerimiento (?:notarial|judicial)", r"asnef", r"equifax", r"experian", r"datacredito",
        r"infocorp", r"dicom", r"buro de credito", r"central(?:es)? de riesgos?",
        r"fichero[s]? de (?:solvencia|morosos)", r"reporte negativo",
        r"empresa de (?:cobros?|recobros?)",
        r"agencia de (?:cobros?|cobranzas?|recobros?)", r"historial crediticio",
    ),
    phrase(
        Kind.LEGAL_MENACE, CITE_LATER,
        r"ley (?:organica )?(?:n\S* )?\d+[\d.]*(?:/| de )\d+",
        r"codigo (?:civil|penal|de comercio)",
        r"intereses (?:de demora|moratorios|por mora|de mora)", r"recargos?",
        neutral_fact=True,
    ),
    phrase(
        Kind.FALSE_URGENCY, GIVE_A_DATE,
        r"urgen(?:te|tes|cia|temente)", r"urge",
        r"(?<!transferencia )(?<!transferencias )inmediat[oa]s?", r"inmediatamente",
        r"de inmediato",
        r"sin (?:mas )?(?:falta|demora|dilacion|dilaciones|tardanza)", r"(?:hoy|ahora|ya) mismo",
        r"ultim[oa]s? (?:oportunidad|llamada|horas?|minuto|plazo|recordatorio|dia)",
        r"(?:en|de|antes de|proximas) (?:24|48|72) ?(?:horas|hs|h)",
        r"antes de que sea (?:demasiado )?tarde", r"perentori[oa]s?", r"improrrogable",
        r"inaplazable", r"actue (?:ya|ahora)", r"plazo final",
    ),
)  # fmt: skip
