"""Numbers and codes that look like another's are that one, or are refused: never a second one beside it."""

import pytest

from apps.core.errors import Conflict, Invalid
from apps.ledger.models import Reporter
from apps.partners.systems.services import partner_create
from apps.shippers.ksn import is_ksn, new_ksn, normal_ksn

# Letters that stand for a letter of ASCII, or are taken for one by a comparison.
ALIKE = {"S": "\u017f\uff33\u0405", "K": "\u212a\uff2b\u041a", "I": "\u0131\u0130", "A": "\u0410\uff21"}


@pytest.mark.parametrize("number", range(20))
def test_numbers_with_a_look_alike_letter_are_the_number_or_none(number: int) -> None:
    ksn = new_ksn()
    for letter, others in ALIKE.items():
        for other in others:
            typed = normal_ksn(ksn.replace(letter, other))
            assert typed == ksn or not is_ksn(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["Kay", "KAY", "\u212aay", "k\u0430y", "k\uff41y"])
def test_reporters_have_no_code_that_differs_by_case_or_looks_alone(code: str) -> None:
    made = {"scopes": ["ledger:write"], "reporter_kind": "carrier"}
    partner_create(name="Kay", reporter_code="kay", **made)
    with pytest.raises((Conflict, Invalid)):
        partner_create(name="Twin", reporter_code=code, **made)
    assert Reporter.objects.filter(code__iexact="kay").count() == 1
    partner_create(name="Kay's second system", reporter_code="kay", **made)
