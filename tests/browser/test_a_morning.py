"""A person's morning in a real browser, on a wide screen and on a phone."""

import os
from pathlib import Path

import pytest

from tests.builders import (
    approve,
    days_ago,
    make_company,
    make_customer,
    make_invoice,
    run,
    send,
)
from tests.web.people import PASSWORD, make_morning, make_person

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium (apt: chromium)"),
]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django takes it for an asynchronous caller.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[1440, 390], ids=["wide", "phone"])
def page(request, chromium, live_server, settings, tmp_path):
    """Open the login page; at the end, nothing may have been complained of in the console."""
    settings.MAILBOX = tmp_path / "mailbox"
    company = make_company()
    make_morning(company, 3)
    approve(company)
    send(company)
    make_morning_again(company)
    make_person(company=company)
    context = chromium.new_context(
        viewport={"width": request.param, "height": 900}, locale="es-ES", base_url=live_server.url
    )
    opened = context.new_page()
    complaints = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    # A picture or frame still on its way when the person moves on is nobody's fault.
    opened.on(
        "requestfailed",
        lambda asked: "ABORTED" in str(asked.failure) or complaints.append(asked.url),
    )
    opened.goto("/")
    yield opened
    context.close()
    assert complaints == []


def make_morning_again(company):
    """Add three late customers with long names, so that there is something to decide."""
    for place in range(3):
        customer = make_customer(
            company,
            f"Construcciones y Reformas del Mediterráneo Occidental {place} SL",
            f"cuentas-por-pagar@construcciones-del-mediterraneo-{place}.example",
            tax_id=f"U{place}",
        )
        make_invoice(customer, f"F-2026-{place:08}", days_ago(8), "1234567.89 EUR")
    run(company, afresh=True)


def enter(page):
    page.get_by_label("Usuario").fill("marta")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("heading", name="por aprobar").wait_for()


def fits(page):
    """Say whether nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_morning_from_the_door_to_the_mailbox(page):
    assert fits(page)
    enter(page)
    assert page.get_by_role("heading", level=1).inner_text() == "3 mensajes por aprobar"
    assert fits(page)

    page.locator(".proposal-main").first.click()
    page.get_by_role("heading", name="Lo que recibe el cliente").wait_for()
    letter = page.frame_locator("iframe.letter")
    assert "Mediterráneo" in letter.locator("body").inner_text()
    assert fits(page)

    page.get_by_role("button", name="Aprobar", exact=True).click()
    assert "1 mensaje aprobado" in page.get_by_role("status").inner_text()
    assert page.get_by_role("heading", level=1).inner_text() == "2 mensajes por aprobar"

    page.locator("[name=mensaje]").first.check()
    page.get_by_role("button", name="Retirar marcados").click()
    assert "1 mensaje retirado" in page.get_by_role("status").inner_text()

    page.get_by_role("button", name="Aprobar el mensaje").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Todo en orden"
    assert fits(page)


def test_an_invoice_answers_why(page):
    enter(page)
    page.locator(".proposal-main").first.click()
    page.locator(".lines a").first.click()
    page.get_by_role("heading", name="¿Por qué?").wait_for()
    assert page.locator(".rules .wins").count() == 1
    assert page.locator(".rules .wins .answer").inner_text() == "Sí"
    assert page.get_by_role("heading", name="Historia").is_visible()
    assert fits(page)


def test_the_mailbox_shows_what_left(page):
    enter(page)
    page.get_by_role("link", name="Buzón").click()
    page.locator(".letters a").first.click()
    page.frame_locator("iframe.letter").get_by_text("Hola").first.wait_for()
    assert fits(page)
    page.get_by_role("link", name="Solo texto").click()
    assert "Hola" in page.locator("pre.text").inner_text()
    assert fits(page)


def test_everything_is_reached_with_the_keyboard(page):
    page.get_by_label("Usuario").fill("marta")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="por aprobar").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ir al contenido"
    reached = set()
    for _press in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.className || document.activeElement.name")
        )
    assert {"proposal-main", "mensaje", "primary if-none"} <= reached
