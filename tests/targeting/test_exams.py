"""The exams of ports: drawn within the capacity with a stored probability, repeatable, and entered into the record."""

from datetime import date
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.ledger.models import Parcel, Shipment, Tally
from apps.policy.selectors import policy_on, terms_of
from apps.targeting.models import Assessment, Draw, Lot, PortCapacity, PortDay
from apps.targeting.protocol import picture_of
from apps.targeting.selection import NOVELTY_DAYS, PASSED_DAYS, CapacityShare
from apps.targeting.selection.exploration import HALF_LIFE_DAYS, arms_of
from apps.targeting.selection.odds import PASSED_WORTH
from apps.targeting.selectors import PromisedExams, candidates_of, lots_selected, parcels_waiting
from apps.targeting.selectors.exams import exams_possible, unseen_share
from apps.targeting.services import capacity_set, draw_repeated, draws_start, exam_record
from apps.targeting.vocabulary import AnswerColor, LotShare, Outcome
from tests.ledger.conftest import report, shipment
from tests.people import on_team, staff
from tests.refusals import refused
from tests.standing.evaluations import enrolled
from tests.targeting import risk_models
from tests.targeting.arrivals import examples
from tests.targeting.draws import PORT, capacity, declared, drawn, promised, selected


def champion() -> None:
    risk_models.champion(staff("policy manager"), staff("policy manager", email="second@staff.example"))


def named(*prefixes: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for prefix in prefixes for number in range(count)]


# Capacities


def test_a_capacity_of_one_day_comes_before_that_of_a_weekday_and_that_of_any_day(supervisor) -> None:
    monday = date(2026, 3, 23)
    capacity_set(actor=supervisor, port=PORT, exams=10)
    capacity_set(actor=supervisor, port=PORT, exams=6, weekday=0)
    capacity_set(actor=supervisor, port=PORT, exams=1, day=monday)
    assert exams_possible(PORT, monday) == 1
    assert exams_possible(PORT, date(2026, 3, 30)) == 6
    assert exams_possible(PORT, date(2026, 3, 24)) == 10
    assert exams_possible("2704", monday) is None


def test_a_capacity_is_replaced_by_a_supervisor_and_kept_in_its_history(supervisor, officer) -> None:
    first, second = (capacity_set(actor=supervisor, port=PORT, exams=exams) for exams in (10, 20))
    assert first.pk == second.pk
    assert PortCapacity.objects.get().versions.count() == 2
    with pytest.raises(NotAllowed):
        capacity_set(actor=officer, port=PORT, exams=1)
    with pytest.raises(InvalidInput):
        capacity_set(actor=supervisor, port=PORT, exams=1, weekday=0, day=date(2026, 3, 23))


# Draws


def test_a_draw_keeps_the_probability_of_each_parcel_and_fills_the_capacity(partner, supervisor) -> None:
    champion()
    capacity(supervisor, 4)
    declared(partner, *named("A", count=12))
    made = drawn()
    lots = list(Lot.objects.filter(draw=made))
    assert (made.parcels, made.selected, made.exams, made.capacity) == (12, 4, 4, 4.0)
    assert sum(lot.probability for lot in lots) == pytest.approx(4)
    assert len({lot.at_random for lot in lots}) == 1, "what is drawn at random does not depend on the parcel"
    assert all(lot.at_random >= lot.counted == lot.promised == made.floor for lot in lots)


def test_a_draw_is_repeated_from_its_seed_and_plan(partner, supervisor) -> None:
    champion()
    capacity(supervisor, 3)
    declared(partner, *named("A", count=6), ksn=enrolled(tier=1).ksn)
    declared(partner, *named("B", count=6))
    made = drawn()
    repeated = draw_repeated(made)
    assert {lot.assessment_id: (lot.share, pytest.approx(lot.probability)) for lot in made.lots.all()} == repeated


