from datetime import timedelta

from django.utils import translation

from apps.core import clock
from apps.evaluation import explanations
from apps.evaluation.judgments import judgment_today
from apps.evaluation.rules import RULES
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_due
from tests.evaluation.ledger import entry, member, parcels, violation


def test_every_rule_has_a_sentence_and_binding_findings_come_first():
    shipper = member(clock.add_months(clock.today(), -6))
    evaluate_due(limit=1)

    texts = explanations.finding_texts_of(evaluation_latest(shipper.pk))

    assert {text.rule for text in texts} == RULES.keys()
    assert [text.rule for text in texts if text.binding] == ["minimum_history", "compliance_rate"]
    assert all(text.binding for text in texts[:2])
    assert all(text.sentence.endswith(".") and text.observed and text.required for text in texts)


def test_path_names_each_step_to_a_tier_with_its_numbers():
    today = clock.today()
    shipper = member(clock.add_months(today, -6))
    parcels(shipper, clock.add_months(today, -2), 18, drawn="clean")
    violation(shipper, clock.add_months(today, -1))

    judgment = judgment_today(shipper.pk)

    assert explanations.path_texts(judgment.path(1)).steps == []
    wait, exams, *acts = explanations.path_texts(judgment.path(2)).steps
    assert wait.endswith(": then you have been a member long enough.")
    assert exams.startswith("By then, 18 more parcels opened at random and found in order.")
    # The first annual review is due on the day on which the business has been a member for a year.
    assert acts == ["A validation visit.", "Do the annual review: confirm your profile."]


def test_path_past_a_hold_and_a_critical_violation_waits_for_a_decision_and_a_day():
    today = clock.today()
    shipper = member(clock.add_months(today, -6))
    entry(shipper, today - timedelta(days=1), "hold_placed")
    violation(shipper, today, category="weapons", basis="seizure")
    evaluate_due(limit=1)

    assert "suspends" in explanations.summary_sentence(evaluation_latest(shipper.pk))
    steps = " ".join(explanations.path_texts(judgment_today(shipper.pk).path(1)).steps)
    assert "then your critical violation no longer bars you" in steps
    assert "An officer must settle the screening check" in steps


def test_numbers_and_days_are_in_the_readers_form():
    shipper = member(clock.add_months(clock.today(), -6))
    parcels(shipper, clock.today(), 30, drawn="clean")
    evaluate_due(limit=1)
    evaluation = evaluation_latest(shipper.pk)

    with translation.override("es"):
        rate = next(text for text in explanations.finding_texts_of(evaluation) if text.rule == "compliance_rate")

    assert rate.observed == "96,4%"
