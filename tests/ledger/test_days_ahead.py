"""Days that have not come: nothing is recorded as having happened on one, whichever way the report takes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.agencies.services import agency_violation_report
from apps.allegations.services import tip_substantiate
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.ledger.facts import parse_fact, parse_shipment, parse_violation
from apps.ledger.files.lines import line_parser
from apps.ledger.files.meanings import Meaning
from apps.ledger.files.rows import FileRow
from apps.ledger.models import Parcel, Violation
from apps.ledger.services import violation_admit, violation_allege
from apps.ledger.values import UnclearValue, day_past
from tests.agencies.agencies import agency_officer, parcel_of, report_of
from tests.allegations.tips import received, violation_of
from tests.partners.client import partner_client
from tests.people import seller, staff
from tests.portal.members import member_of

# Noon of March 20 in Greenwich: in New York it is the same day, on Kiritimati already March 21.
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    """Return the true day, in place of the one that other tests of the ledger set."""
    return clock.today()


def refused(act: Callable[..., Any], **given: Any) -> set[str]:
    with pytest.raises(InvalidInput) as refusal:
        act(**given)
    return set(refusal.value.fields)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-03-20", date(2026, 3, 20)),
        ("2026-03-21", date(2026, 3, 21)),
        ("2026-03-22", None),
        ("2027-03-20", None),
        ("2026-03-20T08:30:00-04:00", date(2026, 3, 20)),
        ("2026-03-21T01:00:00+14:00", date(2026, 3, 20)),
        ("2026-03-21T12:00:00-04:00", None),
        (date(2026, 3, 22), None),
    ],
)
def test_a_day_ahead_is_taken_only_where_a_time_zone_explains_the_day(given: Any, kept: date | None) -> None:
    with clock.at(NOON):
        if kept is None:
            with pytest.raises(UnclearValue, match="has not come yet"):
                day_past(given, [])
        else:
            assert day_past(given, []) == kept


@pytest.mark.parametrize("name", ["date", "lodged_at", "arrived_at", "released_at"])
def test_a_moment_or_day_ahead_is_an_error_of_its_field_in_each_report_of_a_shipment(name: str) -> None:
    raw = {"reference": "A", "seller": "S", "date": "2026-03-16"} | {name: "2027-05-01T10:00:00Z"}
    with clock.at(NOON):
        assert parse_fact(raw, lambda fact: parse_shipment(fact, source="ups", today=clock.today())).keys() == {name}


def test_a_violation_of_a_day_ahead_is_an_error() -> None:
    raw = {"reference": "A", "seller": "S", "date": "2028-01-01", "category": "marking"}
    with clock.at(NOON):
        assert parse_fact(raw, lambda fact: parse_violation(fact, source="ups", today=clock.today())).keys() == {"date"}


def test_a_violation_of_a_day_ahead_is_refused_on_each_way(today: date) -> None:
    business = member_of(seller(), months=1)
    officer, ahead = staff("officer"), clock.add_days(today, 400)
    fact = {"reference": "V1", "ksn": business.ksn, "date": ahead, "category": "marking"}
    before = Violation.objects.count()
    assert refused(violation_allege, actor=officer, fact=fact, reason="So it is.") == {"date"}
    assert refused(violation_admit, actor=officer, fact=fact, reason="So it is.") == {"date"}
    tip = received(company=business.name).tip
    alleged = violation_of(business, day=ahead)
    assert refused(tip_substantiate, actor=officer, tip_id=tip.pk, **alleged) == {"day"}
    parcel = parcel_of(business)
    report = report_of(day=ahead)
    assert refused(agency_violation_report, actor=agency_officer(), parcel_id=parcel.pk, **report) == {"day"}
    answer = partner_client(reporter_kind="agency").send("/api/v1/violations", [fact]).json()
    assert [line["errors"].keys() for line in answer["rejected"]] == [{"date"}]
    assert Violation.objects.count() == before


def test_a_parcel_of_a_day_ahead_is_rejected_and_one_that_is_announced_may_be_ahead(today: date) -> None:
    partner = partner_client()
    fact = {"reference": "A", "seller": "S", "date": clock.add_days(today, 30).isoformat()}
    for path in ("/api/v1/shipments", "/api/v1/shipments/validate"):
        told = partner.send(path, [fact, fact | {"reference": "B", "date": today.isoformat()}]).json()
        assert [(line["index"], *line["errors"]) for line in told["rejected"]] == [(0, "date")]
    assert Parcel.objects.count() == 1
    announced = partner.send("/api/v1/risk-assessments", [fact]).json()
    assert announced["rejected"] == []


def test_a_line_of_next_year_is_not_imported() -> None:
    meaning = Meaning({"reference": "No", "date": "Day", "seller": "Shop"}, {}, (("Found", "1", "counterfeit"),))
    row = FileRow(2, {"No": "A", "Day": "2027-03-20", "Shop": "S", "Found": "1"}, {})
    with clock.at(NOON):
        line = line_parser("kcs", meaning)(row)
    assert (line.errors.keys(), line.violations) == ({"date"}, [])
