"""Each headline measure counts what its definition says, compared with a count by other means."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from types import SimpleNamespace

import pytest

from apps.allegations.models import Tip
from apps.applications.models import Application, Decision, Submission
from apps.core import clock
from apps.disputes.services import disowning_open
from apps.events.services import record
from apps.ledger.models import Parcel, ProgramEntry, Shipment
from apps.ledger.services import program_entry_record
from apps.measures.definitions import SUMS, Improvement, Measure, Statistic
from apps.measures.facts import ClosedTip, DecidedAppeal, DecidedApplication, DueDecision, DueValidation
from apps.measures.figures import LineFigures, figures_of, percentile
from apps.measures.headline import MEASURES
from apps.work.models import Item
from tests.disputes.disowned import accepted
from tests.evaluation.ledger import member, parcels, recording, report, violation
from tests.measures.world import FULL, IN_QUARTER, QUARTER, YEAR, business, facts, members, noon, others
from tests.people import on_team, seller, staff


def figures(code: str, **asked: object) -> dict[str, LineFigures]:
    measure = MEASURES[code]
    return figures_of(measure, facts({"quarter": QUARTER, "year": YEAR}[measure.kind], **asked))


def counted(code: str, line: str, **asked: object) -> tuple[object, int]:
    found = figures(code, **asked)[line]
    return found.numerator, found.denominator


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.code)
def test_measure_is_whole(measure: Measure) -> None:
    assert len({line.code for line in measure.lines}) == len(measure.lines)
    assert measure.no_target or all(line.target for line in measure.lines)
    assert measure.direction != Improvement.NEITHER or not any(line.target for line in measure.lines)
    assert all(line.statistic == Statistic.SHARE for line in measure.lines if line.target)
    nothing = figures_of(measure, facts())
    assert all(nothing[line.code].value(line.statistic) is None or line.statistic in SUMS for line in measure.lines)


def test_random_exams_tell_members_from_others() -> None:
    (one, *_rest) = members(2)
    others(1)
    with clock.at(noon(IN_QUARTER)):
        parcels(one, IN_QUARTER, 3, drawn="clean")
        parcels(one, IN_QUARTER, 1, drawn="discrepant")
        parcels(business(), IN_QUARTER, 2, drawn="discrepant")
    assert counted("random-exams", "members") == (1, 4)
    assert counted("random-exams", "others") == (2, 2)
    drawn = Shipment.objects.filter(drawn=True, exam_basis="random")
    assert (drawn.filter(exam_result="discrepant").count(), drawn.count()) == (3, 6)


def test_exam_of_a_parcel_that_its_member_disowned_stays_with_the_member() -> None:
    (one, *_rest) = members(2)
    owner = on_team(one, "owner", seller())
    with clock.at(noon(IN_QUARTER)):
        parcels(one, IN_QUARTER, 3, drawn="clean")
        (wrong,) = parcels(one, IN_QUARTER, 1, drawn="discrepant")
        parcel = Parcel.objects.get(reference=wrong)
        disowning = disowning_open(actor=owner, shipper_id=one.pk, parcel_id=parcel.pk, text="It is not ours.")
        accepted(staff("officer"), disowning)
    assert counted("random-exams", "members") == (1, 4)
    assert counted("random-exams", "others")[1] == 0


def test_parcel_is_a_members_if_the_business_was_a_member_when_the_day_began() -> None:
    (shipper,) = members(1, day=date(2026, 1, 5))
    with clock.at(noon(date(2026, 2, 1))):
        shipper.changes.create(
            at=clock.now(), action="tests", status="withdrawn", tier=0, validated=False, status_before="active"
        )
    for day in (date(2026, 2, 1), date(2026, 2, 2)):
        with clock.at(noon(day)):
            parcels(shipper, day, 1)
    assert counted("exam-rates", "members") == (0, 6)
    assert counted("exam-rates", "others") == (0, 1)


def test_exam_rates_leave_out_random_exams_and_what_the_seller_alone_reports() -> None:
    (shipper,) = members(1)
    with clock.at(noon(IN_QUARTER)):
        parcels(shipper, IN_QUARTER, 2, examined=True, exam_basis="risk")
        parcels(shipper, IN_QUARTER, 3, drawn="clean")
    assert counted("exam-rates", "members") == (2, 10)


def test_complete_data_and_low_value_are_counted_by_parcel() -> None:
    members(1, monthly=4)
    members(1, monthly=2, hs="6214")
    members(1, monthly=3, value="2500.00", mode="sea")
    assert counted("completeness", "complete") == (7, 9)
    assert counted("low-value", "all") == counted("low-value", "air") == (6, 6)
    assert counted("low-value", "sea") == (0, 0)
    assert Shipment.objects.filter(value__lt=2500, currency="USD").count() == 6


def test_parcel_amended_later_counts_as_it_was_known() -> None:
    (shipper,) = members(1, monthly=1, hs="62")
    shipment = Shipment.objects.get()
    with clock.at(noon(date(2026, 4, 20))):
        amended = {"reference": shipment.parcel.reference, "ksn": shipper.ksn, "date": IN_QUARTER}
        report([amended | {"description": "Cotton scarf", "hs": "621420", "origin": "CN", "value": "20.00"}])
    assert counted("low-value", "all", until=date(2026, 4, 19)) == (1, 1)
    assert Shipment.objects.count() == 2
    assert sum(group.parcels for group in facts(until=date(2026, 4, 19)).parcels) == 1
    assert sum(group.parcels for group in facts(until=date(2026, 4, 21)).parcels) == 1


def test_first_validations_are_due_a_year_after_enrolling() -> None:
    due = date(2025, 11, 20)
    on_time, late, taken_back, left, _later = (member(day) for day in (*[date(2024, 11, 20)] * 4, date(2025, 11, 20)))
    for shipper, day in ((on_time, due), (late, due + timedelta(days=1)), (taken_back, due)):
        program_entry_record(shipper_id=shipper.pk, kind="validated", date=day)
    entry = ProgramEntry.objects.get(shipper=taken_back, kind="validated")
    ProgramEntry.objects.create(
        shipper=taken_back,
        recording=entry.recording,
        recorded_at=clock.now(),
        kind="validated",
        date=due,
        takes_back=entry,
    )
    left.changes.create(
        at=noon(date(2025, 6, 1)), action="tests", status="withdrawn", tier=0, validated=False, status_before="active"
    )
    assert counted("validations", "in_time") == (1, 3)


def test_wrong_parcels_are_decided_in_time_by_the_end_of_their_day() -> None:
    (shipper,) = members(1, monthly=0)
    found, due = date(2026, 1, 9), date(2026, 3, 10)
    with clock.at(noon(found)):
        in_time, late, _never = parcels(shipper, found, 3, drawn="discrepant")
        parcels(shipper, found, 2, drawn="clean")
    # Due after the quarter.
    with clock.at(noon(date(2026, 2, 1))):
        parcels(shipper, date(2026, 2, 1), 1, drawn="discrepant")
    with clock.at(clock.end_of(due) - timedelta(seconds=1)):
        violation(shipper, found, shipment=f"usps:{in_time}", determination="reversed")
    with clock.at(clock.end_of(due) + timedelta(seconds=1)):
        violation(shipper, found, shipment=f"usps:{late}")
    assert counted("wrong-parcels", "in_time") == (1, 3)
    assert Item.objects.filter(kind="wrong_parcel", closed_at=None).count() == 2


def test_wrong_parcels_leave_out_what_is_found_wrong_no_longer_by_the_day() -> None:
    (shipper,) = members(1, monthly=0)
    found, due = date(2026, 1, 9), date(2026, 3, 10)
    with clock.at(noon(found)):
        numbers = parcels(shipper, found, 3, drawn="discrepant")
        report([{"seller": "stranger", "date": found, "reference": "S1", "exam_basis": "random"}])
    for number, day in zip(numbers, (due, due + timedelta(days=1)), strict=False):
        with clock.at(noon(day)):
            clean = {"reference": number, "issuer": "usps", "exam_basis": "random", "exam_result": "clean"}
            report([clean | {"ksn": shipper.ksn, "date": found}], recorded=recording("cbp", "agency"))
    assert counted("wrong-parcels", "in_time") == (0, 2)


def test_decisions_leave_out_the_time_in_which_the_applicant_was_asked() -> None:
    officer = staff("officer")
    sent = noon(date(2025, 11, 10))
    for number, (days, asked) in enumerate([(80, 0), (100, 0), (100, 20)]):
        owner = seller(email=f"ada{number}@shop.example")
        application = Application.objects.create(shipper=business(), created_by=owner, state="approved")
        subject = ("application", application.pk)
        Submission.objects.create(
            application=application,
            version=1,
            content={},
            attested_by=owner,
            attestation="So it is.",
            signed_name="Ada",
            at=sent,
        )
        if asked:
            with clock.at(sent + timedelta(days=5)):
                record("application.info_requested", subject=subject)
            with clock.at(sent + timedelta(days=5 + asked)):
                record("application.info_replied", subject=subject)
        Decision.objects.create(
            application=application, outcome="approved", by=officer, at=sent + timedelta(days=days), text="Fine."
        )
    assert counted("decisions", "in_time") == (2, 3)
    lines = figures("decisions")
    assert lines["median"].value(Statistic.MEDIAN) == 80
    assert lines["ninth_decile"].value(Statistic.NINTH_DECILE) == Decimal("96")


def test_tips_are_counted_once_when_they_are_closed() -> None:
    for number, days in enumerate((10, 30, 31)):
        tip = Tip.objects.create(
            group="other",
            text="They lie.",
            sender="",
            language="en",
            code_digest=bytes([number]),
            received_at=noon(IN_QUARTER),
        )
        with clock.at(noon(IN_QUARTER) + timedelta(days=days)):
            record("tip.rejected", subject=("tip", tip.pk))
    Tip.objects.create(
        group="other", text="?", sender="", language="en", code_digest=b"open", received_at=noon(IN_QUARTER)
    )
    assert counted("tips", "in_time") == (2, 3)


def test_appeals_count_what_was_granted() -> None:
    with clock.at(noon(IN_QUARTER)):
        for number, kind in enumerate(("granted", "denied", "denied", "withdrawn")):
            record(f"standing.appeal_{kind}", subject=("appeal", number), shipper_id=business().pk)
    assert counted("appeals", "overturned") == (1, 3)


def test_second_violation_within_twelve_months_is_a_repeat() -> None:
    once, again, too_late = (member(date(2024, 11, 1)) for _one in range(3))
    for shipper, days in (
        (once, [date(2025, 1, 10)]),
        (again, [date(2025, 1, 10), date(2026, 1, 10)]),
        (too_late, [date(2025, 1, 10), date(2026, 1, 11)]),
        (member(date(2024, 11, 1)), [date(2025, 12, 1), date(2025, 12, 2)]),
    ):
        for day in days:
            violation(shipper, day)
    violation(once, date(2025, 2, 1), determination="alleged")
    assert counted("repeats", "again") == (1, 3)


def test_revenue_sums_what_was_reported_in_dollars() -> None:
    shipper = member(date(2024, 11, 1))
    violation(shipper, IN_QUARTER, revenue_loss="1000.50", penalty_assessed="300", currency="USD")
    violation(shipper, IN_QUARTER, revenue_loss="20", collected="7", currency="USD")
    violation(shipper, IN_QUARTER, revenue_loss="5", currency="EUR")
    violation(shipper, date(2025, 9, 30), revenue_loss="9", currency="USD")
    assert {line: found.numerator for line, found in figures("revenue").items()} == {
        "owed": Decimal("1020.50"),
        "assessed": 300,
        "mitigated": 0,
        "collected": 7,
        "gap": 0,
    }
    assert figures("revenue")["gap"].value(Statistic.ESTIMATE) is None, "no loss was found by a random exam"


def test_revenue_gap_is_what_random_exams_would_find_in_all_parcels() -> None:
    """A fifth of the parcels of each business is opened, and each opened one lost 2 dollars of its 20."""
    for shipper in members(12, monthly=4):
        with clock.at(noon(IN_QUARTER)):
            (reference,) = parcels(shipper, IN_QUARTER, 1, drawn="discrepant", **FULL)
            violation(shipper, IN_QUARTER, shipment=f"usps:{reference}", revenue_loss="2", currency="USD")
            violation(shipper, IN_QUARTER, shipment=f"usps:{reference}", revenue_loss="1", determination="alleged")
            # An exam by risk looks where something is suspected, and says nothing of the others.
            (other,) = parcels(
                shipper, IN_QUARTER, 1, examined=True, exam_basis="risk", exam_result="discrepant", **FULL
            )
            violation(shipper, IN_QUARTER, shipment=f"usps:{other}", revenue_loss="9", currency="USD")
    gap = figures("revenue")["gap"]
    # Twelve businesses with six parcels of 20 dollars each.
    assert gap.value(Statistic.ESTIMATE) == Decimal("144")
    assert gap.estimated
    assert gap.estimated.low == gap.estimated.high == Decimal("144"), "each exam found the same"
    assert (gap.businesses, gap.denominator) == (12, 12)
    assert figures("revenue", until=date(2026, 2, 9))["gap"].estimated is None


def test_percentile_is_that_of_the_database() -> None:
    assert percentile([Decimal(each) for each in (1, 2, 3, 10)], 0.9) == Decimal("7.9")
    assert percentile([Decimal(4)], 0.5) == 4


def test_international_mail_is_counted_apart() -> None:
    members(1, monthly=3, mode="post")
    members(1, monthly=2, mode="post", hs="6214")
    members(1, monthly=4)
    assert counted("mail", "complete") == (3, 5)
    assert Shipment.objects.filter(mode="post").count() == 5
    assert counted("completeness", "complete") == (7, 9), "mail is among all parcels too"


def test_release_times_count_parcels_of_which_arrival_and_release_are_known() -> None:
    arrived = noon(IN_QUARTER)
    (shipper,) = members(1, monthly=2)
    with clock.at(arrived + timedelta(days=2)):
        for hours, examined in ((24, True), (25, True), (3, False)):
            times = {"arrived_at": arrived.isoformat(), "released_at": (arrived + timedelta(hours=hours)).isoformat()}
            parcels(shipper, IN_QUARTER, 2, examined=examined, **FULL | times)
    assert counted("release-times", "members") == (4, 6)
    assert counted("release-times", "members_examined") == (2, 4)
    assert counted("release-times", "others") == (0, 0)


def test_two_populations_have_two_names() -> None:
    """Decisions were withheld as soon as one business appealed, since both populations had one name."""
    known = SimpleNamespace(
        decisions=[DecidedApplication(1, 3.0)],
        appeals=[DecidedAppeal(2, granted=True)],
        tips=[ClosedTip(1, 2.0)],
        validations=[DueValidation(3, done=True)],
        wrong_parcels=[DueDecision(4, done=True)],
        terms=SimpleNamespace(clocks=SimpleNamespace(decision_days=90)),
    )
    codes = ("decisions", "appeals", "tips", "validations", "wrong-parcels")
    named = [{row.atom for row in MEASURES[code].rows(known)} for code in codes]
    assert all(named)
    assert not [atom for one, other in combinations(named, 2) for atom in one & other]
