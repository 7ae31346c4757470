"""Hearings that no trick loses: delivery, clocks that were heard, responses, and grounds that propose once."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import identify_file
from apps.events.services import record
from apps.ledger.models import Case
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership, Shipper
from apps.shippers.zones import zone_of
from apps.standing import services
from apps.standing.models import Delivery, ProposalState, ProposedChange, Standing
from apps.standing.selectors import appeal_until
from apps.work.models import Item
from tests.evaluation.ledger import parcels, violation
from tests.people import on_team, seller, staff
from tests.standing.evaluations import change_proposed, enrolled, evaluated, owner_of
from tests.standing.process import at, decided, demotion_proposed, pass_by, responded, undecided

State = ProposalState
RECEIPT = [identify_file("receipt.pdf", [b"%PDF-1.4\nA receipt that was signed\n%%EOF\n"])]
WORDS = {"reasons": "So it is."}


@pytest.fixture
def first() -> User:
    return staff("officer", email="first@staff.example")


@pytest.fixture
def third() -> User:
    return staff("officer", email="third@staff.example")


def alone() -> Shipper:
    """Return a member for which nobody signs on the site."""
    shipper = enrolled(tier=1)
    Membership.objects.filter(shipper=shipper).delete()
    return shipper


def removal(actor: User, shipper: Shipper, *cases: int) -> ProposedChange:
    return change_proposed(actor=actor, shipper_id=shipper.pk, kind="removal", reasons="Forged.", cases=cases)


def served(actor: User, change: ProposedChange, day: date | None = None) -> ProposedChange:
    day = day or clock.today()
    return services.change_serve(
        actor=actor, change_id=change.pk, day=day, note="Mail 7012, signed for.", files=RECEIPT
    )


def join(shipper: Shipper, role: str = "owner") -> User:
    """Let somebody join the team of a business, as an invitation does."""
    user = on_team(shipper, role, seller(f"{role}{shipper.pk}@found.example"))
    record("shippers.member_joined", subject=("shipper", shipper.pk), shipper_id=shipper.pk)
    pass_by()
    return user


def searches(change: ProposedChange) -> int:
    return Item.objects.filter(kind="somebody_to_find", subject_id=change.pk, closed_at=None).count()


class TestDeliveryByPost:
    def test_it_is_recorded_by_nobody_who_proposed(self, first: User, second: User) -> None:
        change = removal(first, alone())
        with pytest.raises(Conflict, match="Somebody else records the delivery"):
            served(first, change)
        assert served(second, change).served_at

    def test_it_is_never_before_the_notice_or_the_decision_was_written(
        self, first: User, second: User, third: User
    ) -> None:
        change = removal(first, alone())
        with pytest.raises(InvalidInput, match="written on"):
            served(second, change, clock.today() - timedelta(days=1))
        change = served(second, change)
        with clock.at(change.respond_by):
            change = decided(third, change)
            with pytest.raises(InvalidInput, match="written on"):
                served(second, change, clock.today() - timedelta(days=1))

    def test_it_needs_a_file_that_proves_it(self, first: User, second: User) -> None:
        change = removal(first, alone())
        with pytest.raises(InvalidInput) as refused:
            services.change_serve(actor=second, change_id=change.pk, day=clock.today(), note="Mail", files=[])
        assert set(refused.value.fields) == {"file"}
        served(second, change)
        proof = Delivery.objects.get(proposal=change)
        assert (proof.letter, proof.day, proof.uploaded_by, proof.name) == (
            *("notice", clock.today(), second),
            "receipt.pdf",
        )

    def test_whoever_recorded_it_does_not_decide_in_the_silence_that_follows(
        self, first: User, second: User, third: User
    ) -> None:
        shipper = enrolled(tier=2)
        Membership.objects.filter(shipper=shipper).delete()
        evaluated(shipper, enter=0, keep=1)
        change = served(first, undecided(shipper, "demotion"))
        with clock.at(change.respond_by):
            with pytest.raises(Conflict, match="recorded the delivery"):
                decided(first, change)
            assert decided(second, change).state == State.UPHELD


class TestBusinessWithoutATeam:
    def test_somebody_is_found_first(self, first: User) -> None:
        change = removal(first, alone())
        assert (change.served_at, searches(change)) == (None, 1)
        with at(change.respond_by + timedelta(days=1)), pytest.raises(Conflict, match="Find somebody who signs"):
            decided(staff("supervisor"), change)

    def test_a_team_of_those_who_only_look_is_none(self, first: User) -> None:
        shipper = alone()
        on_team(shipper, "viewer", seller("looks@shop.example"))
        change = removal(first, shipper)
        assert (change.served_at, searches(change)) == (None, 1)

    def test_who_is_found_gets_the_notice_and_its_whole_time(self, first: User) -> None:
        shipper = alone()
        change = removal(first, shipper)
        with at(clock.now() + timedelta(days=40)):
            owner = join(shipper)
            change.refresh_from_db()
            assert change.served_at == clock.now()
            days = (day_there(change.respond_by, zone_of(shipper)) - clock.today()).days
            assert days >= terms_of(policy_on(clock.today())).clocks.response_days
            assert Message.objects.filter(recipient=owner, kind="standing.removal").exists()
            assert not searches(change)

    def test_who_is_found_after_the_decision_gets_it_and_the_whole_time_to_appeal(
        self, first: User, second: User, third: User
    ) -> None:
        shipper = alone()
        change = served(second, removal(first, shipper))
        with at(change.respond_by):
            change = decided(third, change)
            assert (appeal_until(change), searches(change)) == (None, 1)
        with at(clock.now() + timedelta(days=400)):
            owner = join(shipper)
            change.refresh_from_db()
            until = appeal_until(change)
            assert until is not None
            assert (day_there(until, zone_of(shipper)) - clock.today()).days >= 90
            assert "Decided" in Message.objects.filter(recipient=owner).latest("pk").subject
            services.change_appeal(actor=owner, change_id=change.pk, text="We never got a letter.")

    def test_a_decision_by_post_has_its_own_proof_by_somebody_who_did_not_decide(
        self, first: User, second: User, third: User
    ) -> None:
        change = served(second, removal(first, alone()))
        with clock.at(change.respond_by):
            change = decided(third, change)
            for took_part in (first, third):
                with pytest.raises(Conflict, match="Somebody else records the delivery"):
                    served(took_part, change)
            served(second, change)
            change.refresh_from_db()
            assert set(change.deliveries.values_list("letter", flat=True)) == {"notice", "decision"}
            assert not searches(change)
            with pytest.raises(Conflict, match="was delivered already"):
                served(second, change)


class TestDecision:
    def test_it_is_delivered_to_a_team_when_it_is_made(self, first: User) -> None:
        change = demotion_proposed()
        responded(change)
        change = decided(first, change)
        assert change.decision_served_at == change.decided_at
        assert change.decision_served_at is not None
        assert not searches(change)

    def test_one_that_takes_nothing_is_delivered_to_nobody(self, first: User) -> None:
        change = decided(first, removal(staff("supervisor"), alone()), "withdraw")
        assert (change.decision_served_at, searches(change)) == (None, 0)


class TestResponse:
    def test_one_line_does_not_end_the_time_to_respond(self, first: User) -> None:
        change = demotion_proposed()
        owner = owner_of(change.shipper)
        services.change_respond(actor=owner, change_id=change.pk, response="No.")
        with pytest.raises(Conflict, match="add to its response until then"):
            decided(first, change)
        services.response_add(actor=owner, change_id=change.pk, text="The invoices show it.", files=RECEIPT)
        change.refresh_from_db()
        assert change.response == "No.\n\nThe invoices show it."
        with clock.at(change.respond_by):
            assert decided(first, change).state == State.UPHELD

    @pytest.mark.parametrize("later", [False, True])
    def test_it_ends_the_time_if_the_seller_says_so(self, first: User, later: bool) -> None:
        change = demotion_proposed()
        owner = owner_of(change.shipper)
        services.change_respond(actor=owner, change_id=change.pk, response="No.", final=not later)
        if later:
            services.response_add(actor=owner, change_id=change.pk, final=True)
        assert decided(first, change).state == State.UPHELD

    def test_after_everything_was_said_files_alone_are_added(self) -> None:
        change = demotion_proposed()
        owner = owner_of(change.shipper)
        services.change_respond(actor=owner, change_id=change.pk, response="No.", final=True)
        with pytest.raises(Conflict, match="had said everything"):
            services.response_add(actor=owner, change_id=change.pk, text="And yet.")
        services.response_add(actor=owner, change_id=change.pk, files=RECEIPT)

    def test_more_time_is_asked_for_after_a_response_that_is_not_final(self, first: User) -> None:
        change = demotion_proposed()
        owner = owner_of(change.shipper)
        asked = {"actor": owner, "change_id": change.pk, "until": change.respond_on + timedelta(days=9)}
        services.change_respond(actor=owner, change_id=change.pk, response="No.")
        services.extension_ask(**asked, reason="Papers come late.")
        with clock.at(change.respond_by), pytest.raises(Conflict, match="asked for more time"):
            decided(first, change)
        services.response_add(actor=owner, change_id=change.pk, final=True)
        assert change.extensions.get().state == "closed"
        with pytest.raises(Conflict, match="before you have said everything"):
            services.extension_ask(**asked, reason="Papers come late.")


class TestSameGrounds:
    @pytest.fixture
    def small_member(self) -> Shipper:
        return enrolled(tier=1)

    def case_of(self, small_member: Shipper, **given: object) -> int:
        return Case.objects.get(reference=violation(small_member, clock.today(), **given)).pk

    @pytest.mark.parametrize("ended", ["withdrawn", "lapsed"])
    def test_they_propose_once(self, first: User, second: User, small_member: Shipper, ended: str) -> None:
        case = self.case_of(small_member)
        change = removal(first, small_member, case)
        now = clock.now() if ended == "withdrawn" else change.lapse_at + timedelta(minutes=1)
        if ended == "withdrawn":
            decided(second, change, "withdraw")
        with at(now):
            change.refresh_from_db()
            assert change.state == ended
            for who in (first, second):
                for kind in ("removal", "suspension"):
                    with pytest.raises(InvalidInput, match="on these grounds before"):
                        services.change_propose(
                            actor=who, shipper_id=small_member.pk, kind=kind, reasons="Forged.", cases=[case]
                        )
            further = self.case_of(small_member, category="marking")
            removal(first, small_member, case, further)

    def test_another_case_about_the_same_finding_in_a_parcel_is_no_new_ground(
        self, first: User, second: User, small_member: Shipper
    ) -> None:
        (number,) = parcels(small_member, clock.today(), 1, issuer="usps")
        found = {"shipment": f"usps:{number}", "category": "counterfeit"}
        decided(second, removal(first, small_member, self.case_of(small_member, **found)), "withdraw")
        again = self.case_of(small_member, **found)
        with pytest.raises(InvalidInput, match="on these grounds before"):
            removal(first, small_member, again)
        with pytest.raises(InvalidInput, match="on these grounds before"):
            services.change_propose(
                actor=first, shipper_id=small_member.pk, kind="removal", reasons="So.", parcels=[number]
            )
        (other,) = parcels(small_member, clock.today(), 1, issuer="usps")
        with pytest.raises(InvalidInput, match="on these grounds before"):
            change_proposed(
                actor=first, shipper_id=small_member.pk, kind="removal", reasons="So.", cases=[again], parcels=[other]
            )
        removal(first, small_member, self.case_of(small_member, **(found | {"category": "marking"})))

    def test_a_call_that_an_officer_let_go_counts_as_well(self, first: User) -> None:
        shipper = enrolled(tier=2)
        case = self.case_of(shipper)
        asked = {"actor": first, "shipper_id": shipper.pk, "kind": "removal", "reasons": "Forged.", "cases": [case]}
        call = services.change_propose(**asked)
        services.call_withdraw(actor=first, call_id=call.pk, reasons="Settled.")
        with pytest.raises(InvalidInput, match="on these grounds before"):
            services.change_propose(**asked)

    def test_what_the_program_proposed_uses_up_no_ground_of_an_officer(self, first: User) -> None:
        change = demotion_proposed()
        case = self.case_of(change.shipper)
        decided(first, change, "withdraw")
        assert Standing.objects.get(pk=change.shipper_id).tier == 3
        services.change_propose(
            actor=first, shipper_id=change.shipper_id, kind="removal", reasons="Forged.", cases=[case]
        )
