"""The pooled exams of the program: every seller's parcels opened at random, as the compliance rate reads them."""

import pytest

from apps.core import clock
from apps.evaluation.pooled_exams import PooledExams, pooled_exams
from apps.evaluation.rules import compliance_rate
from apps.evaluation.selectors import records_now
from apps.ledger.models import Seller
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import ONE
from tests.evaluation.ledger import CARRIER, member, parcels, recording, report, violation


def pooled() -> PooledExams:
    return pooled_exams(as_of=clock.today(), terms=terms_of(policy_on(clock.today())))


def test_without_an_exam_nothing_is_pooled():
    member(clock.today())

    assert pooled() == (0, 0, 0)
    assert pooled().compliance is None


def test_all_sellers_count_members_and_others():
    day = clock.today()
    parcels(member(day), day, 3, drawn="clean")
    exam = {"issuer": CARRIER, "examined": True, "exam_basis": "random", "exam_result": "clean"}
    stranger = {"seller": "shop-7", "seller_name": "Shop 7", "date": day}
    report([stranger | exam | {"reference": f"S{n}"} for n in range(5)], recorded=recording("cbp", "agency"))
    assert Seller.objects.filter(shipper=None).exists()

    assert pooled() == (8, 0, 0)
    assert pooled().compliance == 1


@pytest.mark.parametrize("basis", ["risk", "operation", "referral"])
def test_exams_whose_choice_depended_on_the_parcel_and_parcels_that_nobody_opened_do_not_count(basis):
    shipper, day = member(clock.today()), clock.today()
    parcels(shipper, day, 4)
    risky = {"examined": True, "exam_basis": basis, "exam_result": "discrepant", "issuer": CARRIER}
    parcels(shipper, day, 2, recorded=recording("cbp", "agency"), **risky)

    assert pooled().exams == 0


@pytest.mark.parametrize(
    ("determination", "expected"),
    [("alleged", (10, 0)), ("sustained", (11, 1)), ("mitigated", (11, 1)), ("reversed", (11, 0))],
)
def test_a_parcel_found_wrong_counts_once_its_violation_is_decided(determination, expected):
    shipper, day = member(clock.today()), clock.today()
    parcels(shipper, day, 10, drawn="clean")
    (wrong,) = parcels(shipper, day, 1, drawn="discrepant")
    violation(shipper, day, shipment=f"{CARRIER}:{wrong}", determination=determination)

    exams, wrong_parcels, loss = pooled()

    assert (exams, wrong_parcels) == expected
    assert (loss > 0) == (wrong_parcels > 0)


def test_the_pool_is_the_sum_of_what_the_rule_reads_of_each_member():
    terms, day = terms_of(policy_on(clock.today())), clock.today()
    members = [member(clock.add_months(day, -2)) for _shop in range(4)]
    for number, shipper in enumerate(members):
        parcels(shipper, clock.add_months(day, -1), 5 + number, drawn="clean")
        found = parcels(shipper, day, 3, drawn="discrepant")
        violation(shipper, day, shipment=f"{CARRIER}:{found[0]}", category="counterfeit", culpability="negligence")
        violation(shipper, day, shipment=f"{CARRIER}:{found[0]}", category="origin", culpability="negligence")
        violation(shipper, day, shipment=f"{CARRIER}:{found[1]}", attribution="carrier", category="late_filing")
    records = records_now([shipper.pk for shipper in members], as_of=day, terms=terms)
    details = [compliance_rate.find(record, terms).detail for record in records.values()]

    exams, wrong, loss = pooled()

    assert exams == sum(detail["decided"] for detail in details)
    assert wrong == sum(detail["wrong"] for detail in details)
    assert loss == pytest.approx(sum(detail["loss"] for detail in details) * ONE)
    assert wrong > 0
