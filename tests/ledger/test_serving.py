"""What is alleged of a business is served on it with law, acts and shipment, and is not sustained before."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.disputes.services import dispute_decide, dispute_open, dispute_withdraw
from apps.events.models import Event, Timer
from apps.events.timers import fire
from apps.ledger import services
from apps.ledger.models import Case, Recording, Seller, Service, Violation
from apps.ledger.selectors import violations_told
from apps.ledger.services import Outcome
from apps.ledger.states import DETERMINATIONS, Facts, what_blocks
from apps.notices.models import Message
from apps.shippers.models import Membership, Shipper
from apps.shippers.zones import zone_of
from apps.work.models import Item
from tests.evaluation.ledger import member, parcels
from tests.outbox import deliver
from tests.people import seller, staff

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "es", "zh-hans")
GRAVE = {"category": "narcotics", "culpability": "fraud", "basis": "seizure"}


@pytest.fixture(autouse=True)
def today():
    """Days and moments agree here, as they don't for the other tests of the ledger."""
    return clock.today()


@pytest.fixture
def ada():
    return seller(language="en")


@pytest.fixture
def shipper(ada) -> Shipper:
    return with_team(ada)


def with_team(*people) -> Shipper:
    shipper = member(clock.today() - timedelta(days=400))
    for person in people:
        Membership.objects.create(shipper=shipper, user=person, role=Membership.Role.OWNER)
    return shipper


def tell(*facts: dict, kind: str = Recording.Kind.API, code: str = "cbp", who: str = "agency") -> Outcome:
    reporter = services.reporter_ensure(code=code, kind=who)
    recording = services.recording_open(reporter=reporter, kind=kind)
    return services.violations_record(recording=recording, facts=list(enumerate(facts)))


def raw(shipper: Shipper, reference: str = "C1", **more: object) -> dict:
    fact = {"reference": reference, "ksn": shipper.ksn, "date": clock.today(), "category": "classification"}
    return fact | more


def alleged(shipper: Shipper, reference: str = "C1", **more: object) -> Service:
    """Alleged and, by now, served."""
    assert not tell(raw(shipper, reference, **more)).rejected
    deliver()
    return Service.objects.get(case__reference=reference)


def sustain(reference: str = "C1", **how: str) -> Outcome:
    return tell({"reference": reference, "determination": "sustained"}, **how)


def refused(outcome: Outcome) -> str:
    return outcome.rejected[0][1]["determination"][0] if outcome.rejected else ""


def latest(reference: str = "C1") -> str:
    return Violation.objects.get(pk=Case.objects.get(reference=reference).violation_id).determination


def passed(service: Service, **more: int) -> datetime:
    return service.answer_by + timedelta(seconds=1, **more)


def messages(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"ledger.{kind}").order_by("pk"))


