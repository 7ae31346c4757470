"""Allegations in numbers: one notice with one day to answer, a bound for each reporter, and no way to be led away."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.core.contacts import contacts_removed
from apps.events.timers import fire
from apps.ledger.models import Case, Recording, Service
from apps.ledger.services import recording_reverse
from apps.ledger.services.notices.service import MAX_NOTICES_A_DAY
from apps.ledger.services.violations.open_allegations import MAX_OPEN_ALLEGATIONS
from tests.ledger.notices.allegations import GRAVE, alleged, messages, raw, tell, with_team
from tests.outbox import deliver
from tests.people import seller, signed_in, staff

MARKET = {"code": "market", "who": "marketplace"}


def market(*facts: dict):
    outcome = tell(*facts, **MARKET)
    deliver()
    return outcome


class TestNotices:
    def test_a_notice_tells_of_all_allegations_of_one_request_with_one_day_to_answer(self, veteran):
        tell(*[raw(veteran, f"C{number}", category="counterfeit") for number in range(12)], **MARKET)
        deliver()
        (message,) = messages("violation_served")
        assert message.subject.startswith("Notice of 12 violations: answer by ")
        assert message.link == f"/home/{veteran.pk}/violations/"
        for number in range(12):
            assert f"Case number: C{number}\n" in message.body
        assert message.body.count("19 U.S.C. 1526") == 12
        services = Service.objects.filter(shipper=veteran)
        assert len({service.answer_by for service in services}) == 1
        assert {service.told_about for service in services} == {("case", message.about_id)}

    def test_notices_of_a_day_are_few_and_what_follows_waits_for_the_next(self, veteran):
        for number in range(MAX_NOTICES_A_DAY + 5):
            market(raw(veteran, f"C{number}"))
        assert len(messages("violation_served")) == MAX_NOTICES_A_DAY
        with clock.at(clock.now() + timedelta(days=1, seconds=1)):
            fire()
            deliver()
            *_first, last = messages("violation_served")
            assert len(messages("violation_served")) == MAX_NOTICES_A_DAY + 1
            assert last.subject.startswith("Notice of 5 violations")
            assert Service.objects.filter(shipper=veteran, answer_by__isnull=False).count() == MAX_NOTICES_A_DAY + 5

    def test_a_notice_of_an_agency_waits_for_nothing_and_takes_along_what_waits(self, veteran):
        for number in range(MAX_NOTICES_A_DAY + 2):
            market(raw(veteran, f"C{number}"))
        alleged(veteran, "A1", **GRAVE)
        *_first, last = messages("violation_served")
        assert last.subject.startswith("Notice of 3 violations")
        assert "among these violations is a critical one" in last.body

    @pytest.mark.parametrize("language", ["es", "zh-hans"])
    def test_a_notice_of_several_violations_is_written_in_the_language_of_its_reader(self, language):
        shipper = with_team(seller("reader@shop.example", language=language))
        market(raw(shipper, "C1"), raw(shipper, "C2"))
        (message,) = messages("violation_served")
        assert "Notice of" not in message.subject
        assert "The report" not in message.body


class TestBounds:
    def test_a_reporter_has_only_so_many_allegations_open_against_a_business(self, veteran):
        outcome = market(*[raw(veteran, f"C{number}") for number in range(MAX_OPEN_ALLEGATIONS + 40)])
        assert (outcome.accepted, len(outcome.rejected)) == (MAX_OPEN_ALLEGATIONS, 40)
        assert "wait for an answer and a decision" in outcome.rejected[0][1]["ksn"][0]
        assert market(raw(veteran, "more")).rejected
        market({"reference": "C0", "determination": "reversed"})
        assert not market(raw(veteran, "more")).rejected

    def test_an_agency_and_another_reporter_have_bounds_of_their_own(self, veteran):
        market(*[raw(veteran, f"C{number}") for number in range(MAX_OPEN_ALLEGATIONS)])
        assert not tell(*[raw(veteran, f"A{number}") for number in range(MAX_OPEN_ALLEGATIONS + 1)]).rejected
        assert not tell(raw(veteran, "B1"), code="other", who="carrier").rejected


class TestWords:
    PAY = "Pay your fine at https://pay.example/now or write to fines@pay.example, +1 212 555 0100."

    def test_a_notice_does_not_repeat_what_a_reporter_wrote(self, veteran):
        market(raw(veteran, "https://pay.example/C1", note=self.PAY, agency="pay.example"))
        (message,) = messages("violation_served")
        assert "pay.example" not in message.body
        assert "Pay your fine" not in message.body
        assert "The page of the violation shows what the source wrote." in message.body

    def test_a_page_quotes_the_source_without_a_way_to_reach_it(self, ada, veteran):
        market(raw(veteran, "https://pay.example/C1", note=self.PAY, agency="pay.example"))
        page = signed_in(ada).get(f"/home/{veteran.pk}/violations/{Case.objects.get().pk}/").content.decode()
        assert "Pay your fine at" in page
        assert "pay.example" not in page
        assert "555 0100" not in page

    @pytest.mark.parametrize(
        "way",
        [
            *("http://a.example", "www.pay.test", "pay.example/now", "PAY。example", "ｐａｙ.example", "оплата.рф"),
            *("me@pay.example", "+86 138 0013 8000", "(212) 555-0100", "212-555-0100", "ftp://1.2.3.4/x"),
        ],
    )
    def test_a_way_to_reach_somebody_is_left_out(self, way):
        assert contacts_removed(f"Go to {way} now") == "Go to [link or number left out] now"

    @given(st.text(alphabet="0123456789ABCabc ,;"))
    def test_words_without_a_link_stay(self, text):
        assert contacts_removed(text) == text

    @pytest.mark.parametrize(
        "text", ["1Z999AA10123456784, 6109.10.0012, 12.50 USD on 2026-01-02.", "No. 4, 3.5 kg e.g."]
    )
    def test_numbers_of_parcels_goods_and_money_stay(self, text):
        assert contacts_removed(text) == text


class TestWithdrawal:
    def test_a_withdrawn_notice_tells_its_reader_so(self, ada, veteran):
        market(raw(veteran, "C1"))
        case = Case.objects.get()
        link = f"/home/{veteran.pk}/violations/{case.pk}/"
        assert signed_in(ada).get(link).status_code == 200
        recording = Recording.objects.exclude(kind=Recording.Kind.REVERSAL).latest("pk")
        recording_reverse(recording_id=recording.pk, reason="An error.", actor=staff("supervisor"))
        deliver()
        answer = signed_in(ada).get(link)
        assert answer.status_code == 410
        assert "This notice is withdrawn" in answer.content.decode()
        (message,) = messages("service_withdrawn")
        assert "Case number: C1" in message.body

    def test_a_violation_that_was_never_served_stays_unknown(self, ada, veteran):
        other = with_team(seller("other@shop.example"))
        market(raw(other, "C1"))
        assert signed_in(ada).get(f"/home/{veteran.pk}/violations/{Case.objects.get().pk}/").status_code == 404
