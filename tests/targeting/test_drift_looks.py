"""Looks for drift: one a day of the champion, an alarm that waits for a person, and its answers."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.events.models import Event
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.policy.selectors import policy_on, terms_of
from apps.targeting import services
from apps.targeting.models import DriftAnswer, DriftLook, FeatureDrift, RiskModel
from apps.targeting.risk_model import FEATURES
from apps.targeting.selectors import champion, drift_unanswered, has_drifted, parcels_sampled
from apps.targeting.selectors.exams import random_share
from apps.targeting.work import DRIFT
from apps.work.models import Item
from tests.people import staff
from tests.targeting import risk_models
from tests.targeting.drifts import FIRST, LAST, LOOK, came

NEXT = LAST + timedelta(days=1)


@pytest.fixture
def approver() -> User:
    return staff("policy manager", email="second@staff.example")


@pytest.fixture
def model(author: User, approver: User) -> RiskModel:
    return risk_models.champion(author, approver)


def look(model: RiskModel, day: date = LOOK) -> DriftLook | None:
    return services.drift_look(model_id=model.pk, day=day, report=lambda _done, _total: None)


def waiting() -> list[Item]:
    return list(Item.objects.filter(kind=DRIFT.code, closed_at=None))


def told(kind: str) -> int:
    return Event.objects.filter(kind=f"targeting.{kind}").count()


def test_stationary_parcels_raise_no_alarm_and_each_feature_is_kept(model) -> None:
    came("A", FIRST, LAST)
    came("B", NEXT, LOOK)
    made = look(model)
    assert made
    assert (made.day, made.first_day, made.learned, made.arrived) == (LOOK, NEXT, 400, 400)
    kept = {each.feature: each for each in made.features.all()}
    assert {"value", "price", "rate_hs", "known_mode"} <= kept.keys() <= {feature.name for feature in FEATURES}
    assert all(each.bound >= 0.1 for each in kept.values())
    assert not any(each.is_alarm for each in kept.values())
    assert (waiting(), has_drifted(model)) == ([], False)


def test_a_drift_opens_work_once_and_is_told_once(model) -> None:
    came("A", FIRST, LAST)
    came("B", NEXT, LOOK, dearer=4)
    for day in (LOOK, LOOK, LOOK + timedelta(days=1)):
        assert look(model, day)
    assert DriftLook.objects.count() == 2
    assert "value" in drift_unanswered(model)
    (item,) = waiting()
    assert (item.subject_id, item.severity) == (model.pk, DRIFT.severity)
    assert str(model.pk) in item.title
    assert told("drift_found") == 1


def test_a_person_answers_with_reasons_and_the_same_features_raise_no_further_alarm(model, author) -> None:
    came("A", FIRST, LAST)
    came("B", NEXT, LOOK, dearer=4)
    look(model)
    with pytest.raises(NotAllowed):
        services.drift_answer(actor=staff("officer"), model_id=model.pk, reasons="Fine.")
    answer = services.drift_answer(actor=author, model_id=model.pk, reasons="A new carrier reports insured values.")
    assert (answer.by, answer.challenger, waiting()) == (author, None, [])
    assert has_drifted(model), "more is drawn at random as long as parcels differ"
    with pytest.raises(Conflict):
        services.drift_answer(actor=author, model_id=model.pk, reasons="Once more.")
    look(model, LOOK + timedelta(days=1))
    assert (waiting(), drift_unanswered(model)) == ([], set())
    assert told("drift_answered") == 1


def test_a_challenger_of_later_parcels_answers_the_alarm(model) -> None:
    came("A", FIRST, LAST, 800)
    came("B", NEXT, LOOK, dearer=4)
    look(model)
    learned = {"first": FIRST, "seed": 1, "report": lambda _done, _total: None, "trees": False}
    services.model_learn(last=LAST - timedelta(days=1), **learned)
    assert len(waiting()) == 1, "a model of the same days knows no more"
    challenger = services.model_learn(last=LOOK, **learned)
    assert DriftAnswer.objects.get().challenger == challenger
    assert waiting() == []


def test_the_work_closes_when_another_model_becomes_champion(model, author, approver) -> None:
    came("A", FIRST, LAST)
    came("B", NEXT, LOOK, dearer=4)
    look(model)
    other = services.model_propose(actor=author, model_id=risk_models.challenger().pk, reasons="It finds more.")
    services.model_approve(actor=approver, model_id=other.pk)
    assert waiting() == []


def test_too_few_parcels_are_no_look(model) -> None:
    came("A", FIRST, LAST)
    came("B", NEXT, LOOK, 20)
    assert look(model) is None
    assert not DriftLook.objects.exists()


def test_a_drift_asks_for_the_middle_of_the_random_share_at_least(model) -> None:
    policy = terms_of(policy_on(clock.today()))
    before = random_share(policy)
    made = DriftLook.objects.create(model=model, day=LOOK, first_day=NEXT, learned=400, arrived=400, at=clock.now())
    FeatureDrift.objects.create(look=made, feature="value", index=0.5, bound=0.1)
    middle = (policy.selection.random_least + policy.selection.random_most) / 2
    assert random_share(policy) == pytest.approx(max(before, middle))


def test_looks_are_never_changed(model) -> None:
    made = DriftLook.objects.create(model=model, day=LOOK, first_day=NEXT, learned=400, arrived=400, at=clock.now())
    for act in (made.delete, made.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_parcels_are_sampled_each_line_once_and_the_same_for_a_seed() -> None:
    came("A", FIRST, LAST, 60)
    came("B", NEXT, LOOK, 60)
    first, again = (parcels_sampled(FIRST, LAST, 5, most=20) for _time in range(2))
    assert first == again
    assert len({arrival.line for arrival in first}) == 20
    assert all(FIRST <= arrival.day <= LAST for arrival in first)
    assert first != parcels_sampled(FIRST, LAST, 6, most=20)


def test_the_job_of_a_day_starts_once_and_only_with_a_champion(author, approver) -> None:
    assert services.drift_watch_start() is None
    made = risk_models.champion(author, approver)
    job = services.drift_watch_start()
    assert job
    assert job.arguments == {"model_id": made.pk, "day": clock.today().isoformat()}
    assert services.drift_watch_start() is None
    job_run(job_id=job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.result, job.error) == ("done", {"look": None}, "")
    assert champion() == made
