"""The studies of an edition: what they count in the ledger, and what may be published of them."""

from datetime import date

import pytest
from jsonschema import Draft202012Validator

from apps.core import clock
from apps.ledger.models import Shipment
from apps.ledger.vocabulary import ExamBasis, ReporterKind
from apps.measures import statements
from apps.measures.files import SCHEMA
from apps.measures.models import Edition
from apps.measures.services import edition_release
from apps.measures.studies.deterrence import STUDY as DETERRENCE
from apps.measures.studies.deterrence import groups_withheld
from apps.measures.studies.guidance import STUDY as GUIDANCE
from apps.measures.studies.membership import STUDY as MEMBERSHIP
from tests.evaluation.ledger import member, parcels, recording, report
from tests.measures.applicants import DURING, JOINED, answered, applicants, checked, examined, violators
from tests.measures.world import FULL, YEAR, facts, noon, release
from tests.partners.client import partner_client
from tests.targeting.draws import declared, drawn


def released(number: int = 1) -> Edition:
    announced = release(YEAR, number)
    with clock.at(announced.due_at):
        return edition_release(release_id=announced.pk)


def lines(edition: Edition, study: str) -> dict[str, dict]:
    (found,) = [each for each in edition.published["studies"] if each["code"] == study]
    return {line["code"]: line for line in found["lines"]}


def test_effect_compares_members_with_themselves_and_with_applicants_of_the_same_month() -> None:
    applicants(20, joined=JOINED, wrong_then=1)
    applicants(20, joined=None, wrong_then=2)
    edition = released()
    line = lines(edition, "membership")["change"]
    # 1 of 10 instead of 2 of 10, where the others stayed as they were.
    assert (line["value"], line["withheld"]) == ("-0.50", False)
    Draft202012Validator(SCHEMA).validate(edition.published)


def test_business_that_never_applied_is_no_comparison() -> None:
    (applicant, *_rest) = applicants(2, joined=None, wrong_then=2)
    with clock.at(noon(date(2025, 1, 2))):
        stranger = member(date(2025, 1, 2))
    examined(stranger, DURING, clean=5, wrong=5)
    asked = {"since": date(2025, 10, 1), "random": ExamBasis.RANDOM.value, "reuse": 120, "spread": 240}
    compared = {business for business, *_exams in facts(YEAR).rows(statements.EXAMS, **asked)}
    assert applicant.pk in compared
    assert stranger.pk not in compared


def test_effect_of_few_businesses_is_withheld_and_of_few_exams_not_told() -> None:
    applicants(8, joined=JOINED, wrong_then=2)
    applicants(20, joined=None, wrong_then=2)
    assert lines(released(), "membership")["change"]["withheld"]
    assert MEMBERSHIP.findings(facts(YEAR, until=date(2025, 12, 1))).figures["change"].value is None


def test_weight_of_an_exam_is_how_many_parcels_it_stands_for() -> None:
    (shipper,) = applicants(1, joined=JOINED, wrong_then=2)
    with clock.at(noon(DURING)):
        parcels(shipper, DURING, 30, **FULL)
    asked = {"since": date(2023, 10, 1), "random": ExamBasis.RANDOM.value, "reuse": 120, "spread": 240}
    rows = facts(YEAR).rows(statements.EXAMS, **asked)
    assert rows == [
        (shipper.pk, date(2025, 2, 1), 10, 2, 10.0, 2.0),
        (shipper.pk, date(2026, 2, 1), 10, 2, 40.0, 8.0),
    ]
    assert Shipment.objects.count() == 50


def test_exam_of_a_parcel_that_a_port_drew_weighs_one_over_its_probability() -> None:
    (shipper,) = applicants(1, joined=JOINED, wrong_then=2)
    partner = partner_client()
    with clock.at(noon(DURING)):
        declared(partner, "1Z900", ksn=shipper.ksn)
        (lot,) = drawn().lots.all()
        opened = {"examined": True, "exam_basis": "random", "exam_result": "discrepant"}
        number = {"ksn": shipper.ksn, "date": DURING, "issuer": "UPSN", "reference": "1Z900"}
        report([number | FULL | opened], recorded=recording("cbp", ReporterKind.AGENCY))
    assert 0 < lot.counted < 1
    asked = {"since": date(2025, 10, 1), "random": ExamBasis.RANDOM.value, "reuse": 120, "spread": 240}
    ((_shipper, _month, exams, wrong, weight, weight_wrong),) = facts(YEAR).rows(statements.EXAMS, **asked)
    assert (exams, wrong) == (11, 3)
    # All parcels of the business that month were opened, so each of the others stands for itself.
    assert weight == pytest.approx(10 + 1 / lot.counted)
    assert weight_wrong == pytest.approx(2 + 1 / lot.counted)


