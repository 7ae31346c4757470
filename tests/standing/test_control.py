"""Cases of common control: what the program finds, who is heard, who binds, and what binding takes: nothing at once."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.desk.shippers.services import records_merge
from apps.ledger.selectors import controlled_with
from apps.notices.models import Message
from apps.shippers.models import MatchKey, Membership, Shipper
from apps.shippers.relations import clusters_refresh
from apps.shippers.services import tie_dismiss
from apps.standing import services
from apps.standing.models import Change, Control, ControlledBusiness, ControlState, ProposedChange, Standing
from apps.work.models import Item
from apps.work.services import item_claim
from tests.applications.answers import PDF
from tests.outbox import deliver
from tests.people import on_team, seller, staff
from tests.standing.controlled import agree, bind, contest, ids_of, propose, share, tied
from tests.standing.evaluations import enrolled, owner_of
from tests.standing.process import at

RECEIPT = [identify_file("receipt.pdf", [PDF])]


def together(shipper: Shipper) -> set[int]:
    return set(controlled_with([shipper.pk])[shipper.pk])


def part(control: Control, shipper: Shipper) -> ControlledBusiness:
    return control.businesses.get(shipper=shipper)


def found() -> list[int]:
    """Return the businesses whose groups wait in the list of work."""
    clusters_refresh()
    services.control_groups_find()
    return list(Item.objects.filter(kind="control_found", closed_at=None).values_list("subject_id", flat=True))


class TestFinding:
    def test_members_in_the_same_hands_open_work_and_nothing_follows(self):
        one, other = tied(2, "owner")
        share("address", one, other)
        assert found() == [one.pk]
        assert found() == [one.pk], "a second run opens no second item"
        assert not Control.objects.exists()
        assert together(one) == {one.pk}

    @pytest.mark.parametrize("kind", ["phone", "address", "device", "sale"])
    def test_ties_that_show_no_common_control_open_none(self, kind: str):
        tied(2, kind)
        assert found() == []

    def test_owner_of_one_name_alone_opens_none(self):
        tied(2, "owner")
        assert found() == []

    def test_businesses_that_were_never_members_open_none(self):
        share("bank", enrolled(), Shipper.objects.create(name="Applies"))
        assert found() == []

    def test_finding_that_two_are_not_related_closes_the_work(self, officer: User):
        one, other = tied()
        assert found() == [one.pk]
        reviewer = staff("officer", email="reviews@staff.example")
        tie_dismiss(actor=reviewer, shipper_id=one.pk, other_id=other.pk, reason="An agent's account.")
        assert found() == []

    def test_case_takes_the_place_of_the_work_and_a_dropped_one_is_not_found_again(self, officer: User):
        one, other = tied()
        assert found() == [one.pk]
        control = propose(officer, [one, other])
        assert found() == []
        services.control_drop(actor=officer, control_id=control.pk, reasons="It is an agent's account.")
        assert found() == []
        third = enrolled()
        share("ein", other, third)
        assert found() == [other.pk], "a tie to a further member is new"

    def test_bound_group_is_not_found_and_grows_by_a_further_member(self, officer: User):
        one, other = tied()
        bind(officer, [one, other])
        assert found() == []
        share("ein", other, enrolled())
        assert found() == [other.pk]

    def test_number_of_queries_does_not_grow_with_the_members(self, django_assert_max_num_queries):
        for _number in range(4):
            tied(3)
        clusters_refresh()
        with django_assert_max_num_queries(12):
            assert services.control_groups_find() == 4


class TestProposal:
    def test_each_business_reads_its_own_values_and_the_names_of_the_others_alone(self, officer: User):
        one, other = tied()
        control = propose(officer, [one, other])
        told = Message.objects.get(recipient=owner_of(one), kind="standing.control")
        assert f"bank as {one.pk} writes it" in told.body
        assert f"bank as {other.pk} writes it" not in told.body
        assert str(other.name) in told.body
        assert other.ksn in told.body
        assert "Nothing is taken away by that alone" in told.body
        assert part(control, one).ties[0]["others"] == [other.pk]
        assert Item.objects.filter(kind="common_control", subject_id=control.pk, closed_at=None).exists()

    def test_case_keeps_since_when_the_program_has_found_the_tie(self, officer: User):
        one, other = tied()
        with clock.at(clock.now() - timedelta(days=40)):
            clusters_refresh()
        assert (clock.now() - part(propose(officer, [one, other]), one).tied_since).days == 40

    def test_officer_of_one_of_the_teams_proposes_nothing(self, officer: User):
        one, other = tied()
        on_team(other, "viewer", officer)
        with pytest.raises(Conflict):
            propose(officer, [one, other])

    def test_sellers_and_officers_without_the_right_propose_nothing(self):
        one, other = tied()
        for actor in (owner_of(one), staff("analyst", email="reads@staff.example")):
            with pytest.raises(NotAllowed):
                propose(actor, [one, other])

    def test_strangers_are_no_case_whatever_the_reasons(self, officer: User):
        one, other = tied()
        for shippers in ([one], [one, enrolled()], [one, other, enrolled()]):
            with pytest.raises(InvalidInput):
                propose(officer, shippers)
        share("phone", one, stranger := enrolled())
        with pytest.raises(InvalidInput):
            propose(officer, [one, stranger])
        with pytest.raises(InvalidInput, match="Say why"):
            services.control_propose(actor=officer, shipper_ids=[one.pk, other.pk], reasons="  ")

    def test_one_case_at_a_time_and_the_same_grounds_once(self, officer: User):
        one, other = tied()
        control = propose(officer, [one, other])
        with pytest.raises(InvalidInput, match="already"):
            propose(officer, [one, other])
        services.control_drop(actor=officer, control_id=control.pk, reasons="It is an agent's account.")
        with pytest.raises(InvalidInput, match="closed before"):
            propose(officer, [one, other])
        share("ein", one, other)
        again = propose(officer, [one, other])
        services.control_drop(actor=officer, control_id=again.pk, reasons="It is an agent's number.")
        digest, third = MatchKey.objects.get(shipper=one, kind="bank").digest, enrolled()
        MatchKey.objects.create(shipper=third, kind="bank", digest=digest, shown="the same account")
        assert propose(officer, [one, third]).state == ControlState.PROPOSED, "nobody heard the third"


class TestHearing:
    def test_business_answers_for_itself_alone(self, officer: User):
        one, other = tied()
        control = propose(officer, [one, other])
        with pytest.raises(NotAllowed):
            services.control_respond(actor=owner_of(other), shipper_id=one.pk, control_id=control.pk, position="agrees")
        stranger = enrolled()
        with pytest.raises(NotFound):
            services.control_respond(
                actor=owner_of(stranger), shipper_id=stranger.pk, control_id=control.pk, position="agrees"
            )
        viewer = on_team(one)
        with pytest.raises(NotAllowed):
            services.control_respond(actor=viewer, shipper_id=one.pk, control_id=control.pk, position="agrees")
        assert not control.businesses.exclude(position="").exists()

    def test_one_line_ends_nothing_unless_the_business_has_said_everything(self, officer: User, second: User):
        one, other = tied()
        control = propose(officer, [one, other])
        contest(control, one, final=False)
        contest(control, other, final=True)
        with pytest.raises(Conflict, match="may respond until"):
            services.control_bind(actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="So it is.")
        contest(control, one, final=True)
        assert part(control, one).response.count("We sold that shop") == 2
        with pytest.raises(Conflict, match="said everything"):
            contest(control, one)
        bound = services.control_bind(
            actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="So it is."
        )
        assert bound.state == ControlState.BOUND

    def test_contest_takes_words(self, officer: User):
        one, other = tied()
        control = propose(officer, [one, other])
        with pytest.raises(InvalidInput):
            services.control_respond(actor=owner_of(one), shipper_id=one.pk, control_id=control.pk, position="contests")

    def test_silence_is_decided_after_the_time_and_lapses_after_more(self, officer: User, second: User):
        one, other = tied()
        control = propose(officer, [one, other])
        respond_by = max(each.respond_by for each in control.businesses.all())
        with at(respond_by - timedelta(hours=9)):
            told = Message.objects.filter(recipient=owner_of(one), kind="standing.control")
            assert told.count() == 2, "of two reminders that come at once, one is enough"
        with at(control.lapse_at + timedelta(minutes=1)):
            control.refresh_from_db()
            assert (control.state, control.decided_by) == (ControlState.DROPPED, None)
        assert together(one) == {one.pk}
        with pytest.raises(Conflict):
            services.control_bind(actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="Late.")

    def test_business_without_a_team_is_found_or_served_by_post_before_it_is_bound(self, officer: User, second: User):
        one, other, third = tied(3)
        Membership.objects.filter(shipper=third).delete()
        control = propose(officer, [one, other, third])
        assert Item.objects.filter(kind="somebody_to_find", subject_type="control", closed_at=None).exists()
        posted = {"control_id": control.pk, "shipper_id": third.pk, "day": clock.today(), "note": "By mail."}
        with pytest.raises(Conflict):
            services.control_serve(actor=officer, files=RECEIPT, **posted)
        with pytest.raises(InvalidInput):
            services.control_serve(actor=second, files=[], **posted)
        early = clock.today() - timedelta(days=1)
        with pytest.raises(InvalidInput, match="written on"):
            services.control_serve(actor=second, files=RECEIPT, **posted | {"day": early})
        for shipper in (one, other):
            contest(control, shipper)
        with pytest.raises(InvalidInput, match="has not reached"):
            services.control_bind(
                actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="All of them."
            )
        services.control_serve(actor=second, files=RECEIPT, **posted)
        assert not Item.objects.filter(kind="somebody_to_find", closed_at=None).exists()
        with pytest.raises(Conflict, match="may respond until"):
            services.control_bind(
                actor=officer, control_id=control.pk, shipper_ids=ids_of(control), reasons="All of them."
            )
        over = max(part(control, each).respond_by for each in (one, other, third)) + timedelta(hours=1)
        with clock.at(over), pytest.raises(Conflict, match="recorded a delivery"):
            services.control_bind(
                actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="All of them."
            )

    def test_notice_reaches_whoever_comes_to_sign(self, officer: User):
        one, other = tied()
        Membership.objects.filter(shipper=other).delete()
        control = propose(officer, [one, other])
        assert part(control, other).served_at is None
        owner = on_team(other, "owner", seller("comes@shop.example"))
        services.controls_serve(shipper_id=other.pk)
        assert part(control, other).served_at is not None
        assert Message.objects.filter(recipient=owner, kind="standing.control").count() == 1


class TestBinding:
    def test_takes_nothing_at_once_and_tells_so(self, officer: User):
        one, other = tied(tier=2)
        before = list(Standing.objects.order_by("pk").values_list("status", "tier"))
        changes = Change.objects.count()
        control = bind(officer, [one, other])
        assert together(one) == together(other) == {one.pk, other.pk}
        assert list(Standing.objects.order_by("pk").values_list("status", "tier")) == before
        assert (Change.objects.count(), ProposedChange.objects.exists()) == (changes, False)
        told = Message.objects.filter(recipient=owner_of(one), kind="standing.control").latest("pk")
        assert "judged together" in told.subject
        assert "Nothing is taken away by that alone" in told.body
        assert not Item.objects.filter(subject_type="control", closed_at=None).exists()
        assert control.reasons == "The account is one."

    def test_agreement_of_all_needs_no_waiting_and_two_officers(self, officer: User, second: User):
        control = agree(propose(officer))
        given = {"control_id": control.pk, "shipper_ids": ids_of(control), "reasons": "One account."}
        with pytest.raises(Conflict, match="neither proposed"):
            services.control_bind(actor=officer, **given)
        item = Item.objects.get(kind="common_control", subject_id=control.pk)
        with pytest.raises(Conflict):
            item_claim(actor=officer, item_id=item.pk)
        member = staff("officer", email="member@staff.example")
        on_team(ids_of(control)[1], "viewer", member)
        with pytest.raises(Conflict):
            item_claim(actor=member, item_id=item.pk)
        with pytest.raises(Conflict):
            services.control_bind(actor=member, **given)
        services.control_bind(actor=second, **given)
        with pytest.raises(Conflict):
            services.control_bind(actor=second, **given)

    def test_officer_binds_some_that_hang_together_and_leaves_the_others(self, officer: User, second: User):
        one, middle, last = enrolled(), enrolled(), enrolled()
        share("bank", one, middle)
        share("ein", middle, last)
        control = agree(propose(officer, [one, middle, last]))
        given = {"actor": second, "control_id": control.pk, "reasons": "The bank account is one."}
        for chosen in ([one.pk], [one.pk, last.pk], [one.pk, enrolled().pk]):
            with pytest.raises(InvalidInput):
                services.control_bind(shipper_ids=chosen, **given)
        services.control_bind(shipper_ids=[one.pk, middle.pk], **given)
        assert together(middle) == {one.pk, middle.pk}
        assert together(last) == {last.pk}
        assert "not judged together" in Message.objects.filter(recipient=owner_of(last)).latest("pk").subject

    def test_group_grows_by_a_further_case_and_never_loses_a_business(self, officer: User):
        one, other = tied()
        first = bind(officer, [one, other])
        share("ein", other, third := enrolled())
        later = bind(officer, [one, other, third])
        assert together(one) == {one.pk, other.pk, third.pk}
        first.refresh_from_db()
        assert first.state == ControlState.ENDED
        assert ControlledBusiness.objects.filter(bound_at__isnull=False, freed_at=None, control=later).count() == 3


class TestMergedRecord:
    def test_case_goes_on_for_the_kept_record_with_the_group(self, officer: User):
        one, other, third = tied(3)
        control = bind(officer, [one, other, third])
        kept = enrolled()
        merge(kept, one)
        assert together(other) == {kept.pk, other.pk, third.pk}
        assert set(ids_of(control)) == {kept.pk, other.pk, third.pk}

    def test_merge_of_two_of_a_group_leaves_one_and_ends_a_group_of_two(self, officer: User):
        one, other = tied()
        control = bind(officer, [one, other])
        merge(other, one)
        control.refresh_from_db()
        assert control.state == ControlState.ENDED
        assert together(other) == {other.pk}


def merge(kept: Shipper, merged: Shipper) -> None:
    """Merge the record of a business that has left into another."""
    services.member_leave(actor=owner_of(merged), shipper_id=merged.pk)
    supervisor = staff("supervisor", email="merges@staff.example")
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason="One company.")
    deliver()
