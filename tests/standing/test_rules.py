from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.standing.evaluations.rules import Consequence, StandingFacts, consequences
from apps.standing.models import Status
from apps.standing.states import MEMBER

TIERS = st.integers(0, 3)
CASES = st.frozensets(st.integers(1, 3), max_size=2)


@st.composite
def facts(draw: st.DrawFn) -> StandingFacts:
    enter, keep = sorted([draw(TIERS), draw(TIERS)])
    status = draw(st.sampled_from(Status.values))
    tier = draw(TIERS)
    proposed_tier = draw(st.none() | st.integers(0, tier - 1)) if tier else None
    return StandingFacts(
        status=status,
        tier=tier,
        enter=enter,
        keep=keep,
        grounds=draw(CASES),
        decided=draw(CASES),
        suspension_open=status == Status.SUSPENDED and draw(st.booleans()),
        proposed_tier=proposed_tier,
        declined_tier=draw(st.none() | TIERS),
        call_owed=proposed_tier is None and draw(st.booleans()),
        call_runs=proposed_tier is None and draw(st.booleans()),
    )


def done(facts: StandingFacts, consequence: Consequence) -> StandingFacts:
    """Return the facts after a consequence has been carried out."""
    match consequence:
        case Consequence.SUSPEND:
            return replace(facts, status=Status.SUSPENDED, suspension_open=True)
        case Consequence.LIFT_SUSPENSION:
            return replace(facts, status=Status.ACTIVE, suspension_open=False)
        case Consequence.DROP_DEMOTION:
            return replace(facts, proposed_tier=None)
        case Consequence.PROPOSE_DEMOTION:
            return replace(facts, proposed_tier=facts.keep, call_owed=False, call_runs=False)
        case Consequence.OPEN_CALL:
            return replace(facts, call_runs=True)
        case Consequence.DROP_CALL:
            return replace(facts, call_runs=False)
        case Consequence.PROMOTE:
            return replace(facts, tier=facts.enter)


@given(facts())
def test_done_once_nothing_more_follows(facts):
    for consequence in consequences(facts):
        facts = done(facts, consequence)

    assert consequences(facts) == []


@given(facts())
def test_a_demotion_is_not_proposed_while_a_call_is_owed(facts):
    found = consequences(facts)

    assert not (facts.call_owed and Consequence.PROPOSE_DEMOTION in found)
    assert Consequence.OPEN_CALL not in found or (facts.call_owed and not facts.call_runs and facts.keep < facts.tier)
    assert Consequence.DROP_CALL not in found or facts.call_runs


@given(facts())
def test_a_tier_is_never_lowered_without_a_decision(facts):
    after = facts
    for consequence in consequences(facts):
        after = done(after, consequence)

    assert after.tier >= facts.tier


@given(facts())
def test_nobody_is_suspended_but_for_a_finding_not_yet_judged(facts):
    if Consequence.SUSPEND in consequences(facts):
        assert facts.status in MEMBER
        assert facts.grounds - facts.decided


@given(facts())
def test_what_can_be_kept_is_never_proposed_to_be_taken(facts):
    after = facts
    for consequence in consequences(facts):
        after = done(after, consequence)
    if after.status in MEMBER and after.proposed_tier is not None:
        assert after.proposed_tier == after.keep < after.tier


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REMOVED, Status.WITHDRAWN])
def test_nobody_outside_rises(status):
    assert consequences(StandingFacts(status=status, tier=0, enter=3, keep=3)) == []


def test_somebody_reinstated_on_conditions_keeps_the_tier_and_does_not_rise():
    assert consequences(StandingFacts(status=Status.CONDITIONAL, tier=1, enter=3, keep=3)) == []


def test_a_demotion_that_an_officer_declined_is_proposed_again_only_if_the_record_has_got_worse():
    declined = StandingFacts(status=Status.ACTIVE, tier=3, enter=1, keep=2, declined_tier=2)

    assert consequences(declined) == []
    assert consequences(replace(declined, keep=1)) == [Consequence.PROPOSE_DEMOTION]
