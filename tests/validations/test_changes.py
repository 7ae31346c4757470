"""Changes of members that rest on false information at a visit."""

import pytest

from apps.core.errors import Invalid
from apps.standing.selectors import proposals_open
from apps.validations.services import visit_change_propose
from tests.standing.evaluations import enrolled
from tests.validations.visits import held, plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visit_of", [lambda _member: plan(enrolled()), lambda _member: held(enrolled()), plan])
def test_the_visit_was_held_and_is_of_this_member(officer, visit_of):
    member = enrolled()
    visit = visit_of(member)
    with pytest.raises(Invalid, match="Choose the visit"):
        visit_change_propose(
            actor=officer, shipper_id=member.pk, kind="removal", reasons="Forged.", false_case=1, visit_id=visit.pk
        )
    assert not proposals_open(member.pk).exists()


def test_neither_the_visit_nor_the_false_statement_is_named_alone(officer):
    member = enrolled()
    visit = held(member)
    with pytest.raises(Invalid, match="Choose the visit"):
        visit_change_propose(actor=officer, shipper_id=member.pk, kind="removal", reasons="Forged.", false_case=1)
    with pytest.raises(Invalid, match="Choose the false statement"):
        visit_change_propose(actor=officer, shipper_id=member.pk, kind="removal", reasons="Forged.", visit_id=visit.pk)
