"""A whole life typed in a shell, from an empty home."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import TODAY

ALDIA = [sys.executable, "-c", "from aldia.cli.main import main; main()"]
DAY = TODAY.isoformat()


@pytest.fixture
def shell(tmp_path: Path):
    """A shell in an empty home; returns what a command prints as JSON."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("ALDIA_", "DATABASE_"))}
    environment = {**kept, "ALDIA_HOME": str(tmp_path / "home")}

    def type_in(*words: str, code: int = 0) -> dict:
        done = subprocess.run(
            [*ALDIA, *words, "--json"],
            env=environment,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert len(done.stdout.splitlines()) == 1
        return json.loads(done.stdout)

    return type_in


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_whole_life_from_an_empty_home(shell, tmp_path):
    assert shell("run", code=2)["refused"] == "not_initialised"
    place = ("--country", "ES", "--currency", "EUR", "--timezone", "Europe/Madrid")
    assert shell("init", "--company", "Maderas del Sur SL", *place)["company"] == (
        "maderas-del-sur-sl"
    )
    assert shell("init", "--company", "Maderas del Sur SL", *place, code=2)["refused"] == (
        "company_exists"
    )
    (tmp_path / "ladder.yaml").write_text(
        "name: Corta\nminimum_gap_days: 2\nsteps:\n"
        "- {offset: 5, tone: warm, channels: [email], template: '', action: message}\n"
        "- {offset: 20, tone: neutral, channels: [email], template: '', action: message}\n"
    )
    assert shell("ladder", "import", "ladder.yaml")["default"] is True
    (tmp_path / "facturas.csv").write_text(
        "Número;Cliente;Email;Fecha emisión;Vencimiento;Importe;Moneda\n"
        "F-001;Ferretería Aluche SL;pagos@aluche.example;28/01/2026;27/02/2026;100,00;EUR\n"
        "F-002;Talleres Mora SL;pagos@mora.example;28/01/2026;27/02/2026;1.250,50;EUR\n"
    )
    (tmp_path / "nc.csv").write_text(
        "Número;Factura;Fecha;Importe;Moneda\nNC-1;F-002;27/02/2026;250,50;EUR\n"
    )
    shell("import", "invoices", "facturas.csv")
    shell("import", "credit-notes", "nc.csv")
    shell("config", "set", "approval", "off")
    assert shell("run", "--date", DAY)["messages"] == 2
    assert shell("explain", "F-002", "--date", DAY)["facts"]["open_minor"] == 100_000
    assert shell("pay", "F-001", "100.00", "--date", DAY)["open"] == "0.00"
    sent = shell("send", "--now", "2026-03-09T10:00:00+01:00")
    assert {n: sent[n] for n in ("sent", "withdrawn", "failed", "doubtful", "waiting")} == {
        "sent": 1,
        "withdrawn": 0,
        "failed": 0,
        "doubtful": 0,
        "waiting": 0,
    }
    assert shell("send", "--now", "2026-03-09T10:05:00+01:00")["sent"] == 0
    assert shell("explain", "F-001", "--date", DAY)["reason"] == "PAID"
    shell("check")