def test_study_that_few_businesses_change_keeps_its_facts_in_the_revision() -> None:
    shippers = applicants(20, joined=JOINED, wrong_then=1)
    applicants(20, joined=None, wrong_then=2)
    first = released()
    with clock.at(noon(date(2027, 2, 1))):
        parcels(shippers[0], DURING, 100, drawn="discrepant", **FULL)
    second = released(2)
    assert lines(second, "membership") == lines(first, "membership")
    assert second.studies["membership"] == first.known_at.isoformat()
    assert second.studies["deterrence"] == second.known_at.isoformat()


def test_businesses_are_watched_from_their_first_violation_by_the_tier_that_they_held() -> None:
    violators(12, tier=2)
    violators(28)
    found = DETERRENCE.findings(facts(YEAR)).figures
    assert [found[f"{group}-3"].value for group in ("all", "others", "tier-2")] == [1, 1, 1]
    assert found["all-6"].value == 0.75
    assert found["tier-2-6"].withheld, "only nine are watched beyond"
    assert found["others-6"].withheld, "all less the others would tell of the nine"
    assert found["tier-1-6"].value is None
    assert not found["tier-1-6"].withheld


def test_checks_are_compared_with_businesses_that_have_done_none() -> None:
    """Half of the businesses pass a check and send half of the wrong parcels afterwards; nobody is a member."""
    for shipper in applicants(20, joined=None, wrong_then=1):
        checked(shipper, JOINED)
    applicants(20, joined=None, wrong_then=2)
    line = lines(released(), "guidance")["change"]
    assert (line["value"], line["withheld"]) == ("-0.50", False)


def test_businesses_that_do_a_check_after_a_bad_month_show_no_effect_by_that() -> None:
    """All stay as they were. Those who do a check had a bad month just before, which is left out."""
    for shipper in applicants(20, joined=None, wrong_then=2):
        examined(shipper, date(2025, 9, 10), clean=2, wrong=8)
        checked(shipper, JOINED)
    for shipper in applicants(20, joined=None, wrong_then=2):
        examined(shipper, date(2025, 9, 10), clean=8, wrong=2)
    found = GUIDANCE.findings(facts(YEAR)).figures["change"]
    assert found.value == pytest.approx(0)
    assert found.low <= 0 <= found.high


def test_few_who_did_a_check_are_not_told_and_an_upload_is_no_check() -> None:
    for shipper in applicants(8, joined=None, wrong_then=2):
        checked(shipper, JOINED)
    for shipper in applicants(20, joined=None, wrong_then=1):
        checked(shipper, JOINED, check="")
    assert GUIDANCE.findings(facts(YEAR)).figures["change"].withheld
    assert GUIDANCE.findings(facts(YEAR, until=date(2025, 12, 1))).figures["change"].value is None


def test_answers_before_and_after_reading_are_those_of_the_year_as_known_then() -> None:
    with clock.at(noon(date(2025, 9, 30))):
        answered("value", right=4, of=4)
    with clock.at(noon(DURING)):
        for _person in range(10):
            answered("value", right=1, of=4)
            answered("value", right=3, of=4, is_after=True)
        answered("brands", right=1, of=4)
    found = GUIDANCE.findings(facts(YEAR)).figures
    assert (found["value-before"].value, found["value-after"].value) == (0.25, 0.75)
    assert found["brands-before"].withheld
    assert "brands-after" not in found
    assert "value-before" not in GUIDANCE.findings(facts(YEAR, until=date(2026, 2, 1))).figures


def test_group_of_few_hides_another_with_it() -> None:
    assert groups_withheld({"all": 60, "others": 40, "tier-1": 15, "tier-2": 5}) == {"tier-1", "tier-2"}
    assert groups_withheld({"all": 58, "others": 40, "tier-1": 9, "tier-2": 9}) == {"tier-1", "tier-2"}
    assert groups_withheld({"all": 50, "others": 40, "tier-1": 10}) == set()
    assert groups_withheld({"all": 5, "others": 5}) == {"all", "others"}
    assert groups_withheld({"all": 50, "others": 50, "tier-1": 0}) == {"others", "tier-1"}, "nobody is watched any more"
