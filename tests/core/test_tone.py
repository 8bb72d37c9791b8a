"""The tone linter finds what hurts, in three languages, and leaves friendly texts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.codes import Tone
from aldia.core.tone import WHY, Kind, lint

BAD = {
    Kind.THREAT: [
        ("es", "De lo contrario, suspenderemos el servicio."),
        ("es", "Aténgase a las consecuencias."),
        ("es", "Exigimos el pago de la factura."),
        ("es", "Le advertimos que es la última vez."),
        ("es", "Este es el último aviso."),
        ("es", "Si no paga antes del viernes, veremos qué hacer."),
        ("es", "Nos veremos obligados a bloquear su cuenta."),
        ("es", "Usted debe pagar la factura."),
        ("es_tu", "Tienes que pagar esta semana."),
        ("en", "We demand payment of this invoice."),
        ("en", "This is your final notice."),
        ("en", "Pay now or else."),
        ("en", "We will be forced to act."),
        ("en", "Otherwise we will suspend your service."),
        ("en", "If you don't pay by Friday, we stop deliveries."),
        ("en", "We will take further action."),
        ("pt", "Caso contrário, tomaremos as medidas cabíveis."),
        ("pt", "Exigimos o pagamento da fatura."),
        ("pt", "Este é o último aviso."),
        ("pt-BR", "Se não pagar até sexta, suspenderemos o serviço."),
    ],
    Kind.ACCUSATION: [
        ("es", "Usted todavía no ha pagado la factura."),
        ("es", "¿Por qué no ha pagado?"),
        ("es", "¿Por qué motivo aún no se ha pagado?"),
        ("es", "Indíquenos el motivo del retraso."),
        ("es", "Sigue sin responder a nuestros mensajes."),
        ("es", "Su falta de pago nos sorprende."),
        ("es", "A pesar de nuestros reiterados avisos, todo sigue igual."),
        ("es", "Nos debe 300 euros."),
        ("es_tu", "No has pagado la factura."),
        ("en", "You have not paid the invoice."),
        ("en", "You still haven’t paid."),
        ("en", "You failed to pay on time."),
        ("en", "You owe us 300 euros."),
        ("en", "Why have you not settled this?"),
        ("en", "Tell us the reason for the delay."),
        ("en", "Despite our repeated reminders, nothing changed."),
        ("pt", "Você ainda não pagou a fatura."),
        ("pt", "Por que não pagou?"),
        ("pt", "Informe o motivo do atraso."),
        ("pt", "Apesar de nossos avisos, nada mudou."),
        ("pt", "Sua falta de pagamento nos preocupa."),
    ],
    Kind.CAPITALS: [
        ("es", "Le pedimos que PAGUE la factura."),
        ("es", "Páguela YA, por favor."),
        ("es", "Es muy IMPORTANTE para la empresa."),
        ("en", "PLEASE READ this message."),
        ("pt", "ATENÇÃO: fatura em aberto."),
    ],
    Kind.FALSE_URGENCY: [
        ("es", "Asunto urgente."),
        ("es", "Pague de inmediato."),
        ("es", "Mañana sin falta."),
        ("es", "Tiene 48 horas: pague en 48 horas."),
        ("es", "Es la última oportunidad."),
        ("en", "Urgent: please reply."),
        ("en", "Please pay immediately."),
        ("en", "Pay within 24 hours."),
        ("en", "This is your last chance."),
        ("pt", "Pague imediatamente."),
        ("pt", "É urgente."),
        ("pt", "Pague hoje mesmo."),
    ],
    Kind.LEGAL_MENACE: [
        ("es", "Iniciaremos acciones legales."),
        ("es", "Pasará a nuestros abogados."),
        ("es", "Acudiremos al juzgado."),
        ("es", "Podríamos embargar sus cuentas."),
        ("es", "Recibirá un burofax."),
        ("es", "Presentaremos una demanda."),
        ("es", "Acabará en un fichero de morosos."),
        ("en", "We will take legal action."),
        ("en", "Our lawyers will write to you."),
        ("en", "We will sue you."),
        ("en", "It may affect your credit rating."),
        ("en", "We will pass it to a debt collection agency."),
        ("pt", "Tomaremos medidas judiciais."),
        ("pt", "Nosso advogado entrará em contato."),
        ("pt", "Seu nome irá para o Serasa."),
        ("pt", "A fatura irá a protesto."),
    ],
    Kind.FORBIDDEN_WORD: [
        ("es", "Cliente moroso"),
        ("es", "Estimado deudor:"),
        ("es", "Ha incumplido el plazo."),
        ("es", "Tiene facturas impagadas."),
        ("es", "Su deuda asciende a 300 €."),
        ("es", "La factura está en mora."),
        ("en", "Dear debtor,"),
        ("en", "Your account is delinquent."),
        ("en", "You are in default."),
        ("en", "Your debt is 300 euros."),
        ("pt", "Cliente inadimplente"),
        ("pt", "Prezado devedor,"),
        ("pt", "Sua dívida é de R$ 300."),
    ],
    Kind.MIXED_CURRENCY_TOTAL: [
        ("es", "Total: 1.200,00 EUR + 300,00 USD"),
        ("es", "El total es 1.200 € más US$ 300."),
        ("es", "Total: 1.500 EUR/USD"),
        ("es", "Un total de 1.500 euros y dólares."),
        ("es", "El total en todas las monedas es 1.500."),
        ("en", "Total: EUR 1,200 plus USD 300"),
        ("en", "The total across all currencies is 1,500."),
        ("pt", "Total: R$ 1.200,00 mais US$ 300,00"),
    ],
    Kind.EXCLAMATION: [
        ("es", "¡¡Recuerde su factura!!"),
        ("es", "¡Hola! Recuerde su factura. ¡Gracias!"),
        ("en", "Hello! Thank you!"),
        ("pt", "Olá! Obrigada pela atenção!"),
    ],
}

GOOD = [
    ("es", "Hola, Marta: le escribimos por la factura F-2026/001, con vencimiento el 12 de marzo."),
    ("es", "Si ya la ha pagado, gracias; estamos aplicando su pago."),
    ("es", "Si todavía no ha pagado y necesita otra fecha, díganos."),
    ("es", "¿Hay algo en la factura que debamos corregir?"),
    ("es", "Le pedimos el pago a más tardar el viernes 14 de marzo."),
    ("es", "Sin embargo, quedamos atentos a lo que necesite."),
    ("es", "A nuestro juicio la factura está bien; si a su juicio no, díganos."),
    ("es", "Puede pagar por transferencia inmediata al IBAN ES91 2100 0418 4502 0005 1332."),
    ("es", "Maderas del Sur S.L., NIF B12345674, IVA incluido, BIC CAIXESBBXXX1."),
    ("es", "Totales pendientes: 1.234,50 € y 300,00 US$."),
    ("es", "Total pendiente: 1.234,50 EUR, 300,00 USD y 10.000 CLP."),
    ("es", "Los documentos FAC-2026-01 y FV2026 están en el portal FACE."),
    ("es", "El total es 100 MXN + $ 20 del mismo pedido."),
    ("es", "¡Gracias por su confianza!"),
    ("es", "La demanda de su producto crece; la moratoria no nos afecta."),
    ("es", "Un saludo de parte de la señora Mora."),
    ("en", "Hello Sue, we are writing about invoice F-001, due on 12 March."),
    ("en", "If you have not paid yet and need another date, just tell us."),
    ("en", "Is there anything on the invoice that we should correct?"),
    ("en", "No further action is needed if you have already paid."),
    ("en", "Of course, we can agree on instalments."),
    ("en", "We would be grateful for payment by Friday, 14 March. Thank you!"),
    ("en", "Tell us why the amount looks different to you."),
    ("pt", "Olá, Ana: escrevemos sobre a fatura F-001, com vencimento em 12 de março."),
    ("pt", "Se ainda não pagou e precisa de outra data, é só nos dizer."),
    ("pt", "Se você ainda não pagou, conte conosco."),
    ("pt", "Há algo na fatura que devamos corrigir? Ficou alguma dúvida?"),
    ("pt", "Estamos processando o seu pagamento por PIX. Obrigado pela confiança!"),
    ("pt", "Pedimos desculpas se o pagamento já foi feito."),
]


@pytest.mark.parametrize(
    ("kind", "language", "text"),
    [
        pytest.param(kind, language, text, id=text)
        for kind, each in BAD.items()
        for language, text in each
    ],
)
def test_what_hurts_is_found(kind, language, text):
    found = lint(text, language, Tone.FIRM)
    assert kind in {finding.kind for finding in found}
    for finding in found:
        assert text[finding.start : finding.end].strip()
        assert finding.why == WHY[finding.kind]
        assert finding.suggestion


@pytest.mark.parametrize(("language", "text"), [pytest.param(*good, id=good[1]) for good in GOOD])
@pytest.mark.parametrize("tone", [*Tone, None], ids=str)
def test_a_friendly_text_has_no_finding(language, text, tone):
    assert lint(text, language, tone) == []


def test_every_kind_has_bad_examples_in_the_three_languages():
    for kind, examples in BAD.items():
        assert {language[:2] for language, _ in examples} == {"es", "en", "pt"}, kind
    assert set(BAD) == set(Kind) == set(WHY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Cliente MOROSO", "MOROSO", id="capitals"),
        pytest.param(
            "Es la u\u0301ltima advertencia", "u\u0301ltima advertencia", id="loose accent"
        ),
        pytest.param("Hola.\nEs el último\n aviso, sí", "último\n aviso", id="over two lines"),
        pytest.param("Cliente mo\u00adro\u200bso aquí", "mo\u00adro\u200bso", id="invisible signs"),
        pytest.param("Por vía\u00a0judicial", "vía\u00a0judicial", id="hard space"),
    ],
)
def test_a_finding_points_at_the_very_letters(text, found):
    places = [text[f.start : f.end] for f in lint(text, "es") if f.kind is not Kind.CAPITALS]
    assert found in places


@pytest.mark.parametrize("text", ["amoroso", "rumorosos", "endeudado", "sin embargo", "turgente"])
def test_only_whole_words_count(text):
    assert lint(text, "es") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Se aplica la Ley 3/2004.", "es"),
        ("Los intereses de demora son cero.", "es"),
        ("Late interest is not charged.", "en"),
        ("Não cobramos multa nem juros de mora.", "pt"),
    ],
)
def test_a_neutral_fact_of_law_is_for_formal_letters_only(text, language):
    for tone in (Tone.PREVENTIVE, Tone.WARM, Tone.NEUTRAL, Tone.FIRM):
        assert {finding.kind for finding in lint(text, language, tone)} == {Kind.LEGAL_MENACE}
    assert lint(text, language, Tone.FORMAL) == []


def test_a_menace_is_never_fine_not_even_in_a_formal_letter():
    text = "Conforme a la Ley 3/2004, iniciaremos acciones legales."
    assert [f.kind for f in lint(text, "es", Tone.FORMAL)] == [Kind.LEGAL_MENACE]


def test_names_are_left_alone_however_they_are_written():
    text = "Hola, EMBARGOS Y MADERAS SL: gracias."
    assert lint(text, "es")
    assert lint(text, "es", names=["Embargos y Maderas SL", ""]) == []


def test_a_language_we_do_not_speak_is_read_in_all_three():
    assert lint("Cliente moroso, dear debtor, prezado devedor", "fr")[0].kind is Kind.FORBIDDEN_WORD
    assert len(lint("moroso, debtor, inadimplente", "fr")) == 3


def test_findings_come_in_the_order_of_the_text():
    found = lint("Deudor: es urgente. Exigimos el pago.", "es")
    assert [f.start for f in found] == sorted(f.start for f in found)


def test_one_shout_is_one_finding():
    assert len([f for f in lint("PAGUE LA FACTURA AHORA", "es") if f.kind is Kind.CAPITALS]) == 1


@given(st.text(), st.sampled_from(["es", "en", "pt", "xx"]), st.sampled_from([*Tone, None]))
def test_any_text_can_be_read(text, language, tone):
    for finding in lint(text, language, tone):
        assert 0 <= finding.start < finding.end <= len(text)