def test_a_line_that_passed_on_a_day_before_and_was_never_opened_is_worth_more_than_its_chance(partner) -> None:
    champion()
    today = clock.today()
    declared(partner, "A1", value="77.01")
    declared(partner, "A2", value="77.01")
    declared(partner, "A3", value="77.01", weight_kg=None)
    with clock.at(clock.start_of(clock.add_days(today, 1))):
        declared(partner, "B1", value="77.01")
        declared(partner, "B2", value="78.02")
        declared(partner, "B3", value="77.01", weight_kg=None)
        assessments = list(Assessment.objects.order_by("pk"))
    passed = {row.reference: row.has_passed for row in assessments}
    assert passed == {"A1": False, "A2": False, "A3": False, "B1": True, "B2": False, "B3": False}
    told = candidates_of(((row, PromisedExams(0.02)) for row in assessments), {})
    assert {row.reference: each.lesson for row, each in zip(assessments, told, strict=True) if each.lesson > 1} == {
        "B1": PASSED_WORTH
    }
    with clock.at(clock.start_of(clock.add_days(today, PASSED_DAYS + 1))):
        declared(partner, "C1", value="77.01")
        declared(partner, "C2", value="78.02")
    assert Assessment.objects.get(reference="C1").has_passed
    assert Assessment.objects.get(reference="C2").has_passed
    with clock.at(clock.start_of(clock.add_days(today, 2 * PASSED_DAYS + 2))):
        declared(partner, "D1", value="77.01")
    assert not Assessment.objects.get(reference="D1").has_passed, "nobody counts on what passed long ago"


def test_a_line_that_the_model_knows_from_an_exam_has_no_lesson(partner) -> None:
    champion()
    known = examples(600)[0].arrival
    declaration = {
        "hs": known.hs,
        "value": str(known.value),
        "currency": known.currency,
        "weight_kg": str(known.weight_kg),
    }
    declared(partner, "A1", **declaration)
    with clock.at(clock.start_of(clock.add_days(clock.today(), 1))):
        declared(partner, "B1", **declaration)
    first, second = Assessment.objects.order_by("pk")
    assert bytes(first.line) == bytes(second.line) == known.line_digest
    assert not second.has_passed


def test_the_share_for_what_was_never_seen_is_what_exams_by_risk_leave_missing(partner, supervisor) -> None:
    champion()
    terms = terms_of(policy_on(clock.today()))
    assert unseen_share(terms) == terms.selection.unseen_share
    # Room for so many that chance can't take it all.
    capacity(supervisor, 9)
    declared(partner, *named("A", count=12))
    made = drawn()
    by_risk = made.lots.filter(share=LotShare.RISK).select_related("assessment")
    novelty = [lot.assessment.novelty for lot in by_risk]
    assert made.unseen == terms.selection.unseen_share
    assert unseen_share(terms) == pytest.approx(max(0.0, made.unseen - sum(novelty) / len(novelty)))
    assert unseen_share(terms) < made.unseen
    with clock.at(clock.start_of(clock.add_days(clock.today(), NOVELTY_DAYS))):
        assert unseen_share(terms) == made.unseen


