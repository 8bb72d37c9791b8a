"""The commands of a company's day, typed one after the other from an empty home."""

import json

import pytest
from click.testing import CliRunner

from aldia.cli.main import COMMANDS, cli
from aldia.core.reasons import Reason
from tests.builders import TODAY, days_ago, make_company, make_customer, make_invoice, make_ladder
from tests.builders import run as run_morning

DAY = TODAY.isoformat()


def ask(*words: str, code: int = 0, **options) -> dict:
    """Type a command with `--json`; return its one object, after checking its exit code."""
    answer = CliRunner().invoke(cli, [*words, "--json"], **options)
    assert answer.exit_code == code, answer.output + answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture
def company(db):
    """A company with the steps +5, +20, +40 and a customer who owes 100.00 EUR since ten days."""
    made = make_company()
    make_ladder(made)
    make_invoice(make_customer(made, tax_id="B12345674"), "F-001")
    return made


def test_every_command_is_there_and_says_what_it_does():
    for name in COMMANDS:
        answer = CliRunner().invoke(cli, [name, "--help"])
        assert answer.exit_code == 0, name
        assert len(answer.stdout.splitlines()) > 3, name


def test_a_run_says_what_it_decided(company):
    found = ask("run", "--date", DAY)
    assert found["date"] == DAY
    assert {name: found[name] for name in ("decided", "contact", "wait", "messages", "tasks")} == {
        "decided": 1,
        "contact": 1,
        "wait": 0,
        "messages": 1,
        "tasks": 0,
    }
    assert (found["reasons"], found["problems"]) == ({"STEP_DUE": 1}, [])
    again = ask("run", "--date", DAY)
    assert (again["decided"], again["messages"]) == (1, 0)


def test_a_dry_run_keeps_nothing(company):
    assert ask("run", "--date", DAY, "--dry-run")["messages"] == 1
    assert ask("run", "--date", DAY, "--dry-run")["messages"] == 1
    assert not company.messages.exists()
    assert not company.runs.exists()


def test_a_day_before_the_last_is_refused(company):
    ask("run", "--date", DAY)
    early = days_ago(1).isoformat()
    assert ask("run", "--date", early, code=2)["refused"] == "day_is_past"
    assert ask("run", "--date", early, "--dry-run")["decided"] == 1


def test_explain_answers_every_rule(company):
    found = ask("explain", "F-001", "--date", DAY)
    assert {"invoice", "date", "reason", "action", "look_again_on", "step", "tone", "rules"} <= set(
        found
    )
    assert (found["reason"], found["action"], found["step"], found["tone"]) == (
        "STEP_DUE",
        "contact",
        1,
        "warm",
    )
    assert [rule["reason"] for rule in found["rules"]] == [str(reason) for reason in Reason]
    assert [rule["reason"] for rule in found["rules"] if rule["applies"]] == ["STEP_DUE"]
    assert isinstance(found["legal_rules"], list)


def test_explain_answers_for_an_invoice_long_paid(company):
    ask("pay", "F-001", "100.00", "--date", DAY)
    assert ask("explain", "F-001", "--date", DAY)["reason"] == "PAID"


def test_preview_shows_the_days_ahead(company):
    found = ask("preview", "--days", "30", "--date", DAY)["days"]
    assert len(found) == 30
    assert [day["messages"] for day in found[:2]] == [1, 0]
    assert sum(day["messages"] for day in found) == 2
    assert found[0]["asked_minor"] == {"EUR": 10_000}


def test_money_arrives_goes_back_and_returns(company):
    run_morning(company)
    paid = ask("pay", "F-001", "40.00", "--date", DAY, "--key", "T-1")
    assert (paid["open"], paid["credit"], paid["payment"]) == ("60.00", "0.00", "T-1")
    assert ask("pay", "F-001", "40.00", "--date", DAY, "--key", "T-1", code=2)["refused"] == (
        "payment_known"
    )
    assert ask("unpay", "F-001", "--date", DAY)["open"] == "100.00"
    assert ask("unpay", "F-001", "--date", DAY, code=2)["refused"] == "no_such_payment"
    assert ask("unpay", "F-001", "--undo", "--date", DAY)["open"] == "60.00"
    more = ask("pay", "F-001", "75.50", "--date", DAY)
    assert (more["open"], more["credit"]) == ("0.00", "15.50")


def test_credit_is_kept_and_applied_to_the_oldest(company):
    kept = ask("credit", "B12345674", "130.00 EUR", "--date", DAY)
    assert (kept["applied"], kept["credit"]) == ({}, {"EUR": "130.00"})
    used = ask("credit", "B12345674", "--apply", "--date", DAY)
    assert (used["applied"], used["credit"]) == ({"F-001": 10_000}, {"EUR": "30.00"})


@pytest.mark.parametrize(
    ("words", "reason", "opposite"),
    [
        (("hold", "F-001", "--reason", "feria"), "ON_HOLD", ("unhold", "F-001")),
        (
            ("hold", "B12345674", "--customer", "--reason", "feria", "--until", "2026-03-20"),
            "ON_HOLD",
            ("unhold", "B12345674", "--customer"),
        ),
        (
            ("dispute", "F-001", "--reason", "price"),
            "DISPUTED",
            ("resolve", "F-001", "--text", "abono"),
        ),
        (
            ("block", "B12345674", "--reason", "lo pidió"),
            "CUSTOMER_BLOCKED",
            ("unblock", "B12345674"),
        ),
    ],
    ids=["hold", "hold a customer", "dispute", "block"],
)
def test_what_a_person_says_silences_the_invoice_until_they_say_otherwise(
    company, words, reason, opposite
):
    run_morning(company)
    ask(*words, "--date", DAY)
    assert ask("explain", "F-001", "--date", DAY)["reason"] == reason
    assert [message.outcome for message in company.messages.all()] == [reason]
    ask(*opposite, "--date", DAY)
    assert ask("explain", "F-001", "--date", DAY)["reason"] == "STEP_DUE"


