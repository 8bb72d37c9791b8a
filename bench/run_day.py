"""How long a morning takes, against the floor measured in the same process.

The floor reads the same fact columns and writes the same rows with nothing decided. Each size is
loaded by one process and measured by another, so that the peak memory is the run's own.

    python bench/run_day.py --invoices 1000000 --database sqlite --json
"""

import resource
import statistics
from typing import Any

from bench.stage import fresh_tables, perform, set_up, timed

LINE = (
    "{invoices:>9,} invoices on {database}: {seconds:.2f} s, floor {floor_seconds:.2f} s, "
    "ratio {ratio:.2f}, peak {peak_mib} MiB, second run {second_run_ratio:.4f} of the first, "
    "deciding all afresh {afresh_run_ratio:.2f} ({contacted:,} contacted, {messages:,} messages)"
)


def main() -> None:
    """Load a portfolio of each size in a fresh home, and measure its morning."""
    perform(__file__, __doc__, rounds=3, load=_load, measure=_measure, line=LINE)


def _load(size: int, _rounds: int) -> None:
    set_up()
    from bench import portfolio

    fresh_tables()
    portfolio.make_portfolio(size)


def _measure(_size: int, rounds: int) -> dict[str, Any]:
    set_up()
    from aldia.flows.run_day import run_day
    from aldia.records.models import Company
    from bench.portfolio import AT, TODAY

    company = Company.objects.get()
    firsts, seconds, repeated, floors, peak, summary = [], [], [], [], 0.0, None
    for _ in range(rounds):
        first = timed(lambda: run_day(company, TODAY, at=AT))
        peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        summary = first.value
        again = timed(lambda: run_day(company, TODAY, at=AT, afresh=True))
        repeated.append(timed(lambda: run_day(company, TODAY, at=AT)).seconds)
        rows = _written(company)
        _wipe(company)
        floors.append(timed(lambda rows=rows: _floor(company, rows)).seconds)
        _wipe(company)
        firsts.append(first.seconds)
        seconds.append(again.seconds)
    every = (firsts, floors, seconds, repeated)
    run, floor, second, repeats = (statistics.median(each) for each in every)
    return {
        "seconds": round(run, 3),
        "floor_seconds": round(floor, 3),
        "ratio": round(run / floor, 3),
        "peak_mib": round(peak),
        "second_run_ratio": round(repeats / run, 5),
        "afresh_run_ratio": round(second / run, 3),
        "contacted": summary.contact,
        "messages": summary.messages,
        "rounds": rounds,
    }


def _written(company: Any) -> dict[str, Any]:  # long: three plain queries
    """Read back the rows a run has written, as frames, for the floor to write again."""
    import polars as pl

    from aldia.channels.drafting import ROW
    from aldia.records.columns import is_sqlite, read
    from aldia.records.decisions import CURRENT, current

    as_text = "" if is_sqlite() else "::text"
    names = ", ".join(
        f"{name}{as_text} AS {name}" if name in {"lines", "legal_rules"} else name for name in ROW
    )
    schema = {
        name: pl.String if isinstance(kind, pl.Datetime) else kind for name, kind in ROW.items()
    }
    moments = ["approved_at", "created_at"]
    names = names.replace("approved_at", "'' AS approved_at").replace(
        "created_at", "'' AS created_at"
    )
    messages = read(f"SELECT {names} FROM records_message ORDER BY id", schema)  # noqa: S608 - our own names
    from bench.portfolio import AT

    messages = messages.with_columns(
        pl.lit(None, ROW["approved_at"]).alias(moments[0]), pl.lit(AT).alias(moments[1])
    )
    steps = read(
        "SELECT m.customer_id, s.invoice_id, s.ladder_id, s.position, s.asked_minor "
        "FROM records_messageinvoice s JOIN records_message m ON m.id = s.message_id",
        {
            "customer_id": pl.Int64,
            "invoice_id": pl.Int64,
            "ladder_id": pl.Int64,
            "position": pl.Int16,
            "asked_minor": pl.Int64,
        },
    )
    owners = read(
        "SELECT id AS invoice_id, customer_id FROM records_invoice",
        {"invoice_id": pl.Int64, "customer_id": pl.Int64},
    )
    decisions = current(company).join(owners, on="invoice_id").sort("invoice_id")
    assert decisions.select(list(CURRENT)).height, "nothing was decided"
    return {"decisions": decisions, "messages": messages, "steps": steps}


def _wipe(company: Any) -> None:
    from django.db import connection

    tables = ["messageinvoice", "message", "taskinvoice", "task", "decisionrow", "run"]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM records_{table}")  # noqa: S608 - our own names
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"VACUUM records_{table}")
    company.refresh_from_db()


def _floor(company: Any, rows: dict[str, Any]) -> None:
    """Read the same facts and write the same rows; decide nothing, write no words."""
    import polars as pl
    from django.db import transaction

    from aldia.countries.limits import limits_for
    from aldia.records import decisions, outbox
    from aldia.records.columns import insert
    from aldia.records.facts import portfolio_of
    from aldia.records.models import DecisionRow
    from bench.portfolio import TODAY

    portfolio_of(company, TODAY, limits_for)
    decisions.current(company)
    outbox.unsent(company)
    ready = rows["decisions"].with_columns(
        company_id=pl.lit(company.pk, pl.Int64), since_on=pl.lit(TODAY)
    )
    with transaction.atomic():
        insert(DecisionRow, ready)
        outbox.put(company, rows["messages"], rows["steps"])


if __name__ == "__main__":
    main()
