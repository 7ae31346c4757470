"""The notices of a business that is judged together with others."""

from django.urls import reverse

from apps.core import clock
from apps.ledger.services import control_bind
from apps.standing.proposals.notices import violations_named
from apps.standing.selectors import proposals_open
from tests.evaluation import ledger
from tests.people import signed_in
from tests.standing.evaluations import enrolled, evaluated, owner_of


def test_violation_of_another_number_is_named_as_such_and_is_no_page_of_the_business() -> None:
    shipper, other = enrolled(tier=2), ledger.member(clock.add_months(clock.today(), -9))
    control_bind(shipper_ids=[shipper.pk, other.pk], control=1)
    ledger.found_wrong(other, 1, category="counterfeit")
    evaluated(shipper, enter=1, keep=1)
    notice = proposals_open(shipper.pk).get()
    page = signed_in(owner_of(shipper)).get(reverse("portal:change", args=[shipper.pk, notice.pk])).content.decode()
    (named,) = violations_named(notice)
    assert "Of another number that is judged together with you" in page
    assert reverse("portal:violation", args=[shipper.pk, named.case_id]) not in page
    assert f"case-{named.case_id}-position" not in page
