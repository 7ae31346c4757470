"""What became of parcels: groups of sellers compared by exams at random, and parcels that assessments missed."""

from apps.core import clock
from apps.core.estimates import share_of
from apps.ledger.vocabulary import REUSE_DAYS
from apps.targeting.fairness import Grouping
from apps.targeting.selectors import groups_compared, missed_parcels
from tests.ledger.conftest import report, shipment
from tests.standing.evaluations import enrolled
from tests.targeting.declarations import assessed, declaration


def parcels(ksn: str, count: int, *, basis: str, wrong: int) -> None:
    """Have an agency report parcels of a member that were opened, so many of them wrong."""
    today = clock.today().isoformat()
    report(
        *(
            shipment(
                f"{basis}-{number}",
                ksn=ksn,
                seller="",
                date=today,
                exam_basis=basis,
                exam_result="discrepant" if number < wrong else "clean",
            )
            for number in range(count)
        ),
        kind="agency",
    )


def test_an_interval_holds_its_share_and_narrows_with_what_was_counted() -> None:
    few, many = share_of(1, 10), share_of(100, 1000)
    assert few
    assert many
    assert few.low < 0.1 < few.high
    assert few.low < many.low < 0.1 < many.high < few.high
    assert share_of(0, 0) is None


def test_groups_are_compared_by_exams_at_random_alone() -> None:
    member = enrolled()
    parcels(member.ksn, 10, basis="risk", wrong=8)
    parcels(member.ksn, 20, basis="random", wrong=1)
    _since, groups = groups_compared()
    (by_size,) = [group for group in groups if group.grouping == Grouping.SIZE]
    assert (by_size.sellers, by_size.parcels, by_size.chosen, by_size.drawn) == (1, 30, 10, 20)
    assert by_size.hits
    assert by_size.wrong
    assert (by_size.hits.share, by_size.wrong.share) == (0.8, 0.05)
    assert {group.grouping for group in groups} == {Grouping.SIZE, Grouping.COUNTRY, Grouping.LANGUAGE}


def test_what_was_let_go_and_found_wrong_later_is_missed(partner) -> None:
    wrong, fine, asked = assessed(
        partner,
        declaration("M1", issuer="UPSN"),
        declaration("M2", issuer="UPSN"),
        declaration("M3", issuer="UPSN", hs=None),
    )
    today = clock.today().isoformat()
    report(
        *(
            shipment(each.reference, date=today, exam_basis="random", exam_result=result)
            for each, result in ((wrong, "discrepant"), (fine, "clean"), (asked, "discrepant"))
        ),
        kind="agency",
    )
    (missed,) = missed_parcels()
    assert missed.assessment == wrong
    assert missed.entry.exam_basis == "random"


def test_another_parcel_to_which_a_carrier_gave_the_number_long_before_is_not_missed(partner) -> None:
    long_ago = clock.add_days(clock.today(), -REUSE_DAYS)
    with clock.at(clock.start_of(long_ago)):
        report(shipment("M1", date=long_ago.isoformat(), exam_basis="random", exam_result="discrepant"), kind="agency")
    assessed(partner, declaration("M1", issuer="UPSN"))
    assert missed_parcels() == []
