"""An annual review beside the one before: parts of the profile that changed, and the record of two years."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.upkeep import services
from apps.upkeep.models import AnnualReview
from apps.upkeep.review_comparison import parts_beside, review_before, years_before
from apps.upkeep.selectors import profile_of
from tests.evaluation.ledger import parcels, violation
from tests.portal.members import settle
from tests.upkeep.profiles import DECISION, WORDS, moved_to
from tests.upkeep.test_reviews import attest, days

pytestmark = pytest.mark.shipper(applied=True)


def move(ada: User, officer: User, shipper: Shipper, city: str) -> None:
    asked = services.change_request_submit(
        actor=ada, shipper_id=shipper.pk, part="addresses", typed=moved_to(city), **WORDS
    )
    services.change_request_accept(actor=officer, request_id=asked.pk, **DECISION)


def changed(shipper: Shipper, before: AnnualReview | None) -> dict[str, set[tuple[str, str]]]:
    """Return the parts that differ, each with its answers before and after."""
    parts = parts_beside(profile_of(shipper.pk), before.at if before else None)
    return {
        part.section.key: {(one.before, one.after) for row in part.rows for one in row if one.differs}
        for part in parts
        if part.differs
    }


@pytest.mark.slow
def test_changes_since_the_review_before_are_beside_the_answers_of_then(ada: User, officer: User, shipper: Shipper):
    due = days(0, shipper)
    with clock.at(due - timedelta(days=30)):
        move(ada, officer, shipper, "Elko")
    with clock.at(due):
        first = attest(ada, shipper)
        settle()
    assert review_before(first) is None
    assert changed(shipper, None) == {"addresses": {("Reno", "Elko")}}
    assert changed(shipper, first) == {}
    with clock.at(due + timedelta(days=340)):
        move(ada, officer, shipper, "Ely")
    with clock.at(due + timedelta(days=360)):
        second = attest(ada, shipper)
    assert review_before(second) == first
    assert changed(shipper, first) == {"addresses": {("Elko", "Ely")}}
    assert parts_beside(profile_of(shipper.pk), first.at)[0].section.key == "addresses"


def test_years_are_whole_months_and_the_month_of_the_review_is_in_neither(shipper: Shipper):
    today = clock.today()
    month = clock.month_of(today)
    for back, number in ((0, 1), (-1, 2), (-12, 3), (-13, 4), (-24, 5), (-25, 6)):
        parcels(shipper, clock.add_months(month, back), number, examined=True)
    violation(shipper, clock.add_months(month, -2))
    violation(shipper, clock.add_months(month, -14), determination="alleged")
    this, before = years_before(shipper.pk, today)
    assert (this.first, this.last) == (clock.add_months(month, -12), clock.add_months(month, -1))
    assert (before.first, before.last) == (clock.add_months(month, -24), clock.add_months(month, -13))
    assert (this.parcels, this.examined, this.wrong, this.violations) == (5, 5, 0, 1)
    assert (before.parcels, before.examined, before.violations) == (9, 9, 0)
