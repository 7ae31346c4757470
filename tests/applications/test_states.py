"""The transition table of applications: every action is tried from every state, with every role."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.roles import ROLES
from apps.applications.models import ApplicationState
from apps.applications.situations import SITUATIONS, step_of
from apps.applications.states import LIFECYCLE, ApplicationFacts
from apps.core.errors import Conflict, DomainError
from apps.shippers.roles import ABILITIES, Ability

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ACTIONS = sorted({transition.action for transition in LIFECYCLE.transitions})
FINAL = {ApplicationState.APPROVED, ApplicationState.WITHDRAWN}
# The transitions as the program describes them; the table must have these and no others.
LIFE = {
    (ApplicationState.DRAFT, ApplicationState.SUBMITTED),
    (ApplicationState.DRAFT, ApplicationState.WITHDRAWN),
    (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW),
    (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN),
    (ApplicationState.IN_REVIEW, ApplicationState.SUBMITTED),
    (ApplicationState.IN_REVIEW, ApplicationState.IN_REVIEW),
    (ApplicationState.INFO_REQUESTED, ApplicationState.INFO_REQUESTED),
    (ApplicationState.IN_REVIEW, ApplicationState.INFO_REQUESTED),
    (ApplicationState.IN_REVIEW, ApplicationState.APPROVED),
    (ApplicationState.IN_REVIEW, ApplicationState.DENIAL_PROPOSED),
    (ApplicationState.DENIAL_PROPOSED, ApplicationState.DENIED),
    (ApplicationState.DENIAL_PROPOSED, ApplicationState.IN_REVIEW),
    (ApplicationState.DENIAL_PROPOSED, ApplicationState.WITHDRAWN),
    (ApplicationState.IN_REVIEW, ApplicationState.WITHDRAWN),
    (ApplicationState.INFO_REQUESTED, ApplicationState.IN_REVIEW),
    (ApplicationState.INFO_REQUESTED, ApplicationState.WITHDRAWN),
    (ApplicationState.DENIED, ApplicationState.APPEALED),
    (ApplicationState.APPEALED, ApplicationState.APPROVED),
    (ApplicationState.APPEALED, ApplicationState.DENIED),
}
OFFICERS = {"take", "take_over", "release", "ask", "resume", "approve", "deny", "refuse", "countersign", "send_back"}
OPEN = ApplicationFacts(now=NOW, reply_by=NOW - timedelta(days=1), appeal_until=NOW + timedelta(days=1))


def test_the_table_has_the_transitions_that_the_program_describes():
    assert {(source, t.target) for t in LIFECYCLE.transitions for source in t.sources} == LIFE


def test_an_action_leads_from_a_state_to_one_state_only():
    ways = [(source, t.action) for t in LIFECYCLE.transitions for source in t.sources]
    assert len(ways) == len(set(ways))


@given(state=st.sampled_from(ApplicationState.values), action=st.sampled_from(ACTIONS))
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
def test_no_sequence_of_actions_makes_another_transition(steps: list[tuple[str, str]]):
    state = ApplicationState.DRAFT
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
        (ApplicationState.DRAFT, "submit", ApplicationFacts(now=NOW, unfinished=1)),
        (ApplicationState.INFO_REQUESTED, "reply", ApplicationFacts(now=NOW, unfinished=1)),
        (ApplicationState.INFO_REQUESTED, "resume", ApplicationFacts(now=NOW, reply_by=NOW + timedelta(hours=1))),
        (ApplicationState.SUBMITTED, "take", ApplicationFacts(now=NOW, actor_on_team=True)),
        (ApplicationState.IN_REVIEW, "approve", ApplicationFacts(now=NOW, actor_on_team=True)),
        (ApplicationState.IN_REVIEW, "approve", ApplicationFacts(now=NOW, unchecked=("4.1",))),
        (ApplicationState.IN_REVIEW, "approve", ApplicationFacts(now=NOW, outdated=("4.1",))),
        (ApplicationState.IN_REVIEW, "approve", ApplicationFacts(now=NOW, unmet=("1.1",))),
        (ApplicationState.IN_REVIEW, "deny", ApplicationFacts(now=NOW, actor_on_team=True)),
        (ApplicationState.IN_REVIEW, "deny", ApplicationFacts(now=NOW, unchecked=("4.1",))),
        (ApplicationState.IN_REVIEW, "refuse", ApplicationFacts(now=NOW, actor_on_team=True)),
        (ApplicationState.DENIAL_PROPOSED, "countersign", ApplicationFacts(now=NOW, actor_on_team=True)),
        (ApplicationState.DENIAL_PROPOSED, "countersign", ApplicationFacts(now=NOW, actor_proposed=True)),
        (ApplicationState.DENIAL_PROPOSED, "send_back", ApplicationFacts(now=NOW, actor_on_team=True)),
        (ApplicationState.DENIED, "appeal", ApplicationFacts(now=NOW, appeal_until=NOW - timedelta(seconds=1))),
        (
            ApplicationState.DENIED,
            "appeal",
            ApplicationFacts(now=NOW, appeal_until=NOW + timedelta(days=1), appealed=True),
        ),
        (
            ApplicationState.DENIED,
            "appeal",
            ApplicationFacts(now=NOW, appeal_until=NOW + timedelta(days=1), superseded=True),
        ),
        (ApplicationState.APPEALED, "grant", ApplicationFacts(now=NOW, actor_took_part=True)),
        (ApplicationState.APPEALED, "uphold", ApplicationFacts(now=NOW, actor_took_part=True)),
    ],
)
def test_guards_block_even_a_person_with_all_rights(state: str, action: str, facts: ApplicationFacts):
    everything = frozenset(Ability) | frozenset().union(*ROLES.values())
    with pytest.raises(Conflict) as refused:
        LIFECYCLE.check(state=state, action=action, held=everything, facts=facts)
    assert refused.value.code == "blocked"


def test_every_state_has_a_situation_and_a_step():
    assert set(SITUATIONS) == set(ApplicationState.values)


def test_a_proposed_denial_does_not_change_the_actions_of_the_applicant():
    """Show the applicant an application in review, of which no action that they try tells more."""
    assert SITUATIONS[ApplicationState.DENIAL_PROPOSED] == SITUATIONS[ApplicationState.IN_REVIEW]
    assert step_of(ApplicationState.DENIAL_PROPOSED) == step_of(ApplicationState.IN_REVIEW)
    open_to_them = [
        {(t.action, t.target) for t in LIFECYCLE.open_to(state=state, held=frozenset(Ability))}
        for state in (ApplicationState.IN_REVIEW, ApplicationState.DENIAL_PROPOSED)
    ]
    assert open_to_them[0] == open_to_them[1]
