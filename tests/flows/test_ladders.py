"""Ladders brought in, written out and assigned: by rules, by hand, and never against a person."""

import pytest

from aldia.core.ladder_plan import BadLadder
from aldia.flows.assign_ladder import NoSuchLadder, NoSuchStep, assign_ladder
from aldia.flows.export_ladder import NoLadderToExport, export_ladder
from aldia.flows.import_ladder import import_ladder
from aldia.records.models import Hold, Ladder, LadderRule
from aldia.sources.ladder_file.reading import read_ladder
from tests.builders import TODAY, make_company, make_customer, make_invoice, make_ladder, moment

pytestmark = pytest.mark.django_db
WHEN = {"today": TODAY, "at": moment()}
RULED = """
name: Grandes
minimum_gap_days: 4
steps:
  - {offset: -3, tone: preventive}
  - {offset: 5, tone: warm, channels: [email, whatsapp], conditions: {minimum: 20 EUR}}
  - {offset: 9, action: call}
rules:
  - {segment: clave, from_amount: 500.00 EUR}
"""


def bring_in(company, tmp_path, text: str, **options) -> Ladder:
    """Bring in a ladder from a file with this text."""
    path = tmp_path / "ladder.yaml"
    path.write_text(text)
    return import_ladder(company, path, at=moment(), **options)


def test_a_new_company_has_three_ladders_and_walks_the_kind_one(company):
    found = Ladder.objects.filter(company=company, is_current=True)
    assert {ladder.name for ladder in found} == {"Amable", "Cliente clave", "Importe pequeño"}
    default = found.get(is_default=True)
    assert default.name == "Amable"
    assert [step.offset for step in default.steps.all()] == [-5, 1, 7, 15, 30, 45]


def test_what_is_written_out_is_read_back_the_same(company, tmp_path):
    for name in ("Amable", "Cliente clave", "Importe pequeño"):
        text = export_ladder(company, name)
        assert bring_in(company, tmp_path, text).version == 2
        assert read_ladder(export_ladder(company, name)) == read_ladder(text)
    with pytest.raises(NoLadderToExport):
        export_ladder(company, "Nada")


def test_the_only_ladder_brought_by_hand_is_the_default_and_a_second_one_is_not(company, tmp_path):
    first = bring_in(company, tmp_path, "name: Uno\nsteps: [{offset: 1}]")
    second = bring_in(company, tmp_path, "name: Dos\nsteps: [{offset: 2}]")
    assert (first.is_default, second.is_default) == (True, False)
    third = bring_in(company, tmp_path, "name: Tres\nsteps: [{offset: 3}]", as_default=True)
    assert Ladder.objects.get(company=company, is_default=True) == third


def test_rules_send_the_invoices_they_fit_and_leave_the_rest(company, tmp_path):
    make_ladder(company)
    key = make_customer(company, "Clave SL", segment="clave")
    large = make_invoice(key, "F-1", amount="500.00 EUR")
    small = make_invoice(key, "F-2", amount="499.99 EUR")
    dollars = make_invoice(key, "F-3", amount="900.00 USD")
    other = make_invoice(make_customer(company, "Otra", "o@uno.example"), "F-4", amount="900 EUR")
    ruled = bring_in(company, tmp_path, RULED)
    for invoice in (large, small, dollars, other):
        invoice.refresh_from_db()
    assert large.ladder == ruled
    assert {small.ladder.name, dollars.ladder.name, other.ladder.name} == {"A"}
    assert LadderRule.objects.get(company=company, ladder_name="Grandes").from_minor == 50_000


def test_invoices_on_their_way_keep_the_version_they_started(company, tmp_path):
    old = make_ladder(company)
    begun = make_invoice(make_customer(company), "F-1", last_position=1, last_step_on=TODAY)
    fresh = make_invoice(begun.customer, "F-2")
    new = make_ladder(company, (3, 6))
    for invoice in (begun, fresh):
        invoice.refresh_from_db()
    assert (begun.ladder, fresh.ladder, new.version) == (old, new, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "name: X",
        "steps: [{offset: 1}]",
        "{name: X, steps: [{tone: warm}]}",
        "{name: X, steps: [{offset: 2}, {offset: 1}]}",
        "{name: X, steps: [{offset: 1}, {offset: 1}]}",
        "{name: X, steps: [{offset: 1, tone: furious}]}",
        "{name: X, steps: [{offset: 1, channels: [pigeon]}]}",
        "{name: X, steps: [{offset: 1, whisper: true}]}",
        "{name: X, steps: [{offset: soon}]}",
        "{name: X, minimum_gap_days: -1, steps: [{offset: 1}]}",
        "{name: X, steps: [{offset: 1, conditions: {minimum: mucho}}]}",
        "{name: X, steps: [{offset: 1, conditions: {planet: mars}}]}",
        "{name: X, steps: [{offset: 1, conditions: {minimum: 1 EUR, maximum: 2 USD}}]}",
        "{name: X, steps: [{offset: 1, conditions: {kinds: [friend]}}]}",
        "{name: X, steps: [{offset: 1, conditions: {segments: vip}}]}",
        "{name: X, steps: [{offset: 1, needs_approval: maybe}]}",
        "{name: X, steps: [{offset: 1, conditions: [vip]}]}",
        "{name: X, steps: [{offset: 1}], rules: 5}",
        "name: [",
        "!!python/object/apply:os.system ['true']",
    ],
)
def test_a_ladder_nobody_can_walk_is_refused_whole(company, tmp_path, text):
    before = Ladder.objects.count()
    with pytest.raises(BadLadder):
        bring_in(company, tmp_path, text)
    assert Ladder.objects.count() == before


def test_another_ladder_or_step_that_is_not_there_is_refused(company):
    customer = make_customer(company)
    with pytest.raises(NoSuchLadder):
        assign_ladder(customer, "Nada", **WHEN)
    for step in (0, 7):
        with pytest.raises(NoSuchStep):
            assign_ladder(customer, "Amable", start_at=step, **WHEN)


def test_a_person_who_names_the_step_at_once_leaves_nothing_waiting(company):
    invoice = make_invoice(make_customer(company), last_position=2, last_step_on=TODAY)
    make_ladder(company, name="Lenta", as_default=False)
    assert assign_ladder(invoice.customer, "Lenta", start_at=2, **WHEN) == 0
    invoice.refresh_from_db()
    assert (invoice.ladder.name, invoice.ladder_start, invoice.last_position) == ("Lenta", 2, None)
    assert not Hold.objects.exists()


def test_another_companys_ladder_cannot_be_assigned(company):
    other = make_company("Vecinos SL")
    make_ladder(other, name="Suya")
    with pytest.raises(NoSuchLadder):
        assign_ladder(make_customer(company), "Suya", **WHEN)
