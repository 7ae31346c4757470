"""Editions: released to the minute, never changed, revised as a whole or not at all, and safe to publish."""

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from apps.core import clock
from apps.core.disclosure import AMOUNT_STEP, COUNT_STEP
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.core.estimates import share_of
from apps.events import timers
from apps.measures import selectors
from apps.measures.aims import explanation_write
from apps.measures.documents import EditionFacts, digest_of_document, document_of
from apps.measures.files import SCHEMA
from apps.measures.headline import MEASURES
from apps.measures.models import Baseline, Edition, Release
from apps.measures.periods import PeriodKind
from apps.measures.services import baseline_set, edition_release, releases_plan
from apps.measures.tasks import plan
from tests.evaluation.ledger import parcels
from tests.measures.world import IN_QUARTER, QUARTER, YEAR, members, noon, others, release
from tests.outbox import deliver
from tests.people import staff

# Events, the baseline and the policy besides the facts: whatever the number of businesses.
MAX_QUERIES = 30


def released(number: int = 1, period=QUARTER) -> Edition:
    announced = release(period, number)
    with clock.at(announced.due_at):
        return edition_release(release_id=announced.pk)


def value(edition: Edition, measure: str, line: str) -> str | None:
    published = selectors.line_of(edition, measure, line)
    assert published
    return published["value"]


def test_edition_has_the_figures_of_its_period_and_withholds_those_of_few() -> None:
    members(12)
    others(3)
    edition = released()
    assert (edition.code, edition.known_at) == ("quarter-2026-01-1", clock.start_of(date(2026, 5, 16)))
    assert value(edition, "exam-rates", "members") == "0.0000"
    assert value(edition, "exam-rates", "others") is None
    assert selectors.line_of(edition, "exam-rates", "others")["withheld"]
    assert edition.exact["exam-rates"]["lines"]["others"]["denominator"] == 15
    totals = [value(edition, "low-value", "all"), value(edition, "completeness", "complete")]
    assert None in totals, "the total less the members' parcels would tell the others'"


def test_edition_is_had_again_byte_for_byte() -> None:
    members(12)
    edition = released()
    assert digest_of_document(edition.document) == edition.digest
    members(12)
    with clock.at(noon(date(2026, 9, 1))):
        again = edition_release(release_id=edition.release_id)
    assert (again.pk, again.document) == (edition.pk, edition.document)
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(document="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        edition.delete()


def test_facts_that_came_later_change_the_revision_alone() -> None:
    shippers = members(12)
    first = released()
    with clock.at(noon(date(2026, 6, 1))):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 5)
    second = released(2)
    assert (value(first, "completeness", "complete"), value(second, "completeness", "complete")) == ("1.0000", "0.5000")
    assert selectors.editions_of(QUARTER) == [first, second]
    assert second.published["revises"] == first.code
    assert first.data_digest != second.data_digest


def test_revision_by_few_businesses_is_not_published() -> None:
    shippers = members(12)
    first = released()
    with clock.at(noon(date(2026, 6, 1))):
        parcels(shippers[0], IN_QUARTER, 50)
    second = released(2)
    assert value(second, "completeness", "complete") == value(first, "completeness", "complete") == "1.0000"
    assert second.exact["completeness"]["known_at"] == first.known_at.isoformat()
    assert second.known_at > first.known_at


def test_line_that_was_withheld_stays_withheld_in_the_revision() -> None:
    members(12)
    others(3)
    assert value(released(), "exam-rates", "others") is None
    with clock.at(noon(date(2026, 6, 1))):
        others(30, day=date(2026, 2, 11))
    assert value(released(2), "exam-rates", "others") is None


def test_published_file_follows_its_schema_and_can_be_computed_again() -> None:
    """Follow the recipe of the page: a share is that of the rounded numbers, and its interval is Wilson's."""
    members(12)
    with clock.at(noon(IN_QUARTER)):
        for shipper in members(12, monthly=1):
            parcels(shipper, IN_QUARTER, 1, drawn="discrepant")
            parcels(shipper, IN_QUARTER, 9, drawn="clean")
    edition = released()
    published = json.loads(edition.document)
    Draft202012Validator(SCHEMA).validate(published)
    shares = [
        line
        for measure in published["measures"]
        for line in measure["lines"]
        if line["statistic"] == "share" and line["value"] is not None
    ]
    assert shares
    for line in shares:
        numerator, denominator = int(line["numerator"]), int(line["denominator"])
        estimate = share_of(numerator, denominator)
        assert numerator % COUNT_STEP == denominator % COUNT_STEP == 0
        assert abs(float(line["value"]) - estimate.share) <= 0.00005
        assert -1e-9 <= estimate.low - float(line["low"]) <= 0.0001
        assert -1e-9 <= float(line["high"]) - estimate.high <= 0.0001
    random = selectors.line_of(edition, "random-exams", "members")
    assert (random["numerator"], random["denominator"], random["meets_target"]) == ("10", "120", False)


