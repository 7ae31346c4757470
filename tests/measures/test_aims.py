"""Targets and explanations take two people, and a period keeps the target that it began with."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.measures.aims import explanation_approve, explanation_write, target_approve, target_propose
from apps.measures.headline import MEASURES
from apps.measures.models import Explanation, Target
from apps.measures.selectors import explanation_of, explanations_waiting, line_of, reason_of_target, targets_on
from apps.measures.services import edition_release
from tests.measures.world import QUARTER, members, noon, release
from tests.people import staff

ASKED = {
    "measure": "completeness",
    "line": "complete",
    "value": Decimal("0.9"),
    "since": date(2026, 1, 1),
    "reason": "Half of the carriers send the data by now.",
}
BEFORE = noon(date(2025, 12, 1))


@pytest.fixture
def manager():
    return staff("policy manager")


@pytest.fixture
def another():
    return staff("policy manager", email="another@staff.example")


def proposed(manager, **more: object) -> Target:
    with clock.at(BEFORE):
        return target_propose(actor=manager, **ASKED | more)


def test_program_begins_with_the_targets_of_the_definitions() -> None:
    begun = {(measure.code, line.code): line.target for measure in MEASURES.values() for line in measure.lines}
    found = targets_on(date(2026, 1, 1))
    assert {key: target.value for key, target in found.items()} == {
        key: target.value for key, target in begun.items() if target
    }
    for key, target in found.items():
        assert (target.by, target.approval.by) == (None, None)
        assert reason_of_target(target) == str(begun[key].reason) == target.reason


def test_target_counts_when_somebody_else_approved_it(manager, another) -> None:
    target = proposed(manager)
    key = (target.measure, target.line)
    assert targets_on(date(2026, 1, 1))[key].value == Decimal("0.98")
    with clock.at(BEFORE):
        with pytest.raises(Conflict):
            target_approve(actor=manager, target_id=target.pk)
        target_approve(actor=another, target_id=target.pk)
        with pytest.raises(Conflict):
            target_approve(actor=another, target_id=target.pk)
    assert targets_on(date(2025, 10, 1))[key].value == Decimal("0.98"), "a period that had begun keeps its target"
    assert targets_on(date(2026, 1, 1))[key] == target
    with pytest.raises(DatabaseError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(value=0)


def test_target_of_a_period_that_has_begun_is_not_approved(manager, another) -> None:
    target = proposed(manager)
    with clock.at(clock.start_of(target.since)), pytest.raises(Conflict):
        target_approve(actor=another, target_id=target.pk)


def test_target_that_is_given_up_counts_no_longer(manager, another) -> None:
    target = proposed(manager, value=None)
    with clock.at(BEFORE):
        target_approve(actor=another, target_id=target.pk)
    assert (target.measure, target.line) in targets_on(date(2025, 10, 1))
    assert (target.measure, target.line) not in targets_on(date(2026, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": "nothing"},
        {"measure": "appeals", "line": "overturned"},
        {"value": Decimal("1.1")},
        {"since": date(2026, 1, 2)},
        {"since": date(2025, 10, 1)},
        {"reason": " "},
    ],
)
def test_target_that_can_not_be_is_refused(manager, wrong) -> None:
    with pytest.raises(InvalidInput):
        proposed(manager, **wrong)


def test_targets_and_explanations_are_for_those_who_publish() -> None:
    officer = staff("officer")
    with pytest.raises(NotAllowed):
        proposed(officer)
    with pytest.raises(NotAllowed):
        target_approve(actor=officer, target_id=Target.objects.first().pk)


def test_edition_is_judged_by_the_target_of_its_period(manager, another) -> None:
    target = proposed(manager)
    with clock.at(BEFORE):
        target_approve(actor=another, target_id=target.pk)
    members(12)
    announced = release(QUARTER)
    with clock.at(announced.due_at):
        line = line_of(edition_release(release_id=announced.pk), "completeness", "complete")
    assert (line["target"], line["target_reason"]) == ("0.9", ASKED["reason"])


def test_explanation_is_public_when_somebody_else_approved_it(manager, another) -> None:
    members(12, hs="")
    announced = release(QUARTER)
    with clock.at(announced.due_at):
        edition = edition_release(release_id=announced.pk)
    said = {"edition_id": edition.pk, "measure": "completeness"}
    first = explanation_write(actor=manager, text="A carrier sent no codes. It does now.", **said)
    assert explanation_of(edition, "completeness") is None
    assert explanations_waiting(edition) == [first]
    with pytest.raises(Conflict):
        explanation_approve(actor=manager, explanation_id=first.pk)
    explanation_approve(actor=another, explanation_id=first.pk)
    assert explanation_of(edition, "completeness") == first
    second = explanation_write(actor=manager, text="Two carriers did.", **said)
    assert explanation_of(edition, "completeness") == first, "the text before stays until the new one is approved"
    explanation_approve(actor=another, explanation_id=second.pk)
    assert explanation_of(edition, "completeness") == second
    assert Explanation.objects.count() == 2
    with pytest.raises(Conflict):
        explanation_approve(actor=another, explanation_id=second.pk)
