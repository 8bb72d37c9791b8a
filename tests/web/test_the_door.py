"""Who may come in, where to, and what a reader may not do."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from aldia.records.models import Membership, Message
from tests.builders import make_company
from tests.web.people import PASSWORD, entered, make_morning, make_person

pytestmark = pytest.mark.django_db

OPEN = {"login", "logout"}


def addresses():
    values = {"message_id": 1, "number": "F-1"}
    for pattern in get_resolver().url_patterns:
        wanted = {name: values[name] for name in pattern.pattern.converters}
        yield pytest.param(
            pattern.name, reverse(pattern.name, kwargs=wanted or None), id=pattern.name
        )


@pytest.mark.parametrize(("name", "address"), list(addresses()))
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_anything_without_coming_in(method, name, address):
    answer = getattr(Client(), method)(address)
    if name not in OPEN:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/entrar/?next=")


def test_the_right_password_opens_hoy_and_the_wrong_one_does_not():
    make_person(company=make_company())
    client = Client()
    wrong = client.post("/entrar/", {"username": "marta", "password": "no"})
    assert "no son correctos" in wrong.content.decode()
    right = client.post("/entrar/", {"username": "marta", "password": PASSWORD, "next": ""})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_guessing_is_stopped_and_says_so():
    make_person(company=make_company())
    client = Client()
    for _attempt in range(9):
        answer = client.post("/entrar/", {"username": "marta", "password": "no"})
    assert answer.status_code == 429
    right = client.post("/entrar/", {"username": "marta", "password": PASSWORD})
    assert right.status_code == 429


def test_going_out_closes_the_door():
    client = entered(company=make_company())
    assert client.post("/salir/").status_code == 302
    assert client.get("/").status_code == 302


def test_a_person_without_a_company_is_told_so_and_sees_nothing():
    answer = entered().get("/")
    assert answer.status_code == 403
    assert "no pertenece a ninguna empresa" in answer.content.decode()


def test_a_stranger_finds_nothing_of_another_company():
    mine, theirs = make_company(), make_company("Otra SL")
    make_morning(theirs, 1)
    message = Message.objects.get(company=theirs)
    client = entered(company=mine)
    assert client.get(f"/facturas/F-{theirs.pk}-000/").status_code == 404
    assert client.get(f"/mensajes/{message.pk}/carta/").status_code == 404
    assert client.get(f"/?mensaje={message.pk}").status_code == 404
    assert client.get(f"/buzon/{message.pk}/carta/").status_code == 404
    assert "Maderas 0" not in client.get("/").content.decode()


@pytest.mark.parametrize("what", ["aprobar", "retirar", "aprobar_todos"])
def test_a_stranger_decides_nothing_of_another_company(what):
    mine, theirs = make_company(), make_company("Otra SL")
    make_morning(theirs, 1)
    message = Message.objects.get(company=theirs)
    sent = {"que": what, "mensaje": message.pk, "vistos": str(message.pk)}
    answer = entered(company=mine).post("/mensajes/decidir/", sent, follow=True)
    assert "No hay ningún mensaje" in answer.content.decode()
    message.refresh_from_db()
    assert message.status == "proposed"


@pytest.mark.parametrize("role", ["sales", "read_only", "agency", "lawyer"])
def test_who_may_only_read_decides_nothing(role):
    company = make_company()
    make_morning(company, 1)
    message = Message.objects.get(company=company)
    client = entered(company=company, role=role)
    page = client.get("/").content.decode()
    assert "Maderas 0 SL" in page
    assert "Aprobar" not in page
    answer = client.post("/mensajes/decidir/", {"que": "aprobar", "mensaje": message.pk})
    assert answer.status_code == 403
    assert "solo de lectura" in answer.content.decode()
    message.refresh_from_db()
    assert message.status == "proposed"


def test_a_form_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        make_person(company=make_company()), "django.contrib.auth.backends.ModelBackend"
    )
    answer = client.post("/mensajes/decidir/", {"que": "aprobar_todos", "vistos": "1"})
    assert answer.status_code == 403


def test_a_person_of_two_companies_chooses_one_of_their_own():
    first, second = make_company("Abeto SL"), make_company("Boj SL")
    third = make_company("Cedro SL")
    client = entered(company=first, role="read_only")
    Membership.objects.create(company=second, user_id=client.session["_auth_user_id"], role="owner")
    assert client.post("/empresa/", {"empresa": second.slug}).status_code == 302
    assert client.session["company"] == second.pk
    client.post("/empresa/", {"empresa": third.slug})
    assert client.session["company"] == second.pk


def test_every_page_is_closed_to_scripts_and_frames_of_others():
    answer = entered(company=make_company()).get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
