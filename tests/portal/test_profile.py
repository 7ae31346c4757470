"""The profile of a business, change requests, identities and the annual review."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.models import Reporter, Seller
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_create
from apps.upkeep import services
from apps.upkeep.models import ChangeRequest, IdentityClaim
from apps.upkeep.parts import PROFILE
from apps.upkeep.selectors import review_due_of
from tests.applications import answers
from tests.people import confirmed, on_team, seller, signed_in
from tests.portal.pages import at
from tests.upkeep.profiles import DECISION, WORDS, moved_to
from tests.upkeep.test_reviews import days

pytestmark = pytest.mark.shipper(applied=True)
MAX_QUERIES = 12


def form_of(rows: list[dict], **more: object) -> dict[str, object]:
    """What the browser sends of a repeated part."""
    fields = {f"row-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {**fields, "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": 0, **more}


def test_the_profile_shows_every_part_with_numbers_masked(ada: User, shipper: Shipper):
    page = signed_in(ada).get(at("profile", shipper)).content.decode()
    for section in PROFILE:
        assert f'id="part-{section.key}"' in page
        assert at("profile_part", shipper, section.key) in page
    assert answers.EIN not in page
    assert "••••3331" in page


@pytest.mark.slow
def test_a_change_is_asked_for_in_the_form_of_the_application(ada: User, shipper: Shipper):
    client, page = signed_in(ada), at("profile_part", shipper, "addresses")
    rows = moved_to("Elko")["rows"]
    more = client.post(page, form_of(rows, add="1", reason="We moved.", language="en"))
    assert 'name="row-2-city"' in more.content.decode()
    assert "We moved." in more.content.decode()
    assert not ChangeRequest.objects.exists()
    wrong = client.post(page, form_of([rows[0] | {"city": ""}], reason="", language="en"))
    assert wrong.status_code == 422
    assert 'href="#id_row-0-city"' in wrong.content.decode()
    assert 'href="#id_reason"' in wrong.content.decode()
    client.post(page, form_of(rows, **WORDS))
    asked = ChangeRequest.objects.get()
    shown = client.get(at("change_request", shipper, asked.pk)).content.decode()
    assert "Reno" in shown
    assert "Elko" in shown
    client.post(at("change_request", shipper, asked.pk))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_a_change_that_is_open_is_refused_above_the_form_with_what_was_typed(ada: User, shipper: Shipper):
    client, page = signed_in(ada), at("profile_part", shipper, "addresses")
    client.post(page, form_of(moved_to("Elko")["rows"], **WORDS))
    again = client.post(page, form_of(moved_to("Ely")["rows"], **WORDS))
    assert again.status_code == 422
    assert "already" in again.content.decode()
    assert 'value="Ely"' in again.content.decode()


def test_an_account_number_is_sealed_before_it_is_kept(ada: User, shipper: Shipper):
    typed = {"holder": "Blue Kite Toys LLC", "country": "DE", "number": "DE89 3704 0044 0532 0130 00"}
    page = at("profile_part", shipper, "payout")
    client = confirmed(ada)
    wrong = client.post(page, typed | {"reason": "", "language": "en"}).content.decode()
    assert "Enter it again" in wrong, "else the next press would send the old number"
    assert not {part for part in ("3704 0044", "37040044") if part in wrong}
    client.post(page, typed | WORDS)
    asked = ChangeRequest.objects.get()
    assert asked.after["number"]["last_four"] == "3000"
    # Four digits alone may stand in what is sealed, by chance.
    assert not {part for part in ("3704 0044", "37040044") if part in str(asked.after)}


def test_who_may_not_sign_reads_and_asks_nothing(shipper: Shipper):
    client = signed_in(on_team(shipper, "preparer", seller("vi@shop.example")))
    page = client.get(at("profile", shipper)).content.decode()
    assert at("profile_part", shipper, "addresses") not in page
    assert client.get(at("profile_part", shipper, "addresses")).status_code == 403
    assert client.post(at("annual_review", shipper)).status_code == 403
    assert client.post(at("identities", shipper), {"code": "S-1"}).status_code == 403


def test_who_has_sent_nothing_is_told_so():
    bo = seller("bo@shop.example")
    shop = shipper_create(actor=bo)
    for page in ("profile", "annual_review", "identities"):
        assert signed_in(bo).get(at(page, shop)).status_code == 200
    assert "Nothing is known of your business yet" in signed_in(bo).get(at("profile", shop)).content.decode()


def test_the_annual_review_is_gone_through_and_signed(ada: User, shipper: Shipper):
    client, page = signed_in(ada), at("annual_review", shipper)
    assert "Sign the annual review" not in client.get(page).content.decode(), "it is not due yet"
    due = review_due_of(shipper.pk).due
    with clock.at(days(0, shipper)):
        right = {section.key: "right" for section in PROFILE}
        wrong = client.post(page, right | {"addresses": "change", "attested": "on", "signed_name": "Ada Park"})
        assert wrong.status_code == 422
        assert "Ask for this change first" in wrong.content.decode()
        assert client.post(page, {"attested": "on"}).status_code == 422
        client.post(page, right | {"attested": "on", "signed_name": "Ada Park"})
        assert review_due_of(shipper.pk).due > due
        assert "signed by Ada Park" in client.get(page).content.decode()


def test_an_identity_is_claimed_and_its_history_is_not_shown(ada: User, officer: User, shipper: Shipper):
    Reporter.objects.create(code="bazaar", name="Bazaar", kind="marketplace")
    other = shipper_create(actor=seller("old@shop.example"))
    Seller.objects.create(source="bazaar", code="S-77", name="Old Shop", shipper=other)
    client, page = signed_in(ada), at("identities", shipper)
    claim = {"source": "bazaar", "proof": "code_word", "page": "https://bazaar.example/s", "language": "en"}
    answered = [client.post(page, claim | {"code": code}, follow=True) for code in ("S-77", "S-none")]
    assert "Old Shop" not in answered[0].content.decode()
    taken, free = IdentityClaim.objects.order_by("pk")
    assert taken.code_word in client.get(page).content.decode()
    assert client.post(page, claim | {"code": "S-1", "page": ""}).status_code == 422
    services.claim_accept(actor=officer, claim_id=free.pk, **DECISION)
    client.post(page, {"withdraw": taken.pk})
    taken.refresh_from_db()
    assert taken.state == "withdrawn"
    late = client.post(page, {"withdraw": free.pk}, follow=True)
    assert "This can&#x27;t be done now" in late.content.decode(), "it was decided meanwhile"
    eve = seller("eve@shop.example")
    own = shipper_create(actor=eve)
    assert signed_in(eve).post(at("identities", own), {"withdraw": free.pk}).status_code == 404


@pytest.mark.parametrize("name", ["profile", "annual_review", "identities", "team"])
def test_pages_ask_few_questions_of_the_database(name: str, ada: User, shipper: Shipper):
    client = signed_in(ada)
    for number in range(20):
        Seller.objects.create(source="bazaar", code=f"S-{number}", shipper=shipper)
        on_team(shipper, "viewer", seller(f"p{number}@shop.example"))
        ChangeRequest.objects.create(
            shipper=shipper,
            part="addresses",
            state="withdrawn",
            reason="-",
            language="en",
            before={},
            after={},
            asked_by=ada,
        )
    client.get(at(name, shipper))
    with (
        clock.at(days(0, shipper)),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert client.get(at(name, shipper)).status_code == 200
    queries = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= MAX_QUERIES, "\n".join(queries)
