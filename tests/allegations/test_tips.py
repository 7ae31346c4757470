"""A tip from its receipt to its end: the thread by receipt code, what officers may do, and what the business learns."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.allegations import rules, selectors, services
from apps.allegations.models import Tip, TipState
from apps.allegations.services import senders
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.fields import decrypt
from apps.core.files import identify_file
from apps.events.models import Event
from apps.ledger.models import Case, Violation
from apps.ledger.services import violation_determine
from apps.notices.models import Message
from apps.work.models import Item, Severity
from apps.work.services import item_claim
from tests.allegations.tips import TEXT, received, substantiated, taken_in, violation_of
from tests.evaluation.ledger import time_to_answer_over
from tests.outbox import deliver
from tests.people import on_team, staff

NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)
SENDER = "Zephyrine Quill, zephyrine@home.example"


def item_of(tip: Tip) -> Item:
    return Item.objects.get(subject_type="tip", subject_id=tip.pk)


class TestReceiving:
    def test_a_tip_is_work_and_its_code_is_kept_as_a_digest_alone(self):
        receipt = received(sender=SENDER)
        tip = Tip.objects.get()
        assert selectors.tip_of_code(receipt.code) == tip == receipt.tip
        assert (tip.state, tip.text, tip.sender) == ("received", TEXT, SENDER)
        assert item_of(tip).severity == Severity.MAJOR
        assert Event.objects.filter(kind="tip.received", shipper_id=None, actor=None).count() == 1

    def test_texts_and_sender_are_sealed_and_left_out_of_the_versions(self):
        tip = received(sender=SENDER).tip
        row = Tip.objects.extra(select={"raw": "text", "raw_sender": "sender"}).get()
        assert decrypt(bytes(row.raw)) == TEXT
        assert SENDER.encode() not in bytes(row.raw_sender)
        fields = {field.name for field in Tip._meta.get_field("versions").related_model._meta.get_fields()}
        assert fields.isdisjoint({"sender", "text", "code_digest"})
        assert tip.versions.get().pgh_context is None

    def test_the_same_form_sent_twice_is_one_tip(self):
        once = "0" * 32
        first, second = received(once=once), received(once=once, text="Other.")
        assert first == second
        assert Tip.objects.count() == Item.objects.count() == 1

    def test_danger_comes_before_every_group(self):
        assert item_of(received(group="other").tip).severity == Severity.MODERATE
        item = item_of(received(group="other", danger=True).tip)
        assert item.severity == Severity.CRITICAL
        assert item.due_at <= item.opened_at + timedelta(days=1)

    def test_a_tip_without_a_text_is_refused(self):
        with pytest.raises(InvalidInput):
            received(text="  ")


class TestThread:
    def test_officer_asks_and_sender_answers_by_the_code(self, officer):
        receipt = received()
        services.tip_start(actor=officer, tip_id=receipt.tip.pk)
        assert item_of(receipt.tip).holder == officer
        services.tip_ask(actor=officer, tip_id=receipt.tip.pk, text="Which month?", language="en")
        assert item_of(receipt.tip).paused_at is not None
        services.tip_write(code=receipt.code.lower(), text="In May.", language="en")
        taken_in()
        tip = Tip.objects.get()
        assert (tip.state, item_of(tip).paused_at) == (TipState.IN_TRIAGE, None)
        assert [(post.from_program, post.text) for post in selectors.posts_of(tip)] == [
            (True, "Which month?"),
            (False, "In May."),
        ]

    def test_the_same_message_sent_twice_is_one(self):
        receipt = received()
        for _time in range(2):
            services.tip_write(code=receipt.code, text="There is more.", language="en")
        assert receipt.tip.posts.count() == 1

    def test_the_same_message_sent_twice_with_its_file_is_one_and_with_another_file_is_another(self):
        receipt, files = received(), [identify_file(f"{name}.csv", [f"{name},1\n".encode()]) for name in "aab"]
        for file in files:
            services.tip_write(code=receipt.code, text="See the file.", language="en", files=[file])
        assert (receipt.tip.posts.count(), receipt.tip.files.count()) == (2, 2)

    def test_nobody_writes_by_another_code_or_to_a_closed_tip(self, officer):
        receipt = received()
        with pytest.raises(NotFound):
            services.tip_write(code="AAAAA-AAAAA-AAAAA-AAAAA", text="Me.", language="en")
        services.tip_reject(actor=officer, tip_id=receipt.tip.pk, reasons="Nothing.")
        with pytest.raises(Conflict, match="closed"):
            services.tip_write(code=receipt.code, text="Me.", language="en")

    def test_a_tip_takes_so_many_messages(self, monkeypatch):
        monkeypatch.setattr(senders, "MAX_POSTS", 1)
        receipt = received()
        services.tip_write(code=receipt.code, text="One.", language="en")
        with pytest.raises(Conflict):
            services.tip_write(code=receipt.code, text="Two.", language="en")


class TestIntake:
    def test_officers_get_a_tip_when_its_quarter_of_an_hour_is_over(self):
        with clock.at(NOON + timedelta(minutes=7, seconds=31, microseconds=5)):
            tip = services.tip_receive(once=rules.once_new(), group="other", text="See.", language="en").tip
        with clock.at(NOON + timedelta(minutes=14, seconds=59)):
            assert services.tips_take_in() == 0
        assert not Item.objects.exists()
        assert not selectors.tips_taken_in().exists()
        with clock.at(NOON + timedelta(minutes=15)):
            assert services.tips_take_in() == 1
            assert services.tips_take_in() == 0
        tip.refresh_from_db()
        assert (tip.received_at, tip.taken_in_at) == (NOON, NOON + timedelta(minutes=15))
        assert item_of(tip).opened_at >= tip.taken_in_at
        assert [version.pgh_label for version in tip.versions.all()] == ["changed"]

    def test_officers_get_a_message_when_its_quarter_of_an_hour_is_over(self, officer):
        receipt = received()
        services.tip_ask(actor=officer, tip_id=receipt.tip.pk, text="Which month?", language="en")
        versions = receipt.tip.versions.count()
        with clock.at(NOON + timedelta(minutes=1)):
            services.tip_write(code=receipt.code, text="In May.", language="en")
        tip = Tip.objects.get()
        assert (tip.state, tip.versions.count()) == (TipState.ASKED, versions)
        assert [post.text for post in selectors.posts_taken_in(tip)] == ["Which month?"]
        assert selectors.posts_of(tip).last().at == NOON
        taken_in()
        tip.refresh_from_db()
        assert tip.state == TipState.IN_TRIAGE
        assert [post.text for post in selectors.posts_taken_in(tip)] == ["Which month?", "In May."]
        taken_in()
        assert tip.versions.count() == versions + 2

    def test_tips_of_a_quarter_are_given_in_an_order_that_is_not_theirs(self):
        for number in range(12):
            services.tip_receive(once=f"{number:032x}", group="other", text=f"Thing {number}.", language="en")
        taken_in()
        given = [item.subject_id for item in Item.objects.order_by("pk")]
        assert sorted(given) == [tip.pk for tip in Tip.objects.order_by("pk")]
        assert given != sorted(given)


class TestClosing:
    def test_each_end_closes_the_work(self, officer):
        first, second, third = (received().tip for _number in range(3))
        services.tip_close_as_duplicate(actor=officer, tip_id=second.pk, original=first.pk, reasons="Same shop.")
        services.tip_refer(actor=officer, tip_id=third.pk, agency="CPSC", reasons="Toys.")
        services.tip_reject(actor=officer, tip_id=first.pk, reasons="The labels are theirs.")
        assert [tip.state for tip in Tip.objects.order_by("pk")] == ["not_substantiated", "duplicate", "referred"]
        assert not Item.objects.filter(closed_at=None).exists()
        assert {tip.decided_by for tip in Tip.objects.all()} == {officer}

    @pytest.mark.parametrize("which", ["itself", "none", "a duplicate"])
    def test_a_duplicate_names_another_tip_that_goes_on(self, officer, which):
        tip, other, third = (received().tip for _number in range(3))
        services.tip_close_as_duplicate(actor=officer, tip_id=other.pk, original=third.pk, reasons="Same.")
        number = {"itself": tip.pk, "none": 10**9, "a duplicate": other.pk}[which]
        with pytest.raises(InvalidInput):
            services.tip_close_as_duplicate(actor=officer, tip_id=tip.pk, original=number, reasons="Same.")

    def test_a_closed_tip_is_not_closed_again(self, officer):
        tip = received().tip
        services.tip_reject(actor=officer, tip_id=tip.pk, reasons="Nothing.")
        with pytest.raises(Conflict):
            services.tip_refer(actor=officer, tip_id=tip.pk, agency="FDA", reasons="Food.")

    @pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor"])
    def test_only_those_who_look_into_tips_act_on_one(self, role):
        actor, tip = staff(role), received().tip
        for act, given in (
            (services.tip_start, {}),
            (services.tip_ask, {"text": "Who?", "language": "en"}),
            (services.tip_reject, {"reasons": "No."}),
        ):
            with pytest.raises(NotAllowed):
                act(actor=actor, tip_id=tip.pk, **given)


class TestSubstantiating:
    def test_a_substantiated_tip_becomes_an_allegation_that_is_served_and_does_not_count(self, officer, shipper):
        tip = substantiated(officer, shipper)
        violation = Violation.objects.get(case=tip.case)
        assert (violation.determination, tip.shipper, tip.state) == ("alleged", shipper, "substantiated")
        deliver()
        notice = Message.objects.filter(shipper_id=shipper.pk).latest("pk")
        assert "violation" in notice.subject.lower()

    def test_the_business_learns_nothing_of_the_tip(self, officer, shipper):
        receipt = received(company=shipper.name, sender=SENDER, product="Zorblax kite")
        services.tip_ask(actor=officer, tip_id=receipt.tip.pk, text="Which month?", language="en")
        services.tip_write(code=receipt.code, text="The month of quince.", language="en")
        services.tip_substantiate(actor=officer, tip_id=receipt.tip.pk, **violation_of(shipper))
        deliver()
        told = " ".join(f"{each.subject} {each.body} {each.link}" for each in Message.objects.all())
        assert "not yours" in told
        for secret in ("Zephyrine", "Zorblax", "quince", "fits the parcels", "tip", receipt.code, "rolls of labels"):
            assert secret not in told
        assert not Event.objects.filter(kind__startswith="tip.", shipper_id__isnull=False).exists()

    def test_who_alleged_it_because_of_a_tip_may_not_sustain_it(self, officer, shipper):
        tip = substantiated(officer, shipper)
        time_to_answer_over(tip.case)
        sustained = {
            "fact": {"determination": "sustained"},
            "reason": "Exam report 7 shows it.",
            "case_id": tip.case_id,
        }
        with pytest.raises(Conflict, match="because of a tip"):
            violation_determine(actor=officer, **sustained)
        violation_determine(actor=staff("officer", email="second@staff.example"), **sustained)
        assert Violation.objects.get(pk=Case.objects.get().violation_id).determination == "sustained"

    def test_who_alleged_it_does_not_get_the_work_and_may_drop_it(self, officer, shipper):
        tip = substantiated(officer, shipper)
        with clock.at(clock.now() + timedelta(days=60)):
            time_to_answer_over(tip.case)
            deliver()
            item = Item.objects.filter(kind="allegation", subject_id=tip.case_id, closed_at=None).first()
            if item is not None:
                with pytest.raises(Conflict, match="because of a tip"):
                    item_claim(actor=officer, item_id=item.pk)
            violation_determine(
                actor=officer, case_id=tip.case_id, fact={"determination": "reversed"}, reason="It was another shop."
            )

    def test_an_officer_on_the_team_may_not_substantiate(self, officer, shipper):
        on_team(shipper, "viewer", officer)
        with pytest.raises(Conflict):
            substantiated(officer, shipper)
        assert Tip.objects.get().state == "received"

    def test_errors_of_the_violation_stand_beside_the_fields(self, officer, shipper):
        with pytest.raises(InvalidInput) as refused:
            substantiated(officer, shipper, ksn="KS000000000")
        assert set(refused.value.fields) & {"ksn", "seller"}


class TestLikeTips:
    def test_tips_about_one_business_are_found_by_name_shop_or_parcel(self):
        tip = received(company="Blue Kite Toys Ltd", site="https://www.kite.example/a", parcel="1z 77").tip
        name, shop, number = (
            received(company="BLUE KITE TOYS", text="They pay no duty at all.").tip,
            received(company="", site="kite.example", text="The shop sells medicine.").tip,
            received(company="", parcel="1Z77", text="My parcel had pills in it.").tip,
        )
        received(company="Another Shop", text="Other.")
        assert {other.tip for other in selectors.similar_tips(tip)} == {name, shop, number}

    def test_a_wave_of_like_texts_about_one_business_is_told_from_tips_of_several_people(self):
        texts = (TEXT, TEXT.upper(), f"{TEXT} Really.")
        wave = [received(text=text).tip for text in texts]
        honest = received(text="I bought a kite there. It had no maker's name, and my son cut his hand on it.").tip
        elsewhere = received(company="Red Lamp Works").tip
        assert [tip.wave_id for tip in wave] == [None, wave[0].pk, wave[0].pk]
        assert (honest.wave, elsewhere.wave) == (None, None)
        assert [selectors.wave_size(tip) for tip in (*wave, honest)] == [3, 3, 3, 1]

    def test_a_like_text_after_the_time_of_a_wave_begins_another(self):
        received()
        with clock.at(clock.now() + selectors.WAVE + timedelta(hours=1)):
            assert received().tip.wave is None
