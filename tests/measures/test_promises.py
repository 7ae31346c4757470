"""Promised and received, by tier: counted as the benefits count, from entries that never change."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from jsonschema import Draft202012Validator

from apps.benefits.models import Month
from apps.benefits.rules import PromiseVerdict
from apps.benefits.selectors import tiers_measured, window_now
from apps.benefits.services import months_measure
from apps.core import clock
from apps.measures.files import SCHEMA
from apps.measures.services import edition_release
from apps.measures.studies import statements
from apps.measures.studies.promises import STUDY, line_code
from apps.standing.states import MEMBER
from tests.benefits.members import tier_member
from tests.benefits.test_months import random_program
from tests.evaluation.ledger import parcels, report
from tests.measures.world import FULL, YEAR, facts, noon, release

# The twelve closed months of the benefits are the fiscal year 2026 then.
AFTER_THE_YEAR = date(2026, 10, 15)
DAY = date(2026, 2, 10)
SINCE = date(2025, 9, 1)


def members_of(tier: int, number: int, *, parcels_each: int, examined: int, hours: int = 10) -> None:
    """Make members that hold a tier through the year; some of their parcels are examined and released after hours."""
    times = {
        "arrived_at": noon(DAY).isoformat(),
        "released_at": (noon(DAY) + timedelta(hours=hours)).isoformat(),
    }
    for _one in range(number):
        with clock.at(noon(SINCE)):
            shipper = tier_member(tier, since=SINCE)
        with clock.at(noon(DAY + timedelta(days=3))):
            parcels(shipper, DAY, examined, examined=True, exam_basis="risk", exam_result="clean", **FULL | times)
            parcels(shipper, DAY, parcels_each - examined, **FULL)


def strangers(number: int, *, parcels_each: int, examined: int) -> None:
    with clock.at(noon(DAY + timedelta(days=3))):
        report(
            [
                {"seller": f"stranger {one}", "date": DAY, "reference": f"S{one}-{each}", "examined": each < examined}
                for one in range(number)
                for each in range(parcels_each)
            ]
        )


def figures():
    return STUDY.findings(facts(YEAR)).figures


@pytest.mark.parametrize("seed", range(2))
def test_counts_of_entries_are_those_of_the_benefits(seed: int) -> None:
    with clock.at(noon(AFTER_THE_YEAR)):
        random_program(random.Random(seed))
        months_measure()
    counted = Counter[tuple[date, int | None, str]]()
    asked = {"member": sorted(MEMBER), "spread": 240}
    for business, month, tier, number, examined, turned, *_timed in facts(YEAR).rows(statements.TIER_MONTHS, **asked):
        if business is None:
            continue
        counted[month, tier, "left_out" if turned else "parcels"] += number
        counted[month, tier, "examined"] += 0 if turned else examined
    kept = Counter[tuple[date, int | None, str]]()
    for row in Month.objects.all():
        kept += Counter(
            {(row.month, row.tier, name): getattr(row, name) for name in ("parcels", "examined", "left_out")}
        )
    assert kept.total()
    assert +counted == kept


def test_verdict_is_that_of_the_benefits() -> None:
    strangers(12, parcels_each=200, examined=40)
    members_of(1, 12, parcels_each=100, examined=1)
    members_of(2, 12, parcels_each=100, examined=40)
    members_of(3, 12, parcels_each=10, examined=0)
    found = figures()
    with clock.at(noon(AFTER_THE_YEAR)):
        months_measure()
        expected = {each.tier: each.realised for each in tiers_measured(window_now())}
    for tier in (1, 2, 3):
        received = found[line_code(f"tier-{tier}", "exams-received")]
        assert received.verdict == expected[tier].verdict
        assert (received.low, received.high) == expected[tier].multiple_low_high
        assert found[line_code(f"tier-{tier}", "exams-promised")].value == expected[tier].multiple
    assert [expected[tier].verdict for tier in (1, 2)] == [PromiseVerdict.KEPT, PromiseVerdict.BROKEN]
    assert found[line_code("tier-1", "exams-received")].value == pytest.approx(0.01 / 0.2)


def test_times_are_those_of_examined_parcels_beside_the_place_that_was_promised() -> None:
    members_of(2, 6, parcels_each=2, examined=1, hours=10)
    members_of(2, 6, parcels_each=2, examined=1, hours=30)
    members_of(0, 12, parcels_each=2, examined=1, hours=50)
    found = figures()
    assert found[line_code("tier-2", "hours")].value == 20
    assert found[line_code("tier-2", "day")].value == 0.5
    assert found[line_code("tier-0", "hours")].value == 50
    assert found[line_code("tier-2", "front")].value == 1
    assert line_code("others", "hours") not in found
    assert found[line_code("tier-1", "exams-promised")].value == 0.8, "nobody holds the tier; the policy promises it"


def test_tier_of_few_is_withheld_and_another_with_it() -> None:
    strangers(12, parcels_each=200, examined=40)
    members_of(1, 12, parcels_each=50, examined=5)
    members_of(2, 5, parcels_each=50, examined=5)
    members_of(3, 20, parcels_each=50, examined=5)
    found = figures()
    hidden = {code for code, figure in found.items() if figure.withheld}
    assert {line_code("tier-2", "exams-received"), line_code("tier-2", "hours"), line_code("tier-2", "day")} <= hidden
    assert found[line_code("tier-2", "exams-received")].verdict is None
    assert {line_code("tier-1", "exams-received"), line_code("tier-1", "hours")} <= hidden
    assert line_code("tier-3", "exams-received") not in hidden
    assert line_code("tier-3", "hours") not in hidden


def test_edition_publishes_the_verdict_and_follows_its_schema() -> None:
    strangers(12, parcels_each=200, examined=40)
    members_of(2, 12, parcels_each=100, examined=40)
    announced = release(YEAR)
    with clock.at(announced.due_at):
        published = edition_release(release_id=announced.pk).published
    Draft202012Validator(SCHEMA).validate(published)
    (study,) = [each for each in published["studies"] if each["code"] == "promises"]
    lines = {line["code"]: line for line in study["lines"]}
    assert lines["tier-2-exams-received"]["verdict"] == "broken"
    assert "verdict" not in lines["tier-2-hours"]
