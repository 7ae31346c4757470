"""Requests for more time to respond: the limits that move, the days that are made up, and their end."""

from datetime import timedelta
from functools import partial

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.events.models import Timer
from apps.notices.models import Message
from apps.standing import services
from apps.standing.models import (
    Extension,
    ExtensionState,
    ProposalState,
    ProposedChange,
)
from apps.work.models import Item
from tests.standing.evaluations import evaluated, owner_of
from tests.standing.process import at, days_on, decided, demotion_proposed, time_asked

State = ProposalState
PDF = b"%PDF-1.4\nA contract\n%%EOF\n"


@pytest.fixture
def demotion() -> ProposedChange:
    return demotion_proposed()


class TestMoreTime:
    def test_it_is_asked_for_and_given_and_every_limit_moves(self, officer, demotion):
        owner = owner_of(demotion.shipper)
        until = time_asked(demotion, 14, "Papers come from Hanoi.")
        assert Item.objects.get(kind="change_extension", closed_at=None).due_at == demotion.respond_by
        with pytest.raises(Conflict):
            services.extension_ask(actor=owner, change_id=demotion.pk, until=until, reason="Again.")
        services.extension_decide(actor=officer, change_id=demotion.pk, decision="grant", text="Granted.")
        before = demotion.decide_by
        demotion.refresh_from_db()
        assert demotion.respond_on == until
        assert demotion.decide_by > before
        assert Extension.objects.get().state == ExtensionState.GRANTED
        assert not Item.objects.filter(kind="change_extension", closed_at=None).exists()
        assert Timer.objects.get(subject_id=demotion.pk, step="respond_1").due_at > before - timedelta(days=40)
        with clock.at(days_on(35)), pytest.raises(Conflict, match="may respond until"):
            decided(officer, demotion)

    def test_declined_the_day_stays(self, officer, demotion):
        time_asked(demotion, 5)
        services.extension_decide(actor=officer, change_id=demotion.pk, decision="decline", text="The papers are here.")
        respond_by = demotion.respond_by
        demotion.refresh_from_db()
        assert demotion.respond_by == respond_by
        assert "The papers are here." in Message.objects.latest("pk").body

    def test_request_that_waits_blocks_upholding_until_it_is_answered(self, officer, demotion):
        with clock.at(demotion.respond_by - timedelta(days=2)):
            until = time_asked(demotion, 5, "Papers come from Hanoi.")
        with at(demotion.respond_by + timedelta(days=10)):
            for act in (
                partial(services.change_decide, decision="uphold"),
                partial(services.change_decide, decision="reduce", reduce_to="2"),
            ):
                with pytest.raises(Conflict, match="asked for more time"):
                    act(actor=officer, change_id=demotion.pk, reasons="Nobody responded.")
            with pytest.raises(Conflict, match="asked for more time"):
                services.change_extend(actor=officer, change_id=demotion.pk, until=until, text="Take it.")
            services.extension_decide(
                actor=officer, change_id=demotion.pk, decision="decline", text="The papers are here."
            )
            demotion.refresh_from_db()
            assert demotion.respond_by > clock.now(), "the days that it waited are added"
            with pytest.raises(Conflict, match="may respond until"):
                decided(officer, demotion, reasons="Nobody responded.")

    @pytest.mark.parametrize("decision", ["grant", "decline"])
    def test_days_that_a_request_waited_are_added_to_the_time(self, officer, demotion, decision):
        asked = clock.now() + timedelta(days=20)
        with clock.at(asked):
            time_asked(demotion, 1)
        left = demotion.respond_by - asked
        with clock.at(asked + timedelta(days=6)):
            services.extension_decide(actor=officer, change_id=demotion.pk, decision=decision, text="So.")
            before, lapse_at = demotion.respond_by, demotion.lapse_at
            demotion.refresh_from_db()
            assert demotion.respond_by - clock.now() >= left - timedelta(hours=2)
            assert demotion.respond_by >= before + timedelta(days=6) - timedelta(hours=2)
            assert demotion.lapse_at > lapse_at

    @pytest.mark.parametrize("end", ["withdraw", "leave", "recover", "lapse"])
    def test_request_is_closed_with_its_case_and_the_team_is_told(self, officer, demotion, end):
        owner = owner_of(demotion.shipper)
        time_asked(demotion, 5)
        match end:
            case "withdraw":
                decided(officer, demotion, "withdraw")
            case "leave":
                services.member_leave(actor=owner, shipper_id=demotion.shipper_id)
            case "recover":
                evaluated(demotion.shipper, enter=3, keep=3)
            case "lapse":
                with at(demotion.lapse_at + timedelta(minutes=1)):
                    pass
        extension = Extension.objects.get()
        assert (extension.state, extension.decided_by) == (ExtensionState.CLOSED, None)
        assert not Item.objects.filter(kind="change_extension", closed_at=None).exists()
        assert Message.objects.filter(recipient=owner, subject="Your request for more time is closed").count() == 1

    def test_response_closes_the_request(self, officer, demotion):
        owner = owner_of(demotion.shipper)
        time_asked(demotion, 5)
        services.change_respond(final=True, actor=owner, change_id=demotion.pk, response="Here they are.")
        assert Extension.objects.get().state == ExtensionState.CLOSED
        decided(officer, demotion)

    @pytest.mark.parametrize("days", [-3, 0, 61])
    def test_a_day_that_is_not_later_or_far_too_late_is_refused(self, demotion, days):
        with pytest.raises(InvalidInput) as refused:
            time_asked(demotion, days)
        assert list(refused.value.fields) == ["until"]

    def test_it_is_asked_in_time_and_an_officer_may_give_it_unasked(self, officer, demotion):
        with clock.at(demotion.respond_by + timedelta(seconds=1)), pytest.raises(Conflict):
            time_asked(demotion, 9, "Late.")
        services.change_extend(
            actor=officer, change_id=demotion.pk, until=demotion.respond_on + timedelta(days=9), text="A holiday."
        )
