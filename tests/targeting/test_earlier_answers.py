"""Earlier answers about declared parcels: when they are used, when a question is asked all the same, and how an officer
sets one aside.
"""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.ledger.models import Parcel
from apps.notices.models import Message
from apps.partners.models import PartnerTier
from apps.shippers.models import Address, Shipper
from apps.targeting.models import Assessment
from apps.targeting.protocol import MISSING, VAGUE
from apps.targeting.repeats import ANSWERED_BY, ASKED_EACH_TIME, fields_asked, is_named, kind_of_goods
from apps.targeting.rules import RULES
from apps.targeting.selectors import Scored
from apps.targeting.services import earlier_answer_set_aside, parcels_assess, seller_information_answer
from apps.targeting.vocabulary import Addressee, Cause, Outcome
from tests.agencies.goods import watched
from tests.ledger.conftest import report, shipment
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import staff
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting import draws
from tests.targeting.declarations import ADDRESS, assessed, declaration, suspected
from tests.targeting.earlier_answers import answered_before, better_partner, repeated, tier_given


@pytest.fixture
def partner() -> PartnerClient:
    return better_partner()


def applicant() -> Shipper:
    """Return a business that is no member, so that the carrier is asked about its parcels."""
    return Shipper.objects.create(name="Quiet Harbor Goods", country="US", ksn="KS7Q4M2XWA9V")


def test_an_answer_is_used_for_goods_of_the_same_kind_of_the_same_seller(partner):
    answer = answered_before(partner)
    after = repeated(partner, description="  women's KNITTED cotton sweater ")
    assert (after.cause, after.outcome, after.addressee) == (Cause.REPEATED, Outcome.COMPLETE, "")
    assert (after.used, after.correction, after.declared["hs"]) == (answer, {"hs": "611020"}, "611020")
    question = after.follows
    assert (question.outcome, question.asked_for) == (Outcome.REQUEST_INFORMATION, ["hs_missing"])
    assert "hs" not in question.declared


