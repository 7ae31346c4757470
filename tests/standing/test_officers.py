"""Officers who act for their own good: nobody takes anything from a business alone, in whatever roles they appear."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import identify_file
from apps.disputes.services import disclosure_decide, disclosure_open
from apps.ledger.models import Case, Violation
from apps.ledger.services import violation_allege, violation_determine
from apps.shippers.models import Shipper
from apps.standing.models import ProposedChange, Standing
from apps.standing.services import change_recommend, suspension_review
from apps.work.models import Item
from apps.work.services import item_claim
from tests.evaluation.ledger import time_to_answer_over
from tests.evaluation.ledger import violation as reported
from tests.people import staff
from tests.standing.evaluations import change_proposed, enrolled, owner_of
from tests.standing.process import decided, responded, suspended_by, undecided

PDF = b"%PDF-1.4\nA report of a seizure\n%%EOF\n"
SUSTAINED = {"determination": "sustained"}


@pytest.fixture
def first() -> User:
    return staff("officer", email="first@staff.example")


@pytest.fixture
def third() -> User:
    return staff("officer", email="third@staff.example")


@pytest.fixture(scope="module")
def shipper_id(lasting: Callable[..., Shipper]) -> int:
    return lasting(lambda: enrolled(tier=2)).pk


def alleged(actor: User, shipper: Shipper, *, files: bool = False, **given: Any) -> Case:
    fact = {"reference": "NY-7", "ksn": shipper.ksn, "date": clock.today(), "category": "counterfeit"}
    attached = [identify_file("seizure.pdf", [PDF])] if files else []
    return violation_allege(actor=actor, fact=fact | given, reason="So it was.", files=attached)


def determined(actor: User, case: Case, **given: Any) -> Violation:
    return Violation.objects.get(
        pk=violation_determine(
            actor=actor, case_id=case.pk, fact=SUSTAINED | given, reason="The exam shows it."
        ).violation_id
    )


class TestCriticalFinding:
    """A critical finding that an officer typed."""

    typed: dict[str, Any] = {"category": "narcotics", "basis": "seizure", "culpability": "fraud"}

    def test_finding_without_its_record_is_not_sustained_even_by_a_second_person(self, first, second, shipper):
        case = time_to_answer_over(alleged(first, shipper, **self.typed))
        with pytest.raises(InvalidInput, match="Attach its record") as refusal:
            determined(second, case)
        assert "files" in refusal.value.fields

    def test_finding_with_its_record_waits_for_a_second_person(self, first, second, shipper):
        case = alleged(first, shipper, files=True, **self.typed)
        with pytest.raises(Conflict, match="somebody else determines it"):
            determined(first, case)
        suspended_by(shipper, determined(second, case).pk)
        assert Standing.objects.get(shipper=shipper).status == "suspended"

    def test_finding_of_an_agencys_system_has_its_record_there(self, second, shipper):
        reference = reported(shipper, clock.today(), determination="alleged", **self.typed)
        assert determined(second, Case.objects.get(reference=reference)).determination == "sustained"

    def test_suspension_is_reviewed_and_upheld_by_neither_who_alleged_nor_who_determined(
        self, first, second, third, shipper
    ):
        suspended_by(shipper, determined(second, alleged(first, shipper, files=True, **self.typed)).pk)
        change = undecided(shipper, "suspension")
        responded(change, "It was sugar.")
        for one in (first, second):
            with pytest.raises(Conflict, match="count as one"):
                suspension_review(actor=one, change_id=change.pk, decision="continue", reasons="It stays.")
            for decision in ("uphold", "reduce"):
                with pytest.raises(Conflict, match="count as one"):
                    decided(one, change, decision, reduce_to="conditional")
        decided(third, change)


class TestAllegation:
    @pytest.mark.parametrize(
        "graver",
        [
            {"culpability": "fraud"},
            {"category": "narcotics"},
            {"basis": "seizure"},
            {"attribution": "seller"},
            {"self_disclosed": False},
            {"date": clock.add_days(clock.today(), -40)},
        ],
        ids=lambda given: next(iter(given)),
    )
    def test_determination_says_no_more_than_was_alleged(self, first, second, shipper, graver):
        case = time_to_answer_over(alleged(first, shipper, attribution="broker", self_disclosed=True))
        with pytest.raises(InvalidInput, match="more than was alleged"):
            determined(second, case, **graver)
        determined(second, case)
        with pytest.raises(InvalidInput, match="more than was alleged"):
            determined(second, case, **graver)

    def test_whoever_adds_to_an_allegation_of_another_does_not_determine_it(self, first, second, shipper):
        reference = reported(shipper, clock.today(), determination="alleged", category="marking")
        case = time_to_answer_over(Case.objects.get(reference=reference))
        violation_determine(actor=first, case_id=case.pk, fact={"culpability": "fraud"}, reason="They knew.")
        with pytest.raises(Conflict, match="somebody else determines it"):
            determined(first, case)
        assert determined(second, case).culpability == "fraud"

    def test_alleger_does_not_hold_the_work_of_deciding(self, first, second, shipper):
        case = time_to_answer_over(alleged(first, shipper))
        determined(second, case)
        change = change_proposed(actor=second, shipper_id=shipper.pk, kind="removal", reasons="Again.", cases=[case.pk])
        item = Item.objects.get(kind="proposed_change", subject_id=change.pk)
        for one in (first, second):
            with pytest.raises(Conflict):
                item_claim(actor=one, item_id=item.pk)


class TestTwoOfficers:
    """A suspension that an agency's system brought about, after an officer had added to the allegation."""

    @pytest.fixture
    def change(self, first, shipper) -> ProposedChange:
        said = {"category": "narcotics", "basis": "seizure"}
        reference = reported(shipper, clock.today(), determination="alleged", **said)
        case = Case.objects.get(reference=reference)
        violation_determine(actor=first, case_id=case.pk, fact={"culpability": "fraud"}, reason="They knew.")
        reported(shipper, clock.today(), reference=reference, **said)
        suspended_by(shipper, Violation.objects.get(case=case, determination="sustained").pk)
        change = undecided(shipper, "suspension")
        return responded(change, "It was sugar.")

    def test_alleger_neither_recommends_nor_agrees(self, first, second, third, change):
        with pytest.raises(Conflict, match="You alleged a violation"):
            change_recommend(actor=first, change_id=change.pk, reasons="It stands.")
        change_recommend(actor=second, change_id=change.pk, reasons="It stands.")
        with pytest.raises(Conflict, match="You alleged a violation"):
            decided(first, change, "agree")
        decided(third, change, "agree")


def test_officer_accepts_a_disclosure_and_alleges_what_is_graver(first, second, shipper):
    owner = owner_of(shipper)
    disclosure = disclosure_open(
        actor=owner, shipper_id=shipper.pk, category="origin", day=clock.today(), text="Made elsewhere.", tender="later"
    )
    disclosure_decide(
        actor=first, disclosure_id=disclosure.pk, decision="accept", reasons="They knew.", culpability="fraud"
    )
    entry = Violation.objects.get()
    assert (entry.determination, entry.self_disclosed, entry.culpability) == ("alleged", True, "fraud")
    case = time_to_answer_over(entry.case)
    with pytest.raises(Conflict, match="somebody else determines it"):
        determined(first, case)
    assert determined(second, case).self_disclosed