def test_a_promise_silences_the_invoice_until_its_grace_is_over(company):
    made = ask("promise", "F-001", "2026-03-20", "--by", "Ana", "--date", DAY)
    assert (made["promised_for"], made["grace_days"]) == ("2026-03-20", 3)
    assert ask("explain", "F-001", "--date", "2026-03-23")["reason"] == "PROMISED"
    assert ask("explain", "F-001", "--date", "2026-03-24")["reason"] == "STEP_DUE"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("explain", "F-404"), "no_such_invoice"),
        (("pay", "F-404", "1"), "no_such_invoice"),
        (("pay", "F-001", "0"), "nothing_received"),
        (("pay", "F-001", "1.001"), "too_many_decimals"),
        (("pay", "F-001", "mucho"), "not_an_amount"),
        (("pay", "F-001", "NaN"), "not_an_amount"),
        (("pay", "F-001", "Infinity"), "not_an_amount"),
        (("promise", "F-001", "2026-03-08"), "promise_in_the_past"),
        (("promise", "F-001", "2026-03-20", "--amount", "100.01 EUR"), "promise_of_too_much"),
        (("dispute", "F-001", "--amount", "100.01 EUR"), "dispute_of_too_much"),
        (("resolve", "F-001", "--text", "x"), "no_dispute"),
        (("unhold", "F-001"), "not_on_hold"),
        (("hold", "F-001", "--reason", " "), "reason_missing"),
        (("hold", "F-001", "--reason", "x", "--until", "2026-03-08"), "pause_in_the_past"),
        (("block", "Nadie", "--reason", "x"), "no_such_customer"),
        (("ladder", "assign", "B12345674", "Nada"), "no_such_ladder"),
        (("ladder", "assign", "B12345674", "A", "--start-at", "9"), "no_such_step"),
        (("done", "99"), "no_such_task"),
        (("run", "--company", "otra"), "no_such_company"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_a_no_has_a_code_a_text_and_exit_code_2(company, words, code):
    no = ask(*words, "--date", DAY, code=2)
    assert no["refused"] == code
    assert no["text"]
    assert "%(" not in no["text"]


def test_settings_are_set_and_shown(company):
    assert ask("config", "set", "approval", "off")["value"] == "off"
    ask("config", "set", "minimum", "20 EUR")
    ask("config", "set", "minimum", "15.50 USD")
    shown = ask("config", "show")
    assert (shown["approval"], shown["minimum"]) == ("off", "20.00 EUR, 15.50 USD")
    assert ask("config", "set", "grace-days", "61", code=2)["refused"] == "bad_setting"
    assert ask("config", "set", "colour", "red", code=2)["refused"] == "unknown_setting"
    assert ask("config", "set", "minimum", "1 XXX", code=2)["refused"] == "unknown_currency"


def test_tasks_are_listed_and_done(company):
    make_invoice(make_customer(company, "Sin correo SL", None), "F-002")
    run_morning(company)
    [task] = ask("tasks")["tasks"]
    assert (task["kind"], task["customer"], task["invoices"]) == (
        "find_contact",
        "Sin correo SL",
        ["F-002"],
    )
    assert ask("done", str(task["id"]), "--date", DAY) == {"task": task["id"], "done": True}
    assert ask("done", str(task["id"]), "--date", DAY, code=2)["refused"] == "task_done"
    assert ask("tasks")["tasks"] == []


def test_a_ladder_comes_goes_and_is_assigned(company, tmp_path):
    path = tmp_path / "ladder.yaml"
    path.write_text("name: Lenta\nsteps:\n- offset: 10\n- {offset: 20, tone: firm}\n")
    made = ask("ladder", "import", str(path))
    assert made == {"ladder": "Lenta", "version": 1, "steps": 2, "default": False}
    assert ask("ladder", "import", str(path), "--default")["version"] == 2
    listed = ask("ladder", "list")["ladders"]
    assert [(row["name"], row["offsets"]) for row in listed if row["default"]] == [
        ("Lenta", [10, 20])
    ]
    exported = CliRunner().invoke(cli, ["ladder", "export", "Lenta"])
    path.write_text(exported.stdout)
    assert ask("ladder", "import", str(path))["steps"] == 2
    assert ask("ladder", "assign", "B12345674", "A", "--date", DAY)["waiting"] == 0


def test_texts_for_people_are_spanish_and_calm(company):
    answer = CliRunner().invoke(cli, ["run", "--date", DAY])
    assert "facturas: 1 · mensajes: 1 · tareas: 0" in answer.stdout
    assert "Hoy toca este paso." in answer.stdout
    answer = CliRunner().invoke(cli, ["pay", "F-404", "1"])
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "No hay ninguna factura con el número «F-404»." in answer.stderr


def test_wrong_words_end_with_exit_code_2(company):
    for words in (
        ["nada"],
        ["pay", "F-001", "-5"],
        ["run", "--date", "ayer"],
        ["pay", "F-001"],
        ["preview", "--days", "0"],
    ):
        assert CliRunner().invoke(cli, words).exit_code == 2
