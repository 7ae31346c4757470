"""Hits of our own businesses: how they are found, decided, opened again and settled, and what follows in the ledger."""

import pytest

from apps.accounts.services import name_choose
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.models import Event
from apps.events.services import record
from apps.ledger.models import Case, ProgramEntry, Violation
from apps.ledger.services import violation_determine
from apps.notices.models import Message
from apps.screening import services
from apps.screening.models import BusinessHit, HitState, ScreenedParty, Screening
from apps.screening.selectors import is_hold_placed
from apps.shippers.models import BankAccount, Membership, Owner, Shipper
from apps.work.models import Item, Severity
from apps.work.services import item_claim, item_open
from tests.evaluation.ledger import time_to_answer_over
from tests.outbox import deliver
from tests.people import on_team, seller, staff
from tests.refusals import refused
from tests.screening.hits import (
    FIRM,
    FIRM_NAME,
    OWNER_NAME,
    PERSON,
    confirmed,
    followed,
    found,
    hit_of,
    list_loaded,
    owned_by,
    screened,
)


@pytest.fixture
def listed() -> None:
    list_loaded(PERSON, FIRM)


def item_of(hit: BusinessHit) -> Item:
    return Item.objects.get(subject_type="businesshit", subject_id=hit.pk, closed_at=None)


def entries(shipper: Shipper) -> list[str]:
    kinds = ProgramEntry.objects.filter(shipper=shipper, kind__startswith="hold").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


@pytest.mark.usefixtures("listed")
class TestFinding:
    def test_everybody_behind_a_business_is_compared(self):
        shipper = Shipper.objects.create(name="Quiet Harbor Goods", trade_name=FIRM_NAME, country="DE")
        BankAccount.objects.create(shipper=shipper, holder=OWNER_NAME, country="DE", digest=b"0" * 32, last_four="1234")
        on_team(shipper, "signatory", seller("signs@shop.example", name="Dado Mrkvanovich"))
        on_team(shipper, "viewer", seller("looks@shop.example", name="Dalibor Mrkvanović"))
        screened(shipper)
        hits = BusinessHit.objects.filter(shipper=shipper).values_list("name", "roles", "entry__number")
        assert {(name, *roles, number) for name, roles, number in hits} == {
            (FIRM_NAME, "trade_name", "2"),
            (OWNER_NAME, "account_holder", "1"),
            ("Dado Mrkvanovich", "signatory", "1"),
        }
        kept = Screening.objects.get(shipper=shipper)
        assert (kept.parties, kept.versions) == (4, {"made": 1})

    def test_one_name_in_two_parts_is_one_hit(self):
        shipper = owned_by()
        BankAccount.objects.create(
            shipper=shipper, holder=f" {OWNER_NAME} ", country="SY", digest=b"0" * 32, last_four="1234"
        )
        assert hit_of(screened(shipper)).roles == ["owner", "account_holder"]

    def test_a_hit_is_work_and_a_hold_and_says_nothing_to_the_business(self):
        shipper = screened(owned_by())
        hit = hit_of(shipper)
        item = item_of(hit)
        assert (item.kind, item.title, item.shipper_id) == ("screening_hit", "Quiet Harbor Goods", shipper.pk)
        assert item.severity in (Severity.MAJOR, Severity.CRITICAL)
        assert entries(shipper) == ["hold_placed"]
        assert hit.parts[0]["part"] == "name"
        assert not Message.objects.exists()

    def test_the_same_again_changes_nothing(self):
        shipper = screened(owned_by())
        before = list(BusinessHit.objects.values()), list(ScreenedParty.objects.values()), Event.objects.count()
        screened(shipper)
        assert before == (
            list(BusinessHit.objects.values()),
            list(ScreenedParty.objects.values()),
            Event.objects.count(),
        )

    def test_a_business_on_no_list_is_compared_and_not_held(self):
        shipper = screened(owned_by("Wilhelmine Oberhauser"))
        assert Screening.objects.get(shipper=shipper).parties == 2
        assert not BusinessHit.objects.exists()
        assert entries(shipper) == []

    def test_hits_of_a_name_that_the_business_no_longer_has_lapse(self):
        shipper = screened(owned_by())
        Owner.objects.all().delete()
        hit = hit_of(screened(shipper))
        assert hit.state == HitState.LAPSED
        assert not Item.objects.filter(subject_type="businesshit", closed_at=None).exists()
        assert entries(shipper) == ["hold_placed", "hold_lifted"]
        owned_by(shipper=shipper)
        assert hit_of(screened(shipper)).state == HitState.POTENTIAL
        assert is_hold_placed(shipper.pk)


