"""Hoy: what is proposed and why, approved or withdrawn, at a cost that does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aldia.records.models import Message, Task
from tests.builders import TODAY, days_ago, make_company, make_customer, make_invoice, run
from tests.web.people import entered, make_morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    made = make_company()
    make_morning(made)
    return made


@pytest.fixture
def marta(company):
    return entered(company=company)


def page(client, address="/"):
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client, **sent):
    return client.post("/mensajes/decidir/", sent, follow=True).content.decode()


def states(company):
    return list(
        Message.objects.filter(company=company).order_by("pk").values_list("status", flat=True)
    )


def test_the_morning_says_who_how_much_and_why(company, marta):
    shown = page(marta)
    assert "3 mensajes por aprobar" in shown
    assert "Maderas 0 SL" in shown
    assert "100,00\u00a0€" in shown
    assert "venció hace" in shown
    assert "Toca el paso 2 de 6." in shown


def test_everything_in_order_when_nothing_is_proposed():
    client = entered(company=make_company())
    assert "Todo en orden" in page(client)


def test_one_message_is_approved_and_the_others_stay(company, marta):
    first = Message.objects.filter(company=company).order_by("pk").first()
    assert "1 mensaje aprobado." in decide(marta, que="aprobar", mensaje=first.pk)
    assert states(company) == ["approved", "proposed", "proposed"]
    first.refresh_from_db()
    assert first.approved_by == "marta"


def test_all_that_was_seen_is_approved_and_nothing_that_came_later(company, marta):
    seen = ",".join(str(pk) for pk in Message.objects.values_list("pk", flat=True))
    customer = make_customer(company, "Tardía SL", "pagos@tardia.example", tax_id="T9")
    make_invoice(customer, "F-TARDE", days_ago(10))
    run(company, afresh=True)
    assert "3 mensajes aprobados." in decide(marta, que="aprobar_todos", vistos=seen)
    assert sorted(states(company)) == ["approved", "approved", "approved", "proposed"]


def test_what_is_marked_is_withdrawn_also_after_it_was_approved(company, marta):
    first, second, _third = Message.objects.filter(company=company).order_by("pk")
    decide(marta, que="aprobar", mensaje=first.pk)
    assert "2 mensajes retirados." in decide(marta, que="retirar", mensaje=[first.pk, second.pk])
    assert states(company) == ["withdrawn", "withdrawn", "proposed"]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"que": "aprobar"}, id="nothing marked"),
        pytest.param({"que": "aprobar", "mensaje": "x"}, id="not a number"),
        pytest.param({"que": "aprobar_todos"}, id="nothing seen"),
        pytest.param({}, id="nothing at all"),
    ],
)
def test_nothing_marked_changes_nothing_and_says_so(company, marta, sent):
    assert "No se marcó ningún mensaje." in decide(marta, **sent)
    assert set(states(company)) == {"proposed"}


def test_an_unknown_word_never_approves(company, marta):
    first = Message.objects.filter(company=company).order_by("pk").first()
    decide(marta, que="otra cosa", mensaje=first.pk)
    assert set(states(company)) == {"proposed"}


def test_a_message_is_opened_beside_the_list_with_its_exact_words(company, marta):
    first = Message.objects.filter(company=company).order_by("pk").first()
    shown = page(marta, f"/?mensaje={first.pk}")
    assert "Lo que recibe el cliente" in shown
    assert first.subject in shown
    assert f'src="/mensajes/{first.pk}/carta/"' in shown


def test_the_letter_runs_nothing_and_loads_nothing(company, marta):
    first = Message.objects.filter(company=company).order_by("pk").first()
    answer = marta.get(f"/mensajes/{first.pk}/carta/")
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "F-" in answer.content.decode()


def test_a_name_with_marks_of_html_stays_a_name(marta, company):
    customer = make_customer(company, "<script>alert(1)</script> SL", "x@y.example", tax_id="T8")
    make_invoice(customer, "F-<b>", days_ago(10))
    run(company, afresh=True)
    shown = page(marta)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    message = Message.objects.get(customer=customer)
    assert "<script>alert" not in marta.get(f"/mensajes/{message.pk}/carta/").content.decode()
    assert page(marta, "/facturas/F-%3Cb%3E/")


def test_the_tasks_of_the_day_are_listed(company, marta):
    customer = make_customer(company, "Sin Correo SL", None, tax_id="T7")
    make_invoice(customer, "F-SIN", days_ago(10))
    run(company, afresh=True)
    assert Task.objects.get(company=company).due_on == TODAY
    assert "Sin Correo SL" in page(marta)


def test_thirty_messages_cost_as_many_queries_as_three():
    counts = []
    for name, customers in (("Tres SL", 3), ("Treinta SL", 30)):
        company = make_company(name)
        make_morning(company, customers)
        client = entered(name, company)
        client.get("/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert f"{customers} mensajes por aprobar" in page(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_a_long_morning_comes_in_pages():
    company = make_company()
    make_morning(company, 61)
    client = entered(company=company)
    assert "Página 1 de 2" in page(client)
    assert page(client, "/?pagina=2").count('class="proposal') >= 1
    assert "Página 2 de 2" in page(client, "/?pagina=2")
