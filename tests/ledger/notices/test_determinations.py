"""No allegation against a business is sustained before it was served and answered, whoever reports."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.deadlines import day_there
from apps.disputes.services import dispute_decide, dispute_withdraw
from apps.events.models import Event, Timer
from apps.ledger import services
from apps.ledger.models import Case, Service, Violation
from apps.ledger.states import DETERMINATIONS, DeterminationFacts, determination_obstacle
from apps.shippers.zones import zone_of
from apps.work.models import Item
from tests.disputes.sources import dispute
from tests.ledger.notices.allegations import GRAVE, alleged, latest, passed, raw, refused, sustain, tell, with_team
from tests.outbox import deliver
from tests.people import seller, staff
from tests.standing.process import at


class TestGuard:
    def test_no_allegation_is_sustained_before_it_is_served(self, veteran):
        tell(raw(veteran))
        assert "not served" in refused(sustain())
        assert latest() == "alleged"

    def test_no_allegation_is_sustained_by_the_batch_that_alleges_it(self, veteran):
        outcome = tell(raw(veteran), {"reference": "C1", "determination": "sustained"})
        assert outcome.accepted == 1
        assert "not served" in refused(outcome)

    @pytest.mark.parametrize("determination", ["sustained", "mitigated"])
    def test_the_refusal_names_the_last_day_to_answer(self, veteran, determination):
        service = alleged(veteran)
        day = day_there(service.answer_by, zone_of(veteran))
        fact = {"reference": "C1", "determination": determination}
        assert f"{day.day}, {day.year}" in refused(tell(fact))
        with clock.at(service.answer_by):
            assert tell(fact).rejected
        with clock.at(passed(service)):
            assert tell(fact).amended == 1

    @pytest.mark.parametrize("kind", ["api", "import", "program"])
    def test_the_guard_holds_for_every_kind_of_recording(self, veteran, kind):
        alleged(veteran)
        assert sustain(kind=kind).rejected

    def test_an_allegation_may_be_reversed_at_any_time(self, veteran):
        tell(raw(veteran))
        assert tell({"reference": "C1", "determination": "reversed"}).amended == 1

    @pytest.mark.parametrize("determination", ["sustained", "mitigated"])
    def test_an_allegation_of_a_seller_without_a_business_is_not_determined(self, determination):
        tell({"reference": "C1", "seller": "S1", "date": clock.today(), **GRAVE})
        assert "No business is linked" in refused(tell({"reference": "C1", "determination": determination}))

    def test_a_grave_violation_is_sustained_at_once_by_an_agency_in_its_competence(self, veteran):
        for number, (who, more, allowed) in enumerate(
            [
                ("agency", GRAVE, True),
                ("agency", GRAVE | {"basis": "finding"}, False),
                ("agency", GRAVE | {"category": "counterfeit"}, False),
                ("marketplace", GRAVE | {"note": "Ours."}, False),
            ]
        ):
            how = {"code": f"{who}-{number}", "who": who}
            tell(raw(veteran, **more), **how)
            assert bool(sustain(**how).amended) is allowed, number
        fda = services.reporter_ensure(code="fda", kind="agency")
        services.reporter_limit(reporter=fda, competence=["unsafe_goods"])
        tell(raw(veteran, **GRAVE), code="fda")
        assert sustain(code="fda").duplicates == 1
        assert tell({"reference": "C1", "determination": "mitigated"}, code="agency-0").amended == 1

    def test_a_grave_violation_is_not_mitigated_at_once(self, veteran):
        tell(raw(veteran, **GRAVE))
        assert tell({"reference": "C1", "determination": "mitigated"}).rejected

    def test_a_violation_sustained_against_one_business_is_not_moved_to_another(self, veteran):
        with clock.at(passed(alleged(veteran))):
            sustain()
            moved = tell({"reference": "C1", "ksn": with_team(seller("bob@shop.example")).ksn})
        assert "new case" in moved.rejected[0][1]["ksn"][0]

    def test_each_guard_says_why(self):
        rows = [row for row in DETERMINATIONS.transitions if row.guard]
        assert {(row.sources, row.action) for row in rows} == {(("alleged",), "sustain"), (("alleged",), "mitigate")}

    @pytest.mark.slow
    @settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        steps=st.lists(
            st.sampled_from(
                [
                    *("sustained", "mitigated", "alleged", "note", "other", "nobody", "back", "deliver", "batch"),
                    *("day", "week", "month"),
                ]
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_no_sequence_of_reports_sustains_an_allegation_before_service_and_time_to_answer(self, steps):
        """Reports come in any order, at any time, from any reporter, of any seller."""
        number = Case.objects.count()
        reference, mine = f"P{number}", with_team(seller(f"a{number}@shop.example"))
        other = with_team(seller(f"b{number}@shop.example"))
        now = clock.now()
        tell(raw(mine, reference))
        moves = {"other": {"ksn": other.ksn}, "nobody": {"seller": f"S{number}"}, "back": {"ksn": mine.ksn}}
        spans = {"day": 1, "week": 7, "month": 31}
        for step in steps:
            if step in spans:
                now += timedelta(days=spans[step])
                continue
            with clock.at(now):
                if step == "deliver":
                    deliver()
                elif step == "batch":
                    tell(
                        {"reference": reference, "note": str(now)},
                        {"reference": reference, "determination": "sustained"},
                    )
                elif step == "note":
                    tell({"reference": reference, "note": f"{now}!"})
                else:
                    tell({"reference": reference} | moves.get(step, {"determination": step}))
            entry = Violation.objects.get(pk=Case.objects.get(reference=reference).violation_id)
            if entry.determination in ("sustained", "mitigated") and entry.seller.shipper_id:
                service = Service.objects.get(case=entry.case)
                assert service.shipper_id == entry.seller.shipper_id
                assert service.answer_by < now


class TestAnswers:
    def test_an_answer_is_decided_first_also_when_the_time_is_over(self, ada, veteran):
        service = alleged(veteran)
        answer = dispute(ada, service.case)
        with clock.at(passed(service)):
            assert "answer is decided first" in refused(sustain())
            dispute_decide(actor=staff("officer"), dispute_id=answer.pk, decision="decline", reasons="It is clear.")
            assert sustain().amended == 1

    def test_one_line_that_is_declined_does_not_end_the_time_to_answer(self, ada, veteran):
        service, officer = alleged(veteran), staff("officer")
        answer = dispute(ada, service.case, "explain", final=False)
        dispute_decide(actor=officer, dispute_id=answer.pk, decision="decline", reasons="Say more.")
        deliver()
        assert "may answer until" in refused(sustain())
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()
        again = dispute(ada, service.case, "explain", final=False)
        with at(passed(service)):
            assert "answer is decided first" in refused(sustain())
            dispute_decide(actor=officer, dispute_id=again.pk, decision="decline", reasons="It is clear.")
            deliver()
            assert Item.objects.filter(kind="allegation", closed_at=None, subject_id=service.case_id).exists()
            assert sustain().amended == 1

    def test_an_answer_that_was_declined_waits_for_the_officer_once_the_time_is_over(self, ada, veteran):
        service = alleged(veteran)
        answer = dispute(ada, service.case, "explain", final=False)
        dispute_decide(actor=staff("officer"), dispute_id=answer.pk, decision="decline", reasons="It is clear.")
        deliver()
        with at(passed(service)):
            assert Item.objects.filter(kind="allegation", closed_at=None, subject_id=service.case_id).exists()
            assert sustain().amended == 1

    def test_a_decided_answer_is_enough_before_the_time_is_over_and_a_further_one_stops_nothing(self, ada, veteran):
        service = alleged(veteran)
        answer = dispute(ada, service.case)
        dispute_decide(actor=staff("officer"), dispute_id=answer.pk, decision="decline", reasons="It is clear.")
        deliver()
        assert Item.objects.filter(kind="allegation", closed_at=None, subject_id=service.case_id).exists()
        dispute_withdraw(actor=ada, dispute_id=dispute(ada, service.case).pk)
        assert sustain().amended == 1
        deliver()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()

    def test_a_business_that_agrees_is_heard(self, ada, veteran):
        service = alleged(veteran)
        dispute(ada, service.case, "agree")
        assert sustain().amended == 1

    def test_a_withdrawn_answer_does_not_count(self, ada, veteran):
        service = alleged(veteran)
        dispute_withdraw(actor=ada, dispute_id=dispute(ada, service.case, "agree").pk)
        assert sustain().rejected
        assert Timer.objects.filter(subject_id=service.case_id, kind="ledger.answer_over").exists()

    def test_an_answer_that_asks_to_mitigate_can_be_accepted_in_time(self, ada, veteran):
        answer = dispute(ada, alleged(veteran).case, "explain")
        dispute_decide(
            actor=staff("officer"), dispute_id=answer.pk, decision="accept", outcome="mitigated", reasons="So it was."
        )
        deliver()
        assert latest() == "mitigated"
        assert not Event.objects.filter(kind="work.opened", payload__kind="allegation").exists()


def test_the_obstacle_of_a_determination_comes_from_the_table_alone() -> None:
    assert determination_obstacle("alleged", "sustained", DeterminationFacts(has_business=True))
    assert determination_obstacle("alleged", "sustained", DeterminationFacts(has_business=True, at_once=True)) is None
    assert determination_obstacle("alleged", "reversed", DeterminationFacts(has_business=True)) is None
    assert determination_obstacle("sustained", "mitigated", DeterminationFacts(has_business=True)) is None