@pytest.mark.usefixtures("listed")
class TestDeciding:
    def test_a_cleared_hit_lifts_the_hold_and_stays_cleared(self, officer):
        shipper = screened(owned_by())
        hit = services.hit_clear(actor=officer, hit_id=hit_of(shipper).pk, reasons="Born in 1991.")
        assert (hit.state, hit.decided_by, hit.reasons) == (HitState.CLEARED, officer, "Born in 1991.")
        assert entries(shipper) == ["hold_placed", "hold_lifted"]
        assert hit_of(screened(shipper)).state == HitState.CLEARED
        followed(PERSON, FIRM | {"programs": "OTHER"})
        assert hit_of(shipper).state == HitState.CLEARED, "another entry changed"

    def test_a_change_of_the_party_opens_a_cleared_hit_again(self, officer):
        shipper = screened(owned_by())
        services.hit_clear(actor=officer, hit_id=hit_of(shipper).pk, reasons="Another country.")
        Owner.objects.update(country="TR")
        hit = hit_of(screened(shipper))
        assert (hit.state, item_of(hit).shipper_id) == (HitState.POTENTIAL, shipper.pk)
        assert Event.objects.filter(kind="screening.hit_returned", shipper_id=shipper.pk).count() == 1

    def test_a_change_of_the_entry_opens_a_cleared_hit_again(self, officer):
        shipper = screened(owned_by())
        services.hit_clear(actor=officer, hit_id=hit_of(shipper).pk, reasons="Another year.")
        followed(PERSON | {"births": "1991"}, FIRM)
        assert hit_of(shipper).state == HitState.POTENTIAL

    def test_reasons_are_required(self, officer):
        with pytest.raises(InvalidInput):
            services.hit_clear(actor=officer, hit_id=hit_of(screened(owned_by())).pk, reasons=" ")

    @pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor"])
    def test_others_decide_nothing(self, role):
        hit = hit_of(screened(owned_by()))
        reader = staff(role)
        for act in (services.hit_clear, services.hit_confirm):
            with pytest.raises(NotAllowed):
                act(actor=reader, hit_id=hit.pk, reasons="Because.")

    def test_nobody_decides_about_the_own_business(self, officer):
        shipper = owned_by()
        on_team(shipper, "viewer", officer)
        with pytest.raises(Conflict, match="team"):
            services.hit_clear(actor=officer, hit_id=hit_of(screened(shipper)).pk, reasons="Mine.")

    def test_a_decided_hit_is_opened_again_with_a_reason(self, officer):
        shipper = screened(owned_by())
        hit = services.hit_clear(actor=officer, hit_id=hit_of(shipper).pk, reasons="Another.")
        services.hit_reopen(actor=officer, hit_id=hit.pk, reasons="The register was wrong.")
        assert hit_of(shipper).state == HitState.POTENTIAL
        assert entries(shipper) == ["hold_placed", "hold_lifted", "hold_placed"]

    def test_an_applicant_is_confirmed_without_a_violation(self, officer):
        shipper = screened(owned_by())
        hit_id = hit_of(shipper).pk
        with pytest.raises(InvalidInput):
            services.hit_confirm(actor=officer, hit_id=hit_id, reasons="Same birth.", reference="NY-1", acts="You.")
        hit = services.hit_confirm(actor=officer, hit_id=hit_id, reasons="Same birth.")
        assert (hit.state, hit.case) == (HitState.CONFIRMED, None)
        assert not Case.objects.exists()
        assert is_hold_placed(shipper.pk)


@pytest.mark.usefixtures("listed")
class TestDueProcess:
    def test_a_confirmed_hit_of_a_member_is_alleged_and_scores_nothing(self, officer, shipper):
        hit = confirmed(officer, shipper)
        violation = Violation.objects.get(pk=hit.case.violation_id)
        assert (violation.category, violation.basis, violation.determination) == (
            *("restricted_party", "list_match", "alleged"),
        )
        deliver()
        assert hit_of(shipper).state == HitState.CONFIRMED
        assert is_hold_placed(shipper.pk)

    def test_a_case_number_and_the_acts_are_needed_for_a_member(self, officer, shipper):
        hit = found(shipper)
        with refused("reference", "acts"):
            services.hit_confirm(actor=officer, hit_id=hit.pk, reasons="The same.", culpability="negligence")
        assert hit_of(shipper).state == HitState.POTENTIAL

    def test_who_confirmed_does_not_sustain_and_the_violation_then_speaks_for_itself(self, officer, shipper):
        case = time_to_answer_over(confirmed(officer, shipper).case)
        sustained = {"fact": {"determination": "sustained"}, "reason": "The register shows it.", "case_id": case.pk}
        with pytest.raises(Conflict, match="confirmed the screening hit"):
            violation_determine(actor=officer, **sustained)
        violation_determine(actor=staff("supervisor"), **sustained)
        deliver()
        assert hit_of(shipper).state == HitState.CONFIRMED
        assert not is_hold_placed(shipper.pk)

    def test_who_confirmed_does_not_hold_the_work_of_determining(self, officer, shipper):
        hit = confirmed(officer, shipper)
        item = item_open(kind="allegation", subject=("case", hit.case_id), title="V", shipper_id=shipper.pk)
        with pytest.raises(Conflict, match="confirmed the screening hit"):
            item_claim(actor=officer, item_id=item.pk)

    def test_a_reversed_violation_clears_the_hit_and_lifts_the_hold(self, officer, shipper):
        hit = confirmed(officer, shipper)
        with pytest.raises(Conflict, match="alleged with this decision"):
            services.hit_reopen(actor=officer, hit_id=hit.pk, reasons="Wrong person.")
        violation_determine(
            actor=officer, case_id=hit.case_id, fact={"determination": "reversed"}, reason="Another person."
        )
        deliver()
        hit = hit_of(shipper)
        assert (hit.state, hit.decided_by) == (HitState.CLEARED, None)
        assert not is_hold_placed(shipper.pk)

    def test_a_confirmed_hit_lapses_with_its_entry_alone(self, officer):
        shipper = screened(owned_by())
        services.hit_confirm(actor=officer, hit_id=hit_of(shipper).pk, reasons="The same.")
        Owner.objects.update(name="Wilhelmine Oberhauser")
        assert hit_of(screened(shipper)).state == HitState.CONFIRMED
        followed(FIRM)
        assert hit_of(shipper).state == HitState.LAPSED
        assert not is_hold_placed(shipper.pk)


