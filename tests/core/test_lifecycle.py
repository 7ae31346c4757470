from dataclasses import dataclass
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.core.errors import Conflict, NotAllowed
from apps.core.lifecycle import Lifecycle, Transition, guard


@dataclass(frozen=True)
class Facts:
    complete: bool


@guard("Everybody has left the house.")
def _everybody_left(facts: Facts) -> str | None:
    return None if facts.complete else "Somebody is still inside."


DOOR = Lifecycle(
    "door",
    (
        Transition(("open", "half_open"), "shut", "shut", frozenset({"anybody", "porter"}), "Shut it"),
        Transition(
            ("shut",),
            "lock",
            "locked",
            frozenset({"porter"}),
            "Lock it",
            guard=_everybody_left,
        ),
    ),
)


def test_an_allowed_action_leads_to_its_target() -> None:
    assert DOOR.check(state="half_open", action="shut", held={"anybody"}).target == "shut"
    assert DOOR.check(state="shut", action="lock", held=["porter"], facts=Facts(complete=True)).target == "locked"


@pytest.mark.parametrize(("state", "action"), [("shut", "shut"), ("open", "lock"), ("open", "burn"), ("gone", "shut")])
def test_an_action_outside_the_table_is_a_conflict_that_names_the_state(state: str, action: str) -> None:
    with pytest.raises(Conflict, match=f"the door is “{state}”") as refusal:
        DOOR.check(state=state, action=action, held={"porter"}, facts=Facts(complete=True))
    assert refusal.value.code == "wrong_state"


def test_an_actor_without_the_right_is_refused() -> None:
    with pytest.raises(NotAllowed):
        DOOR.check(state="shut", action="lock", held={"anybody"}, facts=Facts(complete=True))
    with pytest.raises(NotAllowed):
        DOOR.check(state="open", action="shut", held=[])


def test_a_guard_says_what_blocks_the_action() -> None:
    with pytest.raises(Conflict, match="still inside") as refusal:
        DOOR.check(state="shut", action="lock", held={"porter"}, facts=Facts(complete=False))
    assert refusal.value.code == "blocked"


def test_the_buttons_are_those_of_the_table() -> None:
    assert [t.action for t in DOOR.open_to(state="shut", held={"porter"})] == ["lock"]
    assert DOOR.open_to(state="shut", held={"anybody"}) == []
    assert DOOR.open_to(state="locked", held={"porter"}) == []


def test_the_diagram_has_an_arrow_for_each_source_with_who_may() -> None:
    assert DOOR.mermaid() == (
        "stateDiagram-v2\n"
        "    open --> shut: shut (anybody, porter)\n"
        "    half_open --> shut: shut (anybody, porter)\n"
        "    shut --> locked: lock (porter)\n"
    )


def test_the_conditions_are_the_sentences_of_the_guards() -> None:
    assert DOOR.conditions() == [("lock", "Everybody has left the house.")]


def test_the_documentation_shows_the_tables_as_they_are() -> None:
    out = StringIO()
    call_command("lifecycles", stdout=out)
    kept = (settings.BASE_DIR / "docs" / "lifecycles.md").read_text()
    assert kept == out.getvalue(), "write it anew: python manage.py lifecycles > docs/lifecycles.md"


def test_every_lifecycle_of_the_program_is_shown() -> None:
    out = StringIO()
    call_command("lifecycles", stdout=out)
    for name in ("Application", "Policy", "Standing", "Violation", "Proposed change"):
        assert f"\n## {name}\n" in out.getvalue()
