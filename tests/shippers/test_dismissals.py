"""Matches that officers dismiss: no page shows them again, unless the two come to share something strong."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.models import Event
from apps.shippers.matches import matches_of
from apps.shippers.matches.scores import SAME, STRONG, WEIGHTS
from apps.shippers.models import MatchDismissal, MatchKey, Shipper
from apps.shippers.selectors import dismissal_between, dismissals_of
from apps.shippers.services import match_dismiss, match_dismissal_undo, profile_part_replace
from tests.people import on_team, staff
from tests.shippers.test_matches import ADDRESS, BUSINESS, business

WHY = "Two companies of one building; the register has different directors."
NUMBERS = dict.fromkeys(["ein", "lei", "duns", "gln", "eori", "tin", "tax"], "")


@pytest.fixture
def pair() -> tuple[Shipper, Shipper]:
    """Return two businesses with one name and one address."""
    one, other = (business(business=BUSINESS, addresses=[ADDRESS]) for _ in range(2))
    return one, other


def matched(one: Shipper, other: Shipper) -> list[bool]:
    """Tell whether each of two businesses shows the other as a match."""
    return [to in {match.shipper for match in matches_of(of.pk)} for of, to in ((one, other), (other, one))]


def dismiss(officer: User, one: Shipper, other: Shipper) -> MatchDismissal:
    return match_dismiss(actor=officer, shipper_id=one.pk, other_id=other.pk, reason=WHY)


def share_number(one: Shipper, other: Shipper) -> None:
    for shipper in (one, other):
        profile_part_replace(shipper_id=shipper.pk, part="identifiers", clean=NUMBERS | {"ein": "421103331"})


def test_dismissed_match_is_shown_on_neither_page_and_the_finding_is_kept(officer: User, pair):
    one, other = pair
    assert matched(one, other) == [True, True]
    dismissal = dismiss(officer, other, one)
    assert matched(one, other) == [False, False]
    assert (dismissal.one, dismissal.other, dismissal.by, dismissal.reason) == (one, other, officer, WHY)
    assert list(dismissals_of(one.pk)) == list(dismissals_of(other.pk)) == [dismissal]
    assert dismissal_between(other.pk, one.pk) == dismissal
    told = Event.objects.filter(kind="shippers.match_dismissed")
    assert {(event.shipper_id, event.payload["other_shipper_id"]) for event in told} == {
        (one.pk, other.pk),
        (other.pk, one.pk),
    }


def test_dismissal_hides_this_pair_alone(officer: User, pair):
    one, other = pair
    third = business(business=BUSINESS, addresses=[ADDRESS])
    dismiss(officer, one, other)
    assert matched(one, third) == matched(other, third) == [True, True]


def test_dismissed_match_comes_back_for_a_number_that_both_have_only_now(officer: User, pair):
    one, other = pair
    dismiss(officer, one, other)
    share_number(one, other)
    assert matched(one, other) == [True, True]


def test_dismissed_match_stays_dismissed_for_a_number_that_the_officer_knew_and_for_weak_evidence(officer: User, pair):
    one, other = pair
    share_number(one, other)
    dismiss(officer, one, other)
    for shipper in pair:
        contacts = {"email": "", "phone": "+12025550131"}
        profile_part_replace(shipper_id=shipper.pk, part="contacts", clean=contacts)
        owner = {"role": "owner", "name": "Li Wei", "country": "CN"}
        profile_part_replace(shipper_id=shipper.pk, part="owners", clean=[owner])
    shared = MatchKey.objects.filter(shipper=one, digest__in=MatchKey.objects.filter(shipper=other).values("digest"))
    assert {"ein", "phone", "owner"} <= set(shared.values_list("kind", flat=True))
    assert matched(one, other) == [False, False]


def test_a_match_that_came_back_can_be_dismissed_anew(officer: User, pair):
    one, other = pair
    first = dismiss(officer, one, other)
    share_number(one, other)
    second = dismiss(officer, one, other)
    assert matched(one, other) == [False, False]
    first.refresh_from_db()
    assert first.undone_by == officer
    assert list(dismissals_of(one.pk)) == [second]


def test_strong_evidence_is_what_says_by_itself_that_two_are_one():
    assert {kind for kind, weight in WEIGHTS.items() if weight >= SAME} == STRONG
    assert {"ein", "bank", "storefront"} <= STRONG
    assert not STRONG & {"name", "address", "owner", "phone", "domain", "email"}


def test_match_with_a_removed_business_takes_somebody_who_oversees_changes(officer: User, pair):
    one, other = pair
    share_number(one, other)
    until = clock.today() + timedelta(days=90)
    Shipper.objects.filter(pk=other.pk).update(barred_until=until)
    with pytest.raises(Conflict, match="Ask a supervisor"):
        dismiss(officer, one, other)
    dismiss(staff("supervisor"), one, other)
    assert matched(one, other) == [False, False]


def test_finding_of_an_officer_does_not_hide_a_business_that_is_removed_later(officer: User, pair):
    one, other = pair
    dismiss(officer, one, other)
    Shipper.objects.filter(pk=other.pk).update(barred_until=clock.today() + timedelta(days=90))
    assert matched(one, other) == [True, True]
    Shipper.objects.filter(pk=other.pk).update(barred_until=clock.today())
    assert matched(one, other) == [False, False], "it may apply again"


def test_dismissal_is_undone_by_the_same_officer_or_a_supervisor_with_a_reason(officer: User, pair):
    one, other = pair
    dismissal = dismiss(officer, one, other)
    about = {"dismissal_id": dismissal.pk, "reason": "They share a bank account after all."}
    with pytest.raises(NotAllowed):
        match_dismissal_undo(actor=staff("officer", email="else@staff.example"), **about)
    with pytest.raises(InvalidInput):
        match_dismissal_undo(actor=officer, **about | {"reason": " "})
    match_dismissal_undo(actor=officer, **about)
    assert matched(one, other) == [True, True]
    assert not dismissals_of(one.pk)
    with pytest.raises(Conflict, match="already"):
        match_dismissal_undo(actor=officer, **about)
    again = dismiss(officer, one, other)
    match_dismissal_undo(actor=staff("supervisor"), **about | {"dismissal_id": again.pk})
    assert Event.objects.filter(kind="shippers.match_dismissal_undone").count() == 4


@pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
def test_dismissing_takes_a_role_that_reviews_applications(role: str, pair):
    with pytest.raises(NotAllowed):
        dismiss(staff(role), *pair)


def test_dismissing_takes_a_match_a_reason_and_somebody_of_no_team(officer: User, pair):
    one, other = pair
    stranger = business(business=BUSINESS | {"name": "Red Dragon Imports"})
    with pytest.raises(InvalidInput, match="matches this business"):
        dismiss(officer, one, stranger)
    with pytest.raises(InvalidInput, match="two businesses"):
        match_dismiss(actor=officer, shipper_id=one.pk, other_id=other.pk, reason="")
    on_team(other, "viewer", officer)
    with pytest.raises(Conflict):
        dismiss(officer, one, other)


def test_no_two_findings_stand_about_one_pair(officer: User, pair):
    dismissal = dismiss(officer, *pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchDismissal.objects.create(one=dismissal.one, other=dismissal.other, reason=WHY, by=officer)
