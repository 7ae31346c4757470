import pytest
from django.urls import reverse

from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled


@pytest.mark.parametrize(
    "name", ["standing_standing", "standing_change", "standing_proposedchange", "partners_partner"]
)
def test_the_lists_are_shown(name):
    enrolled(tier=2)
    assert signed_in(staff("officer")).get(reverse(f"admin:{name}_changelist")).status_code == 200