@pytest.mark.usefixtures("listed")
def test_changes_of_the_team_and_of_its_names_are_followed_by_events():
    shipper = Shipper.objects.create(name="Quiet Harbor Goods")
    owner = seller("owns@shop.example", name=OWNER_NAME)
    place = Membership.objects.create(shipper=shipper, user=owner, role=Membership.Role.OWNER)
    record("shippers.member_joined", subject=("membership", place.pk), shipper_id=shipper.pk)
    deliver()
    assert hit_of(shipper).roles == ["signatory"]
    name_choose(actor=owner, name="Wilhelmine Oberhauser")
    deliver()
    assert hit_of(shipper).state == HitState.LAPSED
    assert clock.day_of(Screening.objects.get(shipper=shipper).at) == clock.today()


class TestHitsOfOneParty:
    """What a person decided of one hit of a party settles the others whose grounds are the same."""

    @pytest.fixture
    def hits(self, shipper: Shipper) -> list[BusinessHit]:
        """Return the hits of an owner: on a list, on another list that says the same, and on one that says less."""
        for source, entry in (("made", PERSON), ("copied", PERSON | {"programs": "OTHER"}), ("short", self.SHORT)):
            list_loaded(entry, source=source)
        screened(owned_by(shipper=shipper))
        return list(BusinessHit.objects.filter(shipper=shipper).order_by("entry__list__name"))

    SHORT = {"number": "9", "name": "Dalibor Mrkvanovic", "kind": "person", "countries": "SY"}

    def states(self) -> dict[str, str]:
        return dict(BusinessHit.objects.values_list("entry__list__name", "state"))

    def test_a_hit_with_the_same_grounds_is_cleared_with_the_first(self, officer, shipper, hits):
        _copied, made, short = hits
        services.hit_clear(actor=officer, hit_id=made.pk, reasons="Another day of birth.")
        assert self.states() == {"made": "cleared", "copied": "cleared", "short": "potential"}
        assert set(BusinessHit.objects.exclude(pk=short.pk).values_list("reasons", "decided_by")) == {
            ("Another day of birth.", officer.pk)
        }
        assert not Item.objects.filter(subject_type="businesshit", closed_at=None).exclude(subject_id=short.pk).exists()
        assert is_hold_placed(shipper.pk)

    def test_further_hits_of_the_party_are_cleared_together_where_the_officer_says_so(self, officer, shipper, hits):
        _copied, made, short = hits
        services.hit_clear(actor=officer, hit_id=made.pk, reasons="Another man.", further=[short.pk])
        assert set(self.states().values()) == {"cleared"}
        assert not is_hold_placed(shipper.pk)

    def test_a_hit_with_the_same_grounds_is_confirmed_by_the_same_violation(self, officer, shipper, hits):
        _copied, made, _short = hits
        hit = services.hit_confirm(
            actor=officer,
            hit_id=made.pk,
            reasons="The same day of birth.",
            reference="NY-2026-88",
            culpability="negligence",
            acts="Your owner is on the list “made”, entry 1.",
            language="en",
        )
        assert self.states() == {"made": "confirmed", "copied": "confirmed", "short": "potential"}
        assert set(BusinessHit.objects.filter(state="confirmed").values_list("case", flat=True)) == {hit.case_id}

    def test_hits_of_another_party_or_business_are_left(self, officer, hits):
        other = screened(owned_by())
        services.hit_clear(
            actor=officer,
            hit_id=hits[0].pk,
            reasons="Another man.",
            further=list(BusinessHit.objects.filter(shipper=other).values_list("pk", flat=True)),
        )
        assert set(BusinessHit.objects.filter(shipper=other).values_list("state", flat=True)) == {"potential"}
