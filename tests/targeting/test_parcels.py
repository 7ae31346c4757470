"""A parcel is one, whatever is declared anew and by whom: what was found or asked stands until it is ended by whoever
may end it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.timers import fire
from apps.ledger.parcel_keys import parcel_key
from apps.ledger.services import violation_determine
from apps.shippers.models import Address
from apps.standing.models import Standing
from apps.targeting.models import Assessment, PortDay
from apps.targeting.selectors import lots_selected
from apps.targeting.services import alarm_set_aside, alarm_uphold, draws_start, parcels_assess, screening_answer
from apps.targeting.services.assessments import MAX_DECLARED
from apps.targeting.vocabulary import Cause, Outcome
from apps.work.models import Item, Severity
from tests.agencies.agencies import agency_officer, held_parcel
from tests.agencies.goods import watched
from tests.ledger.conftest import present, report, shipment
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import staff
from tests.screening.hits import FIRM, FIRM_NAME, confirmed, list_loaded
from tests.standing.evaluations import enrolled
from tests.targeting.declarations import assessed, declaration, suspected
from tests.targeting.draws import PORT, capacity, drawn, selected

ISSUER = "UPSN"
# Declarations that once made a final answer forgotten.
OTHERWISE: dict[str, dict[str, Any]] = {
    "another weight": {"weight_kg": "0.500"},
    "another seller": {"seller": "S2", "ksn": None},
    "another mode": {"mode": "truck", "seller": "S2", "ksn": None},
    "small letters": {"reference": "1z001", "seller": "S2", "ksn": None},
    "blanks and dashes": {"reference": " 1Z 0-01 ", "seller": "S2", "ksn": None},
    "letters that look alike": {"reference": "1\u0396001", "issuer": "\uff35PSN", "seller": "S2", "ksn": None},
}


@pytest.fixture
def other() -> PartnerClient:
    return partner_client()


def parcel(**more: Any) -> dict[str, Any]:
    return declaration(**{"issuer": ISSUER, **more})


def otherwise(how: str, ksn: str) -> dict[str, Any]:
    return parcel(**{"ksn": ksn, **OTHERWISE[how]})


def screened(partner: PartnerClient, assessment: Assessment, result: str) -> Assessment:
    return screening_answer(
        partner_id=partner.credentials.partner.pk, assessment_id=assessment.pk, result=result, text="By X-ray."
    )


def alarmed(partner: PartnerClient) -> Assessment:
    """Return the alarm of a screening that was asked for because of the name of the seller."""
    list_loaded(FIRM)
    (one,) = assessed(partner, parcel(seller_name=FIRM_NAME))
    return screened(partner, one, "alarm")


def codes(assessment: Assessment) -> list[str]:
    return [reason["code"] for reason in assessment.reasons]


@pytest.mark.parametrize("how", OTHERWISE)
def test_a_program_hold_stands_however_the_parcel_is_declared_again(partner, other, how):
    shipper = enrolled()
    confirmed(staff("officer"), shipper)
    (held,) = assessed(partner, parcel(ksn=shipper.ksn))
    assert (held.outcome, held.asked_for) == (Outcome.DO_NOT_LOAD, ["program_hold"])
    for whoever in (partner, other):
        (again,) = assessed(whoever, otherwise(how, shipper.ksn))
        assert (again.outcome, again.asked_for, again.must_open) == (Outcome.DO_NOT_LOAD, ["program_hold"], True)


@pytest.mark.parametrize("how", OTHERWISE)
def test_an_alarm_stands_however_the_parcel_is_declared_again(partner, other, how):
    alarmed(partner)
    for whoever in (partner, other):
        (again,) = assessed(whoever, otherwise(how, enrolled().ksn))
        assert (again.outcome, again.asked_for) == (Outcome.DO_NOT_LOAD, ["screening_alarm"])


def test_an_alarm_reaches_whoever_declared_the_parcel_before(partner, other):
    (loaded,) = assessed(other, parcel(seller="S9"))
    assert loaded.outcome == Outcome.COMPLETE
    alarmed(partner)
    deliver()
    after = Assessment.objects.get(follows=loaded)
    assert (after.outcome, after.cause, after.asked_for) == (
        Outcome.DO_NOT_LOAD,
        Cause.REASSESSED,
        ["screening_alarm"],
    )


def test_an_alarm_ends_by_an_officer_alone_and_then_for_all(partner, other, officer):
    (loaded,) = assessed(other, parcel(seller="S9"))
    alarm = alarmed(partner)
    deliver()
    for refused, given in (
        (NotAllowed, {"actor": staff("policy manager"), "reasons": "Safe."}),
        (InvalidInput, {"actor": officer, "reasons": " "}),
        (NotFound, {"actor": officer, "reasons": "Safe.", "assessment_id": loaded.pk}),
    ):
        with pytest.raises(refused):
            alarm_set_aside(**{"assessment_id": alarm.pk, **given})
    alarm_set_aside(actor=officer, assessment_id=alarm.pk, reasons="A battery, seen by a dog and by hand.")
    with pytest.raises(Conflict):
        alarm_set_aside(actor=officer, assessment_id=alarm.pk, reasons="Again.")
    deliver()
    # The officer speaks for the screening that raised the alarm. The other partner is asked for one of its own.
    for whoever, outcome in ((partner, Outcome.COMPLETE), (other, Outcome.REQUEST_SCREENING)):
        last = Assessment.objects.filter(partner=whoever.credentials.partner).latest("pk")
        assert (last.cause, last.outcome) == (Cause.REASSESSED, outcome)
    (again,) = assessed(partner, parcel(seller_name=FIRM_NAME))
    assert again.outcome == Outcome.COMPLETE


def test_an_alarm_is_work_for_an_officer_until_it_stands_or_is_set_aside(partner):
    alarm, officer = alarmed(partner), staff("officer")
    item = Item.objects.get(kind="alarm")
    assert (item.subject_id, item.severity, "1Z001" in item.title) == (alarm.pk, Severity.CRITICAL, True)
    with pytest.raises(NotAllowed):
        alarm_uphold(actor=staff("policy manager"), assessment_id=alarm.pk, reasons="A battery.")
    alarm_uphold(actor=officer, assessment_id=alarm.pk, reasons="A battery that is swollen.")
    item.refresh_from_db()
    assert item.closed_by == officer
    deliver()
    (again,) = assessed(partner, parcel(seller_name=FIRM_NAME))
    assert again.outcome == Outcome.DO_NOT_LOAD
    with pytest.raises(Conflict):
        alarm_uphold(actor=officer, assessment_id=alarm.pk, reasons="Again.")
    alarm_set_aside(actor=officer, assessment_id=alarm.pk, reasons="The carrier took the battery out.")
    with pytest.raises(Conflict):
        alarm_uphold(actor=officer, assessment_id=alarm.pk, reasons="It stands after all.")


def test_an_alarm_that_is_set_aside_is_work_no_longer(partner):
    alarm, officer = alarmed(partner), staff("officer")
    alarm_set_aside(actor=officer, assessment_id=alarm.pk, reasons="A battery, seen by a dog and by hand.")
    assert Item.objects.get(kind="alarm").closed_by == officer


def test_a_program_hold_ends_when_the_party_is_found_to_be_another(partner):
    shipper, officer = enrolled(), staff("officer")
    hit = confirmed(officer, shipper)
    (held,) = assessed(partner, parcel(ksn=shipper.ksn))
    violation_determine(
        actor=officer, case_id=hit.case_id, fact={"determination": "reversed"}, reason="Another person."
    )
    deliver()
    (after,) = assessed(partner, parcel(ksn=shipper.ksn))
    assert (after.follows, after.outcome) == (held, Outcome.COMPLETE)


@pytest.mark.parametrize("how", OTHERWISE)
def test_a_screening_that_is_asked_for_stays_asked_for(partner, other, how):
    ksn = suspected().ksn
    (one,) = assessed(partner, parcel(ksn=ksn))
    for whoever in (partner, other):
        (again,) = assessed(whoever, otherwise(how, ksn))
        assert again.outcome == Outcome.REQUEST_SCREENING
    with clock.at(one.answer_by + timedelta(minutes=1)):
        fire()
        deliver()
        (late,) = assessed(partner, otherwise(how, ksn))
    assert late.outcome == Outcome.REQUEST_SCREENING


def test_a_screening_of_one_partner_does_not_speak_for_another(partner, other):
    list_loaded(FIRM)
    (one,) = assessed(partner, parcel(seller_name=FIRM_NAME))
    (two,) = assessed(other, parcel(seller="S2"))
    assert two.outcome == Outcome.REQUEST_SCREENING
    assert screened(partner, one, "clear").outcome == Outcome.COMPLETE
    (still,) = assessed(other, parcel(seller="S2"))
    assert still == two


def test_a_question_that_nobody_answered_sends_the_parcel_to_an_exam_for_good(partner, other):
    (one,) = assessed(partner, parcel(hs=None))
    with clock.at(one.answer_by + timedelta(minutes=1)):
        fire()
        deliver()
        for whoever in (partner, other):
            (again,) = assessed(whoever, parcel(seller="S2"))
            assert (again.outcome, again.must_open) == (Outcome.COMPLETE, True)


def test_a_question_keeps_its_time_when_the_parcel_is_declared_again(partner):
    (one,) = assessed(partner, parcel(hs=None))
    with clock.at(one.answer_by - timedelta(hours=1)):
        (again,) = assessed(partner, parcel(hs=None, weight_kg="0.5"))
    assert (again.follows, again.answer_by) == (one, one.answer_by)


def goods_of_xinjiang() -> dict[str, Any]:
    shipper = enrolled()
    Address.objects.create(shipper=shipper, street="1 Road", city="Urumqi", postal_code="830000", country="CN")
    return {"ksn": shipper.ksn, "origin": "CN"}


def goods_watched() -> dict[str, Any]:
    watched(staff("officer"), name="Presses", phrases="pill press")
    return {"description": "Used pill press"}


def sender_examined_fully() -> dict[str, Any]:
    shipper = enrolled()
    Standing.objects.filter(pk=shipper.pk).update(examine_all=True)
    return {"ksn": shipper.ksn}


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (goods_of_xinjiang, "forced_labor_origin"),
        (goods_watched, "watched_goods"),
        (sender_examined_fully, "full_exam"),
    ],
)
def test_a_hard_rule_that_held_for_one_declaration_holds_for_the_parcel(
    partner, other, first: Callable[[], dict[str, Any]], code
):
    assessed(partner, parcel(**first()))
    for whoever in (partner, other):
        (again,) = assessed(whoever, parcel(seller="S2", reference="1z-001"))
        assert (codes(again), again.must_open) == ([code], True)


def test_a_hold_of_an_agency_holds_for_the_number_however_it_is_typed(partner):
    report(shipment("1Z001", hs="620442"))
    held_parcel(agency_officer(), present())
    (one,) = assessed(partner, parcel(reference="1z 001"))
    assert (codes(one), one.must_open) == (["agency_hold"], True)


def test_a_waived_correction_is_drawn_once_for_a_parcel(partner):
    ksn = enrolled(tier=2).ksn
    for number in range(4):
        answers = {
            assessed(partner, parcel(reference=f"V{number}", ksn=ksn, description="gift", weight_kg=weight))[0].outcome
            for weight in ("1", "2", "3", "4", "5")
        }
        assert len(answers) == 1


def test_a_parcel_stands_in_a_request_once_however_its_number_is_typed(partner):
    made = parcels_assess(
        partner_id=partner.credentials.partner.pk, items=enumerate([parcel(), parcel(reference="1z001")])
    )
    assert (list(made.assessments), list(made.rejected)) == ([0], [1])


def test_a_parcel_that_is_declared_with_ever_other_words_is_refused(partner, monkeypatch):
    monkeypatch.setattr("apps.targeting.services.assessments.MAX_DECLARED", 2)
    assert MAX_DECLARED > 2
    first, second, third = (parcel(description=f"Cotton sweater, size {size}") for size in "SML")
    assessed(partner, first)
    (last,) = assessed(partner, second)
    made = parcels_assess(partner_id=partner.credentials.partner.pk, items=[(0, third), (1, parcel(reference="B"))])
    assert (list(made.rejected), list(made.assessments)) == ([0], [1])
    assert assessed(partner, second) == [last]


def test_a_parcel_is_drawn_once_however_its_number_is_typed(partner):
    capacity(staff("supervisor"), 1)
    assessed(partner, parcel(port=PORT))
    drawn()
    assessed(partner, parcel(port=PORT, reference="1z001", seller="S2"))
    assert draws_start() == []


def test_a_selected_parcel_is_opened_where_it_comes(partner):
    capacity(staff("supervisor"), 1)
    assessed(partner, parcel(port=PORT))
    (lot,) = selected(drawn())
    assessed(partner, parcel(port="9998"))
    draws_start()
    assert list(lots_selected(PortDay.objects.get(port="9998"))) == [lot]


def test_a_number_of_a_parcel_has_one_key_for_all_ways_to_type_it():
    one = parcel_key("UPSN", "1ZH01")
    for same in ("1zh01", " 1Z-H.01", "1Z\u200bH01", "1\u0396H01", "1Z\u041d01", "1z\u043d01", "\uff11\uff3aH01"):
        assert parcel_key("\uff35psn ", same) == one, same
    for issuer, other in (("UPS", "N1ZH01"), ("UPSN", "1ZHO1"), ("FDX", "1ZH01"), ("UPSN", "1ZH011"), ("UPSN", "#")):
        assert parcel_key(issuer, other) != one
    assert parcel_key("UPSN", "#") != parcel_key("UPSN", "*")