def test_draws_and_lots_are_never_changed(partner, supervisor) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1")
    made = drawn()
    for rows in (Draw.objects.filter(pk=made.pk), Lot.objects.all(), PortDay.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_member_of_a_tier_with_a_promise_keeps_the_promise_in_its_lot(partner, supervisor) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1", ksn=enrolled(tier=1).ksn)
    declared(partner, "B1")
    made = drawn()
    lots = {lot.assessment.reference: lot.tier for lot in made.lots.select_related("assessment")}
    assert lots == {"A1": 1, "B1": None}
    assert set(made.promised) == {1}


def test_without_a_model_all_places_are_drawn_at_random(partner, supervisor) -> None:
    capacity(supervisor, 3)
    declared(partner, *named("A", count=9))
    made = drawn()
    assert made.at_random == 1.0
    assert {lot.share for lot in selected(made)} <= {LotShare.RANDOM, LotShare.SURPLUS}
    assert all(lot.is_equal for lot in selected(made))
    assert [lot.at_random for lot in made.lots.all()] == [pytest.approx(1 / 3)] * 9


def test_a_port_without_a_capacity_opens_what_rules_select_and_the_floor(partner) -> None:
    declared(partner, *named("A", count=3))
    made = drawn()
    assert made.exams is None
    assert made.capacity == pytest.approx(3 * made.floor)


def test_a_parcel_that_a_rule_sends_to_an_exam_is_selected_beyond_the_capacity(partner, supervisor) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1", "A2")
    held = Assessment.objects.get(reference="A2")
    again = Assessment(**{name: getattr(held, name) for name in _COPIED}, follows=held, must_open=True)
    again.save()
    made = drawn()
    assert {lot.assessment.reference: lot.assessment.must_open for lot in selected(made)} == {"A1": False, "A2": True}


_COPIED = (
    *("partner_id", "issuer", "reference", "seller_source", "seller", "seller_name", "port", "day", "declared"),
    *("digest", "cause", "outcome", "points", "at"),
)


def test_a_parcel_is_drawn_once_although_it_is_declared_anew(partner, supervisor) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1")
    drawn()
    declared(partner, "A1", description="Leather handbag, calf skin")
    assert Assessment.objects.count() == 2
    assert parcels_waiting(PortDay.objects.get()) == []


def test_a_parcel_that_was_drawn_in_vain_is_selected_once_a_rule_holds(partner, supervisor) -> None:
    capacity(supervisor, 0)
    declared(partner, "A1")
    assert drawn().selected == 0
    before = Assessment.objects.get()
    Assessment(**{name: getattr(before, name) for name in _COPIED}, follows=before, must_open=True).save()
    with promised(0.0):  # else two parcels in a hundred are drawn at random before the rule selects them
        made = drawn()
    assert [lot.share for lot in selected(made)] == [LotShare.RULE]


def test_what_must_not_be_loaded_is_not_drawn(partner, supervisor) -> None:
    capacity(supervisor, 5)
    declared(partner, "A1")
    before = Assessment.objects.get()
    after = Assessment(**{name: getattr(before, name) for name in _COPIED}, follows=before)
    after.outcome = Outcome.DO_NOT_LOAD
    after.save()
    assert draws_start() == []


def test_a_parcel_that_is_declared_late_has_the_chance_of_the_others(partner, supervisor) -> None:
    capacity(supervisor, 2)
    declared(partner, *named("A", count=8))
    drawn()
    declared(partner, *named("B", count=4))
    late = drawn()
    assert (late.parcels, late.exams) == (4, 2)
    assert late.capacity == pytest.approx(4 * late.floor), "the two exams of the day are taken: the floor holds"


def test_a_draw_is_a_job_whose_message_may_get_lost(partner, supervisor) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1", "A2")
    (job,) = draws_start()
    assert draws_start() == [], "the job of the port and day waits already"
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"parcels": 2, "selected": 1})
    assert draws_start() == []
    assert Job.objects.count() == 1


# Exams


def test_an_exam_drawn_at_random_enters_the_rate_of_its_seller(partner, supervisor, officer) -> None:
    member = enrolled()
    capacity(supervisor, 1)
    declared(partner, "A1", ksn=member.ksn)
    with promised():
        (lot,) = selected(drawn())
    exam_record(
        actor=officer, lot_id=lot.pk, result="discrepant", category="origin", disposition="detained", text="US."
    )
    tally = Tally.objects.get(seller__shipper=member)
    assert (tally.examined, tally.drawn, tally.drawn_discrepant) == (1, 1, 1)
    entry = Shipment.objects.get(parcel__reference="A1")
    assert (entry.exam_basis, entry.exam_result, entry.disposition) == ("random", "discrepant", "detained")
    assert (entry.hs, entry.origin) == ("611020", "VN"), "nobody reported the parcel: it is known as it was declared"


def test_an_exam_counts_as_drawn_only_where_the_draw_did_not_depend_on_the_parcel(partner, supervisor, officer) -> None:
    champion()
    capacity(supervisor, 15)
    member = enrolled()
    declared(partner, *named("A", count=20), ksn=member.ksn)
    with (
        promised(0.2, 0.4),
        patch("apps.targeting.services.exams.secrets.randbelow", return_value=5),
        patch("apps.targeting.selectors.exams.random_share", return_value=0.8),
    ):
        lots = selected(drawn())
    at_random = {LotShare.RANDOM, LotShare.FOLLOW_UP, LotShare.SURPLUS}
    assert {lot.share for lot in lots} > at_random
    for lot in lots:
        exam_record(actor=officer, lot_id=lot.pk, result="clean", disposition="released")
    tally = Tally.objects.get(seller__shipper=member)
    assert (tally.examined, tally.drawn) == (15, sum(lot.share == LotShare.RANDOM for lot in lots))
    bases = dict(Shipment.objects.values_list("parcel__reference", "exam_basis"))
    assert bases == {lot.assessment.reference: lot.share if lot.share in at_random else "risk" for lot in lots}