class TestServing:
    def test_it_is_served_at_once_and_the_time_is_counted_where_the_business_is(self, shipper):
        Shipper.objects.filter(pk=shipper.pk).update(country="CN")
        shipper.refresh_from_db()
        assert zone_of(shipper) == ZoneInfo("Asia/Shanghai")
        service = alleged(shipper)
        there = service.answer_by.astimezone(ZoneInfo("Asia/Shanghai"))
        assert (there.date() - day_there(service.served_at, ZoneInfo("Asia/Shanghai"))).days >= 30
        assert there.time() == time.max
        (message,) = messages("violation_served")
        assert (message.about_type, message.about_id) == ("case", service.case_id)
        assert message.link == f"/home/{shipper.pk}/violations/{service.case_id}/"

    def test_the_notice_states_law_acts_shipment_amounts_and_what_happens_when(self, ada, shipper):
        (number,) = parcels(shipper, clock.today(), 1)
        more = {"shipment": f"usps:{number}", "penalty_assessed": "1200.50", "agency": "CBP", "note": "Seen {by} us."}
        alleged(shipper, "NY-7", category="undervaluation", culpability="gross_negligence", basis="penalty", **more)
        (message,) = messages("violation_served")
        for words in (
            *("Undervaluation", "lower than what was paid", "NY-7", number, "Gross negligence", "Penalty", "CBP"),
            *("1,200.50 USD", "“Seen {by} us.”", "19 U.S.C. 1592", "19 U.S.C. 1401a", "nothing is proved"),
            *("You may answer until the end of", "It costs nothing", "write a question"),
        ):
            assert words in message.body

    def test_what_may_suspend_at_once_is_told_so(self, shipper):
        alleged(shipper, **GRAVE)
        body = messages("violation_served")[0].body
        assert "it may be sustained before that day" in body
        assert "Until then nothing counts" not in body

    def test_each_reads_it_in_their_own_language(self):
        people = [seller(f"{code}@shop.example", language=code) for code in LANGUAGES]
        alleged(with_team(*people))
        sent = {message.recipient.language: message for message in messages("violation_served")}
        assert sent.keys() == set(LANGUAGES)
        assert all("19 U.S.C. 1592" in message.body for message in sent.values())

    def test_it_is_served_once_whatever_is_delivered_again(self, shipper):
        service = alleged(shipper)
        tell({"reference": "C1", "note": "More."})
        deliver()
        services.cases_serve(case_ids=[service.case_id])
        assert len(messages("violation_served")) == 1
        served = service.answer_by
        service.refresh_from_db()
        assert service.answer_by == served

    def test_who_joins_the_team_of_a_business_without_one_is_served_then(self, ada):
        shipper = with_team()
        tell(raw(shipper))
        deliver()
        assert not Service.objects.exists()
        membership = Membership.objects.create(shipper=shipper, user=ada, role=Membership.Role.OWNER)
        services.cases_serve(case_ids=[Case.objects.get().pk])
        assert membership
        assert Service.objects.get().answer_by

    def test_what_was_alleged_of_an_identity_is_served_when_it_is_linked(self, shipper):
        tell({"reference": "C1", "seller": "S1", "date": clock.today(), "category": "marking"})
        deliver()
        services.seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=shipper.pk)
        deliver()
        assert Service.objects.get().shipper == shipper

    def test_moved_to_another_business_it_is_served_anew(self, shipper):
        service = alleged(shipper)
        other = with_team(seller("bob@shop.example"))
        tell({"reference": "C1", "ksn": other.ksn})
        deliver()
        moved = Service.objects.get()
        assert (moved.pk, moved.shipper) == (service.pk, other)
        assert {message.recipient.email for message in messages("violation_served")} == {
            "ada@shop.example",
            "bob@shop.example",
        }

    def test_a_first_report_as_sustained_is_told_as_what_counts(self, shipper):
        assert tell(raw(shipper, determination="sustained")).accepted == 1
        deliver()
        (message,) = messages("violation_served")
        assert "It counts in your record." in message.body
        assert Service.objects.get().answer_by is None

    @pytest.mark.parametrize("kind", [Recording.Kind.IMPORT, Recording.Kind.UPLOAD])
    def test_a_history_is_told_to_nobody(self, shipper, kind):
        tell(raw(shipper, determination="sustained"), kind=kind)
        deliver()
        assert not messages("violation_served")

    def test_statements_do_not_grow_with_what_counts_already(self, shipper, django_assert_max_num_queries):
        tell(*(raw(shipper, f"C{number}", determination="sustained") for number in range(100)), kind="import")
        cases = list(Case.objects.values_list("pk", flat=True))
        with django_assert_max_num_queries(10):
            services.cases_serve(case_ids=cases)