def test_document_is_the_same_for_the_same_figures() -> None:
    facts = EditionFacts("year-1", YEAR, 1, noon(IN_QUARTER), noon(IN_QUARTER), 1, None)
    assert document_of(facts, {}, set()) == document_of(facts, {}, set())


def test_release_before_its_moment_is_refused() -> None:
    announced = release(QUARTER)
    with clock.at(announced.due_at - timedelta(seconds=1)), pytest.raises(Conflict):
        edition_release(release_id=announced.pk)


def test_calendar_is_kept_to_the_minute_by_its_timers() -> None:
    with clock.at(noon(date(2026, 5, 1))):
        plan()
        assert not releases_plan(), "what is announced stays"
    announced = Release.objects.get(kind=PeriodKind.QUARTER, first=QUARTER.first, number=1)
    with clock.at(announced.due_at - timedelta(minutes=1)):
        timers.fire()
        deliver()
        assert not Edition.objects.filter(release=announced).exists()
    with clock.at(announced.due_at + timedelta(seconds=30)):
        timers.fire()
        deliver()
    assert announced.edition.delay == 30
    assert announced.edition.released_at >= announced.due_at


def test_only_a_period_with_a_first_edition_is_revised() -> None:
    with clock.at(noon(date(2026, 5, 1))):
        planned = {(each.kind, each.first, each.number) for each in releases_plan()}
    assert planned
    assert all((kind, first, 1) in planned for kind, first, number in planned if number == 2)


def test_baseline_is_the_first_edition_and_rebasing_keeps_it() -> None:
    members(12)
    first = released()
    frozen = selectors.baseline_of(PeriodKind.QUARTER)
    assert (frozen.edition, frozen.data_digest) == (first, first.data_digest)
    second = released(2)
    assert selectors.baseline_of(PeriodKind.QUARTER) == frozen, "a revision is no baseline by itself"
    baseline_set(edition=second, reason="Late facts are in.")
    assert selectors.baseline_of(PeriodKind.QUARTER).edition == second
    assert Baseline.objects.filter(pk=frozen.pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Baseline.objects.update(reason="Another")


@pytest.mark.parametrize("period", [QUARTER, YEAR])
def test_edition_takes_few_queries_whatever_the_number_of_businesses(period) -> None:
    members(12)
    announced = release(period)
    with clock.at(announced.due_at), CaptureQueriesContext(connection) as asked:
        edition = edition_release(release_id=announced.pk)
    assert len(asked) <= MAX_QUERIES
    assert [measure["code"] for measure in edition.published["measures"]] == [
        measure.code for measure in MEASURES.values() if measure.kind == period.kind
    ]


def test_amounts_are_rounded_to_thousands() -> None:
    assert AMOUNT_STEP == 1_000


def test_only_a_missed_target_is_explained() -> None:
    for shipper in members(12):
        with clock.at(noon(IN_QUARTER)):
            parcels(shipper, IN_QUARTER, 5)
    edition = released()
    assert selectors.measures_missed(edition) == ["completeness"]
    said = {"edition_id": edition.pk, "measure": "low-value", "text": "Nothing was missed."}
    with pytest.raises(NotAllowed):
        explanation_write(actor=staff("officer"), **said)
    with pytest.raises(InvalidInput):
        explanation_write(actor=staff("policy manager"), **said)


def test_revision_keeps_why_it_changed() -> None:
    shippers = members(12)
    first = released()
    with clock.at(noon(date(2026, 6, 1))):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 2, hs="62")
    second = released(2)
    assert selectors.causes_of([first]) == {}
    causes = {measure: cause for (_edition, measure), cause in selectors.causes_of([second]).items()}
    assert set(causes) == {measure.code for measure in MEASURES.values() if measure.kind == PeriodKind.QUARTER}
    cause = causes["completeness"]
    assert (cause.late, cause.corrected, cause.kept) == (24, 0, False)
    assert "completeness" in selectors.measures_revised(second)
    assert selectors.measures_revised(first) == []
    assert explanation_write(
        actor=staff("policy manager"), edition_id=second.pk, measure="completeness", text="A carrier was late."
    )


def test_measure_that_kept_its_figures_says_so() -> None:
    shippers = members(12)
    released()
    with clock.at(noon(date(2026, 6, 1))):
        parcels(shippers[0], IN_QUARTER, 50)
    (cause,) = [
        cause for (_edition, measure), cause in selectors.causes_of([released(2)]).items() if measure == "completeness"
    ]
    assert (cause.late, cause.kept) == (50, True)
