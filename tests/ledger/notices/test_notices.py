"""The service of allegations: one notice with law, acts and shipment, reminders, delays and more time."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from apps.core import clock
from apps.core.days_text import deadline_text
from apps.core.deadlines import day_there
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.core.files import identify_file
from apps.events.models import Timer
from apps.events.services import record
from apps.ledger import services
from apps.ledger.models import Case, Recording, Seller, Service, Violation
from apps.ledger.selectors import violations_visible
from apps.shippers.models import Membership, Shipper
from apps.shippers.zones import zone_of
from apps.work.models import Item
from tests.disputes.sources import dispute
from tests.evaluation.ledger import parcels
from tests.ledger.notices.allegations import (
    GRAVE,
    alleged,
    latest,
    messages,
    passed,
    raw,
    refused,
    sustain,
    tell,
    with_team,
)
from tests.outbox import deliver
from tests.people import on_team, seller, staff
from tests.standing.process import at

LANGUAGES = ("en", "es", "zh-hans")
RECEIPT = [identify_file("receipt.pdf", [b"%PDF-1.4\nA receipt that was signed\n%%EOF\n"])]


class TestServing:
    def test_an_allegation_is_served_at_once_with_time_to_answer_in_the_zone_of_the_business(self, veteran):
        Shipper.objects.filter(pk=veteran.pk).update(country="CN")
        veteran.refresh_from_db()
        assert zone_of(veteran) == ZoneInfo("Asia/Shanghai")
        service = alleged(veteran)
        there = service.answer_by.astimezone(ZoneInfo("Asia/Shanghai"))
        assert (there.date() - day_there(service.served_at, ZoneInfo("Asia/Shanghai"))).days >= 30
        assert there.time() == time.max
        (message,) = messages("violation_served")
        assert (message.about_type, message.about_id) == ("case", service.case_id)
        assert message.link == f"/home/{veteran.pk}/violations/{service.case_id}/"

    def test_many_served_allegations_are_brought_up_to_date_in_as_many_queries_as_one(
        self, veteran, django_assert_max_num_queries
    ):
        cases = [alleged(veteran, f"C{number}").case_id for number in range(5)]
        with CaptureQueriesContext(connection) as alone:
            services.cases_serve(case_ids=cases[:1])
        with django_assert_max_num_queries(len(alone)):
            services.cases_serve(case_ids=cases)
        assert Timer.objects.filter(subject_type="case", kind="ledger.answer_over").count() == 5

    def test_the_notice_states_law_acts_shipment_amounts_and_what_happens_when(self, ada, veteran):
        (number,) = parcels(veteran, clock.today(), 1)
        more = {"shipment": f"usps:{number}", "penalty_assessed": "1200.50", "agency": "CBP", "note": "Seen {by} us."}
        alleged(veteran, "NY-7", category="undervaluation", culpability="gross_negligence", basis="penalty", **more)
        (message,) = messages("violation_served")
        for words in (
            *("Undervaluation", "lower than what was paid", "NY-7", number, "Gross negligence", "Penalty", "CBP"),
            *("1,200.50 USD", "“Seen {by} us.”", "19 U.S.C. 1592", "19 U.S.C. 1401a", "nothing is proved"),
            *("You may answer until the end of", "It costs nothing", "write a question"),
        ):
            assert words in message.body

    def test_subject_of_a_notice_names_the_goods_by_their_code_and_the_number_of_the_parcel(self, veteran):
        (number,) = parcels(veteran, clock.today(), 1, hs="610910", description="Call us")
        service = alleged(veteran, "NY-7", shipment=f"usps:{number}")
        what = f"Cotton t-shirt, parcel {number}"
        assert messages("violation_served")[0].subject == (
            f"Notice of a violation: {what}. Answer by {deadline_text(service.answer_by, zone_of(veteran))}"
        )

    def test_subject_of_a_notice_without_a_parcel_names_the_kind_and_the_case(self, veteran):
        alleged(veteran, "N" * 60, category="undervaluation")
        case = "N" * 39 + "…"
        (message,) = messages("violation_served")
        assert message.subject.startswith(f"Notice of a violation: Undervaluation, case {case}. Answer by ")

    def test_the_notice_of_an_allegation_calls_a_penalty_one_that_the_report_claims(self, ada, veteran):
        alleged(veteran, "NY-8", category="undervaluation", basis="penalty", penalty_assessed="4.56", revenue_loss="1")
        (message,) = messages("violation_served")
        assert "Penalty that the report claims: 4.56 USD" in message.body
        assert "Unpaid duties, by the report: 1.00 USD" in message.body
        assert "Penalty assessed" not in message.body

    def test_the_notice_of_a_wrong_origin_names_the_declared_and_the_found_country(self, ada, veteran):
        (number,) = parcels(veteran, clock.today(), 1, origin="CN")
        alleged(veteran, "NY-1", category="origin", shipment=f"usps:{number}", found_origin="vn")
        body = messages("violation_served")[0].body
        assert "- Declared: Country of origin: China\n- Found by the source: Country of origin: Vietnam" in body

    def test_the_notice_of_a_wrong_origin_says_where_nothing_is_said(self, ada, veteran):
        alleged(veteran, "NY-1", category="origin")
        body = messages("violation_served")[0].body
        assert "- Declared: Country of origin: Not said\n- Found by the source: Country of origin: Not said" in body

    @pytest.mark.parametrize(
        ("more", "days"),
        [
            ({"basis": "seizure"}, [30]),
            ({"basis": "penalty"}, [60]),
            ({"basis": "seizure", "penalty_assessed": "900"}, [30, 60]),
            ({"basis": "detention"}, []),
        ],
    )
    def test_the_notice_of_a_seizure_or_a_penalty_tells_of_a_petition_to_cbp_and_its_time(self, veteran, more, days):
        alleged(veteran, **more)
        body = messages("violation_served")[0].body
        assert [count for count in (30, 60) if f"within {count} days from the day on which CBP mailed" in body] == days
        for count in days:
            assert f"do not end before {date_format(clock.add_days(clock.today(), count))}" in body
        assert ("An answer on this site is not a petition" in body) == bool(days)

    @pytest.mark.parametrize("category", ["undervaluation", "clerical"])
    def test_the_notice_of_a_clerical_error_cites_the_clause_by_which_it_is_no_violation(self, veteran, category):
        alleged(veteran, category=category, culpability="clerical")
        body = messages("violation_served")[0].body
        assert "19 U.S.C. 1592(a)(2): clerical errors and mistakes of fact are not violations" in body
        assert "19 U.S.C. 1592(a)(1)" not in body

    def test_the_notice_of_a_grave_violation_says_that_it_may_suspend_at_once(self, veteran):
        alleged(veteran, **GRAVE)
        body = messages("violation_served")[0].body
        assert "it may be sustained before that day" in body
        assert "Until then nothing counts" not in body

    def test_each_member_reads_the_notice_in_their_own_language(self):
        people = [seller(f"{code}@shop.example", language=code) for code in LANGUAGES]
        alleged(with_team(*people))
        sent = {message.recipient.language: message for message in messages("violation_served")}
        assert sent.keys() == set(LANGUAGES)
        assert all("19 U.S.C. 1592" in message.body for message in sent.values())

    def test_an_allegation_is_served_once_even_if_events_are_delivered_again(self, veteran):
        service = alleged(veteran)
        tell({"reference": "C1", "note": "More."})
        deliver()
        services.cases_serve(case_ids=[service.case_id])
        assert len(messages("violation_served")) == 1
        served = service.answer_by
        service.refresh_from_db()
        assert service.answer_by == served

    def test_a_business_without_a_team_is_served_when_somebody_joins(self, ada):
        shipper = with_team()
        tell(raw(shipper))
        deliver()
        assert not Service.objects.exists()
        membership = Membership.objects.create(shipper=shipper, user=ada, role=Membership.Role.OWNER)
        services.cases_serve(case_ids=[Case.objects.get().pk])
        assert membership
        assert Service.objects.get().answer_by

    def test_allegations_of_an_identity_are_served_when_it_is_linked(self, veteran):
        tell({"reference": "C1", "seller": "S1", "date": clock.today(), "category": "marking"})
        deliver()
        services.seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=veteran.pk)
        deliver()
        assert Service.objects.get().shipper == veteran

    def test_an_allegation_moved_to_another_business_is_served_anew(self, veteran):
        service = alleged(veteran)
        other = with_team(seller("bob@shop.example"))
        tell({"reference": "C1", "ksn": other.ksn})
        deliver()
        moved = Service.objects.get()
        assert (moved.pk, moved.shipper) == (service.pk, other)
        assert {message.recipient.email for message in messages("violation_served")} == {
            "ada@shop.example",
            "bob@shop.example",
        }

    def test_a_violation_reported_as_sustained_is_served_as_one_that_counts(self, veteran):
        assert tell(raw(veteran, determination="sustained")).accepted == 1
        deliver()
        (message,) = messages("violation_served")
        assert "It counts in your record." in message.body
        assert Service.objects.get().answer_by is None

    @pytest.mark.parametrize("kind", [Recording.Kind.IMPORT, Recording.Kind.UPLOAD])
    def test_sustained_violations_of_a_file_notify_nobody(self, veteran, kind):
        tell(raw(veteran, determination="sustained"), kind=kind)
        deliver()
        assert not messages("violation_served")

    def test_queries_do_not_grow_with_the_violations_that_count_already(self, veteran, django_assert_max_num_queries):
        tell(*(raw(veteran, f"C{number}", determination="sustained") for number in range(100)), kind="import")
        cases = list(Case.objects.values_list("pk", flat=True))
        with django_assert_max_num_queries(10):
            services.cases_serve(case_ids=cases)


class TestTime:
    def at(self, service: Service, days: int, hour: int = 10) -> datetime:
        zone = zone_of(service.shipper)
        day = day_there(service.answer_by, zone) - timedelta(days=days)
        return datetime.combine(day, time(hour), zone)

    def run(self, moment: datetime) -> None:
        with at(moment):
            pass

    def test_the_team_is_reminded_a_week_and_a_day_before(self, veteran):
        service = alleged(veteran)
        for days, reminders in ((8, 0), (7, 1), (6, 1), (1, 2), (0, 2)):
            self.run(self.at(service, days))
            assert len(messages("answer_reminder")) == reminders, days

    def test_after_an_outage_only_the_latest_step_reminds(self, veteran):
        service = alleged(veteran)
        self.run(self.at(service, 1))
        assert len(messages("answer_reminder")) == 1

    def test_after_the_time_to_answer_one_work_item_waits_and_nobody_is_reminded(self, veteran):
        service = alleged(veteran)
        for _again in range(2):
            self.run(passed(service, days=2))
        assert not messages("answer_reminder")
        item = Item.objects.get(kind="allegation", closed_at=None)
        assert (item.subject_type, item.subject_id, item.shipper_id) == ("case", service.case_id, veteran.pk)
        with clock.at(passed(service, days=3)):
            sustain()
            deliver()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()

    def test_no_reminder_follows_an_answer_or_a_reversal(self, ada, veteran):
        answered, reversed_ = alleged(veteran, "C1"), alleged(veteran, "C2")
        dispute(ada, answered.case)
        tell({"reference": "C2", "determination": "reversed"})
        deliver()
        self.run(self.at(reversed_, 1))
        self.run(passed(answered))
        assert not messages("answer_reminder")
        assert not Item.objects.filter(kind="allegation").exists()

    def test_a_reversed_report_has_no_timers_and_is_served_anew_if_reported_again(self, veteran):
        service = alleged(veteran)
        self.run(passed(service))
        recording = Recording.objects.get(violations__case=service.case_id)
        services.recording_reverse(recording_id=recording.pk, reason="Wrong.", actor=staff("supervisor"))
        deliver()
        assert not Service.objects.exists()
        assert not Timer.objects.filter(subject_id=service.case_id).exists()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()
        alleged(veteran, note="Once more.")
        assert sustain().rejected
        assert len(messages("violation_served")) == 2

    def test_a_determination_taken_back_reopens_the_work_item(self, veteran):
        service = alleged(veteran)
        with clock.at(passed(service)):
            sustain()
            deliver()
            recording = Recording.objects.latest("pk")
            services.recording_reverse(recording_id=recording.pk, reason="Wrong.", actor=staff("supervisor"))
            deliver()
        assert latest() == "alleged"
        assert Item.objects.filter(kind="allegation", closed_at=None).exists()


class TestDesk:
    def test_a_supervisor_delays_a_notice_and_a_timer_serves_it(self, veteran):
        boss, until = staff("supervisor"), clock.now() + timedelta(days=9)
        case = services.violation_allege(
            actor=boss, fact=raw(veteran), reason="A ring.", delay_until=until, delay_reason="Evidence would burn."
        )
        deliver()
        assert not messages("violation_served")
        assert not violations_visible(veteran.pk).exists()
        with at(until - timedelta(hours=1)):
            assert "a supervisor delayed it until" in refused(sustain())
        with at(until):
            assert violations_visible(veteran.pk).exists()
        assert len(messages("violation_served")) == 1
        assert Service.objects.get(case=case).served_at == until

    def test_a_delay_needs_the_permission_a_reason_and_a_future_moment(self, veteran):
        until = clock.now() + timedelta(days=1)
        with pytest.raises(NotAllowed):
            services.violation_allege(
                actor=staff("officer"), fact=raw(veteran), reason="A.", delay_until=until, delay_reason="B."
            )
        assert not Violation.objects.exists()
        tell(raw(veteran))
        delay = {"actor": staff("supervisor"), "case_id": Case.objects.get().pk}
        for moment, why, field in ((until, " ", "delay_reason"), (clock.now(), "So.", "delay_until")):
            with pytest.raises(InvalidInput) as refusal:
                services.service_delay(delay_until=moment, delay_reason=why, **delay)
            assert field in refusal.value.fields
        services.service_delay(delay_until=until, delay_reason="So.", **delay)
        services.service_hasten(**delay)
        assert len(messages("violation_served")) == 1
        with pytest.raises(Conflict, match="served already"):
            services.service_delay(delay_until=until, delay_reason="So.", **delay)

    def test_a_team_that_only_looks_is_not_served_before_somebody_signs_for_it(self, ada):
        shipper = with_team()
        place = Membership.objects.create(shipper=shipper, user=ada, role=Membership.Role.VIEWER)
        tell(raw(shipper))
        deliver()
        assert not Service.objects.filter(answer_by__isnull=False).exists()
        Membership.objects.filter(pk=place.pk).update(role=Membership.Role.SIGNATORY)
        record("shippers.member_role_changed", subject=("shipper", shipper.pk), shipper_id=shipper.pk)
        with clock.at(clock.now() + timedelta(days=40)):
            deliver()
            assert (Service.objects.get().answer_by - clock.now()).days >= 29

    def test_more_time_to_answer_is_notified_and_holds(self, veteran):
        service, officer = alleged(veteran), staff("officer")
        until = day_there(service.answer_by, zone_of(veteran)) + timedelta(days=14)
        with pytest.raises(InvalidInput):
            services.answer_extend(
                actor=officer, case_id=service.case_id, until=until - timedelta(days=14), reason="They ask."
            )
        longer = services.answer_extend(actor=officer, case_id=service.case_id, until=until, reason="They {ask}.")
        assert "They {ask}." in messages("answer_extended")[0].body
        with at(passed(service)):
            assert sustain().rejected
        assert not Item.objects.filter(kind="allegation").exists()
        with clock.at(passed(longer)):
            assert sustain().amended == 1

    def test_no_officer_acts_on_a_business_on_whose_team_they_are(self, veteran):
        service, officer = alleged(veteran), staff("officer")
        on_team(veteran, "viewer", officer)
        with pytest.raises(Conflict, match="on this business's team"):
            services.answer_extend(
                actor=officer, case_id=service.case_id, until=clock.today() + timedelta(days=90), reason="So."
            )