class TestGuard:
    def test_before_it_is_served_nothing_is_sustained(self, shipper):
        tell(raw(shipper))
        assert "not served" in refused(sustain())
        assert latest() == "alleged"

    def test_in_one_batch_neither(self, shipper):
        outcome = tell(raw(shipper), {"reference": "C1", "determination": "sustained"})
        assert outcome.accepted == 1
        assert "not served" in refused(outcome)

    @pytest.mark.parametrize("determination", ["sustained", "mitigated"])
    def test_until_the_time_is_over_the_day_is_named(self, shipper, determination):
        service = alleged(shipper)
        day = day_there(service.answer_by, zone_of(shipper))
        fact = {"reference": "C1", "determination": determination}
        assert f"{day.day}, {day.year}" in refused(tell(fact))
        with clock.at(service.answer_by):
            assert tell(fact).rejected
        with clock.at(passed(service)):
            assert tell(fact).amended == 1

    @pytest.mark.parametrize("kind", ["api", "import", "program"])
    def test_every_source_is_held_to_it(self, shipper, kind):
        alleged(shipper)
        assert sustain(kind=kind).rejected

    def test_reversing_is_always_possible(self, shipper):
        tell(raw(shipper))
        assert tell({"reference": "C1", "determination": "reversed"}).amended == 1

    def test_where_no_business_is_linked_nobody_is_to_be_served(self):
        tell({"reference": "C1", "seller": "S1", "date": clock.today(), "category": "marking"})
        assert sustain().amended == 1

    def test_what_is_critical_with_a_recorded_basis_is_sustained_at_once_by_an_agency_in_its_competence(self, shipper):
        for number, (who, more, allowed) in enumerate(
            [
                ("agency", GRAVE, True),
                ("agency", GRAVE | {"basis": "finding"}, False),
                ("agency", GRAVE | {"category": "counterfeit"}, False),
                ("marketplace", GRAVE, False),
            ]
        ):
            how = {"code": f"{who}-{number}", "who": who}
            tell(raw(shipper, **more), **how)
            assert bool(sustain(**how).amended) is allowed, number
        fda = services.reporter_ensure(code="fda", kind="agency")
        services.reporter_limit(reporter=fda, competence=["unsafe_goods"])
        tell(raw(shipper, **GRAVE), code="fda")
        assert sustain(code="fda").rejected
        assert tell({"reference": "C1", "determination": "mitigated"}, code="agency-0").amended == 1

    def test_critical_or_not_mitigating_waits(self, shipper):
        tell(raw(shipper, **GRAVE))
        assert tell({"reference": "C1", "determination": "mitigated"}).rejected

    def test_an_allegation_sustained_of_nobody_is_not_moved_to_a_business(self, shipper):
        tell({"reference": "C1", "seller": "S1", "date": clock.today(), "category": "marking"})
        sustain()
        moved = tell({"reference": "C1", "ksn": shipper.ksn})
        assert "new case" in moved.rejected[0][1]["ksn"][0]

    def test_each_guard_says_why(self):
        rows = [row for row in DETERMINATIONS.transitions if row.guard]
        assert {(row.sources, row.action) for row in rows} == {(("alleged",), "sustain"), (("alleged",), "mitigate")}

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
    def test_no_sequence_of_reports_sustains_it_before_it_was_served_and_its_time_is_over(self, steps):
        """Whatever is reported, in whatever order, of whomever, and whenever."""
        Message.objects.all().delete()
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
    def answer(self, ada, service, position="dispute"):
        return dispute_open(
            actor=ada, shipper_id=service.shipper_id, case_id=service.case_id, position=position, text="It is so."
        )

    def test_an_answer_is_decided_first_also_when_the_time_is_over(self, ada, shipper):
        service = alleged(shipper)
        dispute = self.answer(ada, service)
        with clock.at(passed(service)):
            assert "answer is decided first" in refused(sustain())
            dispute_decide(actor=staff("officer"), dispute_id=dispute.pk, decision="decline", reasons="It is clear.")
            assert sustain().amended == 1

    def test_a_decided_answer_is_enough_before_the_time_is_over_and_a_further_one_stops_nothing(self, ada, shipper):
        service = alleged(shipper)
        dispute = self.answer(ada, service)
        dispute_decide(actor=staff("officer"), dispute_id=dispute.pk, decision="decline", reasons="It is clear.")
        deliver()
        assert Item.objects.filter(kind="allegation", closed_at=None, subject_id=service.case_id).exists()
        dispute_withdraw(actor=ada, dispute_id=self.answer(ada, service).pk)
        assert sustain().amended == 1
        deliver()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()

    def test_who_agrees_is_heard(self, ada, shipper):
        service = alleged(shipper)
        self.answer(ada, service, "agree")
        assert sustain().amended == 1

    def test_what_is_taken_back_is_no_answer(self, ada, shipper):
        service = alleged(shipper)
        dispute_withdraw(actor=ada, dispute_id=self.answer(ada, service, "agree").pk)
        assert sustain().rejected
        assert Timer.objects.filter(subject_id=service.case_id, kind="ledger.answer_over").exists()

    def test_an_answer_that_asks_to_mitigate_can_be_accepted_in_time(self, ada, shipper):
        dispute = self.answer(ada, alleged(shipper), "explain")
        dispute_decide(
            actor=staff("officer"), dispute_id=dispute.pk, decision="accept", outcome="mitigated", reasons="So it was."
        )
        deliver()
        assert latest() == "mitigated"
        assert not Event.objects.filter(kind="work.opened", payload__kind="allegation").exists()


