"""Models of risk: trained from the ledger, promoted by two people, taken back in one act, and at work."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import User
from apps.core.errors import Conflict, NotAllowed
from apps.jobs.services import job_run, job_start
from apps.targeting import services
from apps.targeting.jobs import LEARN
from apps.targeting.models import ModelState, RiskModel
from apps.targeting.selectors import champion, examples_between
from apps.targeting.vocabulary import Outcome
from tests.ledger.conftest import report, shipment
from tests.people import staff
from tests.targeting import risk_models
from tests.targeting.declarations import assessed, declaration

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture
def approver() -> User:
    return staff("policy manager", email="second@staff.example")


def opened(count: int) -> None:
    """Have an agency report parcels that were opened on days of three months; every fifth was wrong."""
    report(
        *(
            shipment(
                f"E{number}",
                date=(FIRST + timedelta(days=number % 90)).isoformat(),
                hs="420221" if number % 5 == 0 else "610910",
                origin="CN",
                value=str(20 + number % 37),
                currency="USD",
                weight_kg="0.5",
                exam_basis="risk",
                exam_result="discrepant" if number % 5 == 0 else "clean",
            )
            for number in range(count)
        ),
        kind="agency",
    )


def test_examples_are_the_parcels_of_which_an_exam_told_a_result() -> None:
    opened(10)
    report(shipment("U1", date="2026-02-01"), kind="agency")
    found = examples_between(FIRST, LAST)
    assert (len(found), sum(example.wrong for example in found)) == (10, 2)
    assert [example.arrival.day for example in found] == sorted(example.arrival.day for example in found)
    assert len(examples_between(FIRST, LAST, most=3)) == 3


@pytest.mark.slow
def test_a_job_trains_a_challenger_and_does_the_same_again_once() -> None:
    opened(300)
    days = {"first": FIRST.isoformat(), "last": LAST.isoformat(), "seed": 1}
    for _time in range(2):
        job = job_start(kind=LEARN, arguments=days)
        job_run(job_id=job.pk)
        job.refresh_from_db()
        assert job.error == ""
    model = RiskModel.objects.get()
    assert (model.state, model.examples, model.first_day) == (ModelState.CHALLENGER, 300, FIRST)
    assert [month["month"] for month in model.card["months"]] == ["2026-03"]


def test_too_few_exams_train_nothing() -> None:
    opened(10)
    with pytest.raises(Conflict, match="Only 10 exams"):
        services.model_learn(first=FIRST, last=LAST, seed=1, report=lambda _done, _total: None)


def test_a_model_becomes_champion_by_two_people_and_the_one_before_retires(author, approver) -> None:
    first = risk_models.champion(author, approver)
    second = risk_models.proposed(author)
    with pytest.raises(Conflict, match="Somebody else"):
        services.model_approve(actor=author, model_id=second.pk)
    services.model_approve(actor=approver, model_id=second.pk)
    first.refresh_from_db()
    assert (champion(), first.state) == (second, ModelState.RETIRED)


def test_a_rollback_brings_the_champion_before_back_in_one_act(author, approver) -> None:
    first = risk_models.champion(author, approver)
    with pytest.raises(Conflict, match="none to go back to"):
        services.model_roll_back(actor=author, model_id=first.pk)
    second = risk_models.champion(author, approver)
    assert services.model_roll_back(actor=author, model_id=second.pk) == first
    second.refresh_from_db()
    assert (champion(), second.state) == (first, ModelState.RETIRED)


def test_a_proposed_model_may_stay_a_challenger_and_a_challenger_be_discarded(author, approver) -> None:
    model = risk_models.proposed(author)
    services.model_return(actor=approver, model_id=model.pk)
    services.model_discard(actor=author, model_id=model.pk)
    model.refresh_from_db()
    assert (model.state, model.proposed_by) == (ModelState.DISCARDED, None)


def test_nobody_else_promotes_a_model(author, officer: User) -> None:
    with pytest.raises(NotAllowed):
        services.model_propose(actor=officer, model_id=risk_models.challenger().pk, reasons="Better.")
    with pytest.raises(NotAllowed):
        services.model_approve(actor=officer, model_id=risk_models.proposed(author).pk)


def test_the_champion_gives_reasons_in_points_and_challengers_say_nothing(author, approver, partner) -> None:
    risk_models.challenger()
    (before,) = assessed(partner, declaration("A", hs="420221", origin="CN", departure="CN"))
    assert (before.model, before.chance, before.reasons) == (None, None, [])
    model = risk_models.champion(author, approver)
    dangerous, harmless = assessed(
        partner,
        declaration("B", hs="420221", origin="CN", departure="CN"),
        declaration("C", hs="851712", origin="CN", departure="CN"),
    )
    assert (dangerous.model, harmless.model) == (model, model)
    assert dangerous.chance > harmless.chance
    assert {reason["layer"] for reason in dangerous.reasons} == {"model"}
    assert dangerous.points == sum(reason["points"] for reason in dangerous.reasons)
    assert 0 <= dangerous.novelty <= 1


def test_a_parcel_by_air_with_a_high_chance_is_screened(author, approver, partner, monkeypatch) -> None:
    risk_models.champion(author, approver)
    monkeypatch.setattr("apps.targeting.risk_model.calibration.Calibration.chance", lambda _self, _score: 0.9)
    by_air, by_sea = assessed(partner, declaration("A"), declaration("B", mode="sea"))
    assert (by_air.outcome, by_air.asked_for) == (Outcome.REQUEST_SCREENING, ["screening"])
    assert by_sea.outcome == Outcome.COMPLETE