def test_the_same_declaration_again_finds_the_assessment_that_used_an_answer(partner):
    answered_before(partner)
    first, again = repeated(partner), repeated(partner)
    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        {"seller": "S2"},
        {"description": "Men's knitted cotton sweater"},
        {"origin": "CN"},
        {"departure": "HK"},
        {"value": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_question_about_another_seller_other_goods_or_a_price_is_asked(partner, other):
    answered_before(partner)
    after = repeated(partner, **other)
    assert (after.cause, after.outcome) == (Cause.DECLARED, Outcome.REQUEST_INFORMATION)


def test_an_answer_of_another_partner_is_not_used(partner):
    answered_before(better_partner())
    assert repeated(partner).cause == Cause.DECLARED


@pytest.mark.parametrize("tier", [None, PartnerTier.ORDINARY, PartnerTier.LIMITED])
def test_a_partner_of_another_tier_is_asked_each_time(tier):
    partner = partner_client()
    if tier:
        tier_given(partner, tier)
    answered_before(partner)
    assert repeated(partner).cause == Cause.DECLARED


def test_an_answer_is_used_for_as_long_as_the_policy_says(partner):
    answer = answered_before(partner)
    for days, cause in ((90, Cause.REPEATED), (91, Cause.DECLARED)):
        with clock.at(answer.at + timedelta(days=days, seconds=-1 if days == 90 else 0)):
            assert repeated(partner, f"D{days}").cause == cause


def test_an_answer_that_was_used_again_does_not_live_longer(partner):
    answer = answered_before(partner)
    with clock.at(answer.at + timedelta(days=60)):
        assert repeated(partner, "D60").used == answer
    with clock.at(answer.at + timedelta(days=120)):
        assert repeated(partner, "D120").cause == Cause.DECLARED


def test_a_vague_word_without_a_code_is_no_kind_of_goods(partner):
    answered_before(partner, description="Gift")
    after = repeated(partner, description="Gift")
    assert (after.cause, after.outcome) == (Cause.DECLARED, Outcome.REQUEST_INFORMATION)


def test_a_party_that_may_be_on_a_list_is_asked_about_each_parcel(partner):
    shipper = applicant()
    answered_before(partner, ksn=shipper.ksn)
    suspected(shipper)
    assert repeated(partner, ksn=shipper.ksn, mode="sea").cause == Cause.DECLARED


def test_goods_that_are_watched_by_the_code_of_an_answer_are_asked_about(partner):
    answered_before(partner)
    watched(staff("officer"), name="Sweaters", hs_codes="611020", phrases="")
    after = repeated(partner)
    assert (after.cause, after.outcome) == (Cause.DECLARED, Outcome.REQUEST_INFORMATION)


def test_each_code_is_answered_by_a_field_or_asked_of_every_parcel():
    asked = MISSING | VAGUE | {rule.asks for rule in RULES.values() if rule.outcome == Outcome.REQUEST_INFORMATION}
    assert asked == ANSWERED_BY.keys() | ASKED_EACH_TIME
    assert not ANSWERED_BY.keys() & ASKED_EACH_TIME


def test_evidence_against_forced_labor_is_asked_for_each_time(partner):
    shipper = applicant()
    Address.objects.create(shipper=shipper, street="1 Road", city="Urumqi", postal_code="830000", country="CN")
    answered_before(partner, ksn=shipper.ksn, origin="CN")
    assert repeated(partner, ksn=shipper.ksn, origin="CN").cause == Cause.DECLARED


def test_a_great_risk_by_the_model_is_asked_about(partner, monkeypatch):
    answered_before(partner)
    great = Scored(model_id=None, chance=0.9, novelty=0.0, has_passed=False, reasons=())
    monkeypatch.setattr("apps.targeting.selectors.scores_of", lambda facts, _known: [great for _fact in facts])
    after = repeated(partner, mode="sea")
    assert (after.cause, after.outcome) == (Cause.DECLARED, Outcome.REQUEST_INFORMATION)


def test_an_answer_whose_parcel_was_found_wrong_is_not_used(partner):
    answer = answered_before(partner)
    report(
        shipment(
            reference=answer.reference,
            issuer=answer.issuer,
            date=answer.day,
            examined=True,
            exam_basis="risk",
            exam_result="discrepant",
        )
    )
    assert Parcel.objects.get(reference=answer.reference).discrepant
    assert repeated(partner).cause == Cause.DECLARED


def test_a_seller_is_not_told_of_a_question_that_an_earlier_answer_settled(partner):
    shipper = enrolled(tier=1)
    (asked,) = assessed(partner, declaration("FIRST", ksn=shipper.ksn, hs=None))
    deliver()
    assert asked.addressee == Addressee.SELLER
    told = Message.objects.count()
    seller_information_answer(
        actor=owner_of(shipper),
        shipper_id=shipper.pk,
        assessment_id=asked.pk,
        text="",
        language="",
        correction={"hs": "611020"},
    )
    with clock.at(asked.at + timedelta(days=2)):
        after = repeated(partner, ksn=shipper.ksn)
        deliver()
        assert (after.cause, after.outcome) == (Cause.REPEATED, Outcome.COMPLETE)
        assert Message.objects.count() == told
        (other,) = assessed(partner, declaration("THIRD", ksn=shipper.ksn, description="Toy car", hs=None))
        deliver()
        assert other.outcome == Outcome.REQUEST_INFORMATION
        assert Message.objects.count() > told, "the question that nobody was told of does not hold the next one back"


def test_the_chance_of_an_exam_at_random_is_the_same_with_and_without_an_earlier_answer(partner):
    draws.capacity(staff("supervisor"), 5)
    answered_before(partner, date=clock.today().isoformat())
    used = repeated(partner)
    assessed(partner, *(declaration(f"R{number}") for number in range(20)))
    lots = {lot.assessment_id: lot for lot in draws.drawn().lots.all()}
    assert len({round(lot.at_random, 9) for lot in lots.values()}) == 1
    assert used.pk in lots


def test_the_queries_do_not_grow_with_the_questions(partner, django_assert_max_num_queries):
    answered_before(partner)
    answered_before(partner, reference="OTHER", seller="S2")

    def queries(name: str, number: int) -> int:
        items = [
            declaration(f"{name}{each}", hs=None, seller=("S1", "S2")[each % 2], seller_name="")
            for each in range(number)
        ]
        with django_assert_max_num_queries(60) as made:
            done = parcels_assess(partner_id=partner.credentials.partner.pk, items=list(enumerate(items)))
        assert {row.cause for row in done.assessments.values()} == {Cause.REPEATED}
        return len(made)

    assert queries("B", 40) <= queries("A", 2)


def test_an_officer_sets_an_answer_aside_and_the_question_is_asked_anew(partner):
    answer = answered_before(partner)
    used = repeated(partner)
    after = earlier_answer_set_aside(
        actor=staff("officer"), assessment_id=used.pk, reasons="The shop sells other goods by now."
    )
    assert (after.cause, after.follows, after.outcome) == (Cause.SET_ASIDE, used, Outcome.REQUEST_INFORMATION)
    assert (after.asked_for, after.addressee) == (["hs_missing"], Addressee.CARRIER)
    assert after.answer_by == after.at + timedelta(hours=48)
    assert "hs" not in after.declared
    assert answer.set_aside.reasons == "The shop sells other goods by now."
    assert repeated(partner, "THIRD").cause == Cause.DECLARED


def test_an_answer_is_set_aside_once_by_an_officer_with_reasons(partner, officer):
    answered_before(partner)
    used, other = repeated(partner), repeated(partner, "THIRD")
    with pytest.raises(NotAllowed):
        earlier_answer_set_aside(actor=staff("policy manager"), assessment_id=used.pk, reasons="Old.")
    with pytest.raises(InvalidInput):
        earlier_answer_set_aside(actor=officer, assessment_id=used.pk, reasons=" ")
    with pytest.raises(NotFound):
        earlier_answer_set_aside(actor=officer, assessment_id=used.follows_id, reasons="Old.")
    earlier_answer_set_aside(actor=officer, assessment_id=used.pk, reasons="Old.")
    with pytest.raises(Conflict):
        earlier_answer_set_aside(actor=officer, assessment_id=other.pk, reasons="Old.")


def test_a_parcel_that_came_is_not_asked_about_when_its_answer_is_set_aside(partner):
    answered_before(partner)
    used = repeated(partner)
    with clock.at(clock.start_of(clock.add_days(used.day, 2))):
        assert earlier_answer_set_aside(actor=staff("officer"), assessment_id=used.pk, reasons="Old.") is None
    assert Assessment.objects.filter(follows=used).count() == 0


def test_a_partner_reads_which_of_its_answers_was_used(partner):
    answer = answered_before(partner)
    results = partner.send(ADDRESS, [declaration("SECOND", hs=None)]).json()["results"]
    told = results[0]["assessment"]
    assert (told["cause"], told["outcome"], told["used"]) == ("repeated", "complete", answer.pk)
    card = partner.get("/api/v1/scorecards").json()
    assert (card["tier"], card["repeat_days"]) == ("better", 90)


def test_questions_are_settled_only_where_every_code_has_a_field():
    assert fields_asked(["hs_missing", "origin_no_country"]) == {"hs", "origin"}
    assert fields_asked(["hs_missing", "value_missing"]) is None
    assert fields_asked([]) is None
    assert not is_named(["hs_missing", "description_vague"])
    assert is_named(["hs_missing"])
    assert kind_of_goods({"description": " A  b", "hs": None}) == ("a b", "", "", "")
