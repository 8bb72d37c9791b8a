"""The last gate: just before a message leaves, the facts are read once more."""

import json
from datetime import date

import polars as pl

from aldia.core.decide import decide
from aldia.core.recheck import UNSENT, no_longer_right
from aldia.records.facts import portfolio_of
from aldia.records.limits import Law
from aldia.records.models import Message


def why_not(message: Message, today: date, law: Law) -> str | None:
    """Return why this message must not leave, or None when every word of it is still right.

    Call it inside the transaction that claims the message, with `today` on the company's
    calendar. The answer is the reason that now silences one of its invoices, or a code of
    `core.recheck`.
    """
    portfolio = portfolio_of(message.company, today, law, [message.customer_id])
    row = (
        message.pk,
        message.customer_id,
        message.channel,
        message.address,
        message.day,
        json.dumps(message.lines),
    )
    mine = pl.DataFrame([row], schema=UNSENT, orient="row")
    wrong = no_longer_right(mine, decide(portfolio, today).collect(), portfolio.points, today)
    return str(wrong["why"][0]) if wrong.height else None