class TestTime:
    def at(self, service: Service, days: int, hour: int = 10) -> datetime:
        zone = zone_of(service.shipper)
        day = day_there(service.answer_by, zone) - timedelta(days=days)
        return datetime.combine(day, time(hour), zone)

    def run(self, moment: datetime) -> None:
        with clock.at(moment):
            fire()
            deliver()

    def test_the_team_is_reminded_a_week_and_a_day_before(self, shipper):
        service = alleged(shipper)
        for days, reminders in ((8, 0), (7, 1), (6, 1), (1, 2), (0, 2)):
            self.run(self.at(service, days))
            assert len(messages("answer_reminder")) == reminders, days

    def test_after_an_outage_only_the_latest_step_reminds(self, shipper):
        service = alleged(shipper)
        self.run(self.at(service, 1))
        assert len(messages("answer_reminder")) == 1

    def test_after_the_time_nobody_is_reminded_and_an_officer_is_waited_for_once(self, shipper):
        service = alleged(shipper)
        for _again in range(2):
            self.run(passed(service, days=2))
        assert not messages("answer_reminder")
        item = Item.objects.get(kind="allegation", closed_at=None)
        assert (item.subject_type, item.subject_id, item.shipper_id) == ("case", service.case_id, shipper.pk)
        with clock.at(passed(service, days=3)):
            sustain()
            deliver()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()

    def test_who_answered_or_was_cleared_is_not_reminded(self, ada, shipper):
        answered, reversed_ = alleged(shipper, "C1"), alleged(shipper, "C2")
        TestAnswers().answer(ada, answered)
        tell({"reference": "C2", "determination": "reversed"})
        deliver()
        self.run(self.at(reversed_, 1))
        self.run(passed(answered))
        assert not messages("answer_reminder")
        assert not Item.objects.filter(kind="allegation").exists()

    def test_what_is_taken_back_whole_has_nothing_to_come_and_is_served_anew_if_reported_again(self, shipper):
        service = alleged(shipper)
        self.run(passed(service))
        recording = Recording.objects.get(violations__case=service.case_id)
        services.recording_reverse(recording_id=recording.pk, reason="Wrong.", actor=staff("supervisor"))
        deliver()
        assert not Service.objects.exists()
        assert not Timer.objects.filter(subject_id=service.case_id).exists()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()
        alleged(shipper, note="Once more.")
        assert sustain().rejected
        assert len(messages("violation_served")) == 2

    def test_a_determination_that_is_taken_back_lets_it_wait_again(self, shipper):
        service = alleged(shipper)
        with clock.at(passed(service)):
            sustain()
            deliver()
            recording = Recording.objects.latest("pk")
            services.recording_reverse(recording_id=recording.pk, reason="Wrong.", actor=staff("supervisor"))
            deliver()
        assert latest() == "alleged"
        assert Item.objects.filter(kind="allegation", closed_at=None).exists()


