"""The evaluator of `docs/verify` is short and apart from the project, and repeats every evaluation from an export."""

import ast
import importlib.util
import json
import sys
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.conventions import conventions, policy_with_conventions
from apps.evaluation.facts_export import facts_document
from apps.evaluation.rules import RULES
from apps.ledger.vocabulary import Category, Culpability, severity_of
from apps.policy.schema import KEYS
from apps.policy.selectors import policy_on
from apps.shippers.models import Shipper
from config.engines import PROJECT
from tests.evaluation.test_past_records import Story, evaluations, steps

EVALUATOR, FORECAST = PROJECT / "docs/verify/evaluator.py", PROJECT / "docs/verify/forecast.py"
MAX_LINES = 350


@pytest.fixture(scope="module")
def evaluator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluator", EVALUATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("program", [EVALUATOR, FORECAST], ids=lambda program: program.name)
def test_the_evaluator_is_short_and_imports_nothing_but_the_standard_library(program: Path) -> None:
    text = program.read_text()
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= sys.stdlib_module_names | {"evaluator"}
    assert len(text.splitlines()) <= MAX_LINES


@pytest.mark.slow
@given(st.lists(st.one_of(steps, evaluations), min_size=2, max_size=14))
@settings(max_examples=25, deadline=None)
def test_the_evaluator_repeats_every_evaluation_of_any_history(evaluator: ModuleType, history: list) -> None:
    story = Story()
    story.begin()
    for step in history:
        story.apply(step)
    story.apply(("evaluate", 0, 0), tick=timedelta(0))
    policy = policy_on(clock.today())
    policies = {policy.version: evaluator.Policy(json.loads(json.dumps(policy_with_conventions(policy))))}

    for shipper in Shipper.objects.filter(pk__in=story.members):
        facts = json.loads(json.dumps(facts_document(shipper)))
        for stored in facts["evaluations"]:
            found = evaluator.evaluate(facts, stored, policies)
            for name in ("enter", "keep", "suspend", "quiet_until", "clean_left"):
                assert found[name] == stored[name], name
            for finding in stored["findings"]:
                kept = {name: finding.get(name, default) for name, default in evaluator.DEFAULTS.items()}
                assert found[finding["rule"]] == kept


def test_the_conventions_say_all_that_is_no_number() -> None:
    told = conventions()

    for category in Category.values:
        for culpability in Culpability.values:
            assert told["severity"][category][culpability] == severity_of(category, culpability)
    assert told["rules"].keys() == RULES.keys()
    assert {key for keys in told["windows"].values() for key in keys} == {
        key for key in KEYS if key.startswith("window.")
    }
