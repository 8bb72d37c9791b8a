"""Portuguese phrases to avoid. Patterns have no accents or capitals."""

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

_NOT_IF = r"(?<!se )(?<!se ainda )(?<!se voce )(?<!se voce ainda )(?<!caso ainda )"

PHRASES = (
    phrase(
        Kind.FORBIDDEN_WORD, SAY_CUSTOMER,
        r"inadimplentes?", r"devedor(?:a|as|es)?", r"caloteir[oa]s?", r"maus? pagador(?:es)?",
    ),
    phrase(
        Kind.FORBIDDEN_WORD, SAY_PENDING,
        r"inadimpl(?:encia|emento|ida|ido)", r"calotes?", r"dividas?", r"em mora",
        r"descumprimentos?", r"descumpri(?:u|ram|r|do|da)",
    ),
    phrase(
        Kind.ACCUSATION, SAY_NOT_RECEIVED,
        rf"{_NOT_IF}(?<!\w)nao (?:nos |foi |me )?"
        r"(?:pagou|pagaram|quitou|quitaram|cumpriu|honrou|respondeu|responderam|atendeu)",
        r"continua(?:m)? sem (?:pagar|responder|quitar)",
        r"(?:sua|vossa) falta de (?:pagamento|resposta|compromisso|seriedade)", r"nos devem?",
    ),
    phrase(
        Kind.ACCUSATION, ASK_WHAT_IS_WRONG,
        r"por ?que (?:motivo |razao )?(?:voces? |a fatura )?(?:ainda )?nao "
        r"(?:pag\w+|quit\w+|foi|houve|recebemos|realiz\w+|efetu\w+)",
        r"(?:motivos?|razao|razoes|causas?) (?:do|da|de|pelo qual|pela qual) "
        r"(?:nao pag\w+|atraso|demora|falta de pagamento)",
        r"recus(?:a|ou|am|aram)(?:-se)? a", r"se recus(?:a|ou|am)",
        r"ignor(?:ou|aram|ando) (?:noss|os )\w*",
        r"apesar d(?:e|os) (?:nossos|varios|diversos|tantos|avisos|lembretes)",
        r"(?:reiterad|repetid|inumer|divers)[oa]s (?:avisos|lembretes|tentativas|mensagens)",
        r"ma[- ]fe", r"inaceitavel", r"irresponsav\w+", r"(?:por )?sua culpa", r"sem desculpas",
    ),
    phrase(
        Kind.THREAT, OFFER_A_DATE,
        r"(?:caso|do) contrario", r"sob pena de", r"consequencias", r"represalias", r"ultimato",
        r"se (?:voce )?nao (?:pagar|quitar|regularizar|cumprir)",
        r"caso (?:voce )?nao (?:pague|quite|regularize)",
        r"(?:seremos|nos veremos|sermos) (?:obrigad|forcad)[oa]s",
        r"nao (?:nos )?(?:deixa|restara|teremos) (?:outra|alternativa)",
        r"(?:tomar|adotar)(?:emos)? (?:\w+ ){0,2}(?:medidas|providencias)",
        r"(?:medidas|providencias) (?:mais )?(?:cabiveis|necessarias|severas|drasticas)",
        r"(?:suspend|cort|bloque|cancel)(?:er|ar|eremos|aremos) (?:o|a|os|as|seu|sua|seus|suas) "
        r"(?:\w+ )?(?:servicos?|fornecimento|contas?|pedidos|entregas|cadastro)",
        r"lista negra", r"ultim[oa] (?:aviso|advertencia|notificacao|alerta)",
    ),
    phrase(
        Kind.THREAT, ASK_KINDLY,
        r"exig(?:imos|e|ir|iremos|encia)", r"exij(?:o|a|amos)", r"advert(?:imos|encias?|ido|ir)",
        r"(?:deve|devera|tem que|esta obrigad[oa] a) (?:pagar|quitar|liquidar)",
    ),
    phrase(
        Kind.LEGAL_MENACE, LEAVE_LAW_OUT,
        r"(?:acao|acoes|medidas?|vias?|processos?|providencias|cobranca|procedimentos?|execucao) "
        r"(?:legal|legais|judicial|judiciais|extrajudicial|juridic[oa]s?|penal)",
        r"advogad[oa]s?", r"juizados?", r"tribunal", r"tribunais", r"penhora\w*",
        r"(?:na|acionar a|recorrer a|levar a) justica", r"processa-l[oa]s?", r"ajuizar\w*",
        r"protest(?:o|os|ar|aremos|ad[oa])", r"cartorios?", r"negativa(?:r|cao|remos|d[oa])",
        r"serasa", r"spc", r"scpc", r"nome sujo", r"(?:departamento|setor|equipe) juridic[oa]",
        r"(?:empresa|agencia|assessoria) de cobrancas?", r"bureaus? de credito",
    ),
    phrase(
        Kind.LEGAL_MENACE, CITE_LATER,
        r"lei (?:n\S* )?\d[\d.]*(?:/| de )\d+", r"codigo (?:civil|penal|de defesa)",
        r"juros (?:de mora|moratorios|por atraso)", r"multas?", r"encargos",
        neutral_fact=True,
    ),
    phrase(
        Kind.FALSE_URGENCY, GIVE_A_DATE,
        r"urgen(?:te|tes|cia|temente)", r"imediat[oa]s?", r"imediatamente", r"de imediato",
        r"sem (?:mais )?(?:falta|demora|atraso)", r"(?:hoje|agora|ja) mesmo",
        r"ultima (?:chance|oportunidade|chamada)",
        r"(?:em|de|proximas) (?:24|48|72) ?(?:horas|hs|h)", r"antes que seja tarde(?: demais)?",
        r"impreterivel(?:mente)?", r"inadiavel", r"prazo final",
    ),
)  # fmt: skip