class TestDesk:
    def test_a_supervisor_puts_it_off_and_a_timer_serves_it(self, shipper):
        boss, until = staff("supervisor"), clock.now() + timedelta(days=9)
        case = services.violation_allege(
            actor=boss, fact=raw(shipper), reason="A ring.", delay_until=until, delay_reason="Evidence would burn."
        )
        deliver()
        assert not messages("violation_served")
        assert not violations_told(shipper.pk).exists()
        with clock.at(until - timedelta(hours=1)):
            fire()
            deliver()
            assert "supervisor put that off until" in refused(sustain())
        with clock.at(until):
            fire()
            deliver()
            assert violations_told(shipper.pk).exists()
        assert len(messages("violation_served")) == 1
        assert Service.objects.get(case=case).served_at == until

    def test_it_takes_the_permission_a_reason_and_a_moment_to_come(self, shipper):
        until = clock.now() + timedelta(days=1)
        with pytest.raises(NotAllowed):
            services.violation_allege(
                actor=staff("officer"), fact=raw(shipper), reason="A.", delay_until=until, delay_reason="B."
            )
        assert not Violation.objects.exists()
        tell(raw(shipper))
        delay = {"actor": staff("supervisor"), "case_id": Case.objects.get().pk}
        for moment, why, field in ((until, " ", "delay_reason"), (clock.now(), "So.", "delay_until")):
            with pytest.raises(Invalid) as refusal:
                services.service_delay(delay_until=moment, delay_reason=why, **delay)
            assert field in refusal.value.fields
        services.service_delay(delay_until=until, delay_reason="So.", **delay)
        services.service_hasten(**delay)
        assert len(messages("violation_served")) == 1
        with pytest.raises(Conflict, match="served already"):
            services.service_delay(delay_until=until, delay_reason="So.", **delay)

    def test_a_business_without_a_team_is_served_by_post(self, ada):
        shipper, officer = with_team(), staff("officer")
        tell(raw(shipper, date=clock.today() - timedelta(days=5)))
        deliver()
        case = {"actor": officer, "case_id": Case.objects.get().pk}
        with pytest.raises(Invalid):
            services.service_by_post(served_on=clock.today() + timedelta(days=1), note="Letter.", **case)
        service = services.service_by_post(served_on=clock.today() - timedelta(days=1), note="RR 7 US.", **case)
        assert (service.channel, service.recorded_by) == ("post", officer)
        assert sustain().rejected
        with clock.at(passed(service)):
            assert sustain().amended == 1
        tell(raw(with_team(ada), "C2"))
        with pytest.raises(Conflict, match="has a team"):
            services.service_by_post(
                actor=officer, case_id=Case.objects.get(reference="C2").pk, served_on=clock.today(), note="A."
            )

    def test_more_time_is_told_and_holds(self, shipper):
        service, officer = alleged(shipper), staff("officer")
        until = day_there(service.answer_by, zone_of(shipper)) + timedelta(days=14)
        with pytest.raises(Invalid):
            services.answer_extend(
                actor=officer, case_id=service.case_id, until=until - timedelta(days=14), reason="They ask."
            )
        longer = services.answer_extend(actor=officer, case_id=service.case_id, until=until, reason="They {ask}.")
        assert "They {ask}." in messages("answer_extended")[0].body
        with clock.at(passed(service)):
            fire()
            deliver()
            assert sustain().rejected
        assert not Item.objects.filter(kind="allegation").exists()
        with clock.at(passed(longer)):
            assert sustain().amended == 1

    def test_nobody_acts_on_a_business_of_their_own(self, shipper):
        service, officer = alleged(shipper), staff("officer")
        Membership.objects.create(shipper=shipper, user=officer, role=Membership.Role.VIEWER)
        with pytest.raises(Conflict, match="on this business's team"):
            services.answer_extend(
                actor=officer, case_id=service.case_id, until=clock.today() + timedelta(days=90), reason="So."
            )


def test_what_blocks_is_asked_of_the_table_alone() -> None:
    assert what_blocks("alleged", "sustained", Facts(has_business=True))
    assert what_blocks("alleged", "sustained", Facts(has_business=True, at_once=True)) is None
    assert what_blocks("alleged", "reversed", Facts(has_business=True)) is None
    assert what_blocks("sustained", "mitigated", Facts(has_business=True)) is None
