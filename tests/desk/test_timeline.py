"""Every kind of event that can tell of a business has words for staff."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from apps.desk.timeline import WORDS, Happened
from apps.disputes.models import State as Said
from apps.events.models import Event
from apps.standing.models import ProposedChange
from apps.upkeep.models import State as Asked
from config.engines import PROJECT

# What is recorded of no business: of the program, its policies, its partners and its workers, or of a whole recording.
OF_NO_BUSINESS = re.compile(r"(events|policy|partners|audit|jobs)\..*|ledger\.(due|enrolled)|\w+\.exported")
RECORDERS = {"record", "record_many"}
PLACE = "{}"


def _trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the apps, with the name of its app."""
    for path in sorted((PROJECT / "apps").rglob("*.py")):
        yield path.relative_to(PROJECT / "apps").parts[0], ast.parse(path.read_text())


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that give something."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _recorders() -> Iterator[tuple[str, str, str]]:
    """The functions that record an event whose kind is filled in: app, function, pattern of the kind."""
    for app, tree in _trees():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in _calls(function):
                if _name(call.func) in RECORDERS and isinstance(call.args[0], ast.JoinedStr):
                    yield app, function.name, _pattern(call.args[0])


def _pattern(text: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else PLACE for part in text.values)


def kinds_recorded() -> set[str]:
    """All kinds that stand in the code: whole, or as what a function is given to fill in."""
    kinds = set()
    patterns = {(app, name): pattern for app, name, pattern in _recorders()}
    for app, tree in _trees():
        for call in _calls(tree):
            name = _name(call.func)
            texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            pattern = patterns.get((app, name), "")
            if name in RECORDERS and isinstance(call.args[0], ast.Constant):
                kinds.add(call.args[0].value)
            elif pattern.count(PLACE) == 1 and texts:
                kinds.add(pattern.replace(PLACE, texts[0]))
    return kinds


def test_every_kind_that_is_recorded_has_words():
    recorded = kinds_recorded()
    assert {"standing.changed", "work.opened", "shippers.member_joined", "application.started"} <= recorded
    assert {kind for kind in recorded if not OF_NO_BUSINESS.fullmatch(kind)} - WORDS.keys() == set()


def test_every_family_of_kinds_has_words():
    """A pattern whose place is filled by a state can't be read whole: at least one of its kinds is known."""
    families = defaultdict(bool)
    for _app_name, _function, pattern in _recorders():
        kinds = re.compile(re.escape(pattern).replace(re.escape(PLACE), r"\w+"))
        families[pattern] |= any(kinds.fullmatch(kind) for kind in WORDS) or bool(OF_NO_BUSINESS.fullmatch(pattern))
    assert {pattern for pattern, known in families.items() if not known} == set()


@pytest.mark.parametrize(
    "kind",
    [
        *(f"standing.proposal_{state}" for state in ProposedChange.State),
        *(f"{what}.{state}" for what in ("dispute", "disowning") for state in Said if state != Said.OPEN),
        *(f"upkeep.{what}_{state}" for what in ("change_request", "identity_claim") for state in Asked),
    ],
)
def test_every_state_that_is_told_has_words(kind: str):
    assert kind in WORDS or kind == "disowning.noted"


def test_a_kind_of_an_earlier_version_is_shown_as_it_is():
    assert Happened(Event(kind="standing.forgotten", payload={})).words == "standing.forgotten"
