"""Raised weights do not judge acts of before, lowered ones judge all, and the evaluator of strangers agrees."""

import json
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest

from apps.core import clock
from apps.evaluation.conventions import policy_with_conventions
from apps.evaluation.facts_export import facts_document
from apps.evaluation.record import Offense
from apps.evaluation.rules import compliance_rate, critical_violation, grave_violations, points
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_shippers
from apps.evaluation.weights import loss_of, weight_at
from apps.ledger.models import Violation
from apps.policy.models import Policy
from apps.policy.selectors import Calendar
from apps.policy.terms import ONE, Weights
from apps.shippers.models import Shipper
from tests.evaluation.ledger import violation
from tests.evaluation.policies import terms_with
from tests.evaluation.records import drawn, months, offense, record
from tests.evaluation.test_evaluator import evaluator as evaluator
from tests.evaluation.test_past import PolicyStory

TERMS = terms_with({})
HEAVIER = terms_with({"weight.severity.moderate": "2", "weight.severity.major": "9", "weight.attribution.carrier": "1"})


def by(weights: Weights | None, **fields: Any) -> Offense:
    """Return a violation of a day on which these weights were in force."""
    return offense(then=weights, **fields)


def test_raised_weights_judge_only_acts_that_come_after_them() -> None:
    before, after = by(TERMS.weights), by(HEAVIER.weights)
    assert weight_at(before, HEAVIER.weights, 0) == weight_at(before, TERMS.weights, 0) == ONE
    assert weight_at(after, HEAVIER.weights, 0) == 2 * ONE
    assert points.find(record(offenses=[before]), HEAVIER).observed == 1
    assert points.find(record(offenses=[after]), HEAVIER).observed == 2


def test_raised_weights_of_fraud_judge_only_acts_that_come_after_them() -> None:
    seen = [
        grave_violations.find(record(offenses=[by(weights, severity="major", culpability="fraud")]), HEAVIER).observed
        for weights in (TERMS.weights, HEAVIER.weights)
    ]
    assert seen[0] < seen[1]


def test_raised_weights_make_no_parcel_of_before_more_wrong() -> None:
    light = terms_with({"weight.severity.moderate": "0.5"})
    found = by(light.weights, drawn=drawn())
    assert loss_of(found, TERMS.weights) == ONE // 2
    rates = [
        compliance_rate.find(record(shipped=months(1, 10, 10, 1), offenses=[each]), TERMS).observed
        for each in (found, by(TERMS.weights, drawn=drawn()))
    ]
    assert rates[0] > rates[1]


def test_raised_attribution_makes_no_critical_act_of_before_ones_own() -> None:
    act = {"severity": "critical", "attribution": "carrier"}
    assert not critical_violation.find(record(offenses=[by(TERMS.weights, **act)]), HEAVIER).observed
    assert critical_violation.find(record(offenses=[by(HEAVIER.weights, **act)]), HEAVIER).observed


def test_lowered_weights_judge_every_act_at_once() -> None:
    assert weight_at(by(HEAVIER.weights), TERMS.weights, 0) == ONE


def test_weights_of_one_day_judge_the_whole_act() -> None:
    """Nobody picks the light pieces of two policies."""
    then = terms_with({"weight.severity.moderate": "0.5", "weight.culpability.negligence": "4"})
    now = terms_with({"weight.severity.moderate": "4", "weight.culpability.negligence": "0.5"})
    assert weight_at(by(then.weights), now.weights, 0) == 2 * ONE


def test_age_steps_of_both_days_say_until_when_a_weight_is_quiet() -> None:
    slower = terms_with({"age.1.months": "6", "age.1.factor": "0.8"})
    seen = grave_violations.find(record(offenses=[by(TERMS.weights, age=2, culpability="fraud")]), slower)
    ages = sorted({start for terms in (TERMS, slower) for start, _factor in terms.weights.age if start > 2})
    assert seen.moves == clock.add_months(date(2026, 9, 1), ages[0])


class RaisedStory(PolicyStory):
    """A member with acts before and after a policy that raises the weights."""

    def act(self) -> None:
        assert self.shipper is not None
        violation(self.shipper, clock.today(), category="counterfeit")


@pytest.fixture
def story() -> RaisedStory:
    story = RaisedStory()
    story.begin()
    story.apply(("act", 1))
    story.apply(("publish", 30, 20, {"weight.severity.major": "9"}))
    story.apply(("evaluate", 1, 0))
    story.apply(("act", 30))
    story.apply(("evaluate", 1, 0))
    return story


def test_raised_weights_of_a_published_policy_judge_the_acts_after_it(story: RaisedStory) -> None:
    assert story.shipper is not None
    with clock.at(story.now):
        calendar = Calendar()
        days = Violation.objects.filter(seller__shipper=story.shipper).order_by("date").values_list("date", flat=True)
        light, heavy = (calendar.weights_on(day) for day in days)
        assert (light.severity["major"], heavy.severity["major"]) == (TERMS.weights.severity["major"], 9 * ONE)
        assert calendar.weights_on(date(2001, 1, 1)) == light, "before the first policy, that of the first"
        latest = evaluation_latest(story.shipper.pk)
    assert latest is not None
    (seen,) = (finding for finding in latest.findings if finding["rule"] == points.CODE)
    culpability = light.culpability["negligence"]
    assert seen["observed"] == (light.severity["major"] + heavy.severity["major"]) * culpability / ONE**2


def test_raised_weights_are_repeated_by_the_evaluator_of_strangers(story: RaisedStory, evaluator: ModuleType) -> None:
    assert story.shipper is not None
    answers = [json.loads(json.dumps(policy_with_conventions(policy))) for policy in Policy.objects.all()]
    policies = {answer["version"]: evaluator.Policy(answer) for answer in answers}
    with clock.at(story.now + timedelta(days=1)):
        evaluate_shippers(shipper_ids=[story.shipper.pk], as_of=clock.today() - timedelta(days=40))
        facts = json.loads(json.dumps(facts_document(Shipper.objects.get(pk=story.shipper.pk))))
    assert len({stored["policy_version"] for stored in facts["evaluations"]}) == 2
    for stored in facts["evaluations"]:
        found = evaluator.evaluate(facts, stored, policies)
        for finding in stored["findings"]:
            kept = {name: finding.get(name, default) for name, default in evaluator.DEFAULTS.items()}
            assert found[finding["rule"]] == kept
        assert (found["enter"], found["keep"]) == (stored["enter"], stored["keep"])
        assert found["quiet_until"] == stored["quiet_until"]
