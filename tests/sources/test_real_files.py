"""Three very different real files, each read with at most one `--map`."""

from pathlib import Path

import pytest

from aldia.core.intake import Choices
from aldia.core.intake_invoices import read_invoices
from aldia.sources.registry import read_table

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "ar"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the real files are not here")


@pytest.mark.parametrize(
    ("name", "overrides", "counts"),
    [
        pytest.param(
            "ibm_accounts_receivable.csv", {}, (2466, 2466, 100, 0), id="IBM: month first, all paid"
        ),
        pytest.param(
            "highradius_open_invoices_unlabelled.csv",
            {},
            (9681, 9105, 527, 9105),
            id="HighRadius: SAP headings, dollars in the heading, tenths of cents refused",
        ),
        pytest.param(
            "cassandra_udyam22_train.csv",
            {"auto": "number"},
            (8753, 8753, 3276, 634),
            id="Cassandra: no numbers",
        ),
    ],
)
def test_the_real_files(name, overrides, counts):
    read, rows, customers, owed = counts
    intake = read_invoices(read_table(FOLDER / name), Choices("USD", "US", overrides))
    who = "customer_external_id" if intake.rows["customer_external_id"][0] else "customer_name"
    still = intake.rows["open_minor"].fill_null(intake.rows["amount_minor"])
    assert intake.read == read
    assert intake.rows.height == rows
    assert intake.rows[who].n_unique() == customers
    assert (still > 0).sum() == owed
    assert len({problem.line for problem in intake.problems}) == read - rows
    assert {problem.what for problem in intake.problems} <= {
        "Tiene más decimales de los que admite su moneda."
    }
