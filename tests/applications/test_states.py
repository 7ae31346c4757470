"""The table is the whole of an application's life: every action is tried from every state, with every role."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.roles import ROLES
from apps.applications.states import LIFECYCLE, SITUATIONS, Facts, State, step_of
from apps.core.errors import Conflict, DomainError
from apps.shippers.roles import ABILITIES, Ability

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ACTIONS = sorted({transition.action for transition in LIFECYCLE.transitions})
FINAL = {State.APPROVED, State.WITHDRAWN}
# The life as the program describes it; the table must say this and nothing else.
LIFE = {
    (State.DRAFT, State.SUBMITTED),
    (State.DRAFT, State.WITHDRAWN),
    (State.SUBMITTED, State.IN_REVIEW),
    (State.SUBMITTED, State.WITHDRAWN),
    (State.IN_REVIEW, State.SUBMITTED),
    (State.IN_REVIEW, State.IN_REVIEW),
    (State.INFO_REQUESTED, State.INFO_REQUESTED),
    (State.IN_REVIEW, State.INFO_REQUESTED),
    (State.IN_REVIEW, State.APPROVED),
    (State.IN_REVIEW, State.DENIAL_PROPOSED),
    (State.DENIAL_PROPOSED, State.DENIED),
    (State.DENIAL_PROPOSED, State.IN_REVIEW),
    (State.DENIAL_PROPOSED, State.WITHDRAWN),
    (State.IN_REVIEW, State.WITHDRAWN),
    (State.INFO_REQUESTED, State.IN_REVIEW),
    (State.INFO_REQUESTED, State.WITHDRAWN),
    (State.DENIED, State.APPEALED),
    (State.APPEALED, State.APPROVED),
    (State.APPEALED, State.DENIED),
}
OFFICERS = {"take", "release", "ask", "resume", "approve", "deny", "refuse", "countersign", "send_back"}
OPEN = Facts(now=NOW, reply_by=NOW - timedelta(days=1), appeal_until=NOW + timedelta(days=1))


def test_the_table_is_the_life_that_the_program_describes():
    assert {(source, t.target) for t in LIFECYCLE.transitions for source in t.sources} == LIFE


def test_an_action_leads_from_a_state_to_one_state_only():
    ways = [(source, t.action) for t in LIFECYCLE.transitions for source in t.sources]
    assert len(ways) == len(set(ways))


@given(state=st.sampled_from(State.values), action=st.sampled_from(ACTIONS))
def test_an_action_that_the_table_does_not_have_is_refused(state: str, action: str):
    allowed = any(state in t.sources and t.action == action for t in LIFECYCLE.transitions)
    everything = frozenset(Ability) | frozenset().union(*ROLES.values())
    if allowed:
        target = LIFECYCLE.check(state=state, action=action, held=everything, facts=OPEN).target
        assert (state, target) in LIFE
    else:
        with pytest.raises(Conflict):
            LIFECYCLE.check(state=state, action=action, held=everything, facts=OPEN)


@given(steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from([*ABILITIES, *ROLES])), max_size=30))
def test_no_sequence_of_acts_leaves_the_life(steps: list[tuple[str, str]]):
    state = State.DRAFT
    for action, role in steps:
        held = ABILITIES.get(role) or ROLES[role]
        try:
            target = LIFECYCLE.check(state=state, action=action, held=held, facts=OPEN).target
        except DomainError:
            continue
        assert state not in FINAL
        assert (state, target) in LIFE
        state = target


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("viewer", set()),
        ("preparer", set()),
        ("signatory", {"submit", "withdraw", "reply", "appeal"}),
        ("owner", {"submit", "withdraw", "reply", "appeal"}),
        ("auditor", set()),
        ("analyst", set()),
        ("policy manager", set()),
        ("officer", OFFICERS),
        ("supervisor", OFFICERS | {"assign", "grant", "uphold"}),
    ],
)
def test_each_role_may_do_its_part_and_no_more(role: str, actions: set[str]):
    held = ABILITIES.get(role) or ROLES.get(role, frozenset())
    assert {t.action for t in LIFECYCLE.transitions if not t.who.isdisjoint(held)} == actions


@pytest.mark.parametrize(
    ("state", "action", "facts"),
    [
        (State.DRAFT, "submit", Facts(now=NOW, unfinished=1)),
        (State.INFO_REQUESTED, "reply", Facts(now=NOW, unfinished=1)),
        (State.INFO_REQUESTED, "resume", Facts(now=NOW, reply_by=NOW + timedelta(hours=1))),
        (State.SUBMITTED, "take", Facts(now=NOW, actor_on_team=True)),
        (State.IN_REVIEW, "approve", Facts(now=NOW, actor_on_team=True)),
        (State.IN_REVIEW, "approve", Facts(now=NOW, unchecked=("4.1",))),
        (State.IN_REVIEW, "approve", Facts(now=NOW, outdated=("4.1",))),
        (State.IN_REVIEW, "approve", Facts(now=NOW, unmet=("1.1",))),
        (State.IN_REVIEW, "deny", Facts(now=NOW, actor_on_team=True)),
        (State.IN_REVIEW, "deny", Facts(now=NOW, unchecked=("4.1",))),
        (State.IN_REVIEW, "refuse", Facts(now=NOW, actor_on_team=True)),
        (State.DENIAL_PROPOSED, "countersign", Facts(now=NOW, actor_on_team=True)),
        (State.DENIAL_PROPOSED, "countersign", Facts(now=NOW, actor_proposed=True)),
        (State.DENIAL_PROPOSED, "send_back", Facts(now=NOW, actor_on_team=True)),
        (State.DENIED, "appeal", Facts(now=NOW, appeal_until=NOW - timedelta(seconds=1))),
        (State.DENIED, "appeal", Facts(now=NOW, appeal_until=NOW + timedelta(days=1), appealed=True)),
        (State.DENIED, "appeal", Facts(now=NOW, appeal_until=NOW + timedelta(days=1), superseded=True)),
        (State.APPEALED, "grant", Facts(now=NOW, actor_denied=True)),
        (State.APPEALED, "uphold", Facts(now=NOW, actor_denied=True)),
    ],
)
def test_guards_hold_even_those_who_hold_everything(state: str, action: str, facts: Facts):
    everything = frozenset(Ability) | frozenset().union(*ROLES.values())
    with pytest.raises(Conflict) as refused:
        LIFECYCLE.check(state=state, action=action, held=everything, facts=facts)
    assert refused.value.code == "blocked"


def test_every_state_tells_who_holds_it_and_what_comes_next():
    assert set(SITUATIONS) == set(State.values)


def test_an_applicant_may_do_the_same_whether_or_not_a_denial_is_proposed():
    """They are told that it is in review, and act on that: nothing that they try tells them more."""
    assert SITUATIONS[State.DENIAL_PROPOSED] == SITUATIONS[State.IN_REVIEW]
    assert step_of(State.DENIAL_PROPOSED) == step_of(State.IN_REVIEW)
    open_to_them = [
        {(t.action, t.target) for t in LIFECYCLE.open_to(state=state, held=frozenset(Ability))}
        for state in (State.IN_REVIEW, State.DENIAL_PROPOSED)
    ]
    assert open_to_them[0] == open_to_them[1]
