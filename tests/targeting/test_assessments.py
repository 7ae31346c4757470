"""Assessments of declared parcels: what the hard rules ask for, what follows an answer, and what follows silence."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.events.timers import fire
from apps.shippers.models import Address, Shipper
from apps.targeting.asks import TEXTS
from apps.targeting.models import Assessment
from apps.targeting.protocol import MISSING, VAGUE
from apps.targeting.rules import RULES
from apps.targeting.services import information_answer, screening_answer
from apps.targeting.vocabulary import Addressee, Cause, Outcome
from tests.agencies.agencies import agency_officer, held_parcel
from tests.agencies.goods import watched
from tests.ledger.conftest import present, report, shipment
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import staff
from tests.screening.hits import FIRM, FIRM_NAME, confirmed, list_loaded
from tests.standing.evaluations import enrolled
from tests.targeting.declarations import assessed, declaration, suspected


def codes(assessment: Assessment) -> list[str]:
    return [reason["code"] for reason in assessment.reasons]


def answered(
    partner: PartnerClient, assessment: Assessment, text: str = "By X-ray.", result: str = "clear"
) -> Assessment:
    return screening_answer(
        partner_id=partner.credentials.partner.pk, assessment_id=assessment.pk, result=result, text=text
    )


def informed(partner: PartnerClient, assessment: Assessment, **correction: str) -> Assessment:
    return information_answer(
        partner_id=partner.credentials.partner.pk,
        assessment_id=assessment.pk,
        text="The shop's invoice.",
        correction=correction,
    )


def applicant() -> Shipper:
    """Return a business with a number that is no member, so that the carrier is asked about its parcels."""
    return Shipper.objects.create(name="Quiet Harbor Goods", country="US", ksn="KS7Q4M2XWA9V")


def pass_time(assessment: Assessment) -> None:
    """Let the time to answer pass."""
    assert assessment.answer_by
    with clock.at(assessment.answer_by + timedelta(minutes=1)):
        fire()
        deliver()


def test_everything_that_may_be_asked_for_has_words() -> None:
    assert MISSING | VAGUE | {rule.asks for rule in RULES.values() if rule.asks} <= TEXTS.keys()


def test_a_declaration_of_which_nothing_is_missing_is_complete(partner):
    (one,) = assessed(partner, declaration(consignee="Jane Roe"))
    assert (one.outcome, one.addressee, one.answer_by, one.must_open) == (Outcome.COMPLETE, "", None, False)
    assert "consignee" not in one.declared
    assert "Jane" not in str(one.declared)


def test_a_known_shipper_has_its_benefit_in_points(partner):
    (one,) = assessed(partner, declaration(ksn=enrolled(tier=3).ksn))
    assert (one.tier, one.points) == (3, -40)
    assert one.reasons == [{"layer": "standing", "code": "known_shipper", "points": -40}]


def test_what_is_missing_is_asked_of_whoever_declared_it(partner):
    (one,) = assessed(partner, declaration(hs=None, origin=None))
    assert (one.outcome, one.addressee, one.asked_for) == (
        Outcome.REQUEST_INFORMATION,
        Addressee.CARRIER,
        ["hs_missing", "origin_missing"],
    )
    assert one.answer_by == one.at + timedelta(hours=48)


def test_a_known_shipper_is_asked_less_often_for_what_is_vague(partner, monkeypatch):
    ksn = enrolled(tier=2).ksn
    asked = []
    for draw in (0.49, 0.51):
        monkeypatch.setattr("apps.targeting.services.chains._waiver_drawn", lambda _fact, draw=draw: draw)
        asked += assessed(partner, declaration(f"V{draw}", ksn=ksn, description="gift"))
    assert [one.outcome for one in asked] == [Outcome.COMPLETE, Outcome.REQUEST_INFORMATION]
    (missing,) = assessed(partner, declaration("V2", ksn=ksn, hs=None))
    assert missing.asked_for == ["hs_missing"]


def test_a_party_that_may_be_on_a_list_has_its_parcels_screened_and_opened(partner):
    (one,) = assessed(partner, declaration(ksn=suspected().ksn))
    assert (one.outcome, one.addressee, one.asked_for, one.must_open) == (
        Outcome.REQUEST_SCREENING,
        Addressee.CARRIER,
        ["screening"],
        True,
    )
    assert codes(one) == ["list_candidate"]


def test_a_party_that_an_officer_found_on_a_list_keeps_its_parcels_on_the_ground(partner):
    shipper = enrolled()
    confirmed(staff("officer"), shipper)
    (one,) = assessed(partner, declaration(ksn=shipper.ksn))
    assert (one.outcome, one.asked_for, one.addressee) == (Outcome.DO_NOT_LOAD, ["program_hold"], "")


def test_a_stranger_with_a_name_of_a_list_has_its_parcels_screened(partner):
    list_loaded(FIRM)
    named, other = assessed(
        partner, declaration("A", seller_name=FIRM_NAME), declaration("B", seller="S2", seller_name="Quiet Harbor")
    )
    assert (named.outcome, other.outcome) == (Outcome.REQUEST_SCREENING, Outcome.COMPLETE)


def test_goods_of_china_from_xinjiang_need_evidence_of_where_they_were_made(partner):
    shipper = applicant()
    Address.objects.create(shipper=shipper, street="1 Road", city="Urumqi", postal_code="830000", country="CN")
    chinese, other = assessed(
        partner, declaration("A", ksn=shipper.ksn, origin="CN"), declaration("B", ksn=shipper.ksn, origin="VN")
    )
    assert (chinese.asked_for, chinese.must_open) == (["origin_evidence"], True)
    assert other.outcome == Outcome.COMPLETE
    after = informed(partner, chinese)
    assert (after.outcome, after.must_open, after.text) == (Outcome.COMPLETE, True, "The shop's invoice.")


def test_a_parcel_that_an_agency_holds_goes_on_and_is_opened(partner):
    report(shipment("1Z001", hs="620442"))
    held_parcel(agency_officer(), present())
    (one,) = assessed(partner, declaration(issuer="UPSN"))
    assert (one.outcome, one.must_open, one.asked_for, codes(one)) == (Outcome.COMPLETE, True, [], ["agency_hold"])


def test_watched_goods_go_on_and_are_opened(partner, officer):
    watched(officer, name="Pill presses", phrases="pill press")
    one, other = assessed(partner, declaration("A", description="Used pill press"), declaration("B"))
    assert (one.outcome, one.must_open, other.must_open) == (Outcome.COMPLETE, True, False)


def test_the_same_declaration_again_finds_its_answer(partner):
    (one,) = assessed(partner, declaration(hs=None))
    assert assessed(partner, declaration(hs=None)) == [one]
    (other,) = assessed(partner, declaration())
    assert (other.outcome, other.follows) == (Outcome.COMPLETE, one)
    with pytest.raises(Conflict):
        informed(partner, one)


def test_a_hard_rule_that_came_to_hold_since_is_seen_by_the_same_declaration(partner):
    shipper = enrolled()
    (before,) = assessed(partner, declaration(ksn=shipper.ksn))
    suspected(shipper)
    (after,) = assessed(partner, declaration(ksn=shipper.ksn))
    assert (before.outcome, after.outcome, after.follows) == (Outcome.COMPLETE, Outcome.REQUEST_SCREENING, before)


def test_a_parcel_that_was_screened_and_clear_is_complete(partner):
    shipper = suspected()
    (one,) = assessed(partner, declaration(ksn=shipper.ksn))
    after = answered(partner, one)
    assert (after.outcome, after.cause, after.follows, after.must_open) == (
        Outcome.COMPLETE,
        Cause.ANSWERED,
        one,
        True,
    )
    assert assessed(partner, declaration(ksn=shipper.ksn)) == [after]


def test_a_screened_parcel_is_then_asked_for_what_is_missing_and_not_screened_again(partner):
    (one,) = assessed(partner, declaration(ksn=suspected(applicant()).ksn, hs=None))
    second = answered(partner, one)
    assert (second.outcome, second.asked_for) == (Outcome.REQUEST_INFORMATION, ["hs_missing"])
    assert informed(partner, second, hs="611020").outcome == Outcome.COMPLETE


def test_an_alarm_keeps_the_parcel_on_the_ground(partner):
    (one,) = assessed(partner, declaration(ksn=suspected().ksn))
    after = answered(partner, one, result="alarm")
    assert (after.outcome, after.asked_for) == (Outcome.DO_NOT_LOAD, ["screening_alarm"])


def test_information_puts_the_declaration_right_and_what_is_missing_still_keeps_its_time(partner):
    (one,) = assessed(partner, declaration(hs=None, origin=None))
    with clock.at(clock.now() + timedelta(hours=1)):
        second = informed(partner, one, hs="611020")
        assert (second.asked_for, second.answer_by) == (["origin_missing"], one.answer_by)
        third = informed(partner, second, origin="VN")
    assert (third.outcome, third.declared["origin"], third.correction) == (Outcome.COMPLETE, "VN", {"origin": "VN"})


@pytest.mark.parametrize("correction", [{"ksn": "KS7Q4M2XWA9V"}, {"value": "a lot"}])
def test_information_that_is_no_information_is_refused_by_its_field(partner, correction):
    (one,) = assessed(partner, declaration(hs=None))
    with pytest.raises(InvalidInput) as refused:
        informed(partner, one, **correction)
    assert refused.value.fields.keys() == correction.keys()


def test_what_is_not_asked_can_not_be_answered_and_others_see_nothing(partner):
    (one,) = assessed(partner, declaration(hs=None))
    with pytest.raises(Conflict):
        answered(partner, one)
    with pytest.raises(NotFound):
        informed(partner_client(), one)
    informed(partner, one, hs="611020")
    with pytest.raises(Conflict):
        informed(partner, one, hs="611020")


def test_a_parcel_about_which_nobody_says_more_goes_on_and_is_opened(partner):
    (one,) = assessed(partner, declaration(hs=None))
    pass_time(one)
    after = Assessment.objects.get(follows=one)
    assert (after.outcome, after.cause, after.must_open) == (Outcome.COMPLETE, Cause.UNANSWERED, True)


def test_a_parcel_that_nobody_screened_is_not_loaded_until_it_is_declared_again(partner):
    shipper = suspected()
    (one,) = assessed(partner, declaration(ksn=shipper.ksn))
    pass_time(one)
    after = Assessment.objects.get(follows=one)
    assert (after.outcome, after.asked_for) == (Outcome.DO_NOT_LOAD, ["not_screened"])
    (again,) = assessed(partner, declaration(ksn=shipper.ksn))
    assert (again.outcome, again.follows) == (Outcome.REQUEST_SCREENING, after)


def test_an_answer_in_time_is_not_overtaken(partner):
    (one,) = assessed(partner, declaration(hs=None))
    after = informed(partner, one, hs="611020")
    pass_time(one)
    assert not Assessment.objects.filter(follows=after).exists()


def test_a_batch_takes_as_many_queries_as_one_parcel(partner, django_assert_max_num_queries):
    members = [enrolled(tier=1), suspected()]
    assessed(partner, declaration("first"))
    with django_assert_max_num_queries(40) as few:
        assessed(partner, declaration("A", ksn=members[0].ksn, hs=None))
    with django_assert_max_num_queries(len(few)):
        assessed(
            partner,
            *(declaration(f"B{number}", ksn=members[number % 2].ksn, hs=None) for number in range(20)),
        )


def test_an_assessment_is_never_changed(partner):
    (one,) = assessed(partner, declaration())
    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.filter(pk=one.pk).update(outcome=Outcome.DO_NOT_LOAD)
