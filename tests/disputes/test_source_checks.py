"""The source of a disputed violation is told, answers in time, or the violation stops counting (15 U.S.C. 1681i(a))."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.disputes import services
from apps.disputes.models import SourceCheck, SourceCheckState
from apps.disputes.selectors import TimeLimitCounts, source_check_times
from apps.ledger.models import Case, Service, Watch
from apps.ledger.services import violation_determine
from apps.notices.models import Message
from apps.shippers.zones import zone_of
from apps.work.models import Item
from tests.disputes.sources import DISPUTES, answer, at, dispute, disputed, messages, over, present, reported, scored
from tests.evaluation.ledger import time_to_answer_over
from tests.ledger.notices.allegations import raw, tell
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import on_team, signed_in, staff
from tests.portal.members import violation

pytestmark = pytest.mark.shipper(months=3)
State = SourceCheckState
NOON = datetime.fromisoformat("2026-11-23T12:00:00-05:00")  # A Monday; that Thursday is Thanksgiving.


@pytest.fixture
def agency() -> PartnerClient:
    return partner_client(reporter_kind="agency")


class TestTelling:
    @pytest.mark.parametrize("position", ["dispute", "broker", "carrier", "third_party"])
    def test_source_is_asked_about_an_answer_that_asks_for_a_change(self, shipper, ada, agency, position):
        check = dispute(ada, reported(shipper, agency), position).source_check
        assert (check.state, check.reporter) == (State.OPEN, agency.credentials.partner.reporter)

    @pytest.mark.parametrize("position", ["agree", "explain"])
    def test_source_is_not_asked_about_an_answer_that_asks_for_nothing(self, shipper, ada, agency, position):
        dispute(ada, reported(shipper, agency), position)
        assert not SourceCheck.objects.exists()

    def test_source_is_told_within_five_working_days_of_which_the_first_is_that_of_the_dispute(
        self, shipper, ada, agency
    ):
        case = reported(shipper, agency)
        with clock.at(NOON):
            check = dispute(ada, case).source_check
        assert clock.day_of(check.tell_by).isoformat() == "2026-11-30"
        day = check.asked_at.astimezone(zone_of(shipper)).date()
        assert check.confirm_by.astimezone(zone_of(shipper)).date() - day == timedelta(days=30)

    def test_first_reading_of_its_system_tells_the_source(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        assert not Item.objects.filter(kind="source_check").exists(), "its system may read it"
        told = agency.get(DISPUTES).json()
        check.refresh_from_db()
        assert check.told_at is not None
        assert told["next"] == check.pk
        (told,) = told["results"]
        assert (told["id"], told["reference"], told["state"]) == (check.pk, "C1", "open")
        assert (told["position"], told["text"]) == ("dispute", "It was not so.")
        first = check.told_at
        agency.get(DISPUTES)
        check.refresh_from_db()
        assert check.told_at == first
        assert agency.get(DISPUTES, {"after": check.pk}).json() == {"results": [], "next": check.pk}
        assert agency.get(DISPUTES, {"state": "confirmed"}).json()["results"] == []

    def test_source_without_a_system_is_work_for_an_officer_who_records_how_it_was_told(self, shipper, ada, officer):
        check = dispute(ada, Case.objects.get(reference=violation(shipper, clock.today()))).source_check
        deliver()
        item = Item.objects.get(kind="source_check", closed_at=None)
        assert (item.subject_id, item.due_at) == (check.pk, check.tell_by)
        with pytest.raises(InvalidInput, match="Say whom you told"):
            services.source_check_tell(actor=officer, source_check_id=check.pk, how=" ")
        services.source_check_tell(actor=officer, source_check_id=check.pk, how="By phone, to their duty officer.")
        item.refresh_from_db()
        assert item.closed_at is not None
        assert Item.objects.get(kind="source_check", closed_at=None).due_at == check.confirm_by, "its answer is awaited"
        with pytest.raises(Conflict, match="told already"):
            services.source_check_tell(actor=officer, source_check_id=check.pk, how="By phone again.")

    def test_source_whose_system_does_not_read_becomes_work_for_an_officer_in_time(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        with at(check.tell_by - timedelta(days=1)):
            assert Item.objects.get(kind="source_check", closed_at=None).subject_id == check.pk
            agency.get(DISPUTES)
            assert not Item.objects.filter(kind="source_check", closed_at=None).exists()

    def test_disputes_of_others_are_not_there(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        other = partner_client(reporter_kind="agency")
        assert other.get(DISPUTES).json()["results"] == []
        assert answer(other, check).status_code == 404
        check.refresh_from_db()
        assert (check.told_at, check.state) == (None, State.OPEN)


class TestAnswers:
    def test_confirmed_violation_goes_on_counting_and_the_business_is_told(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        assert answer(agency, check).json()["state"] == "confirmed"
        with at(over(check)):
            assert present(check).determination == "sustained"
        (message,) = messages()
        assert message.recipient == ada
        assert "The exam report." in message.body
        again = answer(agency, check)
        assert (again.status_code, again["Content-Type"]) == (409, "application/problem+json")

    def test_source_that_stands_by_its_report_is_not_asked_again_until_it_changes(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        answer(agency, check)
        services.dispute_withdraw(actor=ada, dispute_id=check.dispute_id)
        services.dispute_withdraw(actor=ada, dispute_id=dispute(ada, check.dispute.case).pk)
        assert SourceCheck.objects.count() == 1
        agency.send("/api/v1/violations", [{"reference": "C1", "note": "Seen again."}])
        dispute(ada, check.dispute.case)
        assert SourceCheck.objects.count() == 2

    def test_correction_is_a_further_report_of_the_source(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        correction = {"attribution": "carrier", "revenue_loss": 12.5, "currency": "USD"}
        told = answer(agency, check, "correct", correction=correction)
        assert told.json()["state"] == "corrected"
        assert (present(check).attribution, present(check).revision) == ("carrier", 2)
        assert present(check).revenue_loss == Decimal("12.5")

    @pytest.mark.parametrize(
        "correction", [None, {}, {"determination": "reversed"}, {"ksn": "KS23456789AN"}, {"attribution": "nobody"}]
    )
    def test_correction_that_can_not_be_taken_changes_nothing(self, shipper, ada, agency, correction):
        check = disputed(shipper, ada, agency)
        assert answer(agency, check, "correct", correction=correction).status_code == 422
        check.refresh_from_db()
        assert (check.state, present(check).revision) == (State.OPEN, 1)

    def test_answer_says_on_what_it_rests(self, shipper, ada, agency):
        assert answer(agency, disputed(shipper, ada, agency), text=" ").status_code == 422

    def test_withdrawn_report_of_an_agency_is_reversed(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        assert scored(shipper) == 1
        assert answer(agency, check, "withdraw").json()["state"] == "withdrawn"
        assert (present(check).determination, scored(shipper)) == ("reversed", 0)

    def test_reporter_does_not_reverse_what_an_officer_determined_by_withdrawing(self, shipper, ada):
        market = partner_client(reporter_kind="marketplace")
        case = time_to_answer_over(reported(shipper, market))
        violation_determine(
            actor=staff("officer"), case_id=case.pk, fact={"determination": "sustained"}, reason="The exam shows it."
        )
        check = dispute(ada, case).source_check
        answer(market, check, "withdraw")
        assert (present(check).determination, scored(shipper)) == ("alleged", 0)
        assert tell({"reference": "C1", "note": "So."}, code=market.credentials.partner.reporter.code).amended == 1
        with pytest.raises(InvalidInput, match="did not confirm"):
            violation_determine(
                actor=staff("officer", email="2@staff.example"),
                case_id=case.pk,
                fact={"determination": "sustained"},
                reason="The exam shows it.",
            )

    def test_officer_records_the_answer_of_a_source_without_a_system(self, shipper, ada, officer):
        check = dispute(ada, Case.objects.get(reference=violation(shipper, clock.today()))).source_check
        with pytest.raises(NotAllowed):
            services.source_check_answer(
                actor=staff("analyst"), source_check_id=check.pk, answer="confirm", text="They say so."
            )
        services.source_check_answer(actor=officer, source_check_id=check.pk, answer="confirm", text="They say so.")
        check.refresh_from_db()
        assert (check.state, check.officer) == (State.CONFIRMED, officer)

    def test_officer_on_the_team_takes_no_part(self, shipper, ada, officer):
        check = dispute(ada, Case.objects.get(reference=violation(shipper, clock.today()))).source_check
        on_team(shipper, "viewer", officer)
        for act in (
            lambda: services.source_check_tell(actor=officer, source_check_id=check.pk, how="By phone."),
            lambda: services.source_check_answer(
                actor=officer, source_check_id=check.pk, answer="withdraw", text="They err."
            ),
        ):
            with pytest.raises(Conflict, match="team"):
                act()


class TestTime:
    def test_violation_that_nobody_confirms_stops_counting_and_the_business_is_told(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        Watch.objects.update(due_since=None)
        with at(check.confirm_by):
            assert present(check).determination == "sustained"
        with at(over(check)):
            entry = present(check)
            assert (entry.determination, entry.revision, scored(shipper)) == ("alleged", 2, 0)
            check.refresh_from_db()
            assert (check.state, check.was) == (State.UNCONFIRMED, "sustained")
            assert "does not count against you" in messages()[-1].body
            assert Service.objects.get(case=check.dispute.case_id).unconfirmed_at is not None
            assert not Message.objects.filter(subject__startswith="Notice of a violation: answer").exists()

    def test_violation_that_is_not_confirmed_is_sustained_by_nobody(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        with at(over(check)):
            rejected = agency.send("/api/v1/violations", [{"reference": "C1", "determination": "sustained"}]).json()
            assert "did not confirm" in rejected["rejected"][0]["errors"]["determination"][0]
            with pytest.raises(InvalidInput, match="did not confirm"):
                violation_determine(
                    actor=staff("officer"),
                    case_id=check.dispute.case_id,
                    fact={"determination": "mitigated"},
                    reason="It is so.",
                )

    def test_allegation_that_nobody_confirms_is_not_sustained(self, shipper, ada):
        market = partner_client(reporter_kind="marketplace")
        case = reported(shipper, market)
        deliver()
        check = dispute(ada, case).source_check
        services.dispute_decide(
            actor=staff("officer"), dispute_id=check.dispute_id, decision="decline", reasons="The photos are clear."
        )
        with at(over(check)):
            assert not Item.objects.filter(kind="allegation", closed_at=None).exists()
            with pytest.raises(InvalidInput, match="did not confirm"):
                violation_determine(
                    actor=staff("officer", email="2@staff.example"),
                    case_id=case.pk,
                    fact={"determination": "sustained"},
                    reason="It is so.",
                )
            assert answer(market, check, "certify").json()["state"] == "certified"
            assert present(check).determination == "alleged"
            assert Item.objects.filter(kind="allegation", closed_at=None).exists()

    def test_facts_that_the_business_adds_give_the_source_more_time_once(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        before = check.confirm_by
        for _again in range(2):
            services.dispute_file_add(
                actor=ada, dispute_id=check.dispute_id, files=[identify_file("more.csv", [b"a,b\n1,2\n3,4\n"])]
            )
        with at(before + timedelta(seconds=1)):
            assert present(check).determination == "sustained"
        check.refresh_from_db()
        assert clock.day_of(check.confirm_by) - clock.day_of(before) == timedelta(days=15)
        with at(over(check)):
            assert present(check).determination == "alleged"

    @pytest.mark.slow
    def test_it_counts_again_only_when_the_source_certifies_it_and_the_business_is_told_at_once(
        self, shipper, ada, agency
    ):
        check = disputed(shipper, ada, agency)
        with at(over(check)):
            assert answer(agency, check, "confirm").status_code == 409
            assert answer(agency, check, "certify").json()["state"] == "certified"
            assert (present(check).determination, present(check).revision, scored(shipper)) == ("sustained", 3, 1)
            assert "put back into your record" in str(messages()[-1].subject)
            check.refresh_from_db()
            assert check.noticed_at <= check.answered_at
        with at(over(check) + timedelta(days=90)):
            assert present(check).determination == "sustained"

    def test_what_was_reversed_meanwhile_is_not_put_back(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        with at(over(check)):
            services.dispute_decide(
                actor=staff("officer"),
                dispute_id=check.dispute_id,
                decision="accept",
                outcome="reversed",
                reasons="It was another parcel.",
            )
            assert answer(agency, check, "certify").status_code == 409
            assert present(check).determination == "reversed"

    @pytest.mark.parametrize("end", ["withdraw", "accept"])
    def test_source_is_asked_no_longer_when_the_answer_is_taken_back_or_accepted(self, shipper, ada, agency, end):
        check = disputed(shipper, ada, agency)
        if end == "withdraw":
            services.dispute_withdraw(actor=ada, dispute_id=check.dispute_id)
        else:
            services.dispute_decide(
                actor=staff("officer"),
                dispute_id=check.dispute_id,
                decision="accept",
                outcome="carrier",
                reasons="The carrier says so.",
            )
        with at(over(check)):
            check.refresh_from_db()
            assert (check.state, present(check).determination) == (State.CLOSED, "sustained")

    def test_source_is_asked_no_longer_about_a_violation_that_was_reversed(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        agency.send("/api/v1/violations", [{"reference": "C1", "determination": "reversed"}])
        with at(over(check)):
            check.refresh_from_db()
            assert (check.state, messages()) == (State.CLOSED, [])

    def test_decision_to_decline_does_not_end_the_time_of_the_source(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        services.dispute_decide(
            actor=staff("officer"), dispute_id=check.dispute_id, decision="decline", reasons="It is clear."
        )
        with at(over(check)):
            assert present(check).determination == "alleged"

    def test_times_kept_and_missed_are_counted_and_shown_at_the_desk(self, shipper, ada, agency):
        check = disputed(shipper, ada, agency)
        since = check.asked_at - timedelta(days=1)
        assert source_check_times(since).told == TimeLimitCounts(kept=0, missed=0)
        agency.get(DISPUTES)
        assert source_check_times(since).told == TimeLimitCounts(kept=1, missed=0)
        with at(over(check)):
            assert source_check_times(since).answered == TimeLimitCounts(kept=0, missed=1)
            answer(agency, check, "certify")
            times = source_check_times(since)
            assert (times.answered, times.noticed) == (
                TimeLimitCounts(kept=0, missed=1),
                TimeLimitCounts(kept=1, missed=0),
            )
        page = signed_in(staff("officer")).get("/admin/disputes/sourcecheck/").content.decode()
        assert "The source answered" in page


def test_the_source_is_the_agency_whose_report_determines_and_not_who_reported_first(shipper, ada, agency) -> None:
    market = partner_client(reporter_kind="marketplace")
    number = {"reference": "P9", "ksn": shipper.ksn, "date": clock.today().isoformat(), "issuer": "usps"}
    market.send("/api/v1/shipments", [number])
    seizure = raw(shipper, "M1", category="narcotics", basis="seizure", shipment="usps:P9")
    market.send("/api/v1/violations", [seizure])
    agency.send("/api/v1/violations", [seizure | {"reference": "A1", "determination": "sustained"}])
    check = dispute(ada, Case.objects.get()).source_check
    assert check.reporter == agency.credentials.partner.reporter
    assert agency.get(DISPUTES).json()["results"][0]["reference"] == "A1"
    assert market.get(DISPUTES).json()["results"] == []


def test_the_answer_of_nobody_is_refused() -> None:
    with pytest.raises(NotFound):
        services.source_check_answer(source_check_id=1, answer="confirm", text="So.", reporter_id=1)
