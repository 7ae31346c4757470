"""Change requests, claims and annual reviews at the desk: read and decided by officers."""

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.ledger.models import Reporter, Seller
from apps.shippers.models import Shipper
from apps.upkeep import services
from apps.upkeep.models import OverdueReview
from apps.upkeep.parts import PROFILE
from apps.upkeep.selectors import review_due_of
from apps.work.selectors import items_open
from tests.applications import answers
from tests.people import signed_in, staff
from tests.upkeep.profiles import WORDS, moved_to
from tests.upkeep.test_reviews import days

pytestmark = pytest.mark.shipper(applied=True)


@pytest.mark.slow
def test_change_request_is_compared_with_the_record_and_accepted(ada: User, officer: User, shipper: Shipper):
    change_request = services.change_request_submit(
        actor=ada,
        shipper_id=shipper.pk,
        part="addresses",
        typed=moved_to("Elko"),
        files=[identify_file("lease.pdf", [answers.PDF])],
        **WORDS,
    )
    page = reverse("admin:upkeep_changerequest_change", args=[change_request.pk])
    assert page in signed_in(officer).get(reverse("admin:work_item_changelist")).content.decode()
    html = signed_in(officer).get(page).content.decode()
    assert "Reno" in html
    assert "Elko (changed)" in html
    file = reverse("admin:upkeep_proof_file", args=[change_request.files.get().pk])
    assert file in html
    assert signed_in(officer).get(file).status_code == 200
    assert "Accept" not in signed_in(staff("auditor")).get(page).content.decode()
    assert signed_in(officer).post(page, {"act": "accept"}).status_code == 422
    signed_in(officer).post(page, {"act": "accept", "accept-text": "Agreed.", "accept-language": "en"})
    assert {address.city for address in shipper.addresses.all()} == {"Elko"}


def test_claim_of_an_identity_of_another_business_is_shown_and_not_accepted(ada: User, officer: User, shipper: Shipper):
    Reporter.objects.create(code="bazaar", name="Bazaar", kind="marketplace")
    other = Shipper.objects.create(name="Old Shop")
    Seller.objects.create(source="bazaar", code="S-77", shipper=other)
    claim = services.claim_submit(
        actor=ada,
        shipper_id=shipper.pk,
        source="bazaar",
        code="S-77",
        proof="code_word",
        page="https://bazaar.example/s",
        language="en",
    )
    page = reverse("admin:upkeep_identityclaim_change", args=[claim.pk])
    html = signed_in(officer).get(page).content.decode()
    assert "Old Shop" in html
    assert claim.code_word in html
    answer = signed_in(officer).post(page, {"act": "accept", "accept-text": "Seen.", "accept-language": "en"})
    assert answer.status_code == 409
    assert "belongs to another" in answer.content.decode()


def test_annual_review_is_marked_as_read(ada: User, officer: User, shipper: Shipper):
    with clock.at(days(0, shipper)):
        right = [section.key for section in PROFILE]
        review = services.review_attest(
            actor=ada, shipper_id=shipper.pk, right=right, changing=[], signed_name="Ada Park"
        )
    page = reverse("admin:upkeep_annualreview_change", args=[review.pk])
    text = signed_in(officer).get(page).content.decode()
    assert "Blue Kite Toys LLC" in text
    assert "none: this is the first" in text
    assert "Its year, beside the year before" in text
    signed_in(officer).post(page, {"act": "look"})
    assert not items_open().filter(kind="annual_review").exists()
    assert "Mark it" not in signed_in(officer).get(page).content.decode()


def test_overdue_review_is_followed_up(officer: User, shipper: Shipper):
    due = review_due_of(shipper.pk)
    with clock.at(days((due.overdue - due.due).days, shipper)):
        services.overdue_reviews_update()
    page = reverse("admin:upkeep_overduereview_change", args=[OverdueReview.objects.get().pk])
    client = signed_in(officer)
    assert page in client.get(reverse("admin:work_item_changelist")).content.decode()
    assert "ada@shop.example" in client.get(page).content.decode()
    client.post(page, {"act": "follow_up", "follow_up-text": "Called Ada. She does it today."})
    assert not items_open().filter(kind="annual_review_overdue").exists()
    assert "Called Ada." in client.get(page).content.decode()
    assert signed_in(staff("auditor")).get(page).context["actions"] == []
