"""Changes of members that rest on false information at a visit."""

import pytest

from apps.core import clock
from apps.core.errors import InvalidInput
from apps.standing.selectors import parts_of, proposals_open
from apps.validations.services import visit_change_propose
from tests.evaluation.ledger import parcels
from tests.people import staff
from tests.standing.evaluations import enrolled
from tests.standing.process import false_statement_found
from tests.validations.visits import held, plan

pytestmark = pytest.mark.shipper(months=5)


@pytest.mark.parametrize("visit_of", [lambda _member: plan(enrolled()), lambda _member: held(enrolled()), plan])
def test_the_visit_was_held_and_is_of_this_member(visitor, visit_of):
    member = enrolled()
    visit = visit_of(member)
    with pytest.raises(InvalidInput, match="Choose the visit"):
        visit_change_propose(
            actor=visitor, shipper_id=member.pk, kind="removal", reasons="Forged.", false_case=1, visit_id=visit.pk
        )
    assert not proposals_open(member.pk).exists()


@pytest.mark.parametrize("kind", ["suspension", "removal"])
def test_a_notice_that_names_no_finding_is_refused(visitor, kind):
    member = enrolled()
    with pytest.raises(InvalidInput, match="names no finding") as refused:
        visit_change_propose(actor=visitor, shipper_id=member.pk, kind=kind, reasons="No records.", parcels=[""])
    assert "cases" in refused.value.fields
    assert not proposals_open(member.pk).exists()
    (number,) = parcels(member, clock.today(), 1)
    visit_change_propose(actor=visitor, shipper_id=member.pk, kind=kind, reasons="No records.", parcels=[number])
    assert proposals_open(member.pk).get().notice["parcels"]


def test_neither_the_visit_nor_the_false_statement_is_named_alone(visitor):
    member = enrolled()
    visit = held(member)
    with pytest.raises(InvalidInput, match="Choose the visit"):
        visit_change_propose(actor=visitor, shipper_id=member.pk, kind="removal", reasons="Forged.", false_case=1)
    with pytest.raises(InvalidInput, match="Choose the false statement"):
        visit_change_propose(actor=visitor, shipper_id=member.pk, kind="removal", reasons="Forged.", visit_id=visit.pk)


def test_whoever_held_the_visit_takes_part_in_a_change_for_false_information_there(visitor):
    member, second = enrolled(), staff("officer")
    visit = held(member, actor=visitor)
    change = {"kind": "removal", "reasons": "Forged.", "false_case": false_statement_found(member, second)}
    proposal = visit_change_propose(actor=second, shipper_id=member.pk, visit_id=visit.pk, **change)
    assert {part.user for part in parts_of(proposal)} == {visitor, second}
