"""A morning that was worked out while a message was leaving: it is worked out again."""

from datetime import timedelta

import pytest

from aldia.core.codes import MessageStatus
from aldia.core.recheck import STALE, STALE_DAYS
from aldia.countries.limits import limits_for
from aldia.flows import run_day as flow
from aldia.records import sending
from aldia.records.models import Message
from tests.builders import TODAY, moment, run, send
from tests.flows.speakers import FakeSpeaker, counts, only_message

pytestmark = pytest.mark.django_db
S = MessageStatus
OLD = TODAY + timedelta(days=STALE_DAYS + 1)


def claim(company, message):
    """Take it as a sender does whose clock is still before midnight."""
    return sending.claim(
        company,
        message.pk,
        moment(OLD - timedelta(days=1), 23),
        name="<m1@aldia>",
        next_slot=lambda _message, at: at,
        law=limits_for,
    )


@pytest.fixture
def claimed_meanwhile(company, ready, monkeypatch):
    """Let a sender claim the only message right after the run has worked out its plan."""
    claims, plans, real = [], [], flow._plan

    def plan(*arguments):
        made = real(*arguments)
        plans.append(made)
        if not claims:
            claims.append(claim(company, only_message()))
        return made

    monkeypatch.setattr(flow, "_plan", plan)
    return claims, plans


def test_a_claim_after_the_plan_makes_the_run_plan_again(company, claimed_meanwhile):
    claims, plans = claimed_meanwhile
    summary = run(company, OLD)
    assert claims[0].outcome == "claimed"
    assert plans[0].wrong["why"].to_list() == [STALE]
    assert [made.messages.height for made in plans] == [1, 0]
    assert (summary.messages, summary.withdrawn) == (0, 0)
    assert only_message().status == S.SENDING


def test_what_was_put_back_meanwhile_is_looked_at_again(company, ready, monkeypatch):
    taken = claim(company, only_message())
    assert run(company, OLD).messages == 0
    sending.put_back(company, taken, moment(OLD), "451", counts=True)
    summary = run(company, OLD)
    assert (summary.withdrawn, summary.messages) == (1, 1)
    assert sorted(Message.objects.values_list("status", flat=True)) == ["proposed", "withdrawn"]
    assert counts(send(company, moment(OLD), speaker=FakeSpeaker())) == {}