def test_an_exam_of_a_parcel_on_record_changes_the_exam_alone(partner, supervisor, officer) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1")
    day = clock.add_days(clock.today(), -2).isoformat()
    report(shipment("A1", date=day, hs="420221"))
    (lot,) = selected(drawn())
    exam_record(actor=officer, lot_id=lot.pk, result="clean", disposition="released")
    parcel = Parcel.objects.get(reference="A1")
    entry = Shipment.objects.get(id=parcel.shipment_id)
    assert (entry.hs, entry.date.isoformat(), entry.exam_result) == ("420221", day, "clean")


def test_a_further_exam_takes_the_place_of_the_one_before(partner, supervisor, officer) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1", ksn=enrolled().ksn)
    with promised():
        (lot,) = selected(drawn())
    exam_record(actor=officer, lot_id=lot.pk, result="discrepant", category="marking", disposition="released", text="x")
    exam_record(actor=officer, lot_id=lot.pk, result="clean", disposition="released")
    parcel = Parcel.objects.get(reference="A1")
    assert (parcel.discrepant, parcel.drawn, parcel.revision) == (False, True, 2)
    (shown,) = lots_selected(PortDay.objects.get())
    assert [exam.result for exam in shown.exams.all()] == ["clean", "discrepant"]


def test_an_exam_without_what_was_wrong_is_refused(partner, supervisor, officer) -> None:
    capacity(supervisor, 1)
    declared(partner, "A1")
    (lot,) = selected(drawn())
    for given, field in (
        ({"result": "discrepant"}, "category"),
        ({"result": "clean", "category": "origin"}, "category"),
        ({"result": "discrepant", "category": "origin"}, "text"),
    ):
        with refused(field):
            exam_record(actor=officer, lot_id=lot.pk, disposition="released", **given)


def test_an_exam_of_a_parcel_that_was_not_selected_is_refused(partner, supervisor, officer) -> None:
    capacity(supervisor, 0)
    declared(partner, "A1")
    drawn()
    with pytest.raises(NotFound):
        exam_record(actor=officer, lot_id=Lot.objects.get().pk, result="clean", disposition="released")


def test_an_exam_is_not_recorded_by_somebody_of_the_business_or_without_the_right(partner, supervisor, officer) -> None:
    member = enrolled()
    capacity(supervisor, 1)
    declared(partner, "A1", ksn=member.ksn)
    (lot,) = selected(drawn())
    with pytest.raises(NotAllowed):
        exam_record(
            actor=staff("analyst", email="a@staff.example"), lot_id=lot.pk, result="clean", disposition="released"
        )
    on_team(member, "viewer", officer)
    with pytest.raises(Conflict):
        exam_record(actor=officer, lot_id=lot.pk, result="clean", disposition="released")


# What exams found


def test_what_exams_found_fades_by_the_days_since() -> None:
    today = date(2026, 3, 31)
    then = clock.add_days(today, -round(HALF_LIFE_DAYS))
    by_risk, at_random = arms_of([(then, False, 800, 400), (then, True, 0, 1_000), (today, True, 1, 0)], today)
    assert (by_risk.wrong, by_risk.in_order) == (pytest.approx(401), pytest.approx(201))
    assert (at_random.wrong, at_random.in_order) == (pytest.approx(2), pytest.approx(501))


def test_a_picture_is_red_for_a_rule_and_yellow_for_a_question() -> None:
    assert picture_of(Outcome.COMPLETE, must_open=False) == AnswerColor.GREEN
    assert picture_of(Outcome.REQUEST_SCREENING, must_open=False) == AnswerColor.YELLOW
    assert picture_of(Outcome.COMPLETE, must_open=True) == AnswerColor.RED
    assert picture_of(Outcome.DO_NOT_LOAD, must_open=False) == AnswerColor.RED


def test_each_share_of_a_draw_has_words() -> None:
    assert set(LotShare.values) == {str(share) for share in CapacityShare}
