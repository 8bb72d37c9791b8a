"""The catalogue tool sees every text that has no good twin."""

import pytest
from babel.messages.catalog import Catalog

from aldia.config import catalogues

SOURCE_TEXT = "Faltan %(count)s facturas."


def _source() -> Catalog:
    catalogue = Catalog(charset="utf-8")
    catalogue.add(SOURCE_TEXT)
    return catalogue


def _with_translation(text: str | None, *, fuzzy: bool = False) -> Catalog:
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    if text is not None:
        catalogue.add(SOURCE_TEXT, text, flags=["fuzzy"] if fuzzy else [])
    return catalogue


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        pytest.param(_with_translation(None), "no translation", id="absent"),
        pytest.param(_with_translation(""), "no translation", id="empty"),
        pytest.param(
            _with_translation("%(count)s invoices are missing.", fuzzy=True), "unsure", id="fuzzy"
        ),
        pytest.param(
            _with_translation("%(number)s invoices are missing."), "placeholder", id="other name"
        ),
    ],
)
def test_a_text_without_a_good_twin_is_named(monkeypatch, english, fault):
    monkeypatch.setattr(catalogues, "read_catalogue", lambda _language: english)
    assert any(fault in sentence for sentence in catalogues.faults("en", _source()))


def test_a_good_twin_is_no_fault(monkeypatch):
    english = _with_translation("%(count)s invoices are missing.")
    monkeypatch.setattr(catalogues, "read_catalogue", lambda _language: english)
    assert list(catalogues.faults("en", _source())) == []


def test_a_twin_of_nothing_is_named(monkeypatch):
    english = _with_translation("%(count)s invoices are missing.")
    english.add("Adiós.", "Goodbye.")
    monkeypatch.setattr(catalogues, "read_catalogue", lambda _language: english)
    assert [fault for fault in catalogues.faults("en", _source()) if "Adiós." in fault]


def test_the_texts_of_the_core_and_of_the_templates_are_found(tmp_path, monkeypatch):
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "flow.py").write_text('_("Uno")\nngettext("Dos", "Doses", n)\npgettext("a", "b")\n')
    page = "{{ _('Tres') }}{% trans %}Cuatro{% endtrans %}"
    (tmp_path / "web" / "templates" / "page.html").write_text(page)
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    found = {message.id for message in catalogues.source_texts() if message.id}
    assert found == {"Uno", ("Dos", "Doses"), "b", "Tres", "Cuatro"}
